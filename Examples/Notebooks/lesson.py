# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds, the short-time Fourier transform, drawing and scores for the lessons of Docs/Lessons."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import soundfile
import unbraid

RESOURCES = Path(__file__).resolve().parents[2] / "Resources"
AUDIO, DICTIONARIES = RESOURCES / "Audio", RESOURCES / "Dictionaries"
sys.path.append(str(DICTIONARIES / "Recipes"))
COLOURS = [
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
    "#999999",
]  # Okabe & Ito
LOUDNESS = mpl.colors.LinearSegmentedColormap.from_list(
    "loudness", ["#ffffff", *plt.get_cmap("magma_r")([0.2, 0.5, 0.8, 1.0])], 9
)
EPSILON = 1e-12
mpl.rcParams.update(
    {
        "figure.dpi": 100,
        "image.aspect": "auto",
        "image.interpolation": "nearest",
        "image.origin": "lower",
        "font.size": 9,
        "axes.titlesize": 9,
        "axes.labelsize": 9,
        "legend.fontsize": 8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
        "lines.linewidth": 1.4,
        "axes.prop_cycle": mpl.cycler(color=COLOURS),
        "figure.constrained_layout.use": True,
    }
)


def read(name: str) -> tuple[np.ndarray, int]:
    """Return a recording of Resources/Audio as one channel, and its rate."""
    sound, rate = soundfile.read(AUDIO / name, always_2d=True)
    return sound.mean(axis=1), rate


def stems(name: str) -> dict[str, np.ndarray]:
    """Return the true sources of a recording that ships, by name."""
    return {path.stem: read(f"{name}/{path.name}")[0] for path in sorted((AUDIO / name).glob("*.flac"))}


class Stft:
    """Short-time Fourier transform with sine windows and its inverse; frames are rows."""

    def __init__(self, rate: float, window: float = 0.093, overlap: float = 0.5) -> None:
        """Take the window in seconds, and overlap as the share that neighbours have in common."""
        self.hop = round(rate * window * (1 - overlap) / 2) * 2
        self.size = round(self.hop / (1 - overlap))
        self.window = np.sin(np.pi * (np.arange(self.size) + 0.5) / self.size) * np.sqrt(
            2 * self.hop / self.size
        )
        self.frequencies = np.fft.rfftfreq(self.size, 1 / rate)
        self.step = self.hop / rate

    def of(self, sound: np.ndarray) -> np.ndarray:
        """Return X, (frames, bins)."""
        frames = -(-(len(sound) + self.size) // self.hop)
        padded = np.pad(sound, (self.size, frames * self.hop - len(sound)))
        rows = np.lib.stride_tricks.sliding_window_view(padded, self.size)[self.hop :: self.hop]
        return np.fft.rfft(rows * self.window)

    def back(self, X: np.ndarray, length: int) -> np.ndarray:
        """Return the sound of X, (length,)."""
        sound = np.zeros(len(X) * self.hop + self.size)
        for number, frame in enumerate(np.fft.irfft(X, self.size) * self.window):
            sound[number * self.hop : number * self.hop + self.size] += frame
        return sound[self.size - self.hop :][:length]


def decibels(power: np.ndarray) -> np.ndarray:
    """Return 10 log10 of a power over its maximum."""
    return 10 * np.log10(power / power.max() + EPSILON)


def image(axis, power: np.ndarray, right: float, top: float, floor: float = -40.0) -> None:
    """Draw powers (across, up), in dB below their maximum, from 0 to `right` and from 0 to `top`."""
    axis.imshow(decibels(power + EPSILON).T, cmap=LOUDNESS, vmin=floor, vmax=0, extent=(0, right, 0, top))


def show(axis, power: np.ndarray, stft: Stft, top: float = 4000.0, title: str = "", floor: float = -40.0):
    """Draw a power spectrogram (frames, bins) up to a frequency in Hz."""
    image(axis, power[:, stft.frequencies < top], len(power) * stft.step, top / 1000, floor)
    axis.set(title=title, xlabel="time, s", ylabel="frequency, kHz")


def match(parts: list[np.ndarray], true: list[np.ndarray], rate: float) -> tuple[list[int], list[float]]:
    """Return for each true source the part that is given to it, each part to one, and its SI-SDR in dB."""
    table = np.array([[unbraid.si_sdr(source, part, rate) for part in parts] for source in true])
    best = max(
        permutations(range(len(parts)), len(true)), key=lambda chosen: sum(table[range(len(true)), chosen])
    )
    return list(best), [float(table[row, part]) for row, part in enumerate(best)]


def command(line: str, folder: str | Path | None = None) -> Path:
    """Run a line of `unbraid` in a folder, by default a fresh one, and return the folder.

    AUDIO in the line stands for the folder of recordings.
    """
    folder = Path(folder or tempfile.mkdtemp())
    program = os.environ.get("UNBRAID_PROGRAM", "unbraid")
    words = [word.replace("AUDIO", str(AUDIO)) for word in shlex.split(line)[1:]]
    subprocess.run([program, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


class Note(NamedTuple):
    """A note of a score, in seconds."""

    begin: float
    end: float
    channel: int
    pitch: int


def score(path: str | Path) -> list[Note]:
    """Return the notes of a MIDI file of one tempo, in the order of their ends."""
    data, at, held, found = (AUDIO / path).read_bytes(), 14, {}, []
    division = int.from_bytes(data[12:14], "big")
    second = 2.0 * division
    while at < len(data):
        end, at, ticks, status = at + 8 + int.from_bytes(data[at + 4 : at + 8], "big"), at + 8, 0, 0
        while at < end:
            delta, at = _number(data, at)
            ticks += delta
            status, at = (data[at], at + 1) if data[at] & 0x80 else (status, at)
            if status >= 0xF0:
                kind, at = (data[at], at + 1) if status == 0xFF else (0, at)
                length, at = _number(data, at)
                if kind == 0x51:
                    second = division * 1e6 / int.from_bytes(data[at : at + 3], "big")
                at += length
                continue
            key, velocity = data[at], data[at + 1]
            at += 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            if status & 0xE0 == 0x80:  # a note begins or ends
                begin = held.pop((status & 15, key), None)
                if begin is not None:
                    found.append(Note(begin / second, ticks / second, (status & 15) + 1, key))
                if status & 0x10 and velocity:
                    held[status & 15, key] = ticks
    return found


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of MIDI, seven bits a byte, and where it ends."""
    value = 0
    while data[at] & 0x80:
        value, at = value << 7 | data[at] & 0x7F, at + 1
    return value << 7 | data[at], at + 1

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of one recording by its score: a nonnegative autoencoder (Smaragdis & Venkataramani 2017) of its spectrogram, whose hidden units belong to
notes and are dropped where the score has none (structured dropout, Ewert & Sandler 2017), written from the papers. A source is a channel of the score.

    score_autoencoder.py SOUND SCORE.mid FOLDER [--way dropout|late|factors]   writes FOLDER/channel-N.wav
    score_autoencoder.py --table                                               the table of Docs/Guide.md

Ways: `dropout` as said; `late` drops only once the network is trained; `factors` has levels that are free where the score has the note, in place of
what an encoder says (NMF, Ewert & Mueller 2012).

Needs NumPy, SciPy and soundfile."""

import argparse
import sys
from pathlib import Path

import numpy as np
import soundfile

import recipes  # noqa: F401 (before those of the recipes)
import method_figures
from adam import Adam
from frames import frames_of, sound_of
from score_songs import si_sdr
from sounds import resample
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import midi  # noqa: E402

RATE, WINDOW, HOP = 22050, 2048, 512  # 93 ms that overlap by 75 %
UNITS = 4                # of a note
BEFORE, AFTER = 0.05, 0.25  # seconds by which a note may begin early and sound on
STEPS, STEP = 1500, 3e-3
NEAR_BINS, NEAR = 2, 0.01  # of a partial: bins, and share of its frequency
FLOOR = 1e-4             # of the mean
WAYS = {"dropout": "autoencoder, structured dropout", "late": "autoencoder, dropped only at the end", "factors": "free levels (NMF)"}


def chunks_of(content):
    """The tracks of a MIDI file, and its ticks in a quarter note."""
    ticks, at, tracks = int.from_bytes(content[12:14], "big"), 14, []
    while at + 8 <= len(content):
        length = int.from_bytes(content[at + 4:at + 8], "big")
        tracks.append(content[at + 8:at + 8 + length])
        at += 8 + length
    return tracks, ticks


def events_of(track):
    """(tick, status, data) of a track whose messages have no running status, as midi.py writes them."""
    at = tick = 0
    while at < len(track):
        delta = 0
        while True:
            delta, byte, at = delta << 7 | track[at] & 0x7F, track[at], at + 1
            if byte < 0x80:
                break
        tick, status = tick + delta, track[at]
        if status == 0xFF:
            kind, length = track[at + 1], track[at + 2]
            yield tick, 0xFF00 | kind, track[at + 3:at + 3 + length]
            at += 3 + length
        else:
            length = 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            yield tick, status, track[at + 1:at + 1 + length]
            at += 1 + length


def notes_of(content):
    """(channel, pitch, onset, end) of a score with one tempo, in seconds; notes sound on while the pedal is down."""
    tracks, ticks = chunks_of(content)
    events = [list(events_of(track)) for track in tracks]
    tempo = next(int.from_bytes(data, "big") for track in events for _, status, data in track if status == 0xFF51)
    seconds = tempo / 1e6 / ticks
    notes = []
    for track in events:
        sounding, held, is_down = {}, [], False
        for tick, status, data in track:
            kind, channel = status & 0xF0, status & 0x0F
            if status >= 0xFF00:
                continue
            if kind == 0x90 and data[1]:
                sounding[channel, data[0]] = tick
            elif kind in (0x80, 0x90) and (channel, data[0]) in sounding:
                note = channel, data[0], sounding.pop((channel, data[0])) * seconds
                if is_down:
                    held.append(note)
                else:
                    notes.append((*note, tick * seconds))
            elif kind == 0xB0 and data[0] == midi.SUSTAIN:
                is_down = data[1] >= 64
                if not is_down:
                    notes += [(*note, tick * seconds) for note in held]
                    held = []
        notes += [(*note, tick * seconds) for note in held]
    return sorted(notes)


def units_of(notes, count):
    """Where each unit may be on [frames, units], and the channel and pitch of each [units, 2]."""
    names = sorted({note[:2] for note in notes})
    open_, seconds = np.zeros((count, len(names)), np.float32), (np.arange(1, count + 1) * HOP - WINDOW / 2) / RATE
    for channel, pitch, onset, end in notes:
        open_[(seconds >= onset - BEFORE) & (seconds <= end + AFTER), names.index((channel, pitch))] = 1
    return np.repeat(open_, UNITS, axis=1), np.repeat(names, UNITS, axis=0)


def harmonic(pitches, draw):
    """Atoms that are nothing but near the partials of their pitch, and stay so [units, bins]."""
    hz = 440 * 2 ** ((pitches[:, None] - 69) / 12)
    bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    partial = np.maximum(1, np.round(bins / hz))
    is_near = np.abs(bins - partial * hz) < np.maximum(NEAR_BINS * RATE / WINDOW, NEAR * partial * hz)
    return np.where(is_near, draw.uniform(0.5, 1.5, is_near.shape) / partial, 0)


class ScoreAutoencoder:
    """H = softplus (V^(1/2) E + b), those units on that the score has; P = H D^2.
    spectra  magnitudes V [frames, bins], of unit mean
    may_be_on  [frames, units]
    atoms  to begin with [units, bins]; what is zero stays so"""

    def __init__(self, spectra, may_be_on, atoms, way, draw):
        self.spectra, self.may_be_on, self.way = spectra + FLOOR, may_be_on, way
        units, bins = atoms.shape
        self.arrays = {"decoder": np.sqrt(atoms)}
        if way == "factors":
            self.arrays["levels"] = np.zeros_like(may_be_on)
        else:
            self.inputs = np.sqrt(self.spectra)
            self.arrays.update(encoder=draw.standard_normal((bins, units)) / np.sqrt(bins), bias=np.zeros(units))
        self.arrays = {name: values.astype(spectra.dtype) for name, values in self.arrays.items()}

    def arguments(self):
        """Of the softplus."""
        return self.arrays["levels"] if self.way == "factors" else self.inputs @ self.arrays["encoder"] + self.arrays["bias"]

    def activations(self):
        return np.logaddexp(0, self.arguments()) * self.may_be_on

    def loss(self):
        """D_KL (V | P), and its gradients."""
        arguments = self.arguments()
        on = 1 if self.way == "late" else self.may_be_on
        h, atoms = np.logaddexp(0, arguments) * on, self.arrays["decoder"] ** 2
        model = h @ atoms + FLOOR
        of_model = 1 - self.spectra / model
        of_arguments = of_model @ atoms.T * on / (1 + np.exp(-arguments))
        gradients = {"decoder": 2 * self.arrays["decoder"] * (h.T @ of_model)}
        if self.way == "factors":
            gradients["levels"] = of_arguments
        else:
            gradients.update(encoder=self.inputs.T @ of_arguments, bias=of_arguments.sum(axis=0))
        return (self.spectra * np.log(self.spectra / model) - self.spectra + model).sum(), gradients

    def train(self, steps):
        adam = Adam(self.arrays, STEP)
        for number in range(steps):
            adam.update(self.arrays, self.loss()[1])
            if number % 50 == 49:
                print(f"\r{number + 1} of {steps} steps", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)

    def masks(self, channels):
        """{channel: [frames, bins]}, which sum to one."""
        h, atoms = self.activations(), self.arrays["decoder"] ** 2
        parts = {channel: (h[:, channels == channel] @ atoms[channels == channel] + FLOOR) ** 2 for channel in np.unique(channels)}
        return {channel: part / sum(parts.values()) for channel, part in parts.items()}


def separated(samples, notes, way, seed=1, steps=STEPS):
    """{channel: [samples x channels]} of a recording at RATE."""
    spectra = [frames_of(channel, WINDOW, HOP) for channel in samples.T]
    magnitudes = np.sqrt(np.mean([np.abs(each) ** 2 for each in spectra], axis=0))
    may_be_on, names = units_of(notes, len(magnitudes))
    draw = np.random.default_rng(seed)
    network = ScoreAutoencoder((magnitudes / magnitudes.mean()).astype(np.float32), may_be_on, harmonic(names[:, 1], draw), way, draw)
    network.train(steps)
    return {channel: np.transpose([sound_of(each * mask, len(samples), WINDOW, HOP) for each in spectra])
            for channel, mask in network.masks(names[:, 0]).items()}


def read(path):
    samples, rate = soundfile.read(path, always_2d=True)
    return resample(samples, rate, RATE)


def print_table():
    sound, notes = read(method_figures.AUDIO / "two-hands.flac"), notes_of((method_figures.AUDIO / "two-hands.mid").read_bytes())
    hands = [read(method_figures.AUDIO / f"two-hands/channel-{number}.flac") for number in (1, 2)]
    method_figures.row("", "left, SI-SDR", "right, SI-SDR")
    method_figures.row(*["---"] * 3)
    for way, name in WAYS.items():
        found = [separated(sound, notes, way, seed) for seed in (1, 2, 3)]
        method_figures.row(name, *(f"{np.mean([si_sdr(hand.ravel(), parts[channel].ravel()) for parts in found]):.1f}"
                                   for channel, hand in enumerate(hands)))


def main():
    if sys.argv[1:] == ["--table"]:
        print_table()
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("score", type=Path, help="a MIDI file of one tempo")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--way", choices=WAYS, default="dropout")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for channel, part in separated(read(arguments.sound), notes_of(arguments.score.read_bytes()), arguments.way).items():
        soundfile.write(arguments.folder / f"channel-{channel + 1}.wav", part, RATE, subtype="FLOAT")


if __name__ == "__main__":
    main()

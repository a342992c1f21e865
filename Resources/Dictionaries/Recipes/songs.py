# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Songs: the tracks of each added up to the four stems, time-aligned, in stereo, at the highest rate among them."""

import json

import numpy as np

from sounds import decode_channels, resample, write_flac
from sources import first_named

STEMS = ("vocals", "drums", "bass", "other")
APART = ("guitar", "piano")  # of six stems; parts of `other` where there are four
PEAK = 0.9
LEVEL, FRAME = 0.1, 4096
SILENT = 1e-4  # peak of a track that holds nothing


class SongCutter:
    """Cuts one song into `folder`/SONG/STEM.flac, where SONG is the name of the row and its stems keep the balance of the
    tracks. Settings: `stems`, a regular expression over `track` for each stem but `other`, which takes the rest; `levels`,
    in dB for each stem, where the tracks were published without the balance of the mix; `played`, the tempo in beats a
    minute and, where known, the root and scale in semitones, without which a song lends its stems to no other."""

    def __init__(self, folder, source, _known):
        self.folder, self.settings, self.tracks = folder / source.name, source.cut, []

    def add(self, content, match):
        samples, rate = decode_channels(content)
        if np.abs(samples).max(initial=0) < SILENT:
            raise ValueError("silent")
        self.tracks.append((first_named(self.settings["stems"], match["track"]) or "other", in_stereo(samples), rate))

    def finish(self):
        if not self.tracks:
            return  # the counts of the refused say why
        rate = max(rate for _, _, rate in self.tracks)
        stems = {}
        for stem, samples, own in self.tracks:
            track = resample(samples, own, rate)
            stems[stem] = added(stems[stem], track) if stem in stems else track
        levels = self.settings.get("levels", {})
        write_song(self.folder, {name: at_level(samples, levels[name]) if name in levels else samples
                                 for name, samples in stems.items()}, rate)
        if "played" in self.settings:
            (self.folder / "song.json").write_text(json.dumps(self.settings["played"]))


def in_stereo(samples):
    """Two channels of any number."""
    return np.repeat(samples.mean(axis=1, keepdims=True), 2, axis=1) if samples.shape[1] != 2 else samples


def added(first, second):
    """The sum of two of any length."""
    longer, shorter = sorted((first, second), key=len, reverse=True)
    total = longer.copy()
    total[:len(shorter)] += shorter
    return total


def at_level(samples, decibels):
    """With the loudest quarter of its frames at so many dB above an RMS of LEVEL."""
    power = np.square(samples if samples.ndim == 1 else samples.mean(axis=1))
    frames = power[:len(power) // FRAME * FRAME].reshape(-1, FRAME).mean(axis=1)
    loud = np.sort(frames)[-max(1, len(frames) // 4):].mean()
    return samples * (LEVEL * 10 ** (decibels / 20) / np.sqrt(loud + 1e-12))


def write_song(folder, stems, rate):
    """Stems of one length at one gain, such that neither they nor their sum clip; nothing else is left in the folder."""
    for old in folder.glob("*.flac"):
        old.unlink()
    length = max(map(len, stems.values()))
    padded = {name: added(samples, np.zeros((length, samples.shape[1]), samples.dtype)) for name, samples in stems.items()}
    peak = max(np.abs(samples).max() for samples in (*padded.values(), sum(padded.values())))
    for name, samples in padded.items():
        write_flac(folder / f"{name}.flac", samples * (PEAK / peak), rate)

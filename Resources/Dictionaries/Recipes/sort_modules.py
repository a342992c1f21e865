#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proposes which instruments of songs of trackers are drums, bass or other, for selections/modules.json: by their names, and
where those say nothing by how they sound. What is in doubt is in no stem. Read the table through before you take it over."""

import argparse
import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from modules import RATE, Module

SECONDS = 45      # of each instrument that are measured
FRAME = 4096
LOUD = 0.03       # of the loudest frame's power: frames above it are measured
LOW_HZ = 200
TONAL = slice(4, 1500)  # bins whose flatness is measured: 43 Hz to 16 kHz

DOUBTFUL = re.compile(r"kettle|timpani|orch|loop|break", re.I)
DRUM = re.compile(r"kick|bass ?dr|\bbd\b|bd[0-9 _.]|snare|\bsd|\bsn|hat|\bhh|hh[0-9 ]|crash|cymb|ride|\btom|tomtom|drum|perc|clap|"
                  r"conga|bongo|shaker|tambour|rim|cowbell|cabasa|triang|hi-?h|sn[0-9]|choke|claves|maracas|beat", re.I)
PITCHED_DRUM = re.compile(r"tom|cymb|crash|ride|hat|hh|snare|kick|clap|conga|bongo|perc|shak|tamb", re.I)
BASS = re.compile(r"bass|fretless|contra|\bbas\b|slap", re.I)
OTHER = re.compile(r"guit|string|piano|pad|lead|organ|brass|flute|choir|synth|bell|violin|cello|harp|horn|trump|sax|oboe|clar|"
                   r"marim|vibr|xylo|chord|acc?ord|banjo|dist|pan|whist|key|rhodes|vox|voice|ensem", re.I)


class Measures(NamedTuple):
    """Of one instrument of a song."""
    pitches: int     # different notes
    hits: int        # notes
    low: float       # share of its energy below LOW_HZ
    centre_hz: float
    flatness: float  # of its spectrum, median over loud frames: 0 tonal, 1 white
    active: float    # share of the frames that are loud


def measured(samples, notes):
    """None for an instrument that is not heard."""
    mono = samples.mean(axis=1)
    frames = mono[:len(mono) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.square(frames).mean(axis=1)
    if len(frames) < 4 or power.max() < 1e-9:
        return None
    is_loud = power > LOUD * power.max()
    spectra = np.abs(np.fft.rfft(frames[is_loud] * np.hanning(FRAME))) ** 2 + 1e-14
    hertz, mean = np.fft.rfftfreq(FRAME, 1 / RATE), spectra.mean(axis=0)
    flatness = np.exp(np.log(spectra[:, TONAL]).mean(axis=1)) / spectra[:, TONAL].mean(axis=1)
    return Measures(len(set(notes)), len(notes), mean[hertz < LOW_HZ].sum() / mean.sum(), mean @ hertz / mean.sum(),
                    np.median(flatness), is_loud.mean())


def named(name, found):
    """The stem that the name of an instrument says; "" where it says that this is in doubt, None where it says nothing."""
    if DOUBTFUL.search(name):
        return ""
    if DRUM.search(name) and (not BASS.search(name) or re.search("dr", name, re.I)):
        return "drums" if (found.pitches <= 6 or PITCHED_DRUM.search(name)) and found.active < 0.95 else ""
    if BASS.search(name) and found.pitches > 2:
        return "bass"
    if OTHER.search(name) and found.pitches >= 3 and found.flatness < 0.03:
        return "other"
    return None


def heard(found):
    """The stem by the sound alone; "" in doubt."""
    is_struck = found.flatness > 0.012 or (found.low > 0.5 and found.centre_hz < 500)
    if is_struck and found.pitches == 1 and found.hits >= 30 and found.active < 0.9:
        return "drums"
    if is_struck and found.pitches <= 2 and found.hits >= 8 and found.active < 0.4:
        return "drums"
    if found.flatness > 0.03 and found.pitches <= 3 and found.hits >= 8 and found.active < 0.5:
        return "drums"
    if found.pitches >= 4 and found.low > 0.7 and found.centre_hz < 330:
        return "bass"
    if found.pitches >= 4 and found.low < 0.5 and found.flatness < 0.015:
        return "other"
    return ""


def stems_of(module, show=lambda *_: None):
    """{stem: numbers of its instruments}; calls show (number, name, measures, stem) for each that is heard."""
    stems = {"drums": [], "bass": [], "other": []}
    for number, (name, notes) in enumerate(zip(module.names(), module.notes().values())):
        found = measured(module.play({number}, SECONDS), notes) if notes else None
        if found is None:
            continue
        stem = named(name, found)
        stem = heard(found) if stem is None else stem
        show(number, name, found, stem)
        if stem:
            stems[stem].append(number)
    return {stem: numbers for stem, numbers in stems.items() if numbers}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("songs", nargs="+", type=Path)
    parser.add_argument("--table", action="store_true", help="print every instrument and what was measured of it")
    arguments = parser.parse_args()

    def show(number, name, found, stem):
        print(f"{number:3} {name[:24]:24} {found.pitches:3} pitches {found.hits:5} notes, low {found.low:.2f}, centre "
              f"{found.centre_hz:5.0f} Hz, flatness {found.flatness:.3f}, active {found.active:.2f}  {stem or '?'}")

    for path in arguments.songs:
        stems = stems_of(Module(path.read_bytes()), *([show] if arguments.table else []))
        print(f"{json.dumps(path.stem)}: {json.dumps(stems)}", flush=True)


if __name__ == "__main__":
    main()

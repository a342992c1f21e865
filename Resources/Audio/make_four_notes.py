#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders four-notes.flac and its true stems by fluidsynth: four piano notes, all together once, then in all pairs, as
in the toy recording of Fevotte, Bertin & Durrieu 2009 (their notes, played here by the piano of MuseScore General).

    make_four_notes.py [FOLDER [NOTES [FONT]]]   by default this folder, 61,65,68,72 and MuseScore General

Needs Debian's fluidsynth, musescore-general-soundfont-lossless, python3-numpy and python3-soundfile; nobody needs it
to build, run or test.
"""
import subprocess
import sys
import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np
import soundfile as sf

sys.path.append(str(Path(__file__).parents[2] / "Tests/Quality/Material"))
import midi

RATE = 22050
FONT = "/usr/share/sounds/sf2/MuseScore_General_Full.sf2"
NOTES = (61, 65, 68, 72)
EVERY = 2.0  # seconds from one chord to the next
HELD = 1.7  # seconds until the keys are let go
TAIL = 1.0  # seconds after the last chord
VELOCITY = 90


def midi_file(note, starts):
    """One note struck at each of the starts, in seconds, on General MIDI's grand piano."""
    ticks = midi.TICKS * 2  # a second at 120 beats a minute
    notes = [midi.Note(round(ticks * start), round(ticks * HELD), note, VELOCITY) for start in starts]
    return midi.midi_file(120, [midi.Track(0, 0, notes)])


def render(note, starts, length, font):
    """[length] one note's stem, both channels of fluidsynth averaged; no reverberation, no chorus."""
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "note.mid", Path(folder) / "note.wav"
        score.write_bytes(midi_file(note, starts))
        subprocess.run(["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(RATE), "-O", "float",
                        "-F", sound, font, score], check=True, stdout=subprocess.DEVNULL)
        samples = sf.read(sound, dtype="float64")[0].mean(axis=1)
    return np.pad(samples, (0, max(0, length - len(samples))))[:length]


def main(folder, notes, font):
    chords = [notes, *combinations(notes, 2)]
    length = round(RATE * (EVERY * len(chords) + TAIL))
    starts = {note: [EVERY * i for i, chord in enumerate(chords) if note in chord] for note in notes}
    stems = {note: render(note, starts[note], length, font) for note in notes}
    peak = np.abs(sum(stems.values())).max()
    # In 16 bits each, and the mixture is their sum to the bit.
    stems = {note: np.round(0.7 * 32767 / peak * stem).astype(np.int16) for note, stem in stems.items()}
    (folder / "four-notes").mkdir(parents=True, exist_ok=True)
    for note, stem in stems.items():
        sf.write(folder / "four-notes" / f"note-{note}.flac", stem, RATE, subtype="PCM_16")
    sf.write(folder / "four-notes.flac", sum(stems.values()).astype(np.int16), RATE, subtype="PCM_16")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(Path(arguments[0]) if arguments else Path(__file__).parent,
         tuple(int(note) for note in arguments[1].split(",")) if len(arguments) > 1 else NOTES,
         arguments[2] if len(arguments) > 2 else FONT)

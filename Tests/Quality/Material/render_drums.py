#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders drum loops with true stems by fluidsynth: the development set of the `drums` dictionaries.

    render_drums.py FOLDER        writes FOLDER/<kit>_<n>/{kick,snare,hi-hat}.wav, always the same

Needs Debian's fluidsynth, fluid-soundfont-gm and musescore-general-soundfont-lossless. None of it ships.
"""
import random
import struct
import subprocess
import sys
from pathlib import Path

FONTS = {"fluid": "/usr/share/sounds/sf2/FluidR3_GM.sf2", "muse": "/usr/share/sounds/sf2/MuseScore_General_Full.sf2"}
PROGRAMS = {"standard": 0, "room": 8, "power": 16, "jazz": 32}
NOTES = {"kick": (35, 36), "snare": (38, 40), "hi-hat": (42, 42, 42, 46)}
TICKS = 480  # a quarter note
SIXTEENTH = TICKS // 4


def variable_length(value):
    """A MIDI delta time: seven bits a byte, the highest first."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | value & 0x7F)
    return bytes(reversed(digits))


def midi_file(program, beats_per_minute, hits):
    """hits: (tick, note, velocity). One track on channel 10."""
    events = [(tick, 1, bytes([0x99, note, velocity])) for tick, note, velocity in hits]
    events += [(tick + SIXTEENTH // 2, 0, bytes([0x89, note, 0])) for tick, note, _ in hits]
    tempo = round(60e6 / beats_per_minute).to_bytes(3, "big")
    track = b"\0\xff\x51\x03" + tempo + bytes([0, 0xC9, program])
    now = 0
    for tick, _, message in sorted(events):
        track += variable_length(tick - now) + message
        now = tick
    track += variable_length(4 * TICKS) + b"\xff\x2f\0"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS) + b"MTrk" + struct.pack(">I", len(track)) + track


def pattern(rng, bars=3):
    """Hits of a plain rock or funk beat with ghost notes, by instrument."""
    hits = {name: [] for name in NOTES}
    kick_note, snare_note = rng.choice(NOTES["kick"]), rng.choice(NOTES["snare"])
    every = rng.choice((1, 2, 2))
    for step in range(16 * bars):
        tick, place = step * SIXTEENTH, step % 16
        if place in (0, 8) or rng.random() < 0.15:
            hits["kick"].append((tick, kick_note, rng.randint(85, 120)))
        if place in (4, 12):
            hits["snare"].append((tick, snare_note, rng.randint(90, 120)))
        elif rng.random() < 0.08:
            hits["snare"].append((tick, snare_note, rng.randint(30, 60)))
        if step % every == 0:
            hits["hi-hat"].append((tick, rng.choice(NOTES["hi-hat"]), rng.randint(50, 100)))
    return hits


def render(font, midi, out):
    path = out.with_suffix(".mid")
    path.write_bytes(midi)
    subprocess.run(["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r", "44100", "-F", out, font, path],
                   check=True, stdout=subprocess.DEVNULL)
    path.unlink()


def main(folder):
    rng = random.Random(1)
    for font_name, font in FONTS.items():
        for kit, program in PROGRAMS.items():
            for n in range(2):
                target = Path(folder) / f"{font_name}-{kit}_{n}"
                target.mkdir(parents=True, exist_ok=True)
                tempo = rng.randint(85, 130)
                for name, hits in pattern(rng).items():
                    render(font, midi_file(program, tempo, hits), target / f"{name}.wav")


if __name__ == "__main__":
    main(sys.argv[1])

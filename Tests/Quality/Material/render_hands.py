#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes piano pieces for two hands by seed and renders each hand alone, on the pianos kept for development: what the
guide of notes is scored on (Docs/Guide.md). Always the same.

    render_hands.py FOLDER

    FOLDER/<piano>-<n>/mixture.wav, stems/channel-{1,2}.wav, score.mid, wrong-notes.mid

channel-1 is the left hand. Every second piece is played with the sustain pedal, the last of each piano in a room. In
wrong-notes.mid one note in twenty is a semitone or two off. Needs what render_material.py needs.
"""
import random
import sys
from array import array
from pathlib import Path

from composer import BAR, Harmony, arpeggio, bass_line, comping, held, melody
from fluid import check_fonts, read_mono, render, reverb_send, write_mono
from midi import Track, midi_file
from presets import DEVELOPMENT

BARS = 8
HANDS = ((arpeggio, comping), (bass_line, arpeggio), (arpeggio, melody), (held, melody))  # left, right
LEFT, RIGHT = (36, 62), (55, 86)  # they meet
WRONG = 0.05


def pedals():
    """Down after each bar's beginning, up before its end."""
    return tuple((bar * BAR + 30, (bar + 1) * BAR - 40) for bar in range(BARS))


def compose(n):
    """The tempo, and the tracks of both hands."""
    rng = random.Random(f"hands {n}")
    harmony = Harmony(rng, BARS)
    level = rng.randint(60, 100)
    left, right = HANDS[n % len(HANDS)]
    notes = [left(rng, harmony, *LEFT, level - 10), right(rng, harmony, *RIGHT, level)]
    reverb = reverb_send("small") if n % 4 == 3 else 0
    return harmony.tempo, [Track(channel, 0, hand, reverb, pedals() if n % 2 == 0 else ())
                           for channel, hand in enumerate(notes)]


def with_wrong_notes(tracks, seed):
    rng = random.Random(seed)
    return [track._replace(notes=[note._replace(pitch=note.pitch + rng.choice((-2, -1, 1, 2)))
                                  if rng.random() < WRONG else note for note in track.notes]) for track in tracks]


def sound(folder, font, program, tempo, track):
    path = folder / "render.wav"
    render(font, midi_file(tempo, [track._replace(program=program)]), path, "small" if track.reverb else "dry")
    samples = read_mono(path)
    path.unlink()
    return samples


def piece(folder, preset, n):
    (folder / "stems").mkdir(parents=True, exist_ok=True)
    tempo, tracks = compose(n)
    (folder / "score.mid").write_bytes(midi_file(tempo, tracks))
    (folder / "wrong-notes.mid").write_bytes(midi_file(tempo, with_wrong_notes(tracks, f"wrong {n}")))
    hands = [sound(folder, preset.font, preset.program, tempo, track) for track in tracks]
    length = max(map(len, hands))
    hands = [hand + array("h", bytes(2 * (length - len(hand)))) for hand in hands]
    for track, hand in zip(tracks, hands):
        write_mono(folder / f"stems/channel-{track.channel + 1}.wav", hand)
    write_mono(folder / "mixture.wav", array("h", map(sum, zip(*hands))))


def main(folder):
    pianos = DEVELOPMENT["piano"]
    check_fonts({preset.font for preset in pianos})
    for preset in pianos:
        for n in range(len(HANDS)):
            piece(folder / f"{preset.name}-{n}", preset, n)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

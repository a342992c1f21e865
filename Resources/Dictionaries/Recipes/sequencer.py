# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What electronic songs play: bass lines that repeat step by step, parts of synthesisers, and tracks that the kick turns down; the short
chords of reggae and the power chords of rock."""

import numpy as np

import composer
from midi import Note

STEPS = composer.BAR // composer.SIXTEENTH
POWER_CHORDS = ((0, 2, 4, 6), (0, 3, 6), tuple(range(8)), (0, 1, 2, 4, 5, 6), (0, 3, 4, 6, 7), (0,), (0, 4))  # in eighths
RISE = 0.005  # s, in which the kick turns a track down


def pattern(rng):
    """One bar: (step, steps that it lasts, which note of root, fifth and octave)."""
    style = rng.choice(("eighths", "off-beats", "sixteenths", "syncopated", "held"))
    starts = {"eighths": range(0, STEPS, 2), "off-beats": range(2, STEPS, 4), "sixteenths": range(STEPS),
              "syncopated": sorted({0, *rng.sample(range(STEPS), rng.randint(3, 8))}), "held": rng.choice(((0,), (0, 8), (0, 6, 12)))}[style]
    leaps = rng.choice((0, 0.2, 0.5))
    longest = STEPS if style == "held" else rng.choice((1, 2, 4))
    ends = [*list(starts)[1:], STEPS]
    return [(start, min(end - start, longest), rng.choice(("fifth", "octave")) if rng.random() < leaps else "root")
            for start, end in zip(starts, ends)]


def bass_line(rng, harmony, low, high, level):
    """One pattern, moved to the root of each bar's chord."""
    steps, centre = pattern(rng), low + rng.randint(5, 12)
    notes = []
    for bar in range(len(harmony.degrees)):
        chord = harmony.chord(bar)
        root = composer.nearest(composer.within(chord[:1], low, high), centre)
        pitches = {"root": root, "octave": root + 12 if root + 12 <= high else root,
                   "fifth": composer.nearest(composer.within(chord[2:3], low, high), root + 5)}
        for step, lasting, which in steps:
            tick = bar * composer.BAR + step * composer.SIXTEENTH
            ticks = round(lasting * composer.SIXTEENTH * 0.9)
            notes.append(Note(tick, ticks, pitches[which], composer.velocity(rng, level, tick)))
    return notes


def skanks(rng, harmony, low, high):
    """Short, soft chords off the strong beats, as reggae and ska have them: the hands of one part."""
    level, places = rng.randint(40, 75), rng.choice(((2, 6), (1, 3, 5, 7), (2, 3, 6, 7)))  # in eighths
    return [[Note(composer.human(rng, bar * composer.BAR + place * composer.EIGHTH), rng.choice((1, 2)) * composer.SIXTEENTH // 2, pitch,
                  composer.velocity(rng, level, composer.EIGHTH))
             for bar in range(len(harmony.degrees))
             for chord in [composer.voicing(rng, harmony, bar, low, high, rng.choice((3, 4)))]
             for place in places for pitch in chord]]


def power_chords(rng, harmony, low, high):
    """Root, fifth and octave in a rhythm that comes back every bar, held or damped."""
    level, places, held = rng.randint(80, 115), rng.choice(POWER_CHORDS), rng.choice((0.5, 0.95, 0.95))
    centre = low + rng.randint(2, 9)
    notes = []
    for bar in range(len(harmony.degrees)):
        root = composer.nearest(composer.within(harmony.chord(bar)[:1], low, high), centre)
        for place, following in zip(places, (*places[1:], 8)):
            tick = bar * composer.BAR + place * composer.EIGHTH
            ticks = round((following - place) * composer.EIGHTH * held)
            notes += [Note(tick, ticks, pitch, composer.velocity(rng, level, tick)) for pitch in (root, root + 7, root + 12) if pitch <= high]
    return notes


def two_hands(rng, harmony, bass_range, low, high):
    """A bass line and the chords above it, for one instrument that plays both."""
    chords = rng.choice((composer.held, composer.comping, composer.arpeggio))
    level = rng.randint(60, 100)
    return bass_line(rng, harmony, *bass_range, level + 15) + chords(rng, harmony, low, high, level)


def part(rng, family, harmony, low, high):
    """The notes of a synthesiser of one of synthesiser.FAMILIES."""
    level = rng.randint(55, 105)
    if family == "pad":
        return composer.held(rng, harmony, low, high, level)
    if family == "lead":
        return composer.melody(rng, harmony, low, high, level, slow=rng.random() < 0.3)
    if family == "keys":
        return composer.comping(rng, harmony, low, high, level)
    return composer.arpeggio(rng, harmony, low, high, level)


def ducking_gain(tempo, length, rate, depth, seconds):
    """The gain of a track that a kick on every beat turns down by `depth`, and that comes back within `seconds`."""
    since = np.arange(length) / rate % (60 / tempo)
    return 1 - depth * np.minimum(1, since / RISE) * np.exp(-since / (seconds / 3))

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes short scores by seed: chord progressions, and for each source a part that suits it."""
from midi import TICKS, Note

EIGHTH = TICKS // 2
SIXTEENTH = TICKS // 4
BAR = 4 * TICKS
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (1, 4, 0, 5), (0, 3, 0, 4), (5, 3, 0, 4), (0, 2, 3, 4), (0, 3, 1, 4))
COMPING = ((0, 3, 6), (0, 2, 4, 6), (1, 3, 5, 7), (0, 3, 4, 7), (0, 4), (2, 6), (0, 1, 3, 4, 6))  # in eighths
RHYTHMS = ((2, 2, 2, 2), (1, 1, 2, 4), (3, 1, 2, 2), (4, 2, 2), (2, 1, 1, 2, 2), (6, 2), (1, 1, 1, 1, 2, 2))
HITS = {"kick": (35, 36), "snare": (38, 40), "hi-hat": (42, 42, 42, 46)}


class Harmony:
    """A key, one chord a bar, and a tempo."""

    def __init__(self, rng, bars):
        self.tempo = rng.randint(72, 132)
        self.root = rng.randrange(12)
        self.scale = SCALES[rng.choice(("major", "major", "minor"))]
        progression = rng.choice(PROGRESSIONS)
        self.degrees = [progression[bar % len(progression)] for bar in range(bars)]
        self.seventh = rng.random() < 0.4

    def pitch_class(self, degree):
        return (self.root + self.scale[degree % 7]) % 12

    def chord(self, bar):
        """Pitch classes of the bar's chord, the root first."""
        steps = (0, 2, 4, 6) if self.seventh else (0, 2, 4)
        return [self.pitch_class(self.degrees[bar] + step) for step in steps]

    def pitches(self, low, high):
        """All notes of the key in a range."""
        classes = {self.pitch_class(degree) for degree in range(7)}
        return [pitch for pitch in range(low, high + 1) if pitch % 12 in classes]


def within(classes, low, high):
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in classes]


def nearest(pitches, wanted):
    return min(pitches, key=lambda pitch: (abs(pitch - wanted), pitch))


def velocity(rng, level, tick):
    """Louder on strong beats, a little uneven."""
    accent = 8 if tick % (2 * TICKS) == 0 else 0
    return max(20, min(127, level + accent + rng.randint(-10, 10)))


def human(rng, tick):
    return max(0, tick + rng.randint(-8, 8))


def voicing(rng, harmony, bar, low, high, voices):
    """A close chord somewhere in the range."""
    centre = rng.randint(low + 6, max(low + 6, high - 6))
    found = sorted(within(harmony.chord(bar), low, high), key=lambda pitch: abs(pitch - centre))
    return sorted(found[:voices])


def held(rng, harmony, low, high, level, voices=3):
    """One long chord a bar."""
    return [Note(bar * BAR, BAR - SIXTEENTH, pitch, velocity(rng, level, 0))
            for bar in range(len(harmony.degrees))
            for pitch in voicing(rng, harmony, bar, low, high, voices)]


def comping(rng, harmony, low, high, level, strum=0):
    """Chords in a rhythm; strum: ticks from string to string."""
    places = rng.choice(COMPING)
    notes = []
    for bar in range(len(harmony.degrees)):
        chord = voicing(rng, harmony, bar, low, high, rng.choice((3, 4)))
        for place, following in zip(places, places[1:] + (8,)):
            start = human(rng, bar * BAR + place * EIGHTH)
            length = round((following - place) * EIGHTH * rng.choice((0.5, 0.9)))
            for string, pitch in enumerate(chord):
                notes.append(Note(start + strum * string, length, pitch, velocity(rng, level, place * EIGHTH)))
    return notes


def arpeggio(rng, harmony, low, high, level):
    """Broken chords, each note sounding on into the next ones."""
    step = rng.choice((EIGHTH, EIGHTH, SIXTEENTH))
    notes = []
    for bar in range(len(harmony.degrees)):
        chord = voicing(rng, harmony, bar, low, high, 4)
        order = rng.choice((chord, chord + chord[-2:0:-1], chord[:1] + chord[:0:-1]))
        for place in range(BAR // step):
            tick = bar * BAR + place * step
            notes.append(Note(human(rng, tick), 2 * step, order[place % len(order)], velocity(rng, level, tick)))
    return notes


def melody(rng, harmony, low, high, level, slow=False):
    """A line of steps and small leaps with chord notes on the strong beats, and rests."""
    steps = harmony.pitches(low, high)
    at = rng.randrange(len(steps) // 4, max(len(steps) // 4 + 1, 3 * len(steps) // 4))
    notes = []
    for bar in range(len(harmony.degrees)):
        place = 0
        for length in rng.choice(((4, 4), (6, 2), (8,), (2, 2, 4)) if slow else RHYTHMS):
            at = max(0, min(len(steps) - 1, at + rng.choice((-2, -1, -1, 1, 1, 2, 3, -3))))
            pitch = steps[at]
            if place % 4 == 0:
                pitch = nearest(within(harmony.chord(bar), low, high), pitch)
                at = steps.index(pitch)
            if rng.random() > 0.1:
                tick = bar * BAR + place * EIGHTH
                ticks = length * EIGHTH - (10 if slow else rng.choice((10, EIGHTH // 3)))
                notes.append(Note(human(rng, tick), ticks, pitch, velocity(rng, level, tick)))
            place += length
    return notes


def bass_line(rng, harmony, low, high, level):
    """Roots in eighths, roots and fifths, or a walk towards the next root."""
    style = rng.choice(("eighths", "fifths", "walk"))
    centre = low + rng.randint(5, 12)
    notes = []
    for bar in range(len(harmony.degrees)):
        chord = harmony.chord(bar)
        root = nearest(within(chord[:1], low, high), centre)
        fifth = nearest(within(chord[2:3], low, high), root + 5)
        following = harmony.chord((bar + 1) % len(harmony.degrees))[:1]
        lead = nearest(harmony.pitches(low, high), nearest(within(following, low, high), root) - 1)
        line = {"eighths": [(place, 1, fifth if place == 7 else root) for place in range(8)],
                "fifths": [(0, 3, root), (3, 1, root), (4, 2, fifth), (6, 2, min(high, root + 12))],
                "walk": [(0, 2, root), (2, 2, nearest(within(chord[1:2], low, high), root + 4)), (4, 2, fifth),
                         (6, 2, lead)]}[style]
        for place, length, pitch in line:
            tick = bar * BAR + place * EIGHTH
            notes.append(Note(human(rng, tick), round(length * EIGHTH * 0.9), pitch, velocity(rng, level, tick)))
    return notes


def beat(rng, bars):
    """Hits of a plain rock or funk beat with ghost notes, by drum: (tick, note, velocity)."""
    hits = {name: [] for name in HITS}
    kick_note, snare_note = rng.choice(HITS["kick"]), rng.choice(HITS["snare"])
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
            hits["hi-hat"].append((tick, rng.choice(HITS["hi-hat"]), rng.randint(50, 100)))
    return {name: [Note(tick, SIXTEENTH // 2, pitch, strength) for tick, pitch, strength in struck]
            for name, struck in hits.items()}


def part(rng, source, harmony, low, high):
    """The hands of one source: a list of notes for each MIDI channel it needs."""
    level = rng.randint(55, 105)
    if source == "drums":
        return [sum(beat(rng, len(harmony.degrees)).values(), [])]
    if source == "bass":
        return [bass_line(rng, harmony, low, min(high, 55), level)]
    if source == "piano":
        right = rng.choice((comping, arpeggio, melody))
        left = rng.choice((held, arpeggio, bass_line))
        return [left(rng, harmony, 36, 57, level - 10), right(rng, harmony, 60, 84, level)]
    if source == "guitar":
        style = rng.choice(("strum", "arpeggio", "melody"))
        if style == "strum":
            return [comping(rng, harmony, low + 4, high - 12, level, strum=rng.randint(6, 20))]
        return [arpeggio(rng, harmony, low + 4, high - 12, level) if style == "arpeggio"
                else melody(rng, harmony, low + 12, high, level)]
    if source == "organ" or source in ("strings", "voice") and rng.random() < 0.4:
        return [held(rng, harmony, low + 6, high - 6, level)]
    return [melody(rng, harmony, low, high, level, slow=source in ("strings", "voice"))]

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synthesisers by formula, no two alike: basses, leads, plucks, pads and keys of the kinds that electronic songs have.
Oscillators (saw, pulse, triangle, sine), frequency modulation or drawbars, through a low-pass that an envelope moves."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import sosfilt

PER_OCTAVE = 4       # settings of the low-pass; between two of them it is mixed
CEILING = 0.4        # of the rate, the highest cutoff
DRAWBARS = (1, 2, 3, 4, 6, 8)
SUB, MODULATED = 0.4, 0.1  # shares of the basses that are sines or triangles, and that are frequency modulation
FOUR_POLES = 0.5     # share of the low-passes with four poles in place of two
FAMILIES = {"lead": 3, "pluck": 3, "pad": 3, "keys": 2, "bells": 1}  # how often each accompanies


@dataclass
class Patch:
    """The settings of one synthesiser; times in s, frequencies of the filter in multiples of the note's."""
    tone: str                  # "oscillators", "modulation" or "drawbars"
    family: str                # "bass" or one of FAMILIES
    oscillators: tuple = ()    # (wave, width of a pulse, cents, level)
    drawbars: tuple = ()       # a level for each of DRAWBARS
    ratio: float = 1           # of the modulator
    index: float = 0           # of the modulation, where a note begins
    fading: float = 0.3        # of the modulation
    cutoff: float = 8          # where a note has faded
    opened: float = 0          # how much further the filter is open where a note begins
    closing: float = 0.2       # of the filter
    resonance: float = 0.7
    poles: int = 2
    attack: float = 0.003
    decay: float = 0.5
    sustain: float = 0.5       # level after the decay
    release: float = 0.05
    drop: float = 0            # how much higher, of the frequency, a note begins
    dropping: float = 0.03
    glide: float = 0           # from the note before
    vibrato: float = 0         # cents
    drive: float = 1


def saw(cycles, step):
    """A saw without the aliases of its edge: two polynomial pieces around it (Valimaki & Huovilainen 2007)."""
    phase = cycles % 1
    after, before = np.minimum(phase / step, 1) - 1, np.maximum((phase - 1) / step, -1) + 1
    return 2 * phase - 1 + after ** 2 - before ** 2


def wave(kind, cycles, step, width):
    if kind == "saw":
        return saw(cycles, step)
    if kind == "pulse":
        return saw(cycles, step) - saw(cycles + width, step)
    if kind == "triangle":
        return 2 * np.abs(2 * (cycles % 1) - 1) - 1
    return np.sin(2 * np.pi * cycles)


def low_pass(hertz, resonance, poles, rate):
    """Second-order sections of two poles each (Bristow-Johnson's cookbook)."""
    angle = 2 * np.pi * hertz / rate
    slope, cosine = np.sin(angle) / (2 * resonance), np.cos(angle)
    section = np.array([(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + slope, -2 * cosine, 1 - slope]) / (1 + slope)
    return np.repeat(section[None], poles // 2, axis=0)


def swept(samples, cutoff, resonance, poles, rate):
    """Through a low-pass whose cutoff, a value for each sample, moves."""
    position = PER_OCTAVE * np.log2(np.minimum(cutoff, CEILING * rate))
    out = np.zeros(len(samples))
    for step in range(int(position.min()), int(position.max()) + 2):
        share = np.maximum(0, 1 - np.abs(position - step))
        if share.any():
            out += share * sosfilt(low_pass(2 ** (step / PER_OCTAVE), resonance, poles, rate), samples)
    return out


def loudness(patch, seconds, time):
    """Attack, decay to the sustained level, release after the end of the note."""
    held = np.minimum(1, time / patch.attack) * (patch.sustain + (1 - patch.sustain) * np.exp(-time / patch.decay))
    return held * np.exp(-np.maximum(0, time - seconds) / (patch.release / 4))


def pitch(patch, hertz, before, time):
    """The frequency of a note at each time."""
    gliding = np.minimum(1, time / patch.glide) if patch.glide else 1
    curve = before * (hertz / before) ** gliding * (1 + patch.drop * np.exp(-time / patch.dropping))
    swing = patch.vibrato * np.sin(2 * np.pi * 5.5 * time) * np.minimum(1, time / 0.4)
    return curve * 2 ** (swing / 1200)


def tone(draw, patch, hertz, rate, time):
    cycles = np.cumsum(hertz) / rate
    if patch.tone == "modulation":
        inner = patch.index * np.exp(-time / patch.fading) * np.sin(2 * np.pi * patch.ratio * cycles)
        return np.sin(2 * np.pi * cycles + inner)
    if patch.tone == "drawbars":
        audible = (hertz.max() * number < CEILING * rate for number in DRAWBARS)
        return sum(level * np.sin(2 * np.pi * number * cycles)
                   for number, level, is_audible in zip(DRAWBARS, patch.drawbars, audible) if is_audible)
    found = np.zeros(len(time))
    for kind, width, cents, level in patch.oscillators:
        detuned = 2 ** (cents / 1200)
        found += level * wave(kind, cycles * detuned + draw.random(), hertz * detuned / rate, width)
    return found


def sounded(draw, patch, hertz, before, seconds, rate):
    """One note, until its release has faded."""
    time = np.arange(int((seconds + 1.5 * patch.release) * rate)) / rate
    raw = tone(draw, patch, pitch(patch, hertz, before, time), rate, time)
    cutoff = np.maximum(30, hertz * patch.cutoff * (1 + patch.opened * np.exp(-time / patch.closing)))
    bright = swept(raw, cutoff, patch.resonance, patch.poles, rate) * loudness(patch, seconds, time)
    return np.tanh(patch.drive * bright) / np.tanh(patch.drive)


def play(draw, patch, notes, second, length, rate):
    """`length` samples; `second` is a tick in seconds. Notes of one pitch and length sound alike."""
    out, known, before = np.zeros(length), {}, None
    for note in notes:
        hertz = 440 * 2 ** ((note.pitch - 69) / 12)
        begun = before if patch.glide and before else hertz
        key = (note.pitch, note.ticks, begun)
        if key not in known:
            known[key] = sounded(draw, patch, hertz, begun, note.ticks * second, rate)
        first = int(note.tick * second * rate)
        last = min(length, first + len(known[key]))
        out[first:last] += known[key][:max(0, last - first)] * (note.velocity / 127) ** 1.5
        before = hertz
    return out


def oscillators(draw, octave):
    """One to three, some an octave (1200 cents up or down) away, or seven saws beside each other."""
    if draw.random() < 0.15:
        spread = draw.uniform(8, 35)
        return tuple(("saw", 0.5, cents, 1 / 3) for cents in np.linspace(-spread, spread, 7))
    spread = draw.choice((0, 4, 10, 25)) * draw.uniform(0.5, 1)
    return tuple((str(draw.choice(("saw", "saw", "pulse", "pulse", "triangle"))), draw.uniform(0.1, 0.5),
                  draw.uniform(-spread, spread) + draw.choice((0, 0, 0, octave)), draw.uniform(0.4, 1))
                 for _ in range(draw.integers(1, 4)))


def bass(draw):
    """A patch: a filtered oscillator, a sine that falls, or frequency modulation."""
    patch = Patch("oscillators", "bass", oscillators(draw, 1200), cutoff=10 ** draw.uniform(0.1, 1.3), opened=draw.uniform(0, 8),
                  closing=10 ** draw.uniform(-1.5, -0.2), resonance=10 ** draw.uniform(-0.15, 0.9), poles=poles(draw),
                  decay=10 ** draw.uniform(-1, 0.3), sustain=draw.choice((0, 0.3, 0.8)), release=draw.uniform(0.02, 0.15),
                  glide=draw.choice((0, 0, 0, 0.06)), drive=10 ** draw.uniform(-0.3, 0.7))
    kind = draw.random()
    if kind < SUB:
        return replace(patch, oscillators=((str(draw.choice(("sine", "triangle"))), 0.5, 0, 1),), cutoff=12, resonance=0.7,
                       drop=draw.choice((0, 1, 3)), decay=draw.uniform(0.3, 2))
    if kind < SUB + MODULATED:
        return replace(patch, tone="modulation", ratio=draw.choice((0.5, 1, 1, 2, 3)), index=draw.uniform(0.5, 6),
                       fading=10 ** draw.uniform(-1.3, 0), cutoff=30)
    return patch


def poles(draw):
    return 4 if draw.random() < FOUR_POLES else 2


def accompanist(draw):
    """A patch of one of FAMILIES."""
    odds = np.array(list(FAMILIES.values()))
    family = str(draw.choice(list(FAMILIES), p=odds / odds.sum()))
    patch = Patch("oscillators", family, oscillators(draw, -1200), cutoff=10 ** draw.uniform(0.3, 1.5), opened=draw.uniform(0, 5),
                  closing=10 ** draw.uniform(-1.3, 0), resonance=10 ** draw.uniform(-0.15, 0.6), poles=poles(draw),
                  drive=10 ** draw.uniform(-0.3, 0.4))
    if family == "lead":
        return replace(patch, sustain=draw.uniform(0.5, 1), release=draw.uniform(0.03, 0.3), glide=draw.choice((0, 0, 0.08)),
                       vibrato=draw.choice((0, 10, 30)))
    if family == "pluck":
        return replace(patch, sustain=0, decay=10 ** draw.uniform(-1.2, -0.3), release=draw.uniform(0.03, 0.2))
    if family == "pad":
        return replace(patch, attack=draw.uniform(0.03, 0.6), sustain=0.9, release=draw.uniform(0.2, 0.8), opened=0)
    if family == "keys" and draw.random() < 0.5:
        return replace(patch, tone="drawbars", drawbars=tuple(draw.uniform(0, 0.6, len(DRAWBARS))), cutoff=20, sustain=1)
    ratio = draw.choice((1, 2, 7, 14)) if family == "keys" else draw.choice((1.41, 2.76, 3.5, 5.4))
    return replace(patch, tone="modulation", ratio=ratio, index=draw.uniform(0.3, 3), fading=10 ** draw.uniform(-1, 0), cutoff=30,
                   decay=10 ** draw.uniform(-0.5, 0.3), sustain=0, release=draw.uniform(0.1, 0.5))

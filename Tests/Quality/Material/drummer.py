# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes what a drummer plays: beats with fills, crashes and ghost notes, by seed, for five drums."""
from dataclasses import dataclass

DRUMS = ("kick", "snare", "hi-hat", "toms", "cymbals")
STEPS = 16  # in a bar, sixteenths


@dataclass
class Hit:
    step: float  # sixteenths from the beginning
    voice: int   # which of the drum's sounds: high or low tom, closed or open hi-hat, crash or ride
    strength: float  # 0 to 1


class Style:
    """What stays the same through a piece."""

    def __init__(self, rng):
        self.kick_steps = [0, *rng.sample(range(1, STEPS), rng.randint(1, 4))]
        self.snare_steps = rng.choice(((4, 12), (4, 12), (4, 12), (8,), (4, 10), (2, 6, 10, 14)))
        self.ghosts = rng.choice((0.0, 0.05, 0.12))
        self.every = rng.choice((1, 2, 2, 4))
        self.is_ride = rng.random() < 0.3
        self.openness = rng.choice((0.0, 0.1, 0.3, 0.7))
        self.fills = rng.choice((0.2, 0.5))
        self.crashes = rng.choice((0.2, 0.6))
        self.swing = rng.choice((0.0, 0.0, 0.35))


def strength(rng, low, high):
    return rng.uniform(low, high)


def bar_of(rng, style, bar):
    """drum -> hits of one bar."""
    hits = {drum: [] for drum in DRUMS}
    filled = rng.choice((4, 8, 12)) if rng.random() < style.fills else STEPS
    if rng.random() < style.crashes:
        hits["cymbals"].append(Hit(0, 0, strength(rng, 0.6, 1)))
    for step in range(STEPS):
        if step in style.kick_steps and (step < filled or rng.random() < 0.4):
            hits["kick"].append(Hit(step, 0, strength(rng, 0.6, 1)))
        if step >= filled:
            drum = "toms" if rng.random() < 0.8 else "snare"
            if rng.random() < 0.8:
                voice = min(5, (step - filled) * 6 // max(1, STEPS - filled)) if drum == "toms" else 0
                hits[drum].append(Hit(step, voice, strength(rng, 0.4, 1)))
            continue
        if step in style.snare_steps:
            hits["snare"].append(Hit(step, 0, strength(rng, 0.6, 1)))
        elif rng.random() < style.ghosts:
            hits["snare"].append(Hit(step, 0, strength(rng, 0.15, 0.4)))
        if step % style.every == 0:
            accent = 1.0 if step % 4 == 0 else 0.7
            ride = style.is_ride
            opened = int(rng.random() < style.openness)
            hits["cymbals" if ride else "hi-hat"].append(
                Hit(step, 1 if ride else opened, accent * strength(rng, 0.4, 1)))
        elif rng.random() < 0.04:
            hits["hi-hat"].append(Hit(step, 0, strength(rng, 0.3, 0.7)))
    return hits


def placed(rng, style, hit, bar):
    """The hit where a human drummer would put it."""
    swing = style.swing if int(hit.step) % 2 else 0
    return Hit(max(0.0, bar * STEPS + hit.step + swing + rng.gauss(0, 0.04)), hit.voice, hit.strength)


def on_toms(hits):
    """The same bar with its time kept on the two lowest toms in place of hi-hat and ride."""
    kept = [hit for drum in ("hi-hat", "cymbals") for hit in hits[drum] if drum == "hi-hat" or hit.voice == 1]
    crashes = [hit for hit in hits["cymbals"] if hit.voice == 0]
    toms = hits["toms"] + [Hit(hit.step, 4 + int(hit.step) % 4 // 2, hit.strength) for hit in kept]
    return {**hits, "hi-hat": [], "cymbals": crashes, "toms": toms}


def piece(rng, bars, keeps_time_on_toms=False, kicks_on_every_beat=False):
    """drum -> hits; now and then a bar in which one drum rests."""
    style = Style(rng)
    if kicks_on_every_beat:
        style.kick_steps = range(0, STEPS, 4)
    hits = {drum: [] for drum in DRUMS}
    for bar in range(bars):
        resting = rng.choice(DRUMS) if rng.random() < 0.2 else None
        composed = bar_of(rng, style, bar)
        for drum, struck in (on_toms(composed) if keeps_time_on_toms else composed).items():
            if drum != resting:
                hits[drum] += [placed(rng, style, hit, bar) for hit in struck]
    return hits

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes drum loops and plays them on recorded kits and on drum machines, each drum from another one and changed a
little: OUT/NNNN/{kick,snare,hi-hat,toms,cymbals}.wav, by seed; loops that are there stay. What render_loops.py (Tests/Quality/Material) does for its
own kits, for those of the corpora; its development and test kits are in none of them."""

import argparse
import random
from pathlib import Path

import drum_machine
from recorded_kits import kit_of_folder, render_loops

MACHINES = 12  # drum machines among which each loop draws


def kits_for(rng, recorded):
    """Recorded kits and as many new machines; a kit stands in only for the drums that it has."""
    machines = [drum_machine.kit(rng.getrandbits(32), render_loops.RATE) for _ in range(MACHINES)]
    full = [{drum: kit[drum] or rng.choice(machines)[drum] for drum in render_loops.DRUMS} for kit in recorded]
    return full + rng.sample(machines, min(MACHINES, max(1, len(full))))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kits", type=Path, nargs="+", help="folders of kits, such as corpora/hits/*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--loops", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    recorded = [kit_of_folder(folder) for folder in sorted(arguments.kits)]
    for number in range(arguments.first, arguments.first + arguments.loops):
        folder = arguments.out / f"{number:04}"
        if (folder / "score.mid").exists():
            continue
        rng = random.Random(f"kits {number}")
        levels = {drum: gain * 10 ** (rng.gauss(0, 4) / 20) for drum, gain in render_loops.LEVELS.items()}
        kit = render_loops.kit_for_training(rng, kits_for(rng, recorded))
        render_loops.write(folder, *render_loops.play(rng, kit, levels))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes played-kit.flac: a drum machine by formula, struck one drum at a time, soft and loud, with faint noise.

    make_played_kit.py RECIPES

RECIPES is the folder Resources/Dictionaries/Recipes. Needs NumPy, SciPy and soundfile.
"""
import sys
from pathlib import Path

import numpy as np
import soundfile

sys.path.append(sys.argv[1])
import drum_machine  # noqa: E402

RATE = 44100
SEED = 1006
ORDER = ("kick", "snare", "hi-hat", "toms", "kick", "hi-hat", "snare", "toms", "cymbals", "kick", "snare", "hi-hat")
LEVELS = (0.6, 0.15)  # in turns
FADE = 0.1  # seconds at the end of a hit: no drum stops at once
NOISE = 3e-5  # of full scale


def faded(hit):
    count = min(len(hit), int(FADE * RATE))
    return np.concatenate([hit[:-count], hit[-count:] * np.linspace(1, 0, count) ** 2])


def main():
    draw = np.random.default_rng(SEED)
    kit = drum_machine.kit(SEED, RATE)
    parts, struck = [np.zeros(RATE // 2)], dict.fromkeys(kit, 0)
    for index, drum in enumerate(ORDER):
        voices = kit[drum]
        hit = faded(voices[struck[drum] % len(voices)][0]) * LEVELS[index // 4 % 2]
        struck[drum] += 1
        parts += [hit, np.zeros(RATE // 4)]
    sound = np.concatenate(parts)
    sound += NOISE * draw.standard_normal(len(sound))
    soundfile.write(Path(__file__).with_name("played-kit.flac"), sound, RATE, subtype="PCM_16")


main()

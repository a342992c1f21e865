#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes two-hands.flac, a piano piece for two hands on MuseScore General's grand, its hands and its score.

Needs Debian's fluidsynth, musescore-general-soundfont-lossless and python3-soundfile; nobody needs it to build, run or
test.
"""
import random
import sys
import tempfile
from pathlib import Path

import soundfile as sf

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "Tests/Quality/Material"))
from composer import BAR, Harmony, arpeggio, melody  # noqa: E402
from fluid import RATE, render  # noqa: E402
from midi import Track, midi_file  # noqa: E402

BARS = 4
SECONDS = 10
LEFT, RIGHT = (40, 62), (57, 84)


def main():
    rng = random.Random("two hands")
    harmony = Harmony(rng, BARS)
    pedals = tuple((bar * BAR + 30, (bar + 1) * BAR - 40) for bar in range(BARS))
    tracks = [Track(0, 0, arpeggio(rng, harmony, *LEFT, 75), 0, pedals),
              Track(1, 0, melody(rng, harmony, *RIGHT, 85), 0, pedals)]
    (HERE / "two-hands.mid").write_bytes(midi_file(harmony.tempo, tracks))
    (HERE / "two-hands").mkdir(exist_ok=True)
    hands = {}
    with tempfile.TemporaryDirectory() as folder:
        for track in tracks:
            path = Path(folder) / "hand.wav"
            render("muse", midi_file(harmony.tempo, [track]), path)
            samples, rate = sf.read(path, dtype="int16")
            assert rate == RATE
            hands[f"channel-{track.channel + 1}"] = samples[:SECONDS * RATE]
    for name, hand in hands.items():
        sf.write(HERE / "two-hands" / f"{name}.flac", hand, RATE, subtype="PCM_16")
    sf.write(HERE / "two-hands.flac", sum(hands.values()), RATE, subtype="PCM_16")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the best quality of a dictionary is chosen."""

import re
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import soundfile
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import best_ways
from sources import HERE

RATE = 16000
HEADER = HERE.resolve().parents[2] / "Source/Offline/Passes/BestWays.h"
ROW = re.compile(r'\{ "(.+)", \{ \.mode = core::LatencyMode::(\w+), \.inLongWindows = (\w+), \.bothWays = (\w+) \} \},')


def noise(seed, seconds=1.0):
    return 0.1 * np.random.default_rng(seed).standard_normal((int(seconds * RATE), 1))


def rows_of(scores):
    """Rows of one dictionary from {(way, mode): {(mixture, source): dB}}."""
    return [{"way": way, "mode": mode, "mixture": mixture, "source": source, "si_sdr_db": decibels}
            for (way, mode), found in scores.items() for (mixture, source), decibels in found.items()]


def choice(*gains):
    """What is chosen where long windows at high latency gain the first, both ways at low latency the second, of two sources in
    two mixtures."""
    keys = [(mixture, source) for mixture in ("songs/a", "songs/b") for source in ("voice", "rest")]
    live = dict(zip(keys, (3.0, 1.0, 5.0, -2.0)))
    ways = [{key: live[key] + gain for key, gain in zip(keys, found)} for found in gains]
    return best_ways.chosen(best_ways.gains_of(rows_of(
        {("live", "high"): live, ("long", "high"): ways[0], ("both-ways", "low"): ways[1]})))


class ChoiceTests(unittest.TestCase):
    def test_the_way_that_gains_most_is_chosen(self):
        self.assertEqual(choice((0.3, 0.2, 0.3, 0.2), (0.1, 0.1, 0.1, 0.1)), ("long", "high"))
        self.assertEqual(choice((0.3, 0.2, 0.3, 0.2), (0.5, 0.3, 0.5, 0.3)), ("both-ways", "low"))

    def test_not_one_that_hardly_gains_more_for_more_work(self):
        self.assertEqual(choice((0.3, 0.2, 0.3, 0.2), (0.4, 0.2, 0.4, 0.2)), ("long", "high"))

    def test_not_one_by_which_a_source_loses_or_a_stem_loses_much(self):
        self.assertEqual(choice((0.3, 0.2, 0.3, 0.2), (9, -0.2, 9, -0.2)), ("long", "high"))
        self.assertEqual(choice((0.3, 0.2, 0.3, 0.2), (9, -0.6, 9, 9)), ("long", "high"))

    def test_not_one_by_which_a_kind_of_material_loses(self):
        live = {(f"{folder}/{name}", "voice"): 3.0 for folder in ("songs", "duos") for name in "abcd"}
        gains = {key: (0.9 if key[0].startswith("songs") else -0.2) for key in live}
        self.assertEqual(best_ways.chosen(best_ways.gains_of(rows_of(
            {("live", "high"): live, ("long", "high"): {key: live[key] + gains[key] for key in live}}))), ("live", "high"))

    def test_one_stem_of_twenty_may_be_an_odd_one(self):
        odd = [-3.0] + [0.5] * 19
        self.assertEqual(best_ways.summary({"voice": odd})[2], 0.5)
        self.assertEqual(best_ways.summary({"voice": odd[:-1]})[2], -3.0)

    def test_live_sound_where_nothing_gains(self):
        self.assertEqual(choice((0.01, 0.02, 0.0, 0.0), (9, -0.2, 9, -0.2)), ("live", "high"))


class MixtureTests(unittest.TestCase):
    def test_sources_are_their_stems_and_the_rest_is_the_rest(self):
        stems = {"voice": noise(1), "bass": noise(2), "drums": noise(3)}
        found = {"vocals": noise(4), "bass": noise(5), "other": noise(6)}
        pairs = best_ways.paired(stems, found)
        self.assertEqual(set(pairs), {"voice", "bass", "rest"})
        self.assertIs(pairs["voice"][0], stems["voice"])
        self.assertIs(pairs["voice"][1], found["vocals"])
        np.testing.assert_array_equal(pairs["rest"][0], stems["drums"])
        pairs = best_ways.paired(stems, {"bass": noise(5), "other": noise(6)})
        np.testing.assert_array_equal(pairs["rest"][0], stems["voice"] + stems["drums"])
        self.assertEqual(set(best_ways.paired(stems, {name: noise(7) for name in stems})), set(stems))

    def test_stems_and_noisy_voices_are_read_from_the_middle(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            for name, samples in (("songs/song/vocals", noise(1)), ("songs/song/mix", noise(2)), ("songs/song/bass", noise(3)),
                                  ("voices/clean/a", noise(4)), ("voices/noisy/a", noise(5))):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                soundfile.write(folder / f"{name}.wav", samples, RATE, subtype="FLOAT")
            (name, song, rate), = best_ways.mixtures_in(folder / "songs", 4, 0.5)
            (_, voices, _), = best_ways.mixtures_in(folder / "voices", 4, 9)
        self.assertEqual((name, set(song), rate), ("song", {"voice", "bass"}, RATE))
        np.testing.assert_allclose(song["bass"], noise(3)[RATE // 4:3 * RATE // 4], atol=1e-6)
        np.testing.assert_allclose(voices["speech"] + voices["noise"], noise(5), atol=1e-6)


class HeaderTests(unittest.TestCase):
    def test_the_table_of_the_program_is_what_the_script_writes(self):
        text = HEADER.read_text()
        names = {(False, False): "live", (True, False): "long", (False, True): "both-ways", (True, True): "long-both-ways"}
        ways = {name: (names[long == "true", both == "true"], mode) for name, mode, long, both in ROW.findall(text)}
        self.assertEqual(best_ways.header(ways), text)


if __name__ == "__main__":
    unittest.main()

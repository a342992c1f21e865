# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that put a method beside its relatives score what they say."""

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

import method_figures


class Figures(unittest.TestCase):
    def test_si_sdr_does_not_depend_on_level_and_offset_and_knows_its_noise(self):
        random = np.random.default_rng(1)
        true, noise = random.standard_normal((2, 100000))
        noise -= noise.mean() + true * (true @ noise) / (true @ true)
        self.assertAlmostEqual(method_figures.si_sdr(true, 3 * true + 0.3 * noise + 7), 20, delta=0.1)

    def test_components_go_to_the_side_where_they_are_louder(self):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, gains in enumerate(((1, 0.5), (0.2, 0.4), (0.9, 0.1))):
                files.append({"file": str(Path(folder) / f"{number}.wav")})
                soundfile.write(files[-1]["file"], np.outer(np.full(100, 0.1), gains), 8000, subtype="FLOAT")
            left, right = method_figures.by_side({"components": files})
        np.testing.assert_allclose(left[0], (0.19, 0.06), atol=1e-6)
        np.testing.assert_allclose(right[0], (0.02, 0.04), atol=1e-6)

    def test_panned_sources_have_equal_power_at_opposite_sides(self):
        (saxophone, piano), rate = method_figures.panned_stems("duo", ("saxophone", "piano"))
        self.assertEqual(len(saxophone), len(piano))
        self.assertGreater(rate, 8000)
        power = [(stem ** 2).sum(axis=0) for stem in (saxophone, piano)]
        self.assertGreater(power[0][0], 2 * power[0][1])
        self.assertAlmostEqual(power[0][0] / power[0][1], power[1][1] / power[1][0], places=3)

    def test_relevance_determination_falls_at_each_update_and_drops_what_is_not_needed(self):
        random = np.random.default_rng(3)
        truth = random.exponential(size=(40, 1)) @ random.exponential(size=(1, 60))
        search = method_figures.Relevance(truth / truth.mean())
        factors, last = (random.uniform(0.5, 1.5, (40, 2)), random.uniform(0.5, 1.5, (2, 60))), np.inf
        for _ in range(60):
            factors = search.fit(*factors, 1.0, 1)
            objective = sum(search.objective(*factors))
            self.assertLess(objective, last + 1e-6)
            last = objective
        self.assertEqual(search.fit(*factors, 1.0, 400)[0].shape[1], 1)

    def test_the_score_of_a_solo_has_its_notes_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "score.csv").write_text("onset,duration,pitch,velocity,source,channel\n0.5,1.0,60,80,piano,1\n0.5,2.0,48,70,strings,0\n")
            self.assertEqual(method_figures.solo_score(Path(folder)), method_figures.midi.timed_file([(0.5, 1.0, 60, 80)]))

    def test_f_counts_the_notes_of_all_pieces_together(self):
        self.assertAlmostEqual(method_figures.f_of([(1, 2, 4), (3, 4, 6)]), 0.5)


if __name__ == "__main__":
    unittest.main()

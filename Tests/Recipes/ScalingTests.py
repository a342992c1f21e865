#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of trainings on several ranks: what follows from its form, its error on measured trainings, and the tables of
Docs/Scale.md."""

import contextlib
import io
import sys
import unittest
from dataclasses import replace
from pathlib import Path

try:
    import numpy as np
    import scaling
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

PAGE = Path(__file__).parents[2] / "Docs" / "Scale.md"
FREE = scaling.Network(latency=0.0, bytes_per_second=float("inf"))
MAX_ERROR = 0.05  # of a training that the model was not fitted to; repeated times differ by as much


def costs_of(**given):
    return np.array([given.get(name, 0.0) for name in scaling.COSTS])


class Form(unittest.TestCase):
    def test_solving_alone_scales_up_to_the_parts_of_a_batch(self):
        costs = costs_of(solve=1e-6, part=1e-5)
        alone = scaling.seconds(scaling.Run(1e6), costs, FREE)
        for ranks, gain in ((2, 2), (4, 4), (16, 16), (64, 16)):
            run = scaling.Run(1e6, ranks)
            self.assertAlmostEqual(alone / scaling.seconds(run, costs, FREE), gain)

    def test_what_every_rank_does_does_not_scale(self):
        costs = costs_of(draw=1e-6, learn=1e-3, start=1.0)
        alone = scaling.seconds(scaling.Run(1e6), costs, FREE)
        self.assertAlmostEqual(scaling.seconds(scaling.Run(1e6, 16), costs, FREE), alone)

    def test_messages_of_a_batch_take_longer_with_every_rank_of_the_chain(self):
        slow = scaling.Network(latency=1e-3, bytes_per_second=1e9)
        took = [scaling.message_seconds(scaling.Run(1e5, ranks), slow) for ranks in (1, 2, 4, 8, 16)]
        self.assertEqual(took[0], 0.0)
        self.assertEqual(took, sorted(took))
        chain = scaling.Run(1e5, 1000, parts=1000)
        self.assertLess(scaling.message_seconds(replace(chain, tree_of_sums=True), slow),
                        scaling.message_seconds(chain, slow) / 10)

    def test_a_fit_finds_the_costs_that_made_the_times(self):
        costs = costs_of(solve=4e-6, part=2e-6, read=3e-6, draw=1e-6, learn=4e-4, start=3.0)
        runs = [scaling.Run(frames, ranks, batch, updates) for frames in (4e5, 4e6) for ranks in (1, 2)
                for batch in (256, 1024) for updates in (2, 10)]
        found = scaling.fit([(run, scaling.seconds(run, costs, FREE)) for run in runs], FREE)
        np.testing.assert_allclose(found, costs, rtol=1e-6)


class Measured(unittest.TestCase):
    def test_the_model_predicts_trainings_that_it_was_not_fitted_to(self):
        fitted, checked, (here, _) = scaling.read_table()
        costs = scaling.fit(fitted, here)
        self.assertGreaterEqual(len(checked), 2)
        for run, took in checked:
            self.assertLess(abs(scaling.seconds(run, costs, here) / took - 1), MAX_ERROR, run)

    def test_the_page_holds_the_tables_of_today(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            scaling.main()
        page = PAGE.read_text()
        for line in printed.getvalue().splitlines():
            self.assertIn(line, page)


if __name__ == "__main__":
    unittest.main()

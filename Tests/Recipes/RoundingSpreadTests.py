# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Losses of single steps come out of a curve's means, and what lies outside the spread of several runs is found."""

import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import rounding_spread


def write_curve(path, losses):
    """As the trainer does: the mean of all steps so far, from the fiftieth on one that forgets a fiftieth a step."""
    mean, lines = 0.0, ["step,hours,loss,development loss,development SDR gain dB"]
    for step, loss in enumerate(losses, 1):
        mean += max(.02, 1 / step) * (loss - mean)
        lines.append(f"{step},{step / 100:.2f},{mean:.7f},1.0000,2.000")
    path.write_text("\n".join(lines) + "\n")
    return path


class RoundingSpreadTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.draw = np.random.default_rng(1)

    def test_losses_of_single_steps(self):
        losses = 5 + self.draw.standard_normal(120)
        found = rounding_spread.losses(write_curve(self.folder / "a.csv", losses))
        np.testing.assert_allclose(found, losses, atol=2e-5)

    def test_a_curve_without_every_step_is_refused(self):
        path = write_curve(self.folder / "a.csv", [1, 2, 3])
        path.write_text("".join(path.read_text().splitlines(True)[:2] + ["5,0.05,2.0,1.0,2.0\n"]))
        with self.assertRaises(SystemExit):
            rounding_spread.losses(path)

    def test_one_step_too_far_is_found(self):
        mean, deviation = rounding_spread.spread(5 + .01 * self.draw.standard_normal((8, 100)))
        run = mean + 2 * deviation
        self.assertEqual(rounding_spread.outside(run, mean, deviation), [])
        run[41] = mean[41] - 4 * deviation[41]
        self.assertEqual(rounding_spread.outside(run, mean, deviation), [42])


if __name__ == "__main__":
    unittest.main()

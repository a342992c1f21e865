#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a training elsewhere came to the same losses but for rounding: compares its --curve with those of trainings that
differ by --rounding-seed alone, step for step. All are written with --score-every 1. Prints how many steps lie within three
standard deviations of the mean, and ends with 1 if any does not."""

import argparse
import csv
import sys

import numpy as np

FORGOTTEN = .02 # a step, by the loss that a curve holds: a mean of all steps at first, then of the latest


def losses(curve):
    """The loss of each step alone. [steps]"""
    with open(curve, newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or [int(row["step"]) for row in rows] != list(range(1, len(rows) + 1)):
        raise SystemExit(f"The curve does not hold every step from the first. ({curve}, see --score-every 1)")
    means = np.array([float(row["loss"]) for row in rows])
    shares = np.maximum(FORGOTTEN, 1 / np.arange(1, len(rows) + 1))
    before = np.concatenate(([0], means[:-1]))
    return before + (means - before) / shares


def spread(runs):
    """Mean and standard deviation of each step over the runs. [runs x steps] -> [steps], [steps]"""
    return np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1)


def outside(run, mean, deviation, resolution=1e-5):
    """Steps, from 1, whose loss lies more than three deviations from the mean; resolution is that of the curve's digits."""
    return [n + 1 for n in np.flatnonzero(np.abs(run - mean) > 3 * deviation + resolution)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", help="curves of trainings whose weights were rounded at random")
    parser.add_argument("--judged", required=True, help="curve of the training elsewhere")
    arguments = parser.parse_args()
    runs, judged = [losses(curve) for curve in arguments.runs], losses(arguments.judged)
    if len(runs) < 3:
        parser.error("at least three runs tell a spread")
    count = min(len(judged), *map(len, runs))
    mean, deviation = spread([run[:count] for run in runs])
    far = outside(judged[:count], mean, deviation)
    for step in sorted({min(n, count) for n in (1, 10, 30, 100, count)}):
        print(f"step {step}: loss {judged[step - 1]:.5f}, {len(runs)} runs {mean[step - 1]:.5f} +- {deviation[step - 1]:.5f}")
    print(f"{count - len(far)} of {count} steps lie within three standard deviations" + (f", all but {far}" if far else ""))
    return 1 if far else 0


if __name__ == "__main__":
    sys.exit(main())

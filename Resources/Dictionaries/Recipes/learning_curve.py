#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds a point to the learning curve of a training that may still run: hours of mixtures, and the scores of its best
dictionary so far on sets of mixtures (mix.py). A dictionary that was scored before is not scored again."""

import argparse
import csv
import hashlib
import shutil
import tempfile
from pathlib import Path

import score

COLUMNS = ("hours", "sha256", "set", "pesq", "estoi", "si_sdr_db", "gain_db")


def hours_of_best(curve):
    """Hours of mixtures at the least development loss of the file that --curve wrote."""
    with open(curve, newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise SystemExit(f"There is no development score yet. ({curve})")
    return float(min(rows, key=lambda row: float(row["development loss"]))["hours"])


def scored_before(points):
    """(SHA-256, set) of every point there is."""
    if not points.exists():
        return set()
    with open(points, newline="") as file:
        return {(row["sha256"], row["set"]) for row in csv.DictReader(file)}


def score_set(mixtures, dictionary, arguments, pesq):
    given = argparse.Namespace(mixtures=mixtures, dictionary=str(dictionary), estimates=None,
                               program=arguments.program, latency=arguments.latency)
    with tempfile.TemporaryDirectory() as scratch:
        return score.means(score.score_all(given, Path(scratch), pesq))


def add(points, rows):
    is_new = not points.exists()
    with open(points, "a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if is_new:
            writer.writeheader()
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary", type=Path, help="what the training writes")
    parser.add_argument("--curve", type=Path, required=True, help="its file of losses and scores")
    parser.add_argument("--sets", type=Path, nargs="+", required=True, help="folders that mix.py wrote")
    parser.add_argument("--points", type=Path, required=True, help="CSV file to add to")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--latency", default="balanced", choices=("low", "balanced", "high"))
    parser.add_argument("--pesq", type=Path, help="as in score.py")
    arguments = parser.parse_args()
    pesq = arguments.pesq and score.Pesq(arguments.pesq)
    with tempfile.TemporaryDirectory() as kept:
        frozen = Path(shutil.copy(arguments.dictionary, kept))  # a training may replace it any time
        hours = hours_of_best(arguments.curve)
        digest = hashlib.sha256(frozen.read_bytes()).hexdigest()
        done = scored_before(arguments.points)
        for mixtures in arguments.sets:
            if (digest, mixtures.name) in done:
                continue
            found = score_set(mixtures, frozen, arguments, pesq)
            row = {"hours": hours, "sha256": digest, "set": mixtures.name}
            row |= {name: round(value, 4) for name, value in zip(score.SCORES, found)}
            add(arguments.points, [row])
            print(f"{hours:8.2f} h  {mixtures.name}: " + "  ".join(f"{value:.3f}" for value in found))


if __name__ == "__main__":
    main()

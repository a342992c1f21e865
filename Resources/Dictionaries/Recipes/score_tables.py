#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints, as Markdown for a model card, what score.py --rows wrote for several models on several sets of mixtures:
ROWS/SET/MODEL.csv. A cell is PESQ / ESTOI / SI-SDR. `snr` has a column for each SNR of a set, `classes` one for dry and
room and for each class of noise, `sets` one for each of several sets. A model without rows of a set has an empty cell
there, one without any has no line."""

import argparse
import csv
from pathlib import Path

import numpy as np

from score import by_class, by_snr, num_worse

UNPROCESSED = "noisy"  # model: the mixtures themselves, of which none can be worse


def read_rows(path):
    """The rows of a file; none if there is no file."""
    if not path.is_file():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def mean(rows, score):
    return np.nanmean([float(row[score]) for row in rows])


def cell(rows):
    """PESQ / ESTOI / SI-SDR, means of the rows; empty without rows."""
    if not rows:
        return ""
    estoi = f"{mean(rows, 'estoi'):.3f}".removeprefix("0")
    return f"{mean(rows, 'pesq'):.2f} / {estoi} / {mean(rows, 'si_sdr_db'):.1f}"


def snr_columns(model, rows):
    """(heading, cell) for each SNR, for all, and for the files that got worse."""
    worse = "" if model == UNPROCESSED else str(num_worse(rows))
    return [(snr, cell(chosen)) for snr, chosen in by_snr(rows)] + [("all", cell(rows)), ("worse", worse)]


def class_columns(_, rows):
    """(heading with the number of files, cell) for dry and room and for each class of noise."""
    return [(f"{value} ({len(chosen)})", cell(chosen)) for value, chosen in by_class(rows)]


def markdown(columns_of_label):
    """A table of (label, [(heading, cell)]); every label has the same headings."""
    headings = [heading for heading, _ in columns_of_label[0][1]]
    lines = [f"| | {' | '.join(headings)} |", "|---" * (len(headings) + 1) + "|"]
    return lines + [f"| {label} | {' | '.join(text for _, text in columns)} |" for label, columns in columns_of_label]


def table(folder, sets, models, columns):
    """models  (file name, label) of each line
    columns  of one set: what makes them of (model, rows); of several: None, a column each"""
    found = []
    for model, label in models:
        rows = [read_rows(folder / one / f"{model}.csv") for one in sets]
        if any(rows):
            found.append((label, columns(model, rows[0]) if columns else list(zip(sets, map(cell, rows)))))
    if not found:
        raise SystemExit(f"{folder} holds no rows of these sets and models")
    return markdown(found)


KINDS = {"snr": snr_columns, "classes": class_columns, "sets": None}


def named(text):
    name, _, label = text.partition("=")
    return name, label or name


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, help="folder of a folder for each set")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("sets", nargs="+", help="one, or for `sets` any number")
    parser.add_argument("--models", nargs="+", type=named, required=True, metavar="NAME[=LABEL]",
                        help="lines of the table, in this order")
    arguments = parser.parse_args()
    if KINDS[arguments.kind] and len(arguments.sets) > 1:
        parser.error(f"{arguments.kind} shows one set")
    print(*table(arguments.rows, arguments.sets, arguments.models, KINDS[arguments.kind]), sep="\n")


if __name__ == "__main__":
    main()

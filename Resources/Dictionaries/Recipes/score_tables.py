#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints, as Markdown for a model card, what score.py --rows wrote for several models on several sets of mixtures:
ROWS/SET/MODEL.csv. A cell is PESQ / ESTOI / SI-SDR. `snr` has a column for each SNR of a set, `classes` one for dry and
room and for each class of noise, `sets` one for each of several sets, `summary` three for each: the scores, how many files
got worse, and what is left in pauses. A model without rows of a set has an empty cell there, one without any has no line.
`paired` is the mean difference of the first model to each of the others over the files of each set, with half of its 95 %
confidence interval (Student's t); `halves` is the same for every other file of one set as well, and for what is left in pauses."""

import argparse
import csv
import re
from pathlib import Path

import numpy as np
from scipy.stats import t as student

from score import by_class, by_snr, num_worse

UNPROCESSED = "noisy"  # model: the mixtures themselves, of which none can be worse
CONFIDENCE = 0.95
PAIRED = {"pesq": 2, "estoi": 3, "si_sdr_db": 1}  # digits
HALVES = {"pesq": 3, "estoi": 4, "si_sdr_db": 2, "pause_db": 2}


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


def snr_columns(model, _, rows):
    """(heading, cell) for each SNR, for all, and for the files that got worse."""
    worse = "" if model == UNPROCESSED else str(num_worse(rows))
    return [(snr, cell(chosen)) for snr, chosen in by_snr(rows)] + [("all", cell(rows)), ("worse", worse)]


def class_columns(_, __, rows):
    """(heading with the number of files, cell) for dry and room and for each class of noise."""
    return [(f"{value} ({len(chosen)})", cell(chosen)) for value, chosen in by_class(rows)]


def set_columns(_, name, rows):
    return [(name, cell(rows))]


def summary_columns(model, name, rows):
    """(heading, cell) for the scores of a set, for the files that got worse, and for what is left in pauses, in dB."""
    counted = rows and model != UNPROCESSED
    return [(name, cell(rows)), ("worse", str(num_worse(rows)) if counted else ""),
            ("pauses", f"{mean(rows, 'pause_db'):.1f}" if counted else "")]


def markdown(columns_of_label):
    """A table of (label, [(heading, cell)]); every label has the same headings."""
    headings = [heading for heading, _ in columns_of_label[0][1]]
    lines = [f"| | {' | '.join(headings)} |", "|---" * (len(headings) + 1) + "|"]
    return lines + [f"| {label} | {' | '.join(text for _, text in columns)} |" for label, columns in columns_of_label]


def table(folder, sets, models, columns):
    """models  (file name, label) of each line
    columns  makes those of one set, (heading, cell), of (model, set, rows)"""
    found = []
    for model, label in models:
        rows = [read_rows(folder / one / f"{model}.csv") for one in sets]
        if any(rows):
            found.append((label, [column for one, own in zip(sets, rows) for column in columns(model, one, own)]))
    if not found:
        raise SystemExit(f"{folder} holds no rows of these sets and models")
    return markdown(found)


def difference(rows, others, score):
    """(mean, half of its confidence interval) of the differences, file by file; files without a score are left out."""
    theirs = {row["name"]: float(row[score]) for row in others}
    if theirs.keys() != {row["name"] for row in rows}:
        raise SystemExit("the rows to be compared are not of the same files")
    found = np.array([float(row[score]) - theirs[row["name"]] for row in rows])
    found = found[np.isfinite(found)]
    half = student.ppf((1 + CONFIDENCE) / 2, len(found) - 1) * found.std(ddof=1) / np.sqrt(len(found))
    return found.mean(), half


def difference_cell(rows, others, scores=None):
    """PESQ / ESTOI / SI-SDR, or what `scores` names, each a mean difference and its interval; empty where either has no rows."""
    if not rows or not others:
        return ""
    found = [(*difference(rows, others, score), digits) for score, digits in (scores or PAIRED).items()]
    written = " / ".join(f"{middle:+.{digits}f} ± {half:.{digits}f}" for middle, half, digits in found)
    return re.sub(r"(?<!\d)0\.", ".", written)


def paired(folder, sets, models):
    """The first of the models beside each of the others: a line for each of these, a column for each set."""
    (own, _), *others = models
    rows = {one: read_rows(folder / one / f"{own}.csv") for one in sets}
    return markdown([(label, [(one, difference_cell(rows[one], read_rows(folder / one / f"{model}.csv"))) for one in sets])
                     for model, label in others])


def halves(folder, one, models):
    """The first of the models beside each of the others on a set, and on every other file of it from the first and the second on."""
    (own, _), *others = models
    rows = read_rows(folder / one / f"{own}.csv")
    parts = {one: slice(None), "first half": slice(0, None, 2), "second half": slice(1, None, 2)}

    def cells(model):
        theirs = read_rows(folder / one / f"{model}.csv")
        return [(heading, difference_cell(rows[part], theirs[part], HALVES)) for heading, part in parts.items()]

    return markdown([(label, cells(model)) for model, label in others])


KINDS = {"snr": snr_columns, "classes": class_columns, "sets": set_columns, "summary": summary_columns}
OF_ONE_SET = ("snr", "classes", "halves")
OF_TWO_MODELS = {"paired": paired, "halves": lambda folder, sets, models: halves(folder, *sets, models)}


def named(text):
    name, _, label = text.partition("=")
    return name, label or name


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, help="folder of a folder for each set")
    parser.add_argument("kind", choices=(*KINDS, *OF_TWO_MODELS))
    parser.add_argument("sets", nargs="+", help="one, or for `sets`, `summary` and `paired` any number")
    parser.add_argument("--models", nargs="+", type=named, required=True, metavar="NAME[=LABEL]",
                        help="lines of the table, in this order")
    arguments = parser.parse_args()
    if arguments.kind in OF_ONE_SET and len(arguments.sets) > 1:
        parser.error(f"{arguments.kind} shows one set")
    if arguments.kind in OF_TWO_MODELS:
        if len(arguments.models) < 2:
            parser.error(f"{arguments.kind} compares the first model with at least one other")
        lines = OF_TWO_MODELS[arguments.kind](arguments.rows, arguments.sets, arguments.models)
    else:
        lines = table(arguments.rows, arguments.sets, arguments.models, KINDS[arguments.kind])
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the corpora of a dictionary from nothing: gets the recordings that sources.json names into FOLDER/repositories, cuts
them into FOLDER/corpora, and makes from these what else the dictionary learns from. What is done already is skipped, so that
an interrupted run may be repeated. Ends with what is missing, and 1 if anything is."""

import argparse
import glob
import json
import math
import os
import resource
import shlex
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from cut_corpora import cut_and_record, cut_in_order, record_of
from get_recordings import get_all, origins, rows_for
from repositories import is_package, name_of, place_of
from sources import HERE, TERMS, read_table
from train import read_trainings

MADE = HERE / "made_corpora.json"  # commands that make more of what is cut, for each dictionary
DOWNLOADS = 4  # at a time
NEEDED_FIRST = ("development", "test", "train")  # roles


def lists_to_cut(rows):
    """Rows that are cut one after another, a list for each process: all voices, as one that another source has is
    refused; any other row by itself. What a training cannot do without comes first: what it is developed on, then what it is
    scored on, whose voices it must not have, then what it learns from, the longest first."""
    ordered = sorted(rows, key=lambda row: (NEEDED_FIRST.index(row.role), -row.minutes))
    voices = [row for row in ordered if row.kind == "voice"]
    return ([voices] if voices else []) + [[row] for row in ordered if row.kind != "voice"]


def cut_list(rows, table, repositories, corpora, until=math.inf):
    """Cuts some rows, those of voices with what is known of one another; [(name, why not)] of those that could not be. None is
    begun after the time `until`."""
    failed = []
    for row in rows:
        began = time.monotonic()
        if began > until:
            failed.append((row.name, "not begun: the time was up"))
            continue
        try:
            if row.kind == "voice":
                (_, record), = cut_in_order([row], table, repositories, corpora)
            else:
                record = cut_and_record(row, table, repositories, corpora)
            print(f"{row.name}: {record.minutes} min, cut in {time.monotonic() - began:.0f} s", flush=True)
        except (OSError, SystemExit, subprocess.CalledProcessError) as why:
            failed.append((row.name, str(why)))
    return failed


def cut_all(rows, table, repositories, corpora, jobs, until=math.inf):
    """Cuts what is not cut yet, in some processes; {name: why not}."""
    todo = [row for row in rows if record_of(corpora, row) is None]
    failed = {}
    with ProcessPoolExecutor(jobs) as pool:
        parts = [pool.submit(cut_list, part, table, repositories, corpora, until) for part in lists_to_cut(todo)]
        for done in as_completed(parts):
            failed.update(done.result())
    return failed


def differences(rows, corpora):
    """{name: how} of rows whose recordings are not those of the table."""
    found = {}
    for row in rows:
        record = record_of(corpora, row)
        if record and row.sha256 and record.sha256 != row.sha256:
            lacking = f"; {record.missing} files are not in its clone" if record.missing else ""
            found[row.name] = f"other files than the table's: {record.minutes} min instead of {row.minutes}{lacking}"
    return found


def commands(dictionary, folder):
    """What makes the rest of a dictionary's corpora, in order, as lists of words; patterns as the paths that they match."""
    made = json.loads(MADE.read_text())
    found = made.get(dictionary, [])
    found = made[found] if isinstance(found, str) else found  # those of another dictionary
    return [[path for word in command for path in matches(word, folder)] for command in found]


def matches(word, folder):
    places = {"FOLDER": folder, "CORPORA": folder / "corpora", "RECIPES": HERE}
    first, slash, rest = word.partition("/")
    placed = f"{places.get(first, first)}{slash}{rest}"
    return sorted(glob.glob(placed)) if "*" in word else [placed]


def not_made(dictionary, folder):
    """{path: why} of what the training reads from the corpora and nothing is there."""
    words = [word.partition("CORPORA/")[2] for word in training_options(read_trainings()[dictionary]) if "CORPORA/" in word]
    return {f"corpora/{word}": "nothing is there" for word in words if not glob.glob(str(folder / "corpora" / word))}


def training_options(training):
    return [*training.get("common", ()), *(word for run in training.get("runs", ()) if "mean" not in run for word in run)]


def run(command):
    """Runs one command; why it failed, or nothing."""
    words = [sys.executable, *command] if command[0].endswith(".py") else command
    print(shlex.join(command), flush=True)
    try:
        code = subprocess.run(words).returncode
    except OSError as why:
        return str(why)
    return f"it ended with {code}" if code else ""


def make_rest(dictionary, folder):
    """Runs what makes the rest; {command or path: why it is not there}."""
    failed = {shlex.join(command): why for command in commands(dictionary, folder) if (why := run(command))}
    return {**failed, **not_made(dictionary, folder)}


def link_mirrored(rows, mirror, repositories):
    """Links what a mirror has as OWNER+NAME or debian/PACKAGE, so that it is not downloaded."""
    for origin in origins(rows):
        place, mirrored = place_of(repositories, origin), place_of(mirror, origin)
        if mirrored.exists() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)  # a link to a mirror that has gone
            place.symlink_to(mirrored.resolve())


def lacking(rows, mirror):
    """[(repository, minutes of it)] that a mirror lacks, what is needed first and most of first; packages come from elsewhere."""
    minutes, needed = {}, {}
    for row in rows:
        if not is_package(row.origin) and not place_of(mirror, row.origin).exists():
            minutes[row.origin] = minutes.get(row.origin, 0) + row.minutes
            needed[row.origin] = min(needed.get(row.origin, len(NEEDED_FIRST)), NEEDED_FIRST.index(row.role))
    ordered = sorted(minutes, key=lambda origin: (needed[origin], -minutes[origin], origin))
    return [(name_of(origin), minutes[origin]) for origin in ordered]


def make(rows, table, folder, jobs, mirror=None, until=math.inf):
    """Gets and cuts rows of the table; {origin or name of a row: what is missing or differs}."""
    repositories, corpora = folder / "repositories", folder / "corpora"
    if mirror:
        link_mirrored(rows, mirror, repositories)
    problems = get_all(origins(rows), repositories, DOWNLOADS)
    problems.update(cut_all([row for row in rows if row.origin not in problems], table, repositories, corpora, jobs, until))
    return {**problems, **differences(rows, corpora)}


def processor_minutes():
    """That this process and those that have ended below it took."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) / 60


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary", choices=sorted(read_trainings()))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes that cut; as many as cores when left out")
    parser.add_argument("--terms", nargs="+", choices=TERMS, default=list(TERMS),
                        help="which recordings, by what a dictionary of them may be released under; all when left out")
    parser.add_argument("--also", nargs="+", default=[], help="names of sources that it did not learn from")
    parser.add_argument("--mirror", type=Path, help="folder of clones, OWNER+NAME each: what is there is not downloaded")
    parser.add_argument("--minutes", type=float, default=math.inf,
                        help="begin no source after so long: what is needed most is cut first")
    parser.add_argument("--lacking", action="store_true", help="print which repositories the mirror lacks, and their minutes; make nothing")
    parser.add_argument("--cut-only", action="store_true", help="make nothing more of what is cut")
    arguments = parser.parse_args()
    began = time.monotonic()
    folder, table = arguments.folder.resolve(), read_table()
    rows = [row for row in rows_for(table, arguments.dictionary, arguments.also) if row.terms in arguments.terms]
    if arguments.lacking:
        print(*(f"{name} {minutes:.0f}" for name, minutes in lacking(rows, arguments.mirror or folder / "repositories")), sep="\n")
        return
    problems = make(rows, table, folder, arguments.jobs, arguments.mirror, began + 60 * arguments.minutes)
    if not arguments.cut_only:
        problems.update(make_rest(arguments.dictionary, folder))
    print(f"{arguments.dictionary}: {len(rows)} sources, {(time.monotonic() - began) / 60:.1f} minutes with {arguments.jobs} processes, "
          f"{processor_minutes():.1f} of one processor")
    if problems:
        sys.exit("\n".join(["Not all of the corpora could be made.", *(f"{name}: {why}" for name, why in problems.items())]))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a shipped dictionary again by the commands of trainings.json: `unbraid train` with its seeds, means of what
runs came to, a dictionary whose last source is divided, or a target of the build folder, which Resources/Dictionaries/CMakeLists.txt defines."""

import argparse
import json
import shlex
import subprocess
import sys
from pathlib import Path

RECIPES = Path(__file__).parent
TRAININGS = RECIPES / "trainings.json"


def read_trainings():
    """Every training by its dictionary; with "common of" it has the options that are common to the runs of another."""
    named = {training["dictionary"]: training for training in json.loads(TRAININGS.read_text())}
    return {name: {**training, "common": named[training["common of"]]["common"]} if "common of" in training else training
            for name, training in named.items()}


def commands(training, program, build, corpora, out, extra=()):
    """Every command of a training, in order, as lists of words."""
    places = {"CORPORA": corpora, "MATERIAL": build / "material", "OUT": out, "RECIPES": RECIPES}

    def placed(word):
        for name, place in places.items():
            word = word.replace(name + "/", f"{place}/")
        return word

    targets = [*training.get("after", ()), *([training["target"]] if "target" in training else [])]
    made = [["cmake", "--build", str(build), "--target", target] for target in targets]
    common = training.get("common", ())  # to all runs
    for run in training.get("runs", ()):
        if "mean" in run:
            made.append([sys.executable, str(RECIPES / "average.py"), *map(placed, run["mean"])])
        elif "split" in run:
            made.append([sys.executable, str(RECIPES / "split_source.py"), *map(placed, run["split"]), "--program", program])
        else:
            made.append([program, "train", *map(placed, (*common, *run)), *extra])
    return made


def main():
    trainings = read_trainings()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary", choices=sorted(trainings))
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--build", type=Path, default=Path("build/release"),
                        help="build folder, configured with -DUNBRAID_DATA=CORPORA")
    parser.add_argument("--corpora", type=Path, required=True, help="folder that cut_corpora.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for what `unbraid train` writes")
    parser.add_argument("--print", action="store_true", dest="only_print", help="print the commands, run nothing")
    arguments, extra = parser.parse_known_args()
    todo = commands(trainings[arguments.dictionary], arguments.program, arguments.build, arguments.corpora,
                    arguments.out, extra)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for command in todo:
        print(shlex.join(command), flush=True)
        if not arguments.only_print:
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

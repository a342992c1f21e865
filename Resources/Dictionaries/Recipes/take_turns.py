#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the arms of a trial (trials.json) in turns on one core, from one start, so that all have learned from equally many
mixtures whenever it is stopped: after each turn OUT/ARM-STEPS.safetensors is kept. The same command goes on where it was
stopped or killed. Everything else on the machine comes first, where the kernel has autogroups."""

import argparse
import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
TRIALS = HERE / "trials.json"

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def command_of(trial, arm, steps, turn, arguments):
    """Trains one arm up to so many steps in all."""
    def placed(word):
        return word.replace("CORPORA/", f"{arguments.corpora}/")

    out = arguments.out / arm
    resume = ["--resume"] if Path(f"{out}.safetensors.checkpoint").exists() else []
    return [arguments.program, "train", *map(placed, (*trial["common"], *trial["arms"][arm])),
            "--start-from", str(arguments.dictionaries / trial.get("starts", {}).get(arm, trial["start"])),
            "--steps", str(steps), "--score-every", str(turn),
            "--cache", str(arguments.cache), "--checkpoint-every", "60", *resume,
            "--out", f"{out}.safetensors", "--curve", f"{out}.csv"]


def kept(arm, steps, out):
    return out / f"{arm}-{steps}.safetensors"


def take_turn(trial, arm, steps, turn, arguments):
    """Nothing where that turn was taken before."""
    place = kept(arm, steps, arguments.out)
    if place.exists():
        return
    command = command_of(trial, arm, steps, turn, arguments)
    print(shlex.join(command), flush=True)
    subprocess.run(command, check=True, env={**os.environ, **ONE_CORE})
    part = place.with_suffix(".part")
    shutil.copy(arguments.out / f"{arm}.safetensors", part)
    part.replace(place)


def train_all(trial, arguments):
    for steps in range(arguments.turn, arguments.steps + 1, arguments.turn):
        for arm in arguments.arms or trial["arms"]:
            take_turn(trial, arm, steps, arguments.turn, arguments)


def yield_to_others():
    """`nice` counts only within a session where the kernel has autogroups."""
    os.nice(19)
    try:
        os.setsid()
        Path("/proc/self/autogroup").write_text("19")
    except OSError:
        pass  # it leads a session already, or there are none


def main():
    trials = json.loads(TRIALS.read_text())
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trial", choices=sorted(trials))
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for dictionaries, checkpoints and curves")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the recordings as they are mixed")
    parser.add_argument("--dictionaries", type=Path, default=HERE.parent, help="where the start is")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--turn", type=int, default=300, help="steps of a turn")
    parser.add_argument("--arms", nargs="+", help="of the trial's arms; all by default")
    parser.add_argument("--steps", type=int, default=11400, help="steps of each arm in all; 60 hours of mixtures")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    yield_to_others()
    train_all(trials[arguments.trial], arguments)


if __name__ == "__main__":
    main()

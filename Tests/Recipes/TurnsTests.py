# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arms of a trial train in turns, equally far, and go on where they were stopped."""

import io
import json
import subprocess
import tempfile
import unittest
from argparse import Namespace
from contextlib import redirect_stdout
from pathlib import Path

import take_turns

TRIALS = json.loads(take_turns.TRIALS.read_text())

# Stands for unbraid: writes down how it was called, and what it would have learned.
PROGRAM = """#!/usr/bin/env python3
import pathlib, sys
words = sys.argv[1:]
out = pathlib.Path(words[words.index("--out") + 1])
steps = words[words.index("--steps") + 1]
log = out.parent / "log"
done = log.read_text() if log.exists() else ""
if len(done.splitlines()) == int((out.parent / "most").read_text()):
    sys.exit(1)
checkpoint = pathlib.Path(str(out) + ".checkpoint")
assert ("--resume" in words) == checkpoint.exists()
checkpoint.write_text(steps)
log.write_text(done + out.stem + " " + steps + "\\n")
out.write_text(steps)
"""


class TurnsTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.out = Path(scratch.name)
        self.program = self.out / "program"
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)

    def take(self, most=100, arms=None):
        """(arm, steps) of every training that ran."""
        (self.out / "most").write_text(str(most))
        arguments = Namespace(corpora=Path("corpora"), out=self.out, cache=Path("cache"), dictionaries=Path("start"),
                              program=str(self.program), turn=10, steps=20, arms=arms)
        with redirect_stdout(io.StringIO()):
            take_turns.train_all(TRIALS["clean-targets"], arguments)
        return self.log()

    def log(self):
        return [tuple(line.split()) for line in (self.out / "log").read_text().splitlines()]

    def test_arms_are_equally_far_after_each_round_and_every_turn_is_kept(self):
        self.assertEqual(self.take(), [(arm, steps) for steps in ("10", "20") for arm in ("old", "clean", "people", "people-alone", "bound-12")])
        self.assertEqual((self.out / "old-10.safetensors").read_text(), "10")
        self.assertEqual((self.out / "people-20.safetensors").read_text(), "20")

    def test_what_was_stopped_goes_on_with_the_turn_that_was_not_finished(self):
        with self.assertRaises(subprocess.CalledProcessError):
            self.take(most=6)
        before = self.log()
        self.assertEqual(len(before), 6)
        self.assertEqual(self.take(), [*before, ("clean", "20"), ("people", "20"), ("people-alone", "20"), ("bound-12", "20")])

    def test_some_arms_train_alone(self):
        self.assertEqual(self.take(arms=["people"]), [("people", "10"), ("people", "20")])

    def test_an_arm_may_have_a_start_of_its_own(self):
        arguments = Namespace(corpora=Path("corpora"), out=self.out, cache=Path("cache"), dictionaries=Path("start"), program="unbraid")

        def start_of(arm):
            command = take_turns.command_of(TRIALS["decisions"], arm, 10, 10, arguments)
            return command[command.index("--start-from") + 1]

        self.assertEqual(start_of("unchanged"), "start/speech.safetensors")
        self.assertEqual(start_of("powers"), "start/powers.safetensors")


class TrialTests(unittest.TestCase):
    def test_trials_start_from_dictionaries_that_ship(self):
        for name, trial in TRIALS.items():
            self.assertTrue((take_turns.HERE.parent / trial["start"]).exists(), name)
            self.assertGreater(len(trial["arms"]), 1, name)
            self.assertLessEqual(trial.get("starts", {}).keys(), trial["arms"].keys(), name)


if __name__ == "__main__":
    unittest.main()

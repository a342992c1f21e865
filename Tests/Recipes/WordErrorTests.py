# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Word errors are counted as the least changes, and utterances get their own words."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import soundfile
    import scipy.signal
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import word_errors
from repositories import Repository
from sounds import NARROW


class WordErrorTests(unittest.TestCase):
    def test_counts_the_least_changes(self):
        for said, heard, errors in (("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b c", "a x c", 1), ("a b", "z a b y", 2),
                                    ("a b c", "", 3), ("the cat sat", "cat sat the", 2)):
            self.assertEqual(word_errors.word_distance(said.split(), heard.split()), errors)

    def test_rates_weigh_every_word_alike(self):
        rows = [{"words": 10, "errors": 1}, {"words": 90, "errors": 29}] * 20
        rate, half = word_errors.rate_of(rows)
        self.assertAlmostEqual(rate, 30)
        self.assertTrue(0 < half < 10)
        self.assertEqual(word_errors.rate_of([{"words": 10, "errors": 2}] * 9), (20, 0))

    def test_utterances_come_with_their_words(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for speaker in ("12", "34"):
                (root / speaker).mkdir()
                for number, seconds in (("0000", 5), ("0001", 2)):
                    soundfile.write(root / speaker / f"{speaker}-7-{number}.flac", 0.1 * np.ones(seconds * NARROW), NARROW)
                (root / speaker / f"{speaker}-7.trans.txt").write_text(f"{speaker}-7-0000 SAID BY {speaker}\n{speaker}-7-0001 SHORT\n")
            for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a"]):
                subprocess.run(["git", "-C", folder, *command], check=True)
            spoken = word_errors.utterances(Repository(root), np.random.default_rng(1))
            found = [next(spoken) for _ in range(4)]
        self.assertEqual({(name, words) for name, _, words in found}, {("12-7-0000", "said by 12"), ("34-7-0000", "said by 34")})
        self.assertEqual([len(samples) for _, samples, _ in found], [5 * NARROW] * 4)


if __name__ == "__main__":
    unittest.main()

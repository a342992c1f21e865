# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A source that is divided gives each new one the atoms that are loudest in its recordings, and nothing else changes."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import split_source
from average import read, written

SOURCES = [{"name": "voice", "first_atom": 0, "num_atoms": 2, "target": True}, {"name": "other", "first_atom": 2, "num_atoms": 4, "target": True}]


def array(*shape):
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


class SplitSourceTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.path, self.made = (Path(scratch.name) / name for name in ("four", "six"))
        self.arrays = {"W": array(3, 6), "output.W": array(3, 6), "layers.0.W": array(3, 6), "layers.0.sparsity": array(6),
                       "encoder.output.weight": array(6, 5), "encoder.output.bias": array(6), "encoder.input.weight": array(6, 6),
                       "refiner.input.weight": array(2, 10), "refiner.output.weight": array(1, 2), "refiner.output.bias": array(1)}
        self.path.write_bytes(written({"sources": json.dumps(SOURCES), "window": "512"}, self.arrays))

    def test_atoms_go_where_they_are_loudest_as_far_as_there_is_room(self):
        levels = np.array([[9, 5, 0, 1], [1, 4, 3, 0], [0, 1, 1, 0]], float)
        self.assertEqual(split_source.divided(levels, [1, 2, 1]), [[3], [0, 2], [1]])
        self.assertEqual(split_source.divided(levels, [2, 1, 1]), [[0, 3], [2], [1]])

    def test_without_numbers_every_atom_goes_where_it_is_loudest(self):
        levels = np.array([[9, 5, 0, 1], [1, 4, 3, 0], [0, 1, 1, 0]], float)
        self.assertEqual(split_source.divided(levels), [[0, 1, 3], [2], []])

    def test_what_cannot_be_divided_is_refused(self):
        last, sound = {"num_atoms": 4}, str(self.path)
        self.assertIsNone(split_source.problem({"a": "", "b": ""}, {"a": sound, "b": sound}, last))
        self.assertIsNone(split_source.problem({"a": "3", "b": "1"}, {"a": sound, "b": sound}, last))
        self.assertIn("no recordings of b", split_source.problem({"a": "", "b": ""}, {"a": sound, "b": "nowhere*"}, last))
        self.assertIn("4 atoms", split_source.problem({"a": "3", "b": ""}, {"a": sound, "b": sound}, last))
        self.assertIn("recordings", split_source.problem({"a": ""}, {}, last))

    def test_atoms_move_with_all_that_is_theirs(self):
        self.made.write_bytes(split_source.split(self.path, ["guitar", "piano", "other"], [[1, 3], [0], [2]]))
        before, tensors, _ = read(self.made)
        sources = json.loads(json.loads(before[8:])["__metadata__"]["sources"])
        self.assertEqual([(s["name"], s["first_atom"], s["num_atoms"]) for s in sources],
                         [("voice", 0, 2), ("guitar", 2, 2), ("piano", 4, 1), ("other", 5, 1)])
        order = [0, 1, 3, 5, 2, 4]
        for name in ("W", "output.W", "layers.0.W"):
            np.testing.assert_array_equal(tensors[name][0], self.arrays[name][:, order])
        for name in ("layers.0.sparsity", "encoder.output.weight", "encoder.output.bias"):
            np.testing.assert_array_equal(tensors[name][0], self.arrays[name][order])
        np.testing.assert_array_equal(tensors["encoder.input.weight"][0], self.arrays["encoder.input.weight"])

    def test_the_refiner_neither_hears_nor_corrects_the_new_sources(self):
        self.made.write_bytes(split_source.split(self.path, ["guitar", "piano", "other"], [[1, 3], [0], [2]]))
        _, tensors, _ = read(self.made)
        weights = tensors["refiner.input.weight"][0]
        self.assertEqual(weights.shape, (2, 20))
        np.testing.assert_array_equal(weights[:, :10], self.arrays["refiner.input.weight"])
        self.assertFalse(weights[:, 10:].any())
        np.testing.assert_array_equal(tensors["refiner.output.weight"][0], np.vstack([array(1, 2), np.zeros((2, 2))]))


if __name__ == "__main__":
    unittest.main()

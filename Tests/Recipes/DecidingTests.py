#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that what_decides.py leaves out of a dictionary."""

import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import what_decides
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

DICTIONARIES = Path(what_decides.__file__).resolve().parents[1]


def differing(one, other):
    return {name for name in one if not np.array_equal(one[name], other[name])}


class Parts(unittest.TestCase):
    def setUp(self):
        self.metadata, self.tensors = what_decides.load(DICTIONARIES / "speech-light.safetensors")

    def test_a_file_is_written_as_it_was_read(self):
        with tempfile.TemporaryDirectory() as folder:
            what_decides.save(Path(folder) / "again.safetensors", self.metadata, self.tensors)
            metadata, tensors = what_decides.load(Path(folder) / "again.safetensors")
        self.assertEqual(metadata, self.metadata)
        self.assertEqual(differing(self.tensors, tensors), set())

    def test_each_part_is_left_out_alone(self):
        updates = {"layers.0.exponent", "layers.1.exponent"}
        activations = {"encoder.output.weight", "encoder.output.bias"}
        refiner = {"refiner.output.weight", "refiner.output.bias"}
        for way, parts in {"nothing": set(), "the updates": updates, "every activation the same constant, no update": updates | activations,
                           "the refiner": refiner}.items():
            with self.subTest(way):
                changed = what_decides.WAYS[way](self.tensors)
                self.assertEqual(differing(self.tensors, changed), parts)
                self.assertEqual(changed.keys(), self.tensors.keys())

    def test_constant_activations_are_the_same_for_all_atoms(self):
        changed = what_decides.constant(self.tensors)
        self.assertEqual(len(set(changed["encoder.output.bias"].tolist())), 1)
        self.assertFalse(changed["encoder.output.weight"].any())


if __name__ == "__main__":
    unittest.main()

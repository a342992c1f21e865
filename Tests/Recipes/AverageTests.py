# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mean of dictionaries has the mean of their weights, and all else of the first but the modes that are named."""

import json
import struct
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import average


def dictionary(path, name, **tensors):
    header, body = {"__metadata__": {"name": name}}, b""
    for tensor, values in tensors.items():
        data = np.asarray(values, np.float32)
        header[tensor] = {"dtype": "F32", "shape": list(data.shape), "data_offsets": [len(body), len(body) + data.nbytes]}
        body += data.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)
    return path


class AverageTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def test_weights_are_means_and_the_rest_is_of_the_first(self):
        first = dictionary(self.folder / "a", "first", w=[[1, 2], [3, 4]], b=[0])
        second = dictionary(self.folder / "b", "second", w=[[3, 2], [1, 0]], b=[1])
        mean = self.folder / "mean"
        mean.write_bytes(average.average([first, second]))
        before, tensors, _ = average.read(mean)
        np.testing.assert_array_equal(tensors["w"][0], [[2, 2], [2, 2]])
        np.testing.assert_array_equal(tensors["b"][0], [0.5])
        self.assertEqual(before, average.read(first)[0])

    def test_the_mean_serves_the_modes_that_are_named(self):
        first, second = dictionary(self.folder / "a", "a", w=[1, 2], b=[0]), dictionary(self.folder / "b", "b", w=[3, 4], b=[2])
        mean = self.folder / "mean"
        mean.write_bytes(average.average([first, second], ["low", "high"]))
        before, tensors, _ = average.read(mean)
        about = json.loads(before[8:])["__metadata__"]
        self.assertEqual(about, {"name": "a", "modes": '["low","high"]'})
        self.assertEqual(len(before) % 8, 0)
        np.testing.assert_array_equal(tensors["w"][0], [2, 3])
        np.testing.assert_array_equal(tensors["b"][0], [1])

    def test_one_without_a_slow_memory_counts_as_one_whose_memory_adds_nothing(self):
        slow = {"encoder.slow.gru.input.weight": [[1, 2]], "encoder.slow.output.weight": [[4], [6]]}
        first, second = dictionary(self.folder / "a", "a", w=[1, 2], **slow), dictionary(self.folder / "b", "b", w=[3, 4])
        mean = self.folder / "mean"
        mean.write_bytes(average.average([first, second]))
        tensors = average.read(mean)[1]
        np.testing.assert_array_equal(tensors["w"][0], [2, 3])
        np.testing.assert_array_equal(tensors["encoder.slow.gru.input.weight"][0], [[1, 2]])
        np.testing.assert_array_equal(tensors["encoder.slow.output.weight"][0], [[2], [3]])

    def test_one_without_a_long_window_counts_as_one_that_makes_nothing_of_it(self):
        seen = {"encoder.long.weight": [[1, 2]], "encoder.rows.long.weight": [[3]], "refiner.long.weight": [[4]]}
        first, second = dictionary(self.folder / "a", "a", w=[1, 2], **seen), dictionary(self.folder / "b", "b", w=[3, 4])
        mean = self.folder / "mean"
        mean.write_bytes(average.average([first, second]))
        tensors = average.read(mean)[1]
        np.testing.assert_array_equal(tensors["encoder.long.weight"][0], [[0.5, 1]])
        np.testing.assert_array_equal(tensors["encoder.rows.long.weight"][0], [[1.5]])
        np.testing.assert_array_equal(tensors["refiner.long.weight"][0], [[2]])

    def test_other_shapes_are_refused(self):
        first, second = dictionary(self.folder / "a", "a", w=[1, 2]), dictionary(self.folder / "b", "b", w=[1])
        with self.assertRaisesRegex(ValueError, "differ in shape"):
            average.average([first, second])


if __name__ == "__main__":
    unittest.main()

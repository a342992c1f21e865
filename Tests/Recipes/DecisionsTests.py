# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starts of the trial `decisions`, and the parts that are left out of what it trained."""

import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import decisions
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

SPEECH = Path(decisions.__file__).resolve().parents[1] / "speech.safetensors"


def softplus(values):
    return np.log1p(np.exp(values))


class Starts(unittest.TestCase):
    def setUp(self):
        self.metadata, self.tensors = decisions.load(SPEECH)

    def test_networks_alone_begin_with_the_models_of_constant_activations(self):
        constant = decisions.PARTS["constant"](self.tensors)
        expected = constant["output.W"].astype(float) * softplus(constant["encoder.output.bias"])
        metadata, tensors = decisions.networks_alone(self.metadata, self.tensors)
        found = tensors["output.W"] * softplus(tensors["encoder.output.bias"])
        np.testing.assert_allclose(found, np.stack([expected[:, :96].sum(1), expected[:, 96:].sum(1)], 1), rtol=1e-5)
        self.assertFalse([name for name in tensors if name.startswith("layers.")])
        self.assertEqual(metadata["sources"].count('"num_atoms": 1,'), 2)

    def test_powers_hear_what_magnitudes_heard(self):
        """Of bands above the floor of the features, for which log10 (v / L) is half of that of the powers."""
        metadata, tensors = decisions.as_powers(self.metadata, self.tensors)
        logs = np.random.default_rng(1).uniform(-2, 1, tensors["encoder.input.weight"].shape[1])
        rows = len(tensors["frequencies"])
        magnitudes, powers = logs.copy(), logs.copy()
        magnitudes[:rows] += 0.5
        powers[:rows] = 2 * logs[:rows] + 0.5
        powers[rows:2 * rows] *= 2
        heard = [part["encoder.input.weight"].astype(float) @ features + part["encoder.input.bias"]
                 for part, features in ((self.tensors, magnitudes), (tensors, powers))]
        np.testing.assert_allclose(heard[1], heard[0], atol=1e-3)
        self.assertEqual((metadata["spectrum"], metadata["divergence_beta"], metadata["mask_exponent"]), ("power", "0", "1"))
        np.testing.assert_allclose(tensors["layers.0.W"].sum(0), 1, rtol=1e-5)

    def test_a_bounded_refiner_begins_within_the_slope_of_its_bound(self):
        _, tensors = decisions.bounded(self.metadata, self.tensors)
        for name in ("refiner.output.weight", "refiner.output.bias"):
            np.testing.assert_allclose(tensors[name], 0.3454 * self.tensors[name].astype(float), rtol=1e-3)

    def test_parts_are_written_beside_each_other(self):
        with tempfile.TemporaryDirectory() as folder:
            decisions.write_parts(SPEECH, Path(folder))
            self.assertEqual({path.name for path in Path(folder).iterdir()},
                             {f"speech.{part}.safetensors" for part in ("updates", "constant", "refiner")})
            _, tensors = decisions.load(Path(folder) / "speech.refiner.safetensors")
        self.assertFalse(tensors["refiner.output.weight"].any())


if __name__ == "__main__":
    unittest.main()

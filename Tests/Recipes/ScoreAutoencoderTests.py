# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The autoencoder of a recording with its score: scores are read, gradients are right, notes stay where the score has them, and two hands come apart."""

import sys
import unittest

try:
    import numpy as np
    import scipy.signal  # noqa: F401
    import soundfile  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import score_autoencoder
from differences import slopes
from score_autoencoder import ScoreAutoencoder, midi

BINS, FRAMES, UNITS = 9, 12, 4


def small(way, seed=1):
    """A network in double precision over a random spectrogram, half of whose units are on at a time, and of whose atoms half is zero."""
    draw = np.random.default_rng(seed)
    may_be_on = (draw.uniform(size=(FRAMES, UNITS)) > 0.5).astype(float)
    atoms = np.where(draw.uniform(size=(UNITS, BINS)) > 0.5, draw.uniform(size=(UNITS, BINS)), 0.0)
    return ScoreAutoencoder(draw.exponential(size=(FRAMES, BINS)), may_be_on, atoms, way, draw)


class Score(unittest.TestCase):
    def test_notes_of_both_channels_are_read_in_seconds(self):
        tracks = [midi.Track(0, 0, [midi.Note(0, 480, 60, 80), midi.Note(480, 240, 62, 80)]), midi.Track(1, 0, [midi.Note(240, 480, 72, 80)])]
        self.assertEqual(score_autoencoder.notes_of(midi.midi_file(120, tracks)), [(0, 60, 0.0, 0.5), (0, 62, 0.5, 0.75), (1, 72, 0.25, 0.75)])

    def test_a_note_sounds_on_while_the_pedal_is_down(self):
        track = midi.Track(0, 0, [midi.Note(0, 480, 60, 80), midi.Note(1920, 480, 62, 80)], 0, ((240, 960),))
        self.assertEqual(score_autoencoder.notes_of(midi.midi_file(120, [track])), [(0, 60, 0.0, 1.0), (0, 62, 2.0, 2.5)])


class Network(unittest.TestCase):
    def test_gradients_are_those_of_the_divergence(self):
        draw = np.random.default_rng(2)
        for way in score_autoencoder.WAYS:
            network = small(way)
            gradients = network.loss()[1]
            for name, place, slope in slopes(network.arrays, lambda: network.loss()[0], draw, 1e-6):  # noqa: B023
                self.assertAlmostEqual(slope, gradients[name][place], delta=1e-4 * (1 + abs(gradients[name][place])), msg=name)

    def test_training_lowers_the_divergence_and_leaves_silent_notes_and_zeros(self):
        for way in score_autoencoder.WAYS:
            network = small(way)
            zeros, before = network.arrays["decoder"] == 0, network.loss()[0]
            network.train(50)
            self.assertLess(network.loss()[0], before)
            self.assertTrue((network.arrays["decoder"][zeros] == 0).all())
            self.assertTrue((network.activations()[network.may_be_on == 0] == 0).all())

    def test_masks_sum_to_one(self):
        masks = small("dropout").masks(np.array([0, 0, 1, 1]))
        np.testing.assert_allclose(sum(masks.values()), 1, atol=1e-6)

    def test_two_hands_come_apart(self):
        audio = score_autoencoder.method_figures.AUDIO
        notes = score_autoencoder.notes_of((audio / "two-hands.mid").read_bytes())
        parts = score_autoencoder.separated(score_autoencoder.read(audio / "two-hands.flac"), notes, "dropout", steps=300)
        for channel, part in parts.items():
            hand = score_autoencoder.read(audio / f"two-hands/channel-{channel + 1}.flac")
            self.assertGreater(score_autoencoder.si_sdr(hand.ravel(), part.ravel()), 6)  # -0.7 and 0.7 in the mixture


if __name__ == "__main__":
    unittest.main()

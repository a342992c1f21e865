# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks that note_networks.py learns, and the pieces that it plays for them."""

import random
import re
import sys
import unittest

try:
    import numpy as np
    import note_networks as networks
    import piano_recordings
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


def lesson(count, seed=0):
    draw = np.random.default_rng(seed)
    x = 3 + 2 * draw.standard_normal((count, 5))
    return x, (x[:, 0] * x[:, 1] > 9).astype(float), draw.uniform(0.5, 1, count)


class OneTone:
    """A piano whose every note is a constant."""

    def nearest(self, pitch, velocity):
        return pitch, velocity

    def note(self, pitch, velocity):
        return np.ones(networks.RATE)


class NetworkTests(unittest.TestCase):
    def test_its_slopes_are_those_of_its_loss(self):
        x, y, weights = lesson(50)
        network = networks.Network(x, y, weights, steps=3)
        x = (x - network.mean) / network.scale
        for values, slopes in zip(network.values, network.slopes(x, y, weights)):
            for index in list(np.ndindex(values.shape))[:6]:
                kept, losses = values[index], []
                for step in (1e-5, -1e-5):
                    values[index] = kept + step
                    losses.append(network.loss(x, y, weights))
                values[index] = kept
                self.assertAlmostEqual((losses[0] - losses[1]) / 2e-5, slopes[index], places=7)

    def test_it_learns_a_product(self):
        network = networks.Network(*lesson(2000), steps=800)
        x, y, _ = lesson(500, seed=1)
        self.assertGreater(np.mean((network.odds(x) > 0) == y), 0.93)

    def test_the_header_holds_the_network(self):
        x, y, weights = lesson(200)
        network = networks.Network(x, y, weights, steps=50)
        numbers = re.findall(r"-?\d[\d.]*(?:e[+-]?\d+)?(?=f)", networks.header("endings", network))
        values = np.array([float(number) for number in numbers])
        h = networks.HIDDEN
        inner, offsets, outer = values[:5 * h].reshape(h, 5), values[5 * h:6 * h], values[6 * h:7 * h]
        odds = np.tanh(x @ inner.T + offsets) @ outer + values[-1]
        np.testing.assert_allclose(odds, network.odds(x), atol=0.02)


class PieceTests(unittest.TestCase):
    def test_a_note_ends_when_the_key_and_the_pedal_are_up_or_its_pitch_is_struck_again(self):
        notes = [networks.Note(0.0, 0.2, 60, 64), networks.Note(0.1, 0.2, 62, 64), networks.Note(0.5, 0.7, 62, 64)]
        _, true = networks.play(OneTone(), notes, [(0.15, 0.6)], random.Random(0))
        self.assertEqual([(note.pitch, note.end) for note in true], [(60, 0.6), (62, 0.5), (62, 0.7)])

    def test_a_damper_rests_while_the_pedal_is_down(self):
        np.testing.assert_allclose(networks.damping(1.0, [(1.5, 2.0)], np.array([-1, 0.5, 0.8, 1.5])), [0, 0.5, 0.5, 1.0])

    def test_a_harsh_room_begins_with_the_direct_sound(self):
        click = np.zeros(networks.RATE)
        click[100] = 1
        heard = networks.harsh(random.Random(1), np.random.default_rng(1), click)
        np.testing.assert_allclose(heard[:101], click[:101], atol=1e-9)
        self.assertGreater(np.abs(heard[200:]).max(), 0)


class PhoneTests(unittest.TestCase):
    def test_a_phone_passes_its_band_alone(self):
        click = np.zeros(networks.RATE)
        click[networks.RATE // 2] = 1
        open_phone = networks.TESTED._replace(ratio=(1, 1))
        response = np.abs(np.fft.rfft(networks.through(open_phone, random.Random(2), click)))  # a bin is a hertz
        self.assertLess(response[50] ** 2, 0.1)
        self.assertGreater(response[1000] ** 2, 0.9)
        self.assertLess(response[12000] ** 2, 0.1)

    def test_a_phone_turns_down_what_is_loud(self):
        seconds = np.arange(2 * networks.RATE) / networks.RATE
        tone = np.sin(2 * np.pi * 1000 * seconds) * np.where(seconds < 1, 1, 10 ** (-24 / 20))
        heard = networks.through(networks.TESTED, random.Random(3), tone)
        loud, soft = (np.sqrt(np.mean(heard[int(at * networks.RATE):][:networks.RATE // 4] ** 2)) for at in (0.5, 1.5))
        self.assertAlmostEqual(20 * np.log10(loud / soft), 24 / 4, delta=0.5)

    def test_a_recording_goes_through_the_phone_of_its_name(self):
        noise = 0.01 * np.random.default_rng(4).standard_normal((16000, 2))
        heard, rate = piano_recordings.by_phone("one", noise, 16000)
        self.assertEqual((heard.shape, rate), ((networks.RATE,), networks.RATE))
        self.assertAlmostEqual(np.abs(heard).max(), 0.7)
        np.testing.assert_array_equal(heard, piano_recordings.by_phone("one", noise, 16000)[0])
        self.assertGreater(np.abs(heard - piano_recordings.by_phone("another", noise, 16000)[0]).max(), 0.01)

    def test_one_training_piece_in_three_is_played_through_a_phone(self):
        self.assertEqual([number for number in range(9) if networks.taught_by(number, 3)], [2, 5, 8])
        self.assertFalse(any(networks.taught_by(number, 0) for number in range(9)))


class ScoreTests(unittest.TestCase):
    def test_no_pitch_begins_again_too_soon(self):
        class Sure:
            def odds(self, features):
                return features[:, 0]
        ones = [networks.Candidate(begin, 60, np.array([odds])) for begin, odds in ((0.0, 1), (0.1, 1), (0.2, -1), (0.3, 1))]
        self.assertEqual([one.begin for one in networks.begun(Sure(), ones)], [0.0, 0.3])

    def test_what_is_found_is_labelled_by_what_was_played(self):
        ones = [networks.Candidate(begin, pitch, np.zeros(2)) for begin, pitch in ((1.0, 60), (1.0, 61), (2.0, 60))]
        _, y, _ = networks.lesson_of_beginnings([(ones, [(1.04, 60, 2.0), (2.2, 60, 3.0)])])
        self.assertEqual(list(y), [1, 0, 0])

    def test_scores_are_told_by_scene(self):
        class Sure:
            def odds(self, features):
                return features[:, 0]
        found, missed = ([networks.Candidate(1.0, 60, np.array([odds]))] for odds in (1.0, -1.0))
        true = [(1.0, 60, 2.0)]
        pieces = [(found if networks.scene_of(number) == "dry" else missed, true) for number in range(networks.PIECES)]
        told = networks.by_scene("beginnings", Sure(), pieces)
        self.assertIn("dry 1.000", told)
        self.assertIn("noise 0.000", told)


if __name__ == "__main__":
    unittest.main()

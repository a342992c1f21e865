# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clips of many people: who speaks in a clip that no table names, how much of each is taken, and what tells rooms."""

import sys
import unittest

try:
    import numpy as np
    import scipy.signal
    import soundfile
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import select_people
from select_people import Clip

RATE = 16000


def path(number):
    return f"clips/common_voice_en_{number}.mp3"


def words(decay_seconds, seed=1):
    """Noise in bursts, with a decay after each by 60 dB in so long."""
    draw = np.random.default_rng(seed)
    time = np.arange(4 * RATE) / RATE
    since = np.maximum(time % 0.5 - 0.25, 0)
    return 0.1 * draw.standard_normal(len(time)) * 10 ** (-3 * since / decay_seconds)


def voice(formant, seed):
    """Pulses through a resonance that wanders, so that the bands near it vary together."""
    draw = np.random.default_rng(seed)
    parts = []
    for _ in range(40):
        hz = formant * draw.uniform(0.8, 1.25)
        pulses = np.zeros(RATE // 10)
        pulses[::RATE // 120] = 1
        pole = 0.97 * np.exp(2j * np.pi * hz / RATE)
        parts.append(scipy.signal.lfilter([1], np.poly([pole, pole.conj()]).real, pulses))
    return np.concatenate(parts) + 1e-4 * draw.standard_normal(4 * RATE)


class WhoSpeaksTests(unittest.TestCase):
    def test_a_clip_without_a_name_is_of_the_person_with_the_nearest_number(self):
        named = {"common_voice_en_100.mp3": "anna", "common_voice_en_150.mp3": "otto"}
        people = select_people.people_of([path(number) for number in (100, 110, 145, 150)], named)
        self.assertEqual([people[path(number)] for number in (100, 110, 145, 150)], ["anna", "anna", "otto", "otto"])

    def test_clips_far_from_any_name_are_groups_of_near_numbers(self):
        numbers = (1000, 1010, 1035, 1200, 5000)
        people = select_people.people_of([path(number) for number in numbers], {"common_voice_en_1.mp3": "anna"})
        groups = [people[path(number)] for number in numbers]
        self.assertEqual(len(set(groups)), 3)
        self.assertEqual(groups[0], groups[2])
        self.assertTrue(all(group.startswith("+") for group in groups))

    def test_nameless_groups_are_joined_where_their_voices_are_near_and_named_people_never(self):
        near, far = np.zeros(406, np.float32), np.ones(406, np.float32)
        clips = [Clip(path(1), 5, 20, near), Clip(path(2), 5, 20, near + 0.01), Clip(path(3), 5, 20, far), Clip(path(4), 5, 20, near)]
        people = {path(1): "+1", path(2): "+2", path(3): "+3", path(4): "anna"}
        joined = select_people.joined_groups(clips, people, 1.0)
        self.assertEqual(joined[path(1)], joined[path(2)])
        self.assertEqual(len(set(joined.values())), 3)
        self.assertEqual(joined[path(4)], "anna")

    def test_the_statistics_are_nearer_for_one_voice_than_for_two_and_know_no_microphone(self):
        first, again = (select_people.statistics(voice(600, seed)) for seed in (1, 2))
        other = select_people.statistics(voice(1500, 3))
        self.assertEqual(len(first), 406)
        self.assertLess(np.linalg.norm(first - again), 0.5 * np.linalg.norm(first - other))
        darker = select_people.statistics(0.1 * scipy.signal.lfilter([1, 0.5], [1], voice(600, 1)))
        self.assertLess(np.linalg.norm(first - darker), 0.3 * np.linalg.norm(first - other))


class ChoiceTests(unittest.TestCase):
    def clips(self, count, decay=20.0):
        return [Clip(path(number), 6.0, decay + number, np.zeros(406)) for number in range(count)]

    def test_nobody_has_more_than_forty_seconds_with_what_is_there_already(self):
        clips = self.clips(20)
        everybody = {clip.path: "anna" for clip in clips}
        self.assertEqual(len(select_people.chosen_clips(clips, everybody, {}, 0.0)), 6)
        self.assertEqual(len(select_people.chosen_clips(clips, everybody, {"anna": 30.0}, 0.0)), 1)

    def test_of_a_person_the_driest_clips_are_taken_and_no_reverberant_one(self):
        clips = self.clips(20)
        everybody = {clip.path: "anna" for clip in clips}
        chosen = select_people.chosen_clips(clips, everybody, {}, 0.0)
        self.assertEqual({clip.path for clip in chosen}, {path(number) for number in range(14, 20)})
        self.assertEqual(select_people.chosen_clips(clips, everybody, {}, 100.0), [])

    def test_only_so_many_clips_of_a_person_are_judged_and_none_of_whom_there_is_enough(self):
        people = {path(number): "anna" for number in range(1000)} | {path(2000 + number): "otto" for number in range(30)}
        old = {path(2000 + number) for number in range(8)}
        chosen = select_people.candidates(people, old)
        self.assertEqual(len(chosen), 16)
        self.assertTrue(all(people[one] == "anna" for one in chosen))

    def test_a_room_is_told_by_how_slowly_words_end(self):
        dry, roomy = select_people.decay_db(words(0.1)), select_people.decay_db(words(0.6))
        self.assertAlmostEqual(dry, 48, delta=6)  # 60 dB in .1 s; the level of noise in 10 ms varies
        self.assertAlmostEqual(roomy, 8, delta=3)


if __name__ == "__main__":
    unittest.main()

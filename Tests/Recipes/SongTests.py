# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Songs keep the balance of their tracks, hits are sorted by drum, and stems and drums get the scores that theory gives."""

import argparse
import contextlib
import csv
import io
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

try:
    import numpy as np
    import soundfile
    import scipy.signal
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import drum_peers
import instruments
import put_tables
import score_drums
import score_hits
import score_songs
import song_baselines
import song_peers
import songs
import sources

RATE = 44100


def noise(seconds, seed, channels=2):
    return 0.1 * np.random.default_rng(seed).standard_normal((int(seconds * RATE), channels))


def coded(samples, rate=RATE):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="FLOAT")
    return file.getvalue()


class InFolder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def cut(self, cutter, tracks, pattern):
        for name, content in tracks.items():
            cutter.add(content, re.search(pattern, name))
        cutter.finish()
        return {path.stem: soundfile.read(path)[0] for path in self.folder.rglob("*.flac")}


class SongCutterTests(InFolder):
    settings = {"stems": {"vocals": "vox", "bass": "bass"}}

    def cutter(self):
        return songs.SongCutter(self.folder, sources.Source("song", "song", "github:a/b", "CC0", "permissive", "train", "",
                                                            cut=self.settings), set())

    def test_adds_tracks_up_and_keeps_their_balance(self):
        first, second, low = noise(1, 1), noise(1, 2), 0.5 * noise(1, 3)
        found = self.cut(self.cutter(), {"VOX 1": coded(first), "VOX 2": coded(second), "SY BASS": coded(low),
                                         "PAD": coded(first)}, "(?P<track>.*)")
        self.assertEqual(sorted(found), ["bass", "other", "vocals"])
        gain = np.vdot(found["other"], first) / np.vdot(first, first)
        np.testing.assert_allclose(found["vocals"], gain * (first + second), atol=1e-4)
        np.testing.assert_allclose(found["bass"], gain * low, atol=1e-4)
        self.assertLessEqual(np.abs(sum(found.values())).max(), songs.PEAK + 1e-3)

    def test_a_song_of_silent_tracks_is_none(self):
        cutter = self.cutter()
        with self.assertRaisesRegex(ValueError, "^silent$"):
            cutter.add(coded(np.zeros((RATE, 1))), re.match("(?P<track>.*)", "VOX"))
        cutter.finish()
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_stems_have_one_length_rate_and_start(self):
        click = np.zeros((RATE, 1))
        click[RATE // 2] = 0.5
        half = scipy.signal.resample_poly(click, 1, 2)
        found = self.cut(self.cutter(), {"VOX": coded(half, RATE // 2), "BASS": coded(np.vstack([click, click]))},
                         "(?P<track>.*)")
        self.assertEqual(found["vocals"].shape, found["bass"].shape)
        self.assertEqual(np.abs(found["vocals"][:, 0]).argmax(), RATE // 2)

    def test_stems_that_come_without_a_balance_are_given_one(self):
        cutter = self.cutter()
        cutter.settings = {**self.settings, "levels": {"vocals": 0, "bass": -6}}
        found = self.cut(cutter, {"VOX": coded(0.01 * noise(2, 1)), "BASS": coded(noise(2, 2))}, "(?P<track>.*)")
        ratio_db = 20 * np.log10(np.std(found["vocals"]) / np.std(found["bass"]))
        self.assertAlmostEqual(ratio_db, 6, delta=0.2)

    def test_what_a_song_is_played_in_stands_beside_its_stems(self):
        cutter = self.cutter()
        cutter.settings = {**self.settings, "played": {"tempo": 132, "root": 2, "scale": [0, 4, 7]}}
        self.cut(cutter, {"VOX": coded(noise(0.2, 1))}, "(?P<track>.*)")
        self.assertEqual(json.loads((self.folder / "song" / "song.json").read_text()), cutter.settings["played"])

    def test_refuses_silent_tracks(self):
        with self.assertRaises(ValueError):
            self.cutter().add(coded(np.zeros((RATE, 2))), re.search("(?P<track>.*)", "VOX"))


class HitTests(InFolder):
    def test_hits_are_sorted_by_drum_and_others_refused(self):
        source = sources.Source("kit", "instrument", "github:a/b", "CC0", "permissive", "train", "",
                                cut={"groups": {"kick": "^bd", "snare": "^sn"}})
        cutter = instruments.InstrumentCutter(self.folder, source, set())
        self.cut(cutter, {"BD#1": coded(noise(0.2, 1)), "sn_bd": coded(noise(0.2, 2))}, "(?P<name>.*)")
        self.assertEqual(sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*.flac")),
                         ["kick/BD_1.flac", "snare/sn_bd.flac"])
        with self.assertRaises(ValueError):
            cutter.add(coded(noise(0.2, 3)), re.search("(?P<name>.*)", "bell"))


class ScoreTests(unittest.TestCase):
    def test_noise_of_a_known_level_has_the_score_of_that_level(self):
        clean, error = noise(4, 1), noise(4, 2)
        found = score_songs.scores(clean, clean + 0.1 * error, RATE)
        for value in found.values():
            self.assertAlmostEqual(value, 20, delta=0.2)

    def test_gain_is_an_error_for_the_sdr_alone(self):
        clean, error = noise(4, 1), noise(4, 2)
        found = score_songs.scores(clean, 0.5 * (clean + 0.1 * error), RATE)
        self.assertAlmostEqual(found["si_sdr_db"], 20, delta=0.2)
        self.assertAlmostEqual(found["sdr_db"], -10 * np.log10(0.25 + 0.0025), delta=0.1)

    def test_rumble_counts_only_without_the_high_pass(self):
        clean = noise(4, 1)
        rumble = np.sin(2 * np.pi * 20 * np.arange(len(clean)) / RATE)[:, None] * np.ones((1, 2))
        found = score_songs.scores(clean, clean + rumble, RATE)
        self.assertLess(found["si_sdr_db"], -10)
        self.assertGreater(found["si_sdr_80_db"], 20)

    def test_silent_seconds_do_not_count(self):
        clean, error = noise(6, 1), 0.1 * noise(6, 2)
        clean[:2 * RATE] = 0
        self.assertAlmostEqual(score_songs.sdr(clean, clean + error, RATE), 20, delta=0.2)


class SimpleMethodsTests(unittest.TestCase):
    """How many stems come out at least as well as by a filter or by medians, and which do not."""

    def test_each_stem_counts_beside_the_better_of_the_simple_methods(self):
        filters, medians = score_songs.SIMPLE
        found = {"mixture": {"vocals": 0, "drums": 0, "bass": 0}, filters: {"vocals": 2, "bass": 3}, medians: {"vocals": 1, "drums": 4, "bass": 1},
                 "`band`, high": {"vocals": 1.5, "drums": 2.5, "bass": -1}, "oracle Wiener mask": {"vocals": 9, "drums": 9, "bass": 9}}
        rows = [{"song": "a", "system": system, "stem": stem, "si_sdr_db": value} for system, stems in found.items() for stem, value in stems.items()]
        *_, line = table = list(score_songs.beside_simple(rows, "SI-SDR"))
        self.assertEqual(len(table), 3)
        self.assertEqual(line, "| `band`, high | 3 | 2 | 1 | drums of a -1.5, bass of a -4.0 |")
        for row in rows[:-3]:
            row["si_sdr_db"] += 9 * (row["system"] == "`band`, high")
        self.assertTrue(list(score_songs.beside_simple(rows, "SI-SDR"))[-1].endswith("| 3 | 3 | none |"))


class SixStemsTests(InFolder):
    """Guitar and piano are parts of `other`, or stems of their own."""

    def setUp(self):
        super().setUp()
        self.parts = {name: 0.1 * noise(1, seed) for seed, name in enumerate(("drums", "guitar", "piano", "other"))}
        for name, samples in self.parts.items():
            soundfile.write(self.folder / f"{name}.wav", samples, RATE, subtype="DOUBLE")

    def test_of_four_stems_other_is_the_sum_and_of_six_each_is_itself(self):
        four, _ = score_songs.read_song(self.folder)
        six, _ = score_songs.read_song(self.folder, stems=score_songs.SIX)
        self.assertEqual((set(four), set(six)), ({"drums", "other"}, set(self.parts)))
        np.testing.assert_allclose(four["other"], sum(self.parts[name] for name in ("guitar", "piano", "other")), atol=1e-12)
        np.testing.assert_allclose(six["guitar"], self.parts["guitar"], atol=1e-12)

    def test_what_a_dictionary_has_not_apart_is_sought_in_its_other(self):
        arguments = argparse.Namespace(program="", stems=score_songs.SIX)
        for names, in_other in ((("vocals", "drums", "bass", "other"), {"guitar", "piano"}),
                                (("vocals", "drums", "guitar", "other"), set()), (("guitar", "other"), set())):
            with mock.patch.object(score_songs, "sources_of", return_value={name: np.full(3, len(name)) for name in names}):
                found = score_songs.separated(arguments, None, RATE, "", "high", "live")
            self.assertEqual({name for name in ("guitar", "piano") if found.get(name) is found.get("other", 0)}, in_other)
            self.assertEqual("other" in found, len(names) > 2)


class PeerTests(InFolder):
    """A peer hears stereo at 44.1 kHz and is scored at the rate and with the channels of the song."""

    def stems(self, rate, channels, seconds=1.5):
        time = np.arange(int(seconds * rate)) / rate
        return {name: 0.1 * np.sin(2 * np.pi * pitch * time)[:, None].repeat(channels, axis=1)
                for name, pitch in (("vocals", 440), ("drums", 1000), ("bass", 110))}

    def test_its_stems_come_back_with_the_length_rate_and_channels_of_the_song(self):
        for rate, channels in ((44100, 2), (22050, 1), (48000, 2)):
            given = []
            mixed = sum(self.stems(rate, channels).values())
            found = song_peers.run_at(lambda samples: given.append(samples) or {"drums": samples, "vocals": 0 * samples},
                                      mixed, rate)
            self.assertEqual(given[0].shape, (round(1.5 * RATE), 2))
            self.assertEqual({name: samples.shape for name, samples in found.items()},
                             {"drums": mixed.shape, "vocals": mixed.shape})
            middle = slice(rate // 4, -rate // 4)  # the ends of a resampled sound ring
            self.assertGreater(score_songs.si_sdr(mixed[middle], found["drums"][middle]), 40)

    def test_a_gap_in_one_stem_is_filled_with_the_rest_of_the_mixture(self):
        stems = {"drums": np.ones((5, 2)), "vocals": np.full((5, 2), 0.5)}
        stems["vocals"][2] = np.nan
        found = song_peers.filled(stems, np.full((5, 2), 3.0))
        np.testing.assert_array_equal(found["vocals"][:, 0], [0.5, 0.5, 2, 0.5, 0.5])
        np.testing.assert_array_equal(found["drums"], np.ones((5, 2)))

    def test_what_it_found_is_scored_beside_the_mixture_and_refused_where_it_does_not_fit(self):
        stems, rows = self.stems(RATE, 2, 0.2), self.folder / "rows.csv"
        for place, samples in (("songs/a", stems), ("estimates/a", {name: 0.5 * part for name, part in stems.items()})):
            (self.folder / place).mkdir(parents=True)
            for name, part in samples.items():
                soundfile.write(self.folder / place / f"{name}.wav", part, RATE, subtype="FLOAT")
        words = [str(self.folder / "songs"), "--estimates", f"Theirs, off line={self.folder}/estimates", "--rows", str(rows)]
        self.score(words)
        with open(rows, newline="") as file:
            found = [float(row["si_sdr_db"]) for row in csv.DictReader(file) if row["system"] == "Theirs, off line"]
        self.assertEqual(len(found), len(stems))
        self.assertGreater(min(found), 60)
        soundfile.write(self.folder / "estimates/a/bass.wav", stems["bass"][1:], RATE)
        with self.assertRaisesRegex(SystemExit, "bass"):
            self.score(words)

    def score(self, words):
        with contextlib.redirect_stdout(io.StringIO()):
            score_songs.main(words)


class DrumScoreTests(InFolder):
    def setUp(self):
        super().setUp()
        self.drums = {drum: noise(2, seed, 1) for seed, drum in enumerate(("kick", "snare", "toms"))}
        self.write("loops", self.drums)

    def write(self, kind, drums, rate=RATE):
        (self.folder / kind / "kit_0").mkdir(parents=True)
        for drum, samples in drums.items():
            soundfile.write(self.folder / kind / "kit_0" / f"{drum}.wav", samples, rate, subtype="FLOAT")

    def score(self, *words):
        printed, refused = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(refused):
            score_drums.main([str(self.folder / "loops"), *words])
        return {line.split()[1]: float(line.split()[-1]) for line in printed.getvalue().splitlines()}

    def test_estimates_of_another_program_get_the_scores_of_their_errors(self):
        self.write("estimates", {"kick": self.drums["kick"] + 0.1 * noise(2, 8, 1), "snare": 0.5 * self.drums["snare"]})
        found = self.score("--estimates", str(self.folder / "estimates"))
        self.assertEqual(list(found), ["kick", "snare"])
        self.assertAlmostEqual(found["kick"], 20, delta=0.2)
        self.assertGreater(found["snare"], 60)

    def test_drums_that_count_as_one_may_be_taken_for_each_other(self):
        self.write("estimates", {"kick": self.drums["kick"], "snare": self.drums["toms"], "toms": self.drums["snare"]})
        words = ("--estimates", str(self.folder / "estimates"))
        self.assertLess(self.score(*words)["snare"], 0)
        found = self.score(*words, "--together", "snare", "toms")
        self.assertEqual(sorted(found), ["kick", "snare"])
        self.assertGreater(found["snare"], 60)

    def test_estimates_that_do_not_fit_are_refused(self):
        self.write("short", {"kick": self.drums["kick"][1:]})
        self.write("slow", self.drums, RATE // 2)
        for folder in ("short", "slow", "none"):
            with self.assertRaisesRegex(SystemExit, folder):
                self.score("--estimates", str(self.folder / folder))

    def test_oracle_masks_and_a_high_pass_need_no_dictionary(self):
        time = np.arange(2 * RATE)[:, None] / RATE
        loop = {"kick": 0.5 * np.sin(2 * np.pi * 100 * time), "hi-hat": 0.1 * np.sin(2 * np.pi * 9000 * time)}
        self.folder = self.folder / "another"
        self.write("loops", loop)
        for method, drums in (("oracle", ["kick", "hi-hat"]), ("high-pass", ["hi-hat"])):
            found = self.score("--method", method)
            self.assertEqual(list(found), drums)
            self.assertGreater(min(found.values()), 15)

    def test_a_room_is_the_same_for_all_drums(self):
        click = np.zeros((RATE, 1))
        click[100] = 1
        found = score_drums.in_room({"kick": click, "snare": 2 * click}, RATE, 0.3, 1)
        np.testing.assert_allclose(found["snare"], 2 * found["kick"], atol=1e-12)
        direct, rest = np.sum(found["kick"][:101] ** 2, axis=0), np.sum(found["kick"][101:] ** 2, axis=0)
        np.testing.assert_allclose(rest / direct, 1, rtol=0.05)

    def test_either_a_dictionary_or_estimates_are_scored(self):
        for words in ((), ("--dictionary", "drums", "--estimates", "estimates")):
            with self.assertRaises(SystemExit):
                self.score(*words)

    def test_hits_are_matched_once_each_and_within_fifty_milliseconds(self):
        self.assertEqual(score_hits.matches([0, 1, 2], [0.04, 1.2, 2.0]), 2)
        self.assertEqual(score_hits.matches([1], [0.97, 1.01]), 1)
        self.assertEqual(score_hits.matches([0.98, 1.02], [1.0]), 1)
        self.assertEqual(score_hits.matches([], [1.0]), 0)

    def test_classes_of_a_peer_are_added_up_by_drum(self):
        found = drum_peers.by_drum(("CY_CR", "HH_CHH", "HH_OHH", "KD"), np.array([[1.0], [2], [3], [4]]))
        self.assertEqual({drum: float(np.sum(samples)) for drum, samples in found.items()},
                         {"kick": 4, "snare": 0, "hi-hat": 5, "toms": 0, "cymbals": 1})


class BaselineTests(unittest.TestCase):
    time = np.arange(4 * RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 440 * time)[:, None].repeat(2, axis=1)
    clicks = np.zeros((4 * RATE, 2))
    clicks[RATE // 4::RATE // 2] = 0.9
    stems = {"drums": clicks, "other": tone}

    def test_medians_and_oracle_masks_tell_clicks_from_a_tone(self):
        mixed = self.clicks + self.tone
        for estimates, least_db in ((song_baselines.harmonic_percussive(mixed, self.stems), 8),
                                    (song_baselines.oracle(mixed, self.stems), 8)):
            for name, true in self.stems.items():
                gained = score_songs.si_sdr(true, estimates[name]) - score_songs.si_sdr(true, mixed)
                self.assertGreater(gained, least_db, name)

    def test_what_is_masked_adds_up_to_the_mixture(self):
        mixed = self.clicks + self.tone
        for estimates in (song_baselines.harmonic_percussive(mixed, self.stems), song_baselines.oracle(mixed, self.stems)):
            np.testing.assert_allclose(sum(estimates.values()), mixed, atol=1e-6)

    def test_a_band_holds_the_bass_and_no_treble(self):
        found = song_baselines.fixed_bands(self.tone, {"bass": None, "drums": None}, RATE)
        self.assertEqual(list(found), ["bass"])
        high = song_baselines.banded(noise(1, 1), RATE, None, 350)
        self.assertLess(np.abs(np.fft.rfft(high[:, 0]))[4000:].max(), 0.05 * np.abs(np.fft.rfft(high[:, 0])).max())


class TableTests(unittest.TestCase):
    PAGE = "# Page\n\n## One\n\n| A | x |\n| 1 | 0 |\n\ntext\n\n| B | x |\n\n## Two\n\n| C | x |\n"

    def test_tables_of_one_section_give_way_to_those_that_begin_alike(self):
        printed = "| B | x |\n| 4 | 5 |\n\n| D | x |\n\n| A | x |\n| 2 | 3 |\n"
        found = put_tables.with_tables(self.PAGE, "One", printed)
        self.assertEqual(found, "# Page\n\n## One\n\n| A | x |\n| 2 | 3 |\n\ntext\n\n| B | x |\n| 4 | 5 |\n\n## Two\n\n| C | x |\n")

    def test_a_table_that_was_not_printed_or_another_heading_changes_nothing(self):
        for heading, printed in (("One", "| A | x |\n"), ("Three", "| A | x |\n")):
            with self.assertRaises(SystemExit):
                put_tables.with_tables(self.PAGE, heading, printed)


if __name__ == "__main__":
    unittest.main()

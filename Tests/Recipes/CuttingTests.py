# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cutting of synthetic recordings: what is refused and why, pauses, joins, strings, and both rates."""

import io
import re
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

import cut_corpora
import enrolment_voices
import find_twins
import full_band
import instruments
import noises
import repositories
import sounds
import voices
from sources import Source

FULL, NARROW = sounds.FULL, sounds.NARROW


def speech(seconds, rate, seed=1, floor_db=-70):
    """Noise shaped to the top of the band that comes and goes four times a second, over a quiet floor."""
    draw = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    loudness = np.clip(np.sin(2 * np.pi * 4 * time), 0, None) ** 2 + 10 ** (floor_db / 20)
    return 0.1 * draw.standard_normal(len(time)) * loudness


def coded(samples, rate):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="FLAC", subtype="PCM_24")
    return file.getvalue()


def row(kind="voice", take=r"(?P<speaker>\w+)/(?P<name>\w+)", **cut):
    return Source("source", kind, "github:a/b", "CC0", "permissive", "train", take, cut=cut)


def match(path, source):
    return re.search(source.take, path)


class InFolder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name) / "corpus"

    def written(self, ending=""):
        return sorted(self.folder.with_name("corpus" + ending).glob("*.flac"))


class VoiceTests(InFolder):
    def cut(self, samples, rate=NARROW, cutter=None, path="anna/one"):
        source = row()
        cutter = cutter or voices.VoiceCutter(self.folder, source, set())
        cutter.add(coded(samples, rate), match(path, source))
        return cutter

    def test_full_band_is_kept_at_both_rates(self):
        self.cut(speech(5, FULL), FULL)
        self.assertEqual(soundfile.info(self.written()[0]).samplerate, NARROW)
        self.assertEqual(soundfile.info(self.written("_48k")[0]).samplerate, FULL)

    def test_what_ends_at_eight_kilohertz_is_kept_at_one(self):
        self.cut(sounds.resample(speech(5, NARROW), NARROW, FULL), FULL)
        self.assertEqual((len(self.written()), self.written("_48k")), (1, []))

    def test_reasons_to_refuse(self):
        clean = speech(5, NARROW)
        low = scipy.signal.sosfilt(scipy.signal.butter(8, 3000, fs=NARROW, output="sos"), clean)
        for reason, samples, rate in (("below 16 kHz", clean, 8000), ("silent", clean * 1e-4, NARROW),
                                      ("clipped", np.clip(clean * 30, -1, 1), NARROW),
                                      ("noisy", speech(5, NARROW, floor_db=-20), NARROW), ("narrow", low, NARROW)):
            with self.subTest(reason), self.assertRaisesRegex(voices.Refused, reason):
                self.cut(samples, rate)
        self.assertEqual(self.written(), [])

    def test_a_row_may_ask_for_less_distance_from_the_noise(self):
        noisy = speech(5, NARROW, floor_db=-20)
        cutter = voices.VoiceCutter(self.folder, row(snr=10), set())
        self.cut(noisy, cutter=cutter)
        self.assertEqual(len(self.written()), 1)

    def test_the_same_recording_under_another_name_is_refused(self):
        cutter = self.cut(speech(5, NARROW))
        with self.assertRaisesRegex(voices.Refused, "there twice"):
            self.cut(speech(5, NARROW), cutter=cutter, path="ben/two")

    def test_a_long_pause_becomes_half_a_second(self):
        first, second = speech(2, NARROW, 1), speech(2, NARROW, 2)
        pause = 1e-5 * np.random.default_rng(3).standard_normal(3 * NARROW)
        self.cut(np.concatenate([first, pause, second]))
        self.assertAlmostEqual(soundfile.info(self.written()[0]).duration, 4.4, delta=0.2)

    def test_one_recording_of_a_person_becomes_two_for_an_enrolment(self):
        place, out = self.folder.with_name("voices"), self.folder.with_name("pairs")
        place.mkdir()
        pause = 1e-5 * np.ones(NARROW // 5)
        halves = [speech(2, NARROW, seed) + 1e-3 for seed in (1, 2)]
        soundfile.write(place / "omni_7_x.flac", np.concatenate([halves[0], pause, halves[1]]), NARROW)
        soundfile.write(place / "omni_8_x.flac", speech(3, NARROW), NARROW)
        for name in ("cv_1_a", "cv_1_b"):
            soundfile.write(place / f"{name}.flac", speech(5, NARROW), NARROW)
        self.assertEqual(enrolment_voices.make(place, out), (3, 1, 2))
        self.assertEqual(sorted(path.stem for path in out.glob("*")), ["cv_1_a", "cv_1_b", "omni_7_xa", "omni_7_xb", "omni_8_x"])
        parts = [soundfile.read(out / f"omni_7_x{letter}.flac")[0] for letter in "ab"]
        np.testing.assert_array_equal(np.concatenate(parts), soundfile.read(place / "omni_7_x.flac")[0])
        self.assertAlmostEqual(len(parts[0]) / NARROW, 2.1, delta=0.1)

    def test_words_of_one_speaker_are_joined(self):
        source = row()
        cutter = voices.VoiceCutter(self.folder, source, set())
        for number in range(12):
            self.cut(speech(1, NARROW, number), cutter=cutter, path=f"{'anna' if number % 2 else 'ben'}/word")
        cutter.finish()
        self.assertEqual([path.name.split("_")[1] for path in self.written()], ["anna", "ben"])
        for path in self.written():
            self.assertAlmostEqual(soundfile.info(path).duration, 5.5, delta=0.6)

    def test_a_speaker_has_a_limit(self):
        source = row(minutes=0.05)
        cutter = voices.VoiceCutter(self.folder, source, set())
        self.cut(speech(5, NARROW), cutter=cutter)
        with self.assertRaisesRegex(voices.Refused, "enough"):
            self.cut(speech(5, NARROW, 2), cutter=cutter)


class NoiseTests(InFolder):
    def cutter(self, **cut):
        source = row("noise", r"(?P<group>\w+)/(?P<name>\w+)", **cut)
        return noises.NoiseCutter(self.folder, source, set()), source

    def test_a_long_recording_stays_whole(self):
        cutter, source = self.cutter(seconds=8)
        cutter.add(coded(speech(20, FULL), FULL), match("rain/Heavy", source))
        cutter.finish()
        self.assertEqual([path.name for path in self.written("_48k")], ["source_heavy.flac"])
        self.assertAlmostEqual(soundfile.info(self.written()[0]).duration, 8, delta=0.01)

    def test_short_ones_of_a_kind_are_strung_the_same_way_each_time(self):
        def made():
            cutter, source = self.cutter(pauses=[0.1, 0.2])
            for number in range(20):
                cutter.add(coded(speech(1, NARROW, number), NARROW), match(f"step/{number}", source))
            cutter.finish()
            return [path.read_bytes() for path in self.written()]
        self.assertEqual(made(), made())
        seconds = sum(soundfile.info(path).duration for path in self.written())
        self.assertAlmostEqual(seconds, 2 * 20 * 1.15, delta=2)

    def test_strokes_are_found(self):
        samples = np.zeros(3 * NARROW)
        for start in (0.5, 1.0, 2.0):
            samples[int(start * NARROW):][:800] = 0.3 * np.random.default_rng(1).standard_normal(800)
        found = noises.strokes(samples, NARROW)
        self.assertEqual(len(found), 3)
        for stroke in found:
            self.assertAlmostEqual(len(stroke) / NARROW, 0.1, delta=0.03)

    def test_silence_is_refused(self):
        cutter, source = self.cutter()
        with self.assertRaises(ValueError):
            cutter.add(coded(np.zeros(NARROW), NARROW), match("a/b", source))


class InstrumentTests(InFolder):
    def test_keeps_the_beginning_at_its_rate_with_a_fade(self):
        source = row("instrument", r"(?P<name>.*)", folder="x", seconds=1.0)
        instruments.InstrumentCutter(self.folder, source, set()).add(coded(0.5 * np.ones((66150, 2)), 44100), match("C#3", source))
        note, rate = soundfile.read(self.folder / "C_3.flac")
        self.assertEqual((len(note), rate), (44100, 44100))
        self.assertAlmostEqual(note[44100 - 882 - 1], 0.5, places=3)
        self.assertAlmostEqual(note[-1], 0, places=3)


class RunTests(InFolder):
    def repository(self, name, files):
        place = self.folder / name
        place.mkdir(parents=True)
        for path, content in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(content)
        for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
            subprocess.run(["git", "-C", place, *command], check=True)

    def test_reads_a_commit_and_sums_its_files(self):
        recording = coded(speech(5, NARROW), NARROW)
        self.repository("a+b", {"anna/one.flac": recording, "notes.txt": b"no"})
        source = row()
        origin = repositories.open_origin(self.folder, source)
        counts, total, missing = cut_corpora.cut(source, origin, self.folder / "cut", set(), set())
        self.assertEqual(counts, {"kept": 1})
        self.assertEqual(total, repositories.listing_sum([("anna/one.flac", repositories.sum_of(recording))]))
        self.assertEqual(len(list((self.folder / "cut" / "voice_train").glob("source_anna_*"))), 1)

    def test_a_speaker_of_the_test_set_is_not_trained_on(self):
        self.repository("a+b", {"anna/one.flac": coded(speech(5, NARROW), NARROW)})
        source = Source(**{**vars(row()), "family": "books"})
        origin = repositories.open_origin(self.folder, source)
        counts, _, _ = cut_corpora.cut(source, origin, self.folder / "cut", set(), {("books", "anna")})
        self.assertEqual(counts, {"speaker of another role": 1})

    def test_a_source_without_files_is_named_in_a_sentence(self):
        self.repository("a+b", {"notes.txt": b"no"})
        origin = repositories.open_origin(self.folder, row())
        with self.assertRaisesRegex(SystemExit, "^source: none of its files is there"):
            cut_corpora.cut(row(), origin, self.folder / "cut", set(), set())


class FullBandTests(InFolder):
    def test_takes_each_recording_once_and_at_its_widest(self):
        for folder, names in (("voice_train", "ab"), ("voice_train_48k", "b"), ("voice_train_gpl", "c"), ("voice_train_sa", "d")):
            (self.folder / folder).mkdir(parents=True)
            for name in names:
                (self.folder / folder / f"{name}.flac").write_bytes(folder.encode())
        for _ in range(2):
            counts = full_band.gather(self.folder, self.folder / "out", "voice", "train", ["permissive", "gpl"])
            self.assertEqual(counts, (3, 1))
        found = {path.stem: path.read_text() for path in (self.folder / "out" / "voice_train").iterdir()}
        self.assertEqual(found, {"a": "voice_train", "b": "voice_train_48k", "c": "voice_train_gpl"})

    def test_backgrounds_are_noises_that_come_and_go_by_their_names(self):
        noises = self.folder / "noise_train"
        noises.mkdir(parents=True)
        for name in ("moodist_things-paper", "kbsim_topre-0", "moodist_rain-light-rain", "esc50_20-1", "esc50_1-0"):
            (noises / f"{name}.flac").write_bytes(name.encode())
        full_band.gather(self.folder, self.folder / "out", "noise", "train", ["permissive"])
        for _ in range(2):
            counts = full_band.gather_backgrounds(self.folder / "out")
        self.assertEqual({kind for kind, count in counts.items() if count}, {"paper, bags and foil", "keyboards and mice", "children"})
        self.assertEqual(sorted(path.stem for path in (self.folder / "out" / "backgrounds").iterdir()),
                         ["esc50_20-1", "kbsim_topre-0", "moodist_things-paper"])


class TwinTests(InFolder):
    def test_finds_a_copy_at_another_level_and_start_and_nothing_else(self):
        draw = np.random.default_rng(5)
        long, other = (draw.standard_normal(20 * NARROW) * np.repeat(draw.uniform(0.01, 0.1, 200), 1600) for _ in range(2))
        for name, samples in (("long", long), ("copy", 0.3 * long[5 * NARROW + 77:15 * NARROW]), ("other", other)):
            sounds.write_flac(self.folder / f"{name}.flac", samples, NARROW)
        prints = {path.stem: find_twins.fingerprint(path) for path in self.written()}
        spectra = {name: find_twins.spectrum(print_) for name, print_ in prints.items()}

        def alike(first, second):
            return find_twins.likeness(prints[first], prints[second], spectra[first], spectra[second])
        self.assertGreater(alike("long", "copy"), find_twins.ALIKE)
        self.assertGreater(alike("copy", "long"), find_twins.ALIKE)
        self.assertLess(alike("long", "other"), 0.3)


if __name__ == "__main__":
    unittest.main()

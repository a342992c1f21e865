# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packing of synthetic recordings: sizes, what is in the archive, and what is refused."""

import io
import shutil
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import soundfile
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import pack

RATE = 16000


def hiss(seconds, seed):
    return 0.1 * np.random.default_rng(seed).standard_normal(int(seconds * RATE))


class PackingTests(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.place = Path(kept.name)
        for name, seconds in (("voices", 2), ("noises", 5)):
            (self.place / name).mkdir()
            for number in range(20):
                soundfile.write(self.place / name / f"{number}.flac", hiss(seconds, number), RATE)
        self.folders = [self.place / "voices", self.place / "noises"]

    def packed(self, megabytes=1, seconds=30.0, codec="flac", seed=1, out="small.tar"):
        """{name: (samples, rate)} of an archive, and its report."""
        path = self.place / out
        reported = list(pack.pack(self.folders, [path], megabytes, seconds, codec, seed))
        self.assertLessEqual(path.stat().st_size, megabytes * pack.MEGABYTE)
        with tarfile.open(path) as archive:
            return {entry.name: soundfile.read(io.BytesIO(archive.extractfile(entry).read()))
                    for entry in archive.getmembers()}, reported

    def test_all_is_taken_where_there_is_room_and_flac_loses_nothing(self):
        found, reported = self.packed(megabytes=20)
        self.assertEqual(len(found), 40)
        for name, (samples, rate) in found.items():
            original, _ = soundfile.read(self.place / name)
            self.assertEqual(rate, RATE)
            np.testing.assert_array_equal(samples, original)
        self.assertEqual([count for _, _, count, _ in reported], [20, 20])
        self.assertAlmostEqual(reported[0][3], 20 * 2 / 60)

    def test_folders_share_what_room_there_is(self):
        found, reported = self.packed(megabytes=1)
        for _, _, count, _ in reported:
            self.assertTrue(0 < count < 20)
        self.assertEqual(len(found), sum(count for _, _, count, _ in reported))

    def test_long_recordings_are_cut_to_a_part_of_them(self):
        found, _ = self.packed(megabytes=20, seconds=1.5)
        for name, (samples, _) in found.items():
            original, _ = soundfile.read(self.place / name)
            self.assertEqual(len(samples), 1.5 * RATE)
            starts = np.flatnonzero(original[:len(original) - len(samples) + 1] == samples[0])
            self.assertTrue(any(np.array_equal(original[at:at + len(samples)], samples) for at in starts))

    def test_a_seed_gives_one_archive(self):
        for out, seed in (("once.tar", 1), ("again.tar", 1), ("other.tar", 2)):
            self.packed(out=out, seed=seed)
        content = {name: (self.place / name).read_bytes() for name in ("once.tar", "again.tar", "other.tar")}
        self.assertEqual(content["once.tar"], content["again.tar"])
        self.assertNotEqual(content["once.tar"], content["other.tar"])

    def test_opus_is_smaller_and_near(self):
        if "OPUS" not in soundfile.available_subtypes("OGG") or not shutil.which("ffmpeg"):
            self.skipTest("no ffmpeg here, or this libsndfile has no Opus")
        time = np.arange(2 * RATE) / RATE
        tone = 0.3 * np.sin(2 * np.pi * 440 * time)
        (self.place / "tones").mkdir()
        soundfile.write(self.place / "tones/a.flac", tone, RATE)
        self.folders = [self.place / "tones"]
        (samples, rate), = self.packed(codec="opus")[0].values()
        self.assertEqual(rate, RATE)
        middle = slice(RATE // 2, 3 * RATE // 2)
        found, expected = (np.abs(np.fft.rfft(one[middle])).argmax() for one in (samples, tone))
        self.assertEqual(found, expected)
        self.assertAlmostEqual(np.std(samples[middle]) / np.std(tone[middle]), 1, delta=0.05)

    def test_what_cannot_be_read_leaves_no_archive(self):
        (self.place / "voices/text.flac").write_text("not a sound")
        with self.assertRaises(RuntimeError):
            self.packed(megabytes=20)
        self.assertEqual([path.name for path in self.place.iterdir() if path.is_file()], [])

    def test_archives_go_on_where_the_last_one_ended(self):
        outs = [self.place / f"part-{number}.tar" for number in (1, 2)]
        list(pack.pack(self.folders, outs, 1, 30.0, "flac", 1))
        names = []
        for out in outs:
            with tarfile.open(out) as archive:
                names += archive.getnames()
        self.assertGreater(len(names), 8)
        self.assertEqual(len(names), len(set(names)))


if __name__ == "__main__":
    unittest.main()

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Music that nobody sings in: which files are taken, under which licence, and that what may be sung is left out."""

import io
import json
import sys
import tempfile
import unittest
import zipfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

try:
    import numpy as np
    import scipy.signal
    import soundfile
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import accompaniments

RATE = accompaniments.RATE


def music(seconds=22, rate=22050):
    file = io.BytesIO()
    time = np.arange(int(seconds * rate)) / rate
    soundfile.write(file, 0.3 * np.sin(2 * np.pi * 220 * time), rate, format="FLAC")
    return file.getvalue()


class TableTests(unittest.TestCase):
    def test_no_music_may_not_ship(self):
        table = accompaniments.read_table()
        self.assertEqual(accompaniments.problems(table), [])
        self.assertEqual(len(accompaniments.problems([replace(table[0], licence="GPL-2.0-only")])), 1)
        self.assertTrue(all(row.stated for row in table))


class ContentTests(unittest.TestCase):
    def test_files_and_members_of_archives_are_taken_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "music").mkdir()
            (place / "music" / "a.ogg").write_bytes(b"a")
            (place / "click.ogg").write_bytes(b"b")
            with zipfile.ZipFile(place / "music.pk3", "w") as archive:
                archive.writestr("sound/c.ogg", b"c")
                archive.writestr("sound/c.txt", b"d")
            self.assertEqual(list(accompaniments.contents(place, r"music/.*\.ogg$")), [("music/a.ogg", b"a")])
            self.assertEqual(list(accompaniments.contents(place, r"music\.pk3!sound/.*\.ogg$")), [("music.pk3!sound/c.ogg", b"c")])

    def test_music_is_in_stereo_at_one_rate_and_not_too_short(self):
        samples = accompaniments.music_of(music())
        self.assertEqual(samples.shape, (22 * RATE, 2))
        self.assertRaises(ValueError, accompaniments.music_of, music(seconds=3))


class VocalsTests(unittest.TestCase):
    def make(self, vocals_gain):
        """Why it was left out, and what is there afterwards."""
        row = accompaniments.Music("game", "x", "CC0-1.0", "permissive", "here")
        whole = accompaniments.music_of(music()).mean(axis=1)
        with tempfile.TemporaryDirectory() as folder, mock.patch("accompaniments.vocals_of", return_value=vocals_gain * whole):
            why = accompaniments.make_one(row, "music/My Song.ogg", music(), Path(folder), "unbraid", "band")
            return why, sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()), \
                [json.loads(path.read_text()) for path in Path(folder).rglob("song.json")]

    def test_music_without_a_voice_is_kept_with_its_licence(self):
        why, files, about = self.make(vocals_gain=0.1)
        self.assertEqual((why, files), ("", ["game-my-song/accompaniment.flac", "game-my-song/song.json"]))
        self.assertEqual((about[0]["licence"], about[0]["origin"]), ("CC0-1.0", "debian:game"))

    def test_music_in_which_somebody_may_sing_is_left_out_and_said_so(self):
        why, files, _ = self.make(vocals_gain=0.5)
        self.assertRegex(why, "vocals for 22.0 s")
        self.assertEqual(files, [])

    def test_a_second_of_vocals_is_told_from_less(self):
        whole = np.sin(2 * np.pi * 220 * np.arange(10 * RATE) / RATE)
        vocals = np.zeros_like(whole)
        vocals[:int(0.8 * RATE)] = whole[:int(0.8 * RATE)]
        self.assertAlmostEqual(accompaniments.sung_seconds(whole, vocals), 0.8, delta=0.03)


if __name__ == "__main__":
    unittest.main()

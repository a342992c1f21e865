# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packing of synthetic songs: stems stay together and begin with a bar, sizes hold, and options name what is packed."""

import io
import json
import shutil
import sys
import tarfile
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

try:
    import numpy as np
    import soundfile
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)
if shutil.which("ffmpeg") is None:
    print("skipped: ffmpeg codes the stems")
    sys.exit(77)

import pack_songs
from pack import MEGABYTE

RATE, TEMPO = 44100, 120
BAR = 4 * 60 / TEMPO
OPTIONS = ["--source", "vocals=CORPORA/solo", "CORPORA/songs/*/vocals.flac", "--songs", "CORPORA/songs", "CORPORA/more",
           "--song-weights", "3", "1", "--development-songs", "CORPORA/kept", "--development", "vocals=CORPORA/kept/*/vocals.flac",
           "--rate", "44100"]


def bars(count, seed):
    """Clicks of falling loudness, one at the beginning of every bar, the first of them the loudest."""
    samples = 1e-3 * np.random.default_rng(seed).standard_normal((int(count * BAR * RATE), 2))
    for bar in range(count):
        samples[int(bar * BAR * RATE):][:200] += 0.9 - 0.05 * bar
    return samples


class SongPackingTests(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.place = Path(kept.name)
        for folder, count in (("songs", 3), ("more", 2), ("kept", 1)):
            for number in range(count):
                song = self.place / folder / f"{number}"
                song.mkdir(parents=True)
                soundfile.write(song / "vocals.flac", bars(6, number), RATE)
                soundfile.write(song / "drums.flac", bars(6, number + 10), RATE)
                soundfile.write(song / "bass.flac", np.zeros((6 * RATE, 2)), RATE)
                (song / "song.json").write_text(json.dumps({"tempo": TEMPO}))
        (self.place / "solo").mkdir()
        soundfile.write(self.place / "solo" / "one.flac", bars(2, 30)[:, 0], RATE)

    def packed(self, megabytes=5, count=1, seconds=2 * BAR):
        """[{name: (samples, rate) or text}] of the archives, and the report."""
        archives = pack_songs.Archives(self.place, megabytes * MEGABYTE)
        settings = Namespace(seed=1, seconds=seconds, kbps=64, solo=0.05)
        reported = list(pack_songs.pack(self.place, OPTIONS, archives, count * megabytes * MEGABYTE, settings))
        archives.close()
        found = []
        for path in sorted(self.place.glob("songs-*.tar")):
            self.assertLessEqual(path.stat().st_size, megabytes * MEGABYTE + 20480)
            with tarfile.open(path) as archive:
                found.append({entry.name: archive.extractfile(entry).read() for entry in archive.getmembers()})
        return found, reported

    def test_options_name_songs_weights_and_recordings(self):
        songs, weights, kept, recordings = pack_songs.folders_of(OPTIONS)
        self.assertEqual((songs, weights), (["songs", "more"], [3.0, 1.0]))
        self.assertEqual((kept, recordings), (["kept"], ["solo"]))

    def test_stems_of_a_song_begin_together_with_a_bar(self):
        (found,), _ = self.packed()
        for number in range(3):
            onsets = []
            for stem in ("vocals", "drums"):
                samples, rate = soundfile.read(io.BytesIO(found[f"songs/{number}/{stem}.opus"]))
                self.assertEqual(rate, 48000)
                self.assertAlmostEqual(len(samples) / rate, 2 * BAR, delta=0.03)
                onsets.append(np.argmax(np.abs(samples[:, 0])) / rate)
            self.assertLess(max(onsets), 0.01)
            self.assertLess(abs(onsets[0] - onsets[1]), 0.006)
            self.assertEqual(json.loads(found[f"songs/{number}/song.json"])["tempo"], TEMPO)

    def test_silent_stems_stay_behind_and_development_songs_are_whole(self):
        (found,), _ = self.packed()
        self.assertFalse([name for name in found if "bass" in name])
        samples, rate = soundfile.read(io.BytesIO(found["kept/0/vocals.opus"]))
        self.assertAlmostEqual(len(samples) / rate, 6 * BAR, delta=0.03)
        self.assertIn("solo/one.opus", found)

    def test_songs_share_the_room_by_weight_and_go_into_several_archives(self):
        found, reported = self.packed(megabytes=0.5, count=2, seconds=6 * BAR)
        self.assertGreaterEqual(len(found), 2)
        taken = {folder: size for folder, size, _ in reported}
        self.assertGreater(taken["songs"], 0)
        names = [name for archive in found for name in archive]
        self.assertEqual(len(names), len(set(names)))


if __name__ == "__main__":
    unittest.main()

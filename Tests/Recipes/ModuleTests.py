# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Songs of trackers: instruments are played by themselves, add up to the song, and become the stems that are named for them."""

import json
import re
import struct
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

try:
    import numpy as np
    import soundfile
    import scipy.signal
    import modules
    modules.library()
except (ImportError, OSError) as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import sort_modules
import sources

ROWS, CHANNELS = 64, 4
PERIOD = 214  # of the note C-3: samples are played at 16,574 Hz


def song(instruments, patterns=2):
    """A MOD: {name: (samples -128 to 127, rows on which it is struck)}, one channel each."""
    header, sound = b"test".ljust(20, b"\0"), b""
    for name, (samples, _) in instruments.items():
        header += name.encode().ljust(22, b"\0") + struct.pack(">HBBHH", len(samples) // 2, 0, 64, 0, 1)
        sound += samples.astype(np.int8).tobytes()
    header += (bytes(22) + struct.pack(">HBBHH", 0, 0, 0, 0, 1)) * (31 - len(instruments))
    header += bytes([patterns, 0]) + bytes(128) + b"M.K."
    cells = bytearray(ROWS * CHANNELS * 4)
    for channel, (_, rows) in enumerate(instruments.values()):
        for row in rows:
            place = 4 * (row * CHANNELS + channel)
            cells[place:place + 4] = bytes([PERIOD >> 8, PERIOD & 255, (channel + 1) << 4, 0])
    return header + bytes(cells) + sound


TIME = np.arange(4000)
LOW, HIGH = (100 * np.sin(TIME / 20), range(0, 64, 8)), (100 * np.sin(TIME * 1.2), range(4, 64, 8))
CONTENT = song({"low": LOW, "high": HIGH,
                "doubtful": (100 * np.sin(TIME / 5), (2, 34))})


class ModuleTests(unittest.TestCase):
    def setUp(self):
        self.module = modules.Module(CONTENT)

    def test_instruments_have_their_names_and_notes(self):
        self.assertEqual(self.module.names()[:3], ["low", "high", "doubtful"])
        self.assertEqual([len(self.module.notes()[number]) for number in range(4)], [16, 16, 4, 0])
        self.assertEqual(len(set(self.module.notes()[0])), 1)
        self.assertAlmostEqual(self.module.tempo(), 125, delta=0.1)

    def test_instruments_add_up_to_the_song(self):
        each = [self.module.play({number}, 5) for number in range(3)]
        self.assertGreater(min(np.abs(samples).max() for samples in each), 0.01)
        np.testing.assert_allclose(sum(each), self.module.play({0, 1, 2}, 5), atol=1e-3)

    def test_what_is_no_song_is_refused(self):
        with self.assertRaises(ValueError):
            modules.Module(b"no song")


class SortingTests(unittest.TestCase):
    hit = sort_modules.Measures(pitches=1, hits=60, low=0.9, centre_hz=90, flatness=0.001, active=0.2)
    line = hit._replace(pitches=12)
    tune = line._replace(low=0.1, centre_hz=800)

    def test_names_come_first(self):
        for name, found, stem in (("Bassdrum", self.tune._replace(pitches=1), "drums"), ("slap bass", self.tune, "bass"), ("strings", self.line, "other"),
                                  ("Kettledrum 1", self.hit, ""), ("greetings to all", self.tune, None)):
            self.assertEqual(sort_modules.named(name, found), stem, name)

    def test_else_the_sound_decides_and_doubt_is_in_no_stem(self):
        for found, stem in ((self.hit, "drums"), (self.line, "bass"), (self.tune, "other"),
                            (self.tune._replace(pitches=3), ""), (self.hit._replace(hits=4), "")):
            self.assertEqual(sort_modules.heard(found), stem, found)

    def test_instruments_of_a_song_are_measured_by_themselves(self):
        shown = {}
        stems = sort_modules.stems_of(modules.Module(song({"Kick": LOW, "": HIGH})),
                                      lambda number, name, found, stem: shown.update({number: (found, stem)}))
        self.assertEqual(stems, {"drums": [0]})
        self.assertEqual((shown[0][0].pitches, shown[0][0].hits, shown[1][1]), (1, 16, ""))
        self.assertGreater(shown[0][0].low, 0.9)


class ModuleCutterTests(unittest.TestCase):
    def test_stems_are_what_the_table_names(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder, table = Path(scratch), Path(scratch) / "modules.json"
            table.write_text(json.dumps({"game": {"tune": {"drums": [1], "bass": [0]}}}))
            source = sources.Source("game", "module", "debian:game", "GPL-3.0", "gpl", "train", "")
            with mock.patch.object(modules, "STEMS", table):
                cutter = modules.ModuleCutter(folder, source, None)
            cutter.add(CONTENT, re.search("(?P<name>tune)", "tune"))
            with self.assertRaisesRegex(ValueError, "fewer than two"):
                cutter.add(CONTENT, re.search("(?P<name>other)", "other"))
            cutter.finish()
            stems = {path.stem: soundfile.read(path)[0] for path in folder.rglob("*.flac")}
            self.assertEqual(json.loads((folder / "game-tune" / "song.json").read_text()), {"tempo": 125.0})
        self.assertEqual(set(stems), {"drums", "bass"})
        for stem, number in (("drums", 1), ("bass", 0)):
            alone = modules.Module(CONTENT).play({number}, 60)
            gain = np.vdot(alone, stems[stem]) / np.vdot(alone, alone)
            np.testing.assert_allclose(stems[stem], gain * alone, atol=1e-3)


if __name__ == "__main__":
    unittest.main()

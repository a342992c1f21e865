# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Corpora from nothing: recordings are got from a host, cut once, checked by the table, and what is missing is named."""

import io
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from unittest import mock

try:
    import numpy as np
    import soundfile
    import scipy.signal
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import get_recordings
import make_corpora
from cut_corpora import record_of
from sources import Source, read_table
from train import read_trainings

RATE = 16000


def recording(seed):
    """Noise that comes and goes four times a second: a clean voice to the cutter, and a noise as well."""
    time = np.arange(7 * RATE) / RATE
    loudness = np.clip(np.sin(2 * np.pi * 4 * time), 0, None) ** 2 + 1e-4
    file = io.BytesIO()
    soundfile.write(file, 0.1 * np.random.default_rng(seed).standard_normal(len(time)) * loudness, RATE, format="FLAC")
    return file.getvalue()


def git(place, *words):
    command = ["git", "-C", place, "-c", "user.name=a", "-c", "user.email=a@b", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


class FromNothingTests(unittest.TestCase):
    """With a folder that stands for github.com."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.host, self.folder = Path(scratch.name) / "host", Path(scratch.name) / "folder"
        instead = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.file://{self.host}/.insteadOf",
                   "GIT_CONFIG_VALUE_0": "https://github.com/"}
        environment = mock.patch.dict(os.environ, instead)
        environment.start()
        self.addCleanup(environment.stop)
        self.table = [self.row("anna", "voice", 1), self.row("hum", "noise", 2)]

    def publish(self, name, seed):
        """A recording in the repository a/NAME; the commit."""
        place = self.host / "a" / name
        place.mkdir(parents=True, exist_ok=True)
        git(place, "init", "-q")
        (place / f"one{seed}.flac").write_bytes(recording(seed))
        git(place, "add", "-A")
        git(place, "commit", "-qm", "x")
        return git(place, "rev-parse", "HEAD")

    def row(self, name, kind, seed):
        return Source(name, kind, f"github:a/{name}", "CC0", "permissive", "train", r"(?P<name>\w+)\.flac$",
                      commit=self.publish(name, seed), dictionaries=("speech",))

    def make(self, table=None, **how):
        with redirect_stdout(io.StringIO()):
            return make_corpora.make(table or self.table, table or self.table, self.folder, 2, **how)

    def cut(self, kind):
        return sorted((self.folder / "corpora" / f"{kind}_train").glob("*.flac"))

    def test_an_empty_folder_becomes_corpora(self):
        self.assertEqual(self.make(), {})
        self.assertEqual((len(self.cut("voice")), len(self.cut("noise"))), (1, 1))

    def test_what_is_there_is_neither_got_nor_cut_again(self):
        self.make()
        times = [path.stat().st_mtime_ns for path in self.cut("voice") + self.cut("noise")]
        with mock.patch("get_recordings.get", side_effect=AssertionError):
            self.assertEqual(self.make(), {})
        self.assertEqual(times, [path.stat().st_mtime_ns for path in self.cut("voice") + self.cut("noise")])

    def test_an_interrupted_source_is_cut_again_and_whole(self):
        self.make()
        self.cut("voice")[0].unlink()
        (self.folder / "corpora" / ".cut" / "anna.json").unlink()
        self.assertEqual(self.make(), {})
        self.assertEqual(len(self.cut("voice")), 1)

    def test_a_source_whose_row_has_changed_is_cut_again(self):
        self.make()
        self.publish("anna", 3)
        changed = replace(self.table[0], take=r"(?P<name>one\d)\.flac$")
        self.assertIsNone(record_of(self.folder / "corpora", changed))
        self.assertEqual(self.make([changed]), {})
        self.assertIsNotNone(record_of(self.folder / "corpora", changed))

    def test_a_voice_that_an_earlier_source_has_is_refused(self):
        self.assertEqual(self.make([self.table[0], self.row("again", "voice", 1)]), {})
        self.assertEqual(len(self.cut("voice")), 1)

    def test_a_repository_that_is_gone_is_named_and_the_rest_is_made(self):
        gone = replace(self.table[0], name="gone", origin="github:a/gone")
        self.assertEqual(list(self.make([gone, *self.table])), ["github:a/gone"])
        self.assertEqual(len(self.cut("voice")), 1)

    def test_a_source_with_none_of_its_files_is_named_and_the_rest_is_made(self):
        empty = replace(self.table[1], take="nothing")
        self.assertEqual(list(self.make([empty, self.table[0]])), ["hum"])
        self.assertEqual(len(self.cut("voice")), 1)

    def test_other_files_than_those_of_the_table_are_named(self):
        self.make()
        sums = [record_of(self.folder / "corpora", row).sha256 for row in self.table]
        self.assertEqual(self.make([replace(row, sha256=found) for row, found in zip(self.table, sums)]), {})
        problems = self.make([replace(self.table[0], sha256=sums[1])])
        self.assertRegex(problems["anna"], "^other files than the table's: 0.1 min")

    def test_the_commit_of_the_table_is_got_and_no_other(self):
        old = self.table[0]
        self.publish("anna", 3)
        self.make([old])
        place = self.folder / "repositories" / "a+anna"
        self.assertEqual(git(place, "rev-list", "--all", "HEAD"), old.commit)

    def test_what_a_mirror_has_is_read_there_and_the_rest_is_got(self):
        mirror = self.folder.parent / "mirror"
        mirror.mkdir()
        (self.host / "a" / "anna").rename(mirror / "a+anna")
        got = []
        with mock.patch("get_recordings.get", side_effect=lambda origin, commit, place: got.append(origin) or place.mkdir()):
            self.make(mirror=mirror)
        self.assertEqual(got, ["github:a/hum"])
        self.assertEqual(len(self.cut("voice")), 1)
        self.assertEqual((self.folder / "repositories" / "a+anna").resolve(), (mirror / "a+anna").resolve())

    def test_what_a_mirror_lacks_is_named_development_first_then_by_minutes(self):
        rows = [replace(self.table[0], name=name, origin=f"github:a/{place}", role=role, minutes=minutes) for name, place, role, minutes in
                (("short", "short", "train", 1), ("first", "two", "train", 4), ("second", "two", "train", 4),
                 ("long", "long", "train", 5), ("developed", "dev", "development", 2), ("there", "there", "train", 9))]
        (self.folder / "a+there").mkdir(parents=True)
        packages = [replace(rows[0], origin="debian:sounds")]
        self.assertEqual(make_corpora.lacking(rows + packages, self.folder), [("a/dev", 2), ("a/two", 8), ("a/long", 5), ("a/short", 1)])

    def test_a_mirror_that_has_moved_is_found_again(self):
        old, new = self.folder.parent / "old", self.folder.parent / "new"
        old.mkdir()
        for name in ("anna", "hum"):
            (self.host / "a" / name).rename(old / f"a+{name}")
        self.assertEqual(self.make(mirror=old), {})
        old.rename(new)
        (self.folder / "corpora" / ".cut" / "anna.json").unlink()
        self.assertEqual(self.make(mirror=new), {})

    def test_after_its_time_no_source_is_begun_and_each_is_named(self):
        self.assertEqual(self.make(until=0), {name: "not begun: the time was up" for name in ("anna", "hum")})
        self.assertEqual(self.cut("voice") + self.cut("noise"), [])

    def test_what_a_training_is_developed_on_is_cut_first_then_tests_then_the_longest(self):
        def row(name, role, minutes, kind="voice"):
            return replace(self.table[0], name=name, role=role, minutes=minutes, kind=kind)
        rows = [row("short", "train", 1), row("kept", "test", 1), row("long", "train", 9), row("tune", "development", 1),
                row("rain", "train", 2, "noise"), row("wind", "development", 1, "noise")]
        voices, *noises = make_corpora.lists_to_cut(rows)
        self.assertEqual([row.name for row in voices], ["tune", "kept", "long", "short"])
        self.assertEqual([row.name for row, in noises], ["wind", "rain"])

    def test_a_commit_that_is_gone_is_replaced_by_the_newest(self):
        self.make([replace(self.table[0], commit="0" * 40)])
        self.assertEqual(record_of(self.folder / "corpora", self.table[0]).commit, self.table[0].commit)


class CommandTests(unittest.TestCase):
    table = read_table()

    def test_dictionaries_of_speech_come_with_what_they_are_scored_on(self):
        for name, kinds in (("speech", {"voice", "noise"}), ("piano-notes", {"noise"}), ("band", set())):
            held_out = {(row.kind, row.role) for row in get_recordings.rows_for(self.table, name) if row.role != "train"}
            for kind in ("voice", "noise"):
                for role in ("development", "test"):
                    self.assertEqual((kind, role) in held_out, kind in kinds, (name, kind, role))

    def test_sources_that_no_dictionary_learned_from_come_by_name(self):
        plain, more = (get_recordings.rows_for(self.table, "speech", names) for names in ((), ("kajongg", "pingus")))
        self.assertEqual([row.name for row in more if row not in plain], ["pingus"])
        self.assertEqual([row.name for row in get_recordings.rows_for(self.table, "", ("pingus",))], ["pingus"])
        self.assertEqual(len(get_recordings.rows_for(self.table, "")), sum(bool(row.take) for row in self.table))

    def test_scripts_that_make_the_rest_exist(self):
        for dictionary in read_trainings():
            for command in make_corpora.commands(dictionary, Path("folder")):
                self.assertTrue(command[0] == "npm" or Path(command[0]).is_file(), command[0])

    def test_the_songs_of_band_are_the_980_that_it_learned_from(self):
        commands = make_corpora.commands("band", Path("folder"))
        self.assertEqual(sum(int(command[command.index("--songs") + 1]) for command in commands), 980)
        self.assertEqual(make_corpora.commands("band-large", Path("folder")), commands)

    def test_patterns_stand_for_what_they_match(self):
        with tempfile.TemporaryDirectory() as folder:
            for kit in ("one", "two"):
                (Path(folder) / "corpora" / "hits" / kit).mkdir(parents=True)
            command, = make_corpora.commands("drums", Path(folder))
            self.assertEqual([Path(word).name for word in command[1:4]], ["one", "two", "--out"])

    def test_what_a_training_reads_and_nothing_makes_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            found = make_corpora.not_made("speech", Path(folder))
            self.assertIn("corpora/full_band/noise_train", found)
            (Path(folder) / "corpora/full_band/noise_train").mkdir(parents=True)
            self.assertEqual(len(make_corpora.not_made("speech", Path(folder))), len(found) - 1)

    def test_a_command_that_fails_is_named(self):
        with redirect_stdout(io.StringIO()):
            self.assertEqual(make_corpora.run(["true"]), "")
            self.assertEqual(make_corpora.run(["false"]), "it ended with 1")
            self.assertTrue(make_corpora.run(["no-such-program-anywhere"]))


class PreparationTests(unittest.TestCase):
    def test_of_an_archive_in_a_package_the_sounds_are_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "usr" / "public.zip"
            place.parent.mkdir()
            with zipfile.ZipFile(place, "w") as archive:
                archive.writestr("audio/a.ogg", b"sound")
                archive.writestr("maps/b.xml", b"map")
            get_recordings.extract_audio(Path(folder))
            found = [str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()]
            self.assertEqual(found, ["audio/a.ogg"])


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs what a training of songs reads into small tar archives, to train on a machine that little can be carried to:
a share of each folder of songs, by its weight and length, cut at a bar, and of each folder of recordings; in stereo, as
Opus. The options of the training name the folders, below CORPORA/ (trainings.json)."""

import argparse
import json
import random
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from pack import MEGABYTE, add, opus, size_in_archive

PLACE = "CORPORA/"
SILENT = 1e-3  # peak
BEATS = 4      # of a bar
WHOLE = 1e6    # s


def folders_of(options):
    """([folder of songs], [weight], [folder of development songs], [folder of recordings]), below the corpora."""
    found = {"--songs": [], "--song-weights": [], "--development-songs": [], None: []}
    option = None
    for word in options:
        option = word if word.startswith("--") else option
        if option == "--song-weights" and word != option:
            found[option].append(float(word))
        elif PLACE in word and "*" not in word:
            found[option if option in found else None].append(word.partition(PLACE)[2])
    weights = found["--song-weights"] or [1.0] * len(found["--songs"])
    return found["--songs"], weights, found["--development-songs"], list(dict.fromkeys(found[None]))


def read(path, first, seconds):
    with soundfile.SoundFile(path) as sound:
        start = min(sound.frames, round(first * sound.samplerate))
        sound.seek(start)
        return sound.read(min(sound.frames - start, round(seconds * sound.samplerate)), dtype="float32",
                          always_2d=True)[:, :2], sound.samplerate


def length_of(song):
    return max((soundfile.info(stem).duration for stem in song.glob("*.flac")), default=0.0)


def cut_song(song, seconds, settings):
    """[(name, content)]: its stems from a bar drawn at random on, but silent ones, and what is known of it."""
    facts = song / "song.json"
    tempo = json.loads(facts.read_text()).get("tempo") if facts.exists() else None
    bar = BEATS * 60.0 / tempo if tempo else 1.0
    draw = random.Random(f"{settings.seed} {song.name}")
    first = bar * draw.randint(0, max(0, int((length_of(song) - seconds) / bar)))
    files = []
    for stem in sorted(song.glob("*.flac")):
        samples, rate = read(stem, first, seconds)
        if len(samples) > rate and np.abs(samples.mean(axis=1)).max() > SILENT:
            files.append((f"{song.name}/{stem.stem}.opus", opus(samples, rate, settings.kbps)))
    if files and facts.exists():
        files.append((f"{song.name}/{facts.name}", facts.read_bytes()))
    return files


def cut_recording(path, seconds, kbps):
    samples, rate = read(path, 0.0, seconds)
    return [(f"{path.stem}.opus", opus(samples, rate, kbps))]


def draw_items(folder, room, cuts):
    """(name, content) of the items that `cuts` makes, as long as they fit into `room` bytes."""
    with ThreadPoolExecutor(4) as pool:
        for files in pool.map(lambda cut: cut(), cuts):
            named = [(f"{folder}/{name}", content) for name, content in files]
            room -= sum(size_in_archive(*file) for file in named)
            if room < 0:
                pool.shutdown(wait=False, cancel_futures=True)
                return
            yield from named


def shuffled(items, draw):
    items = sorted(items)
    draw.shuffle(items)
    return items


class Archives:
    """Archives of a size at most, one after the other."""

    def __init__(self, out, bytes_each):
        self.out, self.bytes_each, self.left, self.archive, self.count = out, bytes_each, 0, None, 0

    def put(self, name, content):
        size = size_in_archive(name, content)
        if self.archive is None or size > self.left:
            self.close()
            self.count += 1
            self.archive = tarfile.open(self.out / f"songs-{self.count}.tar", "w")
            self.left = self.bytes_each
        add(self.archive, name, content)
        self.left -= size

    def close(self):
        if self.archive:
            self.archive.close()


def pack(corpora, options, archives, room, settings):
    """Writes the archives; yields what was taken of each folder: (folder, bytes, files)."""
    draw = random.Random(settings.seed)
    folders, weights, kept, recordings = folders_of(options)

    def put_all(folder, share, cuts):
        before, count = 0, 0
        for name, content in draw_items(folder, share, cuts):
            archives.put(name, content)
            before, count = before + size_in_archive(name, content), count + 1
        return before, count

    for folder in kept:
        cuts = [lambda song=song: cut_song(song, WHOLE, settings) for song in sorted((corpora / folder).iterdir())]
        size, count = put_all(folder, room, cuts)
        room -= size
        yield folder, size, count
    for folder in recordings:
        paths = shuffled((path for path in (corpora / folder).iterdir() if path.suffix == ".flac"), draw)
        cuts = [lambda path=path: cut_recording(path, settings.seconds, settings.kbps) for path in paths]
        size, count = put_all(folder, settings.solo * MEGABYTE, cuts)
        room -= size
        yield folder, size, count
    songs = {folder: shuffled((song for song in (corpora / folder).iterdir() if (song / "song.json").exists() or
                               any(song.glob("*.flac"))), draw) for folder in folders}
    due = {folder: weight * sum(map(length_of, songs[folder])) for folder, weight in zip(folders, weights)}
    for folder in sorted(folders, key=due.get):  # what a small one leaves goes to the next
        share = room * due[folder] / max(sum(due.values()), 1e-9)
        cuts = [lambda song=song: cut_song(song, settings.seconds, settings) for song in songs[folder]]
        size, count = put_all(folder, share, cuts)
        room -= size
        del due[folder]
        yield folder, size, count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("options", type=Path, help="file of the training's options, one a line")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder to write songs-1.tar and so on to")
    parser.add_argument("--megabytes", type=int, default=55, help="size of an archive at most (default 55)")
    parser.add_argument("--archives", type=int, default=1, help="how many, as far as there are songs (default 1)")
    parser.add_argument("--solo", type=float, default=2.0, help="megabytes of a folder of recordings at most (default 2)")
    parser.add_argument("--seconds", type=float, default=60.0, help="of a song at most (default 60)")
    parser.add_argument("--kbps", type=int, default=48, help="of a stem (default 48)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    archives = Archives(arguments.out, arguments.megabytes * MEGABYTE)
    room = arguments.archives * arguments.megabytes * MEGABYTE * 0.98  # the end of an archive may stay empty
    for folder, size, count in pack(arguments.corpora, arguments.options.read_text().split("\n"), archives, room, arguments):
        print(f"{folder}: {count} files, {size / MEGABYTE:.1f} MB", flush=True)
    archives.close()


if __name__ == "__main__":
    main()

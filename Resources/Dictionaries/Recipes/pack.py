#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs a part of some corpora into small tar archives, to train on a machine that little can be carried to. Every
folder gets an equal share of the size; its files are drawn at random, cut to a length, and coded as FLAC or Opus."""

import argparse
import io
import os
import random
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import soundfile

MEGABYTE = 1_000_000
BLOCK = 512       # of a tar archive, which pads files to whole ones
END = 21 * BLOCK  # at most
CODECS = ("flac", "opus")


def cut(path, seconds, draw):
    """(samples, rate): the first channel of the file, or of a random part of it where it is longer."""
    with soundfile.SoundFile(path) as sound:
        wanted = min(sound.frames, round(seconds * sound.samplerate))
        sound.seek(draw.randint(0, sound.frames - wanted))
        form = "int16" if sound.subtype == "PCM_16" else "float32"
        return sound.read(wanted, dtype=form, always_2d=True)[:, 0], sound.samplerate


def opus(samples, rate, kbps):
    """samples [frames x channels] as Opus by ffmpeg, the same bytes each time."""
    form = "s16le" if samples.dtype == np.int16 else "f32le"
    command = ["ffmpeg", "-loglevel", "error", "-f", form, "-ar", str(rate), "-ac", str(samples.shape[1]), "-i", "pipe:0",
               "-c:a", "libopus", "-compression_level", "4", "-b:a", f"{kbps}k", "-fflags", "+bitexact", "-f", "ogg",
               "pipe:1"]
    return subprocess.run(command, input=samples.tobytes(), capture_output=True, check=True).stdout


def coded(samples, rate, codec, kbps):
    if codec == "opus":
        return opus(samples.reshape(-1, 1), rate, kbps)
    content = io.BytesIO()
    soundfile.write(content, samples, rate, format="FLAC", subtype="PCM_16")
    return content.getvalue()


def size_in_archive(name, content):
    return len(tarfile.TarInfo(name).tobuf()) + -(-len(content) // BLOCK) * BLOCK


def name_in_archive(path, codec):
    return f"{path.parent.name}/{path.name}" + ("" if path.suffix == f".{codec}" else f".{codec}")


def draw_files(folder, seconds, codec, kbps, draw):
    """(name, content, duration) of all files in random order."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    draw.shuffle(paths)
    for path in paths:
        samples, rate = cut(path, seconds, draw)
        yield name_in_archive(path, codec), coded(samples, rate, codec, kbps), len(samples) / rate


def take(files, room):
    """The next files that fit into `room` bytes; what does not is put back."""
    for file in files:
        name, content, _ = file
        room -= size_in_archive(name, content)
        if room < 0:
            files.put_back(file)
            return
        yield file


class Files:
    """Files that come one after another, the last of which may be put back."""

    def __init__(self, source):
        self.source, self.kept = source, []

    def __iter__(self):
        return self

    def __next__(self):
        return self.kept.pop() if self.kept else next(self.source)

    def put_back(self, file):
        self.kept.append(file)


def add(archive, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o644
    archive.addfile(entry, io.BytesIO(content))


def pack(folders, outs, megabytes, seconds, codec, seed, kbps=32):
    """Writes the archives, each whole or not at all, no file in two of them; yields (archive, folder, number of files,
    minutes)."""
    share = (megabytes * MEGABYTE - END) // len(folders)
    sources = {folder: Files(draw_files(folder, seconds, codec, kbps, random.Random(f"{seed} {folder.name}")))
               for folder in folders}
    for out in outs:
        part = out.with_name(out.name + ".part")
        try:
            with tarfile.open(part, "w") as archive:
                for folder, files in sources.items():
                    count, duration = 0, 0.0
                    for name, content, length in take(files, share):
                        add(archive, name, content)
                        count, duration = count + 1, duration + length
                    yield out, folder, count, duration / 60
            os.replace(part, out)
        finally:
            part.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of recordings with names of their own")
    parser.add_argument("--out", type=Path, nargs="+", required=True, help="tar archives to write")
    parser.add_argument("--megabytes", type=int, default=55, help="size of an archive at most (default 55)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of a recording at most (default 30)")
    parser.add_argument("--codec", choices=CODECS, default="flac", help="flac: 16-bit, lossless; opus: smaller, lossy")
    parser.add_argument("--kbps", type=int, default=32, help="of Opus (default 32)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if len({folder.name for folder in arguments.folders}) < len(arguments.folders):
        sys.exit("Two folders have the same name; in the archive they would be one.")
    for out in arguments.out:
        if out.exists():
            sys.exit(f"The output exists already. ({out})")
    for out, folder, count, minutes in pack(arguments.folders, arguments.out, arguments.megabytes, arguments.seconds,
                                            arguments.codec, arguments.seed, arguments.kbps):
        print(f"{out.name}: {folder.name}, {count} files, {minutes:.1f} minutes")


if __name__ == "__main__":
    main()

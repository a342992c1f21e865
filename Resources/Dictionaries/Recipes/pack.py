#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs a part of some corpora into one small tar archive, to train on a machine that little can be carried to. Every
folder gets an equal share of the size; its files are drawn at random, cut to a length, and coded as FLAC or Opus."""

import argparse
import io
import os
import random
import sys
import tarfile
from pathlib import Path

import soundfile

MEGABYTE = 1_000_000
BLOCK = 512       # of a tar archive, which pads files to whole ones
END = 21 * BLOCK  # at most
CODECS = {"flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS")}
OPUS_RATES = (8000, 12000, 16000, 24000, 48000)


def cut(path, seconds, draw):
    """(samples, rate): the first channel of the file, or of a random part of it where it is longer."""
    with soundfile.SoundFile(path) as sound:
        wanted = min(sound.frames, round(seconds * sound.samplerate))
        sound.seek(draw.randint(0, sound.frames - wanted))
        form = "int16" if sound.subtype == "PCM_16" else "float32"
        return sound.read(wanted, dtype=form, always_2d=True)[:, 0], sound.samplerate


def coded(samples, rate, codec):
    if codec == "opus" and rate not in OPUS_RATES:
        raise ValueError(f"Opus has no rate of {rate} Hz")
    form, subtype = CODECS[codec]
    content = io.BytesIO()
    soundfile.write(content, samples, rate, format=form, subtype=subtype)
    return content.getvalue()


def size_in_archive(name, content):
    return len(tarfile.TarInfo(name).tobuf()) + -(-len(content) // BLOCK) * BLOCK


def name_in_archive(path, codec):
    return f"{path.parent.name}/{path.name}" + ("" if path.suffix == f".{codec}" else f".{codec}")


def draw_files(folder, room, seconds, codec, draw):
    """(name, content, duration) of files in random order, as long as they fit into `room` bytes."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    draw.shuffle(paths)
    for path in paths:
        samples, rate = cut(path, seconds, draw)
        content = coded(samples, rate, codec)
        name = name_in_archive(path, codec)
        room -= size_in_archive(name, content)
        if room < 0:
            return
        yield name, content, len(samples) / rate


def add(archive, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o644
    archive.addfile(entry, io.BytesIO(content))


def pack(folders, out, megabytes, seconds, codec, seed):
    """Writes the archive whole or not at all; yields (folder, number of files, minutes)."""
    share = (megabytes * MEGABYTE - END) // len(folders)
    part = out.with_name(out.name + ".part")
    try:
        with tarfile.open(part, "w") as archive:
            for folder in folders:
                count, duration = 0, 0.0
                draw = random.Random(f"{seed} {folder.name}")
                for name, content, length in draw_files(folder, share, seconds, codec, draw):
                    add(archive, name, content)
                    count, duration = count + 1, duration + length
                yield folder, count, duration / 60
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of recordings with names of their own")
    parser.add_argument("--out", type=Path, required=True, help="tar archive to write")
    parser.add_argument("--megabytes", type=int, default=55, help="size of the archive at most (default 55)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of a recording at most (default 30)")
    parser.add_argument("--codec", choices=CODECS, default="flac", help="flac: 16-bit, lossless; opus: smaller, lossy")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if len({folder.name for folder in arguments.folders}) < len(arguments.folders):
        sys.exit("Two folders have the same name; in the archive they would be one.")
    if arguments.out.exists():
        sys.exit(f"The output exists already. ({arguments.out})")
    for folder, count, minutes in pack(arguments.folders, arguments.out, arguments.megabytes, arguments.seconds,
                                       arguments.codec, arguments.seed):
        print(f"{folder.name}: {count} files, {minutes:.1f} minutes")


if __name__ == "__main__":
    main()

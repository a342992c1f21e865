#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes accompaniments of game music that nobody sings in (accompaniments.json: Debian packages, unpacked as
REPOSITORIES/debian/PACKAGE): OUT/PACKAGE-NAME/accompaniment.flac, 44.1 kHz in stereo, with licence and origin in song.json.
Music in which the vocals of a dictionary sound for a second in all is left out and named, to be listened to.

    accompaniments.py repositories corpora/accompaniments --terms permissive gpl"""

import argparse
import json
import re
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from cut_corpora import SUFFIX
from sounds import decode_channels, levels_db, resample, write_flac
from songs import in_stereo
from sources import FORBIDDEN_TERMS, HERE

TABLE = HERE / "accompaniments.json"
RATE = 44100
SHORTEST, LONGEST = 20.0, 240.0  # seconds
PEAK = 0.9
SOUNDING_DB = -15.0  # of the vocals below the whole, of 20 ms: somebody may sing
QUIET_DB = -40.0     # of such frames of the whole below its loud ones, which say nothing
MOST_SECONDS = 1.0   # that somebody may seem to sing


@dataclass(frozen=True)
class Music:
    """A row of the table."""

    package: str
    take: str  # a regular expression over its paths; of an archive in it, ARCHIVE!PATH
    licence: str
    terms: str
    stated: str  # where


def read_table(path=TABLE):
    return [Music(**row) for row in json.loads(path.read_text())]


def problems(table):
    """What is wrong with the table, a sentence each."""
    return [f"{row.package}: {row.licence} does not let a dictionary ship" for row in table if FORBIDDEN_TERMS.search(row.licence)]


def contents(place, take):
    """(path, bytes) of the files that a row takes, sorted."""
    outer, inside, inner = take.partition("!")
    outer += "$" if inside else ""
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        name = str(path.relative_to(place))
        if not re.search(outer, name):
            continue
        if not inside:
            yield name, path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            for one in sorted(archive.namelist()):
                if re.match(inner, one):
                    yield f"{name}!{one}", archive.read(one)


def music_of(content):
    """Its samples at RATE, in stereo; ValueError where there is too little."""
    samples, rate = decode_channels(content)
    if len(samples) < SHORTEST * rate:
        raise ValueError(f"shorter than {SHORTEST:g} s")
    samples = in_stereo(resample(samples[:int(LONGEST * rate)], rate, RATE))
    peak = np.abs(samples).max()
    if peak < 1e-3:
        raise ValueError("silent")
    return samples * (PEAK / peak)


def sung_seconds(whole, vocals):
    """How long the vocals are within SOUNDING_DB of the whole, in mono."""
    frame = RATE // 50
    all_levels, own = levels_db(whole, frame), levels_db(vocals, frame)
    count = min(len(all_levels), len(own))
    heard = all_levels[:count] > np.percentile(all_levels, 90) + QUIET_DB
    return float((heard & (own[:count] > all_levels[:count] + SOUNDING_DB)).sum() / 50)


def vocals_of(path, program, dictionary):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "vocals.wav"
        subprocess.run([program, "separate", path, "--dictionary", dictionary, "--only", "vocals", "--latency", "high", "--out", out],
                       check=True, stdout=subprocess.DEVNULL)
        return soundfile.read(out, always_2d=True)[0].mean(axis=1)


def make_one(row, name, content, out, program, dictionary):
    """Why a piece of music is left out; nothing where it is made or there."""
    song = out / f"{row.package}-{re.sub(r'[^a-z0-9]+', '-', Path(name).stem.lower()).strip('-')}"
    if (song / "song.json").exists():
        return ""
    try:
        samples = music_of(content)
    except ValueError as why:
        return str(why)
    path = song / "accompaniment.flac"
    write_flac(path, samples, RATE)
    seconds = sung_seconds(samples.mean(axis=1), vocals_of(path, program, dictionary))
    if seconds > MOST_SECONDS:
        path.unlink()
        song.rmdir()
        return f"vocals for {seconds:.1f} s: listen to it"
    about = {"licence": row.licence, "origin": f"debian:{row.package}", "file": name, "vocals_seconds": round(seconds, 2)}
    (song / "song.json").write_text(json.dumps(about))
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path)
    parser.add_argument("out", type=Path, help="folder; under other terms than permissive ones OUT_gpl and OUT_sa")
    parser.add_argument("--terms", nargs="+", choices=SUFFIX, default=list(SUFFIX))
    parser.add_argument("--dictionary", default="band", help="whose vocals tell that somebody may sing")
    parser.add_argument("--program", default="unbraid")
    arguments = parser.parse_args()
    for row in read_table():
        place = arguments.repositories / "debian" / row.package
        if row.terms not in arguments.terms or not place.is_dir():
            continue
        out = arguments.out.with_name(arguments.out.name + SUFFIX[row.terms])
        for name, content in contents(place, row.take):
            why = make_one(row, name, content, out, arguments.program, arguments.dictionary)
            print(f"{row.package} {Path(name).name}: {why or 'made'}", flush=True)


if __name__ == "__main__":
    main()

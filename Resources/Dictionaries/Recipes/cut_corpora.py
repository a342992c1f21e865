#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts the recordings that sources.json names into corpora: voices and noises into FOLDER/KIND_ROLE[_gpl|_sa][_48k],
songs into FOLDER/song_ROLE[_gpl|_sa]/SONG, those of trackers into FOLDER/module_ROLE[_gpl|_sa]/SOURCE-SONG, instruments
into the folder that their row names."""

import argparse
import hashlib
import json
import pickle
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import soundfile

from instruments import InstrumentCutter
from modules import ModuleCutter
from noises import NoiseCutter
from repositories import listing_sum, open_origin, sum_of
from songs import SongCutter
from sources import HERE, read_table
from voices import Refused, VoiceCutter

SUFFIX = {"permissive": "", "gpl": "_gpl", "share-alike": "_sa"}
CUTTERS = {"voice": VoiceCutter, "noise": NoiseCutter, "instrument": InstrumentCutter, "song": SongCutter,
           "module": ModuleCutter}
SONGS = {"song": "{}", "module": "{}-*"}  # their folders, by the name of the source
KNOWN = ".known"  # fingerprints of the voices cut so far, by source: another run goes on from them
RECORDS = ".cut"  # folder with a record of each source that is cut


@dataclass(frozen=True)
class Record:
    """What came of a source. It stands for what is in the corpora as long as its row says the same."""

    row: str      # digest of what the row says about its files and their cutting
    commit: str
    sha256: str   # of what was read
    missing: int  # files that the repository lists and does not hold
    minutes: float
    counts: dict  # files by what came of them


def folder_of(corpora, source):
    if source.kind == "instrument":
        return corpora / source.cut["folder"]
    return corpora / f"{source.kind}_{source.role}{SUFFIX[source.terms]}"


def cut(source, origin, corpora, known, reserved):
    """Cuts one source; what came of its files, counted, the sum of what was read, and how many could not be read."""
    folder = folder_of(corpora, source)
    for old in (*folder.glob(f"{source.name}_*"), *folder.with_name(folder.name + "_48k").glob(f"{source.name}_*")):
        old.unlink()
    cutter = CUTTERS[source.kind](folder, source, known)
    taken = dict(source.chosen(origin.paths()))
    if not taken:
        raise SystemExit(f"{source.name}: none of its files is there (its row in sources.json says where they come from, "
                         "README.md what is rendered first)")
    counts, sums = Counter(), []
    for path, content in origin.read(taken):
        sums.append((path, sum_of(content)))
        speaker = taken[path].groupdict().get("speaker")
        try:
            if (source.family, speaker) in reserved and source.role == "train":
                raise Refused("speaker of another role")
            cutter.add(content, taken[path])
            counts["kept"] += 1
        except (Refused, ValueError) as why:
            counts[str(why)] += 1
    cutter.finish()
    return counts, listing_sum(sums), len(taken) - len(sums)


def row_digest(source):
    """Of all that decides which files a row takes and what becomes of them."""
    row = {name: value for name, value in asdict(source).items()
           if name in ("name", "kind", "origin", "terms", "role", "take", "leave", "family", "cut")}
    row["only"] = (HERE / source.only).read_text() if source.only else ""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def record_of(corpora, source):
    """What came of a source; None if it is not cut, or was cut by another row."""
    place = corpora / RECORDS / f"{source.name}.json"
    record = Record(**json.loads(place.read_text())) if place.exists() else None
    return record if record and record.row == row_digest(source) else None


def cut_and_record(source, table, repositories, corpora, known=()):
    """Cuts one source; `known` has the fingerprints of other sources' voices and gets those of this one."""
    place = corpora / RECORDS / f"{source.name}.json"
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    origin = open_origin(repositories, source)
    counts, total, missing = cut(source, origin, corpora, known, held_out_speakers(table, [source], repositories))
    length = minutes(folder_of(corpora, source), source)
    record = Record(row_digest(source), origin.commit, total, missing, round(length, 1), dict(counts))
    place.write_text(json.dumps(asdict(record)))
    return record


def cut_in_order(sources, table, repositories, corpora):
    """Cuts sources one after another: a voice that an earlier one has is refused. (source, Record) of each."""
    store = corpora / KNOWN
    known = pickle.loads(store.read_bytes()) if store.exists() else {}
    for source in sources:
        known.pop(source.name, None)
        before = set().union(*known.values())
        seen = set(before)
        record = cut_and_record(source, table, repositories, corpora, seen)
        known[source.name] = seen - before
        store.write_bytes(pickle.dumps(known))
        yield source, record


def held_out_speakers(table, chosen_sources, folder):
    """(family, speaker) of development and test, in the families of the chosen sources: the same person is in several
    repositories of one family."""
    families = {source.family for source in chosen_sources if source.family}
    found = set()
    for source in table:
        if source.family in families and source.role != "train":
            chosen = source.chosen(open_origin(folder, source).paths())
            found |= {(source.family, match["speaker"]) for _, match in chosen}
    return found


def minutes(folder, source):
    """Of songs, their lengths; else of all recordings together. What another process is still writing has a name with a dot."""
    def durations(place, files):
        return [soundfile.info(path).duration for path in place.glob(files) if not path.name.startswith(".")]
    if source.kind in SONGS:
        return sum(max(durations(song, "*.flac"), default=0) for song in folder.glob(SONGS[source.kind].format(source.name))) / 60
    return sum(durations(folder, "**/*.flac" if source.kind == "instrument" else f"{source.name}_*.flac")) / 60


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", type=Path, help="folder of clones, OWNER+NAME each, and of debian/PACKAGE")
    parser.add_argument("corpora", type=Path, help="folder to write the corpora to")
    parser.add_argument("--only", nargs="*", help="names of sources; all when left out")
    arguments = parser.parse_args()
    table = read_table()
    sources = [source for source in table if source.take and (not arguments.only or source.name in arguments.only)]
    for source, record in cut_in_order(sources, table, arguments.repositories, arguments.corpora):
        print(f"{source.name}\t{source.role}\t{record.minutes:.1f} min\t{record.commit}\t{record.sha256}\t{record.counts}", flush=True)


if __name__ == "__main__":
    main()

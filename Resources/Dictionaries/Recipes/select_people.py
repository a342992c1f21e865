#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses clips of Common Voice so that no person counts for much: dry ones of full enough range, 40 s of each person at most,
beside what a source has of them already.

    select_people.py CLONE omni --out selections/omnimore.txt

Who speaks is what the tables beside the clips say. A clip that no table names is of the person whose clip has the nearest number,
as one person's clips were sent one after another (19 of 20 pairs of named clips at most 30 apart are one person's); where none is
near, clips with near numbers are a person's, and two such groups are one person's where the statistics of their voices
(Docs/Unfolded.md, "Whose voice") are as near as one person's mostly are."""

import argparse
import bisect
import csv
import io
import os
import re
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from repositories import Repository
from sounds import NARROW, decode, levels_db, resample
from sources import HERE, read_table
from voices import Refused, check_clean, check_raw, without_pauses

PERSON_SECONDS = 40.0
RANGE_DB = 35.0    # of the levels of a clip, loud ones over quiet ones
NEAR_NUMBERS = 30  # of two clips of one person
SPARE = 2.0        # as many seconds of a person are judged, as some are refused
CLIP_SECONDS = 5.0  # about
DECAY_SECONDS = 0.08
DRY_SHARE = 0.1     # of the clips that the source has by now are more reverberant than a clip that is taken
SAME_SHARE = 0.05   # of two people's pairs are as near as what counts as one person's

FRAME, HOP, POINTS, BANDS = 640, 320, 1280, 28  # of the statistics, at 16 kHz


@dataclass(frozen=True)
class Clip:
    """What is known of one clip. `decay` and `statistics` are None where it is refused."""

    path: str
    seconds: float = 0.0
    decay: float = None
    statistics: np.ndarray = None
    refused: str = ""


def number_of(path):
    return int(re.search(r"(\d+)\.mp3$", path)[1])


def named_people(repository):
    """{file name: person} of all tables beside the clips."""
    tables = [path for path in repository.paths() if path.endswith(".tsv")]
    found = {}
    for _, content in repository.read(tables):
        for row in csv.DictReader(io.StringIO(content.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("client_id") and row.get("path"):
                found[Path(row["path"]).name] = row["client_id"]
    return found


def people_of(paths, named):
    """{path: person}; those without a name near them are groups, whose names begin with +."""
    known = sorted((number_of(name), person) for name, person in named.items() if re.search(r"\d+\.mp3$", name))
    numbers = [number for number, _ in known]
    found, group, last = {}, 0, -np.inf
    for path in sorted(paths, key=number_of):
        number, name = number_of(path), Path(path).name
        place = bisect.bisect(numbers, number)
        near = min(known[max(0, place - 1):place + 1], key=lambda item: abs(item[0] - number), default=None)
        group += number - last > NEAR_NUMBERS
        last = number
        if name in named:
            found[path] = named[name]
        elif near and abs(near[0] - number) <= NEAR_NUMBERS:
            found[path] = near[1]
        else:
            found[path] = f"+{group}"
    return found


def decay_db(samples):
    """How far the level falls within DECAY_SECONDS where it falls fastest: little in a room."""
    loud = levels_db(samples, NARROW // 100)
    steps = int(100 * DECAY_SECONDS)
    falls = (loud[:-steps] - loud[steps:])[loud[:-steps] > np.percentile(loud, 90) - 15]
    return float(np.percentile(falls, 95)) if len(falls) else 0.0


def mel_bands():
    """Triangles from 80 Hz to 3.2 kHz. [bands x bins]"""
    mel = np.linspace(*(2595 * np.log10(1 + np.array([80.0, 3236.0]) / 700)), BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hz = np.arange(POINTS // 2 + 1) * NARROW / POINTS
    low, centre, high = (edges[first:first + BANDS, None] for first in range(3))
    return np.maximum(0, np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre)))


def statistics(samples):
    """Those of VoiceStatistics.h, scaled so that distances are those of the matrices."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(FRAME) + 0.5) / FRAME)
    count = (len(samples) - FRAME) // HOP + 1
    frames = samples[np.arange(count)[:, None] * HOP + np.arange(FRAME)]
    energies = (frames ** 2).sum(axis=1)
    frames = frames[energies >= 1e-3 * np.quantile(energies, 0.95)] * window
    power = np.abs(np.fft.rfft(frames, POINTS)) ** 2
    lags = np.arange(round(NARROW / 450), min(round(NARROW / 60), FRAME - 1) + 1)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, POINTS)) ** 2)
    correlation = np.fft.irfft(power)
    voiced = (correlation[:, lags] / (own[lags] / own[0])).max(axis=1) >= 0.6 * correlation[:, 0]
    power = power[voiced]
    levels = np.log(power @ mel_bands().T + 1e-6 * power.sum(axis=1, keepdims=True))
    centred = levels - levels.mean(axis=0) if len(levels) else levels
    values, vectors = np.linalg.eigh(centred.T @ centred / max(1, len(levels)))
    logarithm = vectors * np.log(np.maximum(values, 0) + 0.2) @ vectors.T
    upper = np.triu_indices(BANDS)
    return (logarithm[upper] * np.where(upper[0] == upper[1], 1, np.sqrt(2))).astype(np.float32)


def judged(path, content, settings):
    """A clip, refused or with what tells rooms and people."""
    try:
        samples, rate = decode(content, mix=False)
        check_raw(samples, rate, set(), settings.get("clipped", 0.0))
        speech = without_pauses(resample(samples, rate, NARROW) - samples.mean(), NARROW)
        check_clean(speech, 10, RANGE_DB)
    except (Refused, ValueError) as why:
        return Clip(path, refused=str(why))
    return Clip(path, len(speech) / NARROW, decay_db(speech), statistics(speech))


def judge_some(place, commit, paths, settings):
    return [judged(path, content, settings) for path, content in Repository(place, commit).read(paths)]


def judge_all(place, commit, paths, settings, jobs):
    """Clips in parallel, in the order of the paths."""
    parts = [paths[first:first + 50] for first in range(0, len(paths), 50)]
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(judge_some, place, commit, part, settings) for part in parts]
        return [clip for done in waiting for clip in done.result()]


def candidates(people, old):
    """Of each person so many clips that some may be refused, evenly from first to last; none of whom the source has enough."""
    by_person = defaultdict(list)
    for path in sorted(people, key=number_of):
        by_person[people[path]].append(path)
    chosen = []
    for paths in by_person.values():
        fresh = [path for path in paths if path not in old]
        have = CLIP_SECONDS * (len(paths) - len(fresh))
        wanted = int(np.ceil(SPARE * max(0, PERSON_SECONDS - have) / CLIP_SECONDS))
        chosen += [fresh[int(index)] for index in np.unique(np.linspace(0, len(fresh) - 1, wanted).astype(int))] if fresh else []
    return chosen


def nearness(clips, people):
    """The distance that SAME_SHARE of the pairs of two named people's means are below, and the share of one person's halves below."""
    halves = defaultdict(list)
    for clip in clips:
        if clip.statistics is not None and not people[clip.path].startswith("+"):
            halves[people[clip.path]].append(clip.statistics)
    split = [(np.mean(parts[::2], axis=0), np.mean(parts[1::2], axis=0)) for parts in halves.values() if len(parts) >= 4]
    if len(split) < 20:
        return 0.0, 0.0
    one, other = (np.array(side) for side in zip(*split))
    distances = np.linalg.norm(one[:, None] - other[None], axis=2)
    limit = np.quantile(distances[~np.eye(len(one), dtype=bool)], SAME_SHARE)
    return float(limit), float((np.diag(distances) < limit).mean())


def joined_groups(clips, people, limit):
    """{path: person}: nameless groups whose means are nearer than the limit are one person."""
    parts = defaultdict(list)
    for clip in clips:
        if clip.statistics is not None and people[clip.path].startswith("+"):
            parts[people[clip.path]].append(clip.statistics)
    leaders, same = [], {}
    for group in sorted(parts, key=lambda name: (-len(parts[name]), name)):
        mean = np.mean(parts[group], axis=0)
        near = min(leaders, key=lambda leader: np.linalg.norm(leader[1] - mean), default=None)
        if near is not None and np.linalg.norm(near[1] - mean) < limit:
            same[group] = near[0]
        else:
            leaders.append((group, mean))
    return {path: same.get(person, person) for path, person in people.items()}


def chosen_clips(clips, people, seconds, dry):
    """Paths of each person's driest first, until there are PERSON_SECONDS with what the source has."""
    have, chosen = defaultdict(float, seconds), []
    for clip in sorted((clip for clip in clips if not clip.refused and clip.decay >= dry), key=lambda clip: (-clip.decay, clip.path)):
        person = people[clip.path]
        if have[person] + clip.seconds <= PERSON_SECONDS:
            have[person] += clip.seconds
            chosen.append(clip)
    return chosen


def counts(title, clips):
    refused = defaultdict(int)
    for clip in clips:
        refused[clip.refused or "kept"] += 1
    print(f"{title}: {len(clips)} clips judged, {dict(refused)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone", type=Path, help="the repository of the source")
    parser.add_argument("source", help="row of sources.json whose clips, of any that `take` names, are joined by more")
    parser.add_argument("--out", type=Path, required=True, help="list to write")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    source, = (row for row in read_table() if row.name == arguments.source)
    repository = Repository(arguments.clone, source.commit)
    old = set((HERE / source.only).read_text().splitlines())
    paths = [path for path in repository.paths() if re.search(source.take, path)]
    people = people_of(paths, named_people(repository))
    place = (arguments.clone, repository.commit)
    sample = sorted(old)[::max(1, len(old) // 400)]
    known = [clip for clip in judge_all(*place, sample, source.cut, arguments.jobs) if not clip.refused]
    dry = float(np.quantile([clip.decay for clip in known], DRY_SHARE))
    clips = judge_all(*place, candidates(people, old), source.cut, arguments.jobs)
    counts(source.name, clips)
    limit, found = nearness(clips, people)
    people = joined_groups(clips, people, limit)
    mean_seconds = float(np.mean([clip.seconds for clip in known]))
    seconds = defaultdict(float)
    for path in old & set(people):
        seconds[people[path]] += mean_seconds
    chosen = chosen_clips(clips, people, seconds, dry)
    arguments.out.write_text("".join(f"{path}\n" for path in sorted(clip.path for clip in chosen)))
    before, after = {people[path] for path in old & set(people)}, {people[clip.path] for clip in chosen}
    print(f"dry: {dry:.1f} dB in {DECAY_SECONDS} s; one person: nearer than {limit:.2f}, which {100 * found:.0f} % of named ones' halves are")
    print(f"{len(chosen)} clips, {sum(clip.seconds for clip in chosen) / 60:.1f} min, of {len(after)} people, "
          f"{len(after - before)} of whom are new beside {len(before)}; {len(set(people.values()))} are in the repository")


if __name__ == "__main__":
    main()

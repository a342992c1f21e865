#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses for each dictionary how `unbraid separate --quality best` goes about a recording: at which latency, in long
windows or not, forwards alone or both ways; or as live sound at high latency, where none of these gains.

    best_ways.py pairs SOLO OUT                      saxophone and piano, single notes that train nothing
    best_ways.py score NAME,..=FOLDER,.. ... --rows ROWS.csv
    best_ways.py choose ROWS.csv ... --header BestWays.h

FOLDER holds a folder of stems for each mixture, which is their sum, or `clean` and `noisy` as mix.py writes them. All of it is
development material: what is reported as a test chooses nothing."""

import argparse
import csv
import itertools
import json
import subprocess
from pathlib import Path

import numpy as np
import soundfile

from score import write_rows
from score_songs import si_sdr, sources_of
from sounds import recordings_in, resample

# What `--quality` and `--latency` allow, with their work, about, beside the first ones: live sound that the others are held against.
WAYS = {"live": 1, "long": 1.2, "both-ways": 2, "long-both-ways": 2.4}
MODES = {"high": 1, "balanced": 2, "low": 2.5}
ALIASES = {"guitars": "guitar", "vocals": "voice", "hihat": "hi-hat"}
REST = ("other", "residual", "rest", "noise", "room")  # what a dictionary calls all that it knows no better
MIXED = ("mix", "mixture")  # no stems
LOST_DB, CLEAN_DB = -20, 30  # SI-SDR: what is below or above is as bad or as good
MIN_GAIN_DB = 0.05        # in the mean over the sources of each folder; below it live sound is as good
NEARLY_DB = 0.1           # less than the most: then less work is preferred
MAX_SOURCE_LOSS_DB = 0.1  # of a source, mean over the mixtures of a folder
MAX_STEM_LOSS_DB = 0.5    # of one source in one mixture, but for one of so many
ODD = 20
SAXOPHONE = ("g2_f_rr1_cnd", "c3_f_rr1_cnd", "eb3_f_rr1_cnd", "g3_f_rr1_cnd")
PIANO = ("B3vH", "D_4vH", "C5vH")


def canonical(name):
    return ALIASES.get(name, name)


def cut(samples, rate, seconds):
    """The middle `seconds`."""
    taken = min(len(samples), round(seconds * rate))
    first = (len(samples) - taken) // 2
    return samples[first:first + taken]


def read_all(paths):
    """({name: samples [frames x channels]}, rate) of sounds of one rate, as long as the shortest."""
    read = {path.stem: soundfile.read(path, always_2d=True) for path in paths}
    length = min(len(samples) for samples, _ in read.values())
    return {name: samples[:length] for name, (samples, _) in read.items()}, next(iter(read.values()))[1]


def stems_of(folder):
    """({stem: samples}, rate) of a folder of stems."""
    stems, rate = read_all(path for path in recordings_in(folder) if path.stem not in MIXED)
    return {canonical(name): samples for name, samples in stems.items()}, rate


def voice_of(clean, noisy):
    """({speech, noise}, rate) of a mixture that mix.py wrote."""
    (voice, rate), (mixed, _) = (soundfile.read(path, always_2d=True) for path in (clean, noisy))
    length = min(len(voice), len(mixed))
    return {"speech": voice[:length], "noise": mixed[:length] - voice[:length]}, rate


def mixtures_in(folder, most, seconds):
    """(name, {stem: samples}, rate), at most so many, evenly from all."""
    noisy = sorted((folder / "noisy").glob("*.wav")) if (folder / "noisy").is_dir() else None
    every = noisy or sorted(path for path in folder.iterdir() if path.is_dir() and recordings_in(path))
    for path in every if len(every) <= most else [every[round(n)] for n in np.linspace(0, len(every) - 1, most)]:
        stems, rate = voice_of(folder / "clean" / path.name, path) if noisy else stems_of(path)
        stems = {name: cut(samples, rate, seconds) for name, samples in stems.items()}
        yield path.stem, {name: samples for name, samples in stems.items() if np.abs(samples).max() > 1e-4}, rate


def paired(stems, sources):
    """{name: (true, found)} of the sources that are stems; what is left of the ones is the estimate of what is left of the
    others, where there is anything."""
    sources = {canonical(name): samples for name, samples in sources.items()}
    pairs = {name: (stems[name], sources[name]) for name in stems if name in sources and name not in REST}
    rest = [[samples for name, samples in given.items() if name not in pairs] for given in (stems, sources)]
    if all(rest):
        pairs["rest"] = tuple(sum(part) for part in rest)
    return pairs


def modes_of(program, dictionary):
    """Those of MODES that a dictionary serves."""
    answer = subprocess.run([program, "inspect", dictionary, "--json"], check=True, capture_output=True, text=True)
    served = json.loads(answer.stdout).get("modes") or MODES
    return [mode for mode in MODES if mode in served]


def score_mixture(program, dictionary, stems, rate):
    """A row for each way, mode and source."""
    mixed = sum(stems.values())
    for mode, way in itertools.product(modes_of(program, dictionary), WAYS):
        for source, (true, found) in paired(stems, sources_of(program, mixed, rate, dictionary, mode, way)).items():
            yield {"way": way, "mode": mode, "source": source, "si_sdr_db": si_sdr(true, found)}


def score(arguments):
    rows = []
    for names, folders in arguments.material:
        for folder, name in itertools.product(folders, names):
            for mixture, stems, rate in mixtures_in(folder, arguments.most, arguments.seconds):
                rows += [{"dictionary": Path(name).stem, "mixture": f"{folder.name}/{mixture}", **row}
                         for row in score_mixture(arguments.program, name, stems, rate)]
            write_rows(arguments.rows, rows)


def gains_of(rows):
    """{(way, mode): {(folder, source): [gain over live sound in the first mode, by mixture]}} of one dictionary's rows."""
    def heard(row):
        return np.clip(float(row["si_sdr_db"]), LOST_DB, CLEAN_DB)

    plain = {(row["mixture"], row["source"]): heard(row) for row in rows
             if (row["way"], row["mode"]) == (rows[0]["way"], rows[0]["mode"])}
    gains = {}
    for row in rows:
        gain = heard(row) - plain[row["mixture"], row["source"]]
        source = row["mixture"].split("/")[0], row["source"]
        gains.setdefault((row["way"], row["mode"]), {}).setdefault(source, []).append(gain)
    return gains


def summary(gains):
    """(mean over the sources of each folder, that of the source that gains least, the lowest of all but one in ODD)"""
    means = [np.mean(found) for found in gains.values()]
    every = sorted(itertools.chain(*gains.values()))
    return np.mean(means), min(means), every[len(every) // ODD]


def is_safe(gains):
    mean, source, stem = summary(gains)
    return mean >= MIN_GAIN_DB and source >= -MAX_SOURCE_LOSS_DB and stem >= -MAX_STEM_LOSS_DB


def chosen(gains):
    """Of the (way, mode) by which no source loses, and that gain nearly the most, the one of least work; the first if there is none."""
    safe = {way: summary(found)[0] for way, found in gains.items() if is_safe(found)}
    near = [way for way, gain in safe.items() if gain > max(safe.values()) - NEARLY_DB]
    return min(near, key=lambda way: WAYS[way[0]] * MODES[way[1]], default=next(iter(gains)))


def by_dictionary(paths):
    """{dictionary: rows}, sorted by name."""
    rows = []
    for path in paths:
        with open(path, newline="") as file:
            rows += csv.DictReader(file)
    rows.sort(key=lambda row: row["dictionary"])
    return {name: list(found) for name, found in itertools.groupby(rows, lambda row: row["dictionary"])}


def table(gains):
    """Lines of Docs/Quality.md."""
    yield "| dictionary | mixtures | `best` | mean | lowest source | lowest stems | most of any way |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, (found, count) in gains.items():
        way, mode = chosen(found)
        most = max(found, key=lambda way: summary(found[way])[0])
        words = [f"{number:+.2f}" for number in (*summary(found[way, mode]), summary(found[most])[0])]
        if (way, mode) == next(iter(found)):
            words[:3] = [""] * 3
        yield f"| `{name}` | {count} | {way}, {mode} | {' | '.join(words)} ({', '.join(most)}) |"


def header(ways):
    """The text of Source/Offline/Passes/BestWays.h."""
    rows = "".join(f'    {{ "{name}", {{ .mode = core::LatencyMode::{mode}, .inLongWindows = {str("long" in way).lower()}, '
                   f'.bothWays = {str("both" in way).lower()} }} }},\n' for name, (way, mode) in ways.items())
    return f"""// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Written by Resources/Dictionaries/Recipes/best_ways.py.
#pragma once

#include "Offline/Passes/WholeRecording.h"

#include <array>

namespace unbraid::offline
{{

/** How a shipped dictionary separates a whole recording best. */
struct BestWay
{{
    const char* name;
    RecordingWay way;
}};

// clang-format off
constexpr std::array<BestWay, {len(ways)}> bestWays{{ {{
{rows}}} }};
// clang-format on

}} // namespace unbraid::offline
"""


def choose(arguments):
    gains = {name: (gains_of(rows), len({row["mixture"] for row in rows}))
             for name, rows in by_dictionary(arguments.rows).items()}
    print(*table(gains), sep="\n")
    if arguments.header:
        arguments.header.write_text(header({name: chosen(found) for name, (found, _) in gains.items()}))


def pairs(arguments):
    """Two notes at equal energy, as folders of stems."""
    for saxophone, piano in itertools.product(SAXOPHONE, PIANO):
        folder = arguments.out / f"{saxophone}-{piano}"
        folder.mkdir(parents=True, exist_ok=True)
        (first, rate), (second, own) = (soundfile.read(arguments.solo / f"{path}.flac", always_2d=True)
                                        for path in (f"alto_sax/{saxophone}", f"piano_upright_kw/{piano}"))
        second = resample(second.mean(axis=1), own, rate)
        first = first.mean(axis=1)[:len(second)]
        second = second[:len(first)]
        second *= np.linalg.norm(first) / np.linalg.norm(second)
        for name, samples in (("saxophone", first), ("piano", second)):
            soundfile.write(folder / f"{name}.wav", samples, rate, subtype="FLOAT")


def named_material(text):
    names, _, folders = text.partition("=")
    return names.split(","), [Path(folder) for folder in folders.split(",")]


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("pairs")
    command.add_argument("solo", type=Path)
    command.add_argument("out", type=Path)
    command.set_defaults(run=pairs)
    command = commands.add_parser("score")
    command.add_argument("material", type=named_material, nargs="+", help="NAME,..=FOLDER,..")
    command.add_argument("--rows", type=Path, required=True)
    command.add_argument("--seconds", type=float, default=8, help="the middle of each mixture")
    command.add_argument("--most", type=int, default=4, help="mixtures of each folder")
    command.add_argument("--program", default="unbraid")
    command.set_defaults(run=score)
    command = commands.add_parser("choose")
    command.add_argument("rows", type=Path, nargs="+")
    command.add_argument("--header", type=Path)
    command.set_defaults(run=choose)
    arguments = parser.parse_args(words)
    arguments.run(arguments)


if __name__ == "__main__":
    main()

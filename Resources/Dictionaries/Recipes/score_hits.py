#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores the hits that `unbraid transcribe` finds in loops of drums, such as render_loops.py (Tests/Quality/Material) writes: the
F-measure of onsets within 50 ms, each hit matched once, by drum, over all hits of the loops. Needs mido (Debian: python3-mido).

    score_hits.py build/release/material/loops/test --dictionary drums --latency high"""

import argparse
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import soundfile

from recorded_kits import render_loops
from score_drums import loops_of, read_loop

WITHIN = 0.05  # s


def hits_of(path):
    """{note: its onsets in seconds}."""
    import mido
    found, seconds = defaultdict(list), 0.0
    for message in mido.MidiFile(path):
        seconds += message.time
        if message.type == "note_on" and message.velocity:
            found[message.note].append(seconds)
    return found


def matches(true, found):
    """How many of two sorted lists of onsets belong together, in order."""
    count = first = second = 0
    while first < len(true) and second < len(found):
        apart = found[second] - true[first]
        count += abs(apart) <= WITHIN
        first += apart >= -WITHIN
        second += apart <= WITHIN
    return count


def transcribed(folder, program, dictionary, latency):
    drums, rate = read_loop(folder)
    with tempfile.TemporaryDirectory() as place:
        mixture, out = Path(place) / "mixture.wav", Path(place) / "out.mid"
        soundfile.write(mixture, sum(drums.values()), rate, subtype="FLOAT")
        subprocess.run([program, "transcribe", mixture, "--dictionary", dictionary, "--latency", latency, "--out", out],
                       check=True, stdout=subprocess.DEVNULL)
        return hits_of(out)


def counts_of(folder, found):
    """{drum: (hits played, hits found, matches)}."""
    played = hits_of(folder / "score.mid")
    return {drum: (len(played[note]), len(found[note]), matches(played[note], found[note]))
            for drum, note in render_loops.NOTES.items()}


def f_measure(played, found, matched):
    return 2 * matched / max(played + found, 1)


def line(name, played, found, matched):
    precision, recall = matched / max(found, 1), matched / max(played, 1)
    return f"{name:10}{played:5} played  F {f_measure(played, found, matched):.2f}  precision {precision:.2f}  recall {recall:.2f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loops", type=Path)
    parser.add_argument("--dictionary", required=True)
    parser.add_argument("--latency", default="high")
    parser.add_argument("--program", default="unbraid")
    chosen = parser.parse_args()
    totals = {drum: (0, 0, 0) for drum in render_loops.NOTES}
    for folder in loops_of(chosen.loops):
        found = transcribed(folder, chosen.program, chosen.dictionary, chosen.latency)
        for drum, counts in counts_of(folder, found).items():
            totals[drum] = tuple(map(sum, zip(totals[drum], counts)))
    for drum, counts in totals.items():
        print(line(drum, *counts))
    print(line("all", *map(sum, zip(*totals.values()))))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores the drums that dictionaries find in loops: SI-SDR above 80 Hz, by drum and kit, as Docs/Drums.md has it. A loop is a
folder KIT_N of its drums, such as render_loops.py (Tests/Quality/Material) writes; the mixture is their sum. Drums more than 20 dB
below the mixture are not scored. Estimates are a dictionary's (--dictionary), or files LOOP/DRUM.wav of a folder (--estimates),
such as drum_peers.py writes. Oracle masks and a high-pass for the hi-hat (--method) show what is possible and what is easy; --room puts the
kits into a room, and --together counts several drums as one.

    score_drums.py build/release/material/loops/test --dictionary drums --latency high
    score_drums.py build/release/material/loops/test --dictionary kits/KIT.safetensors --score
    score_drums.py build/release/material/loops/test --method oracle --room 0.5"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfiltfilt

import mixing_desk
import song_baselines
from recorded_kits import render_loops
from score_songs import above_80_hz, si_sdr, sources_of

SOFTEST_DB = -20  # of a drum above 80 Hz, beside the mixture
ORACLE_HOP = 0.005  # s, a quarter of the window
HI_HAT_HZ = 6000


def read_loop(folder):
    """({drum: samples [frames x 1]}, rate) of the drums that play."""
    drums, rate = {}, 0
    for drum in render_loops.DRUMS:
        if (folder / f"{drum}.wav").exists():
            drums[drum], rate = soundfile.read(folder / f"{drum}.wav", always_2d=True)
    length = max(map(len, drums.values()))
    return {drum: np.pad(samples, ((0, length - len(samples)), (0, 0))) for drum, samples in drums.items()}, rate


def in_room(drums, rate, seconds, seed):
    """All of them in one synthetic room with this reverberation time, the reverberation as loud as the direct sound; in stereo."""
    return {drum: mixing_desk.reverberant(np.random.default_rng(seed), samples, rate, seconds, 1) for drum, samples in drums.items()}


def oracle(drums, mixture, rate):
    """{drum: samples} of Wiener masks that were made from the true drums."""
    hop = round(ORACLE_HOP * rate)
    return song_baselines.oracle(mixture, drums, 4 * hop, hop)


def high_pass(_, mixture, rate):
    """{"hi-hat": samples} of a filter of the fourth order, forwards and backwards."""
    return {"hi-hat": sosfiltfilt(butter(4, HI_HAT_HZ, "highpass", fs=rate, output="sos"), mixture, axis=0)}


METHODS = {"oracle": oracle, "high-pass": high_pass}


def added_up(drums, together):
    """The same, with the sum of these drums under the name of the first."""
    parts = [drums[drum] for drum in together if drum in drums]
    rest = {drum: samples for drum, samples in drums.items() if drum not in together}
    return rest | ({together[0]: sum(parts)} if parts else {})


def is_loud(drum, mixture):
    return 10 * np.log10((drum ** 2).sum() / (mixture ** 2).sum()) > SOFTEST_DB


def read_estimates(folder, mixture, rate):
    """{drum: samples} of the files that another program wrote of a loop."""
    found = {}
    for path in (folder / f"{drum}.wav" for drum in render_loops.DRUMS):
        if path.exists():
            found[path.stem], own = soundfile.read(path, always_2d=True)
            if (own, found[path.stem].shape) != (rate, mixture.shape):
                raise SystemExit(f"{path} does not have the rate, length and channels of its loop")
    if not found:
        raise SystemExit(f"{folder} holds no estimates")
    return found


def scores_of(folder, separate, room=None, together=()):
    """{drum: (SI-SDR of the mixture, of what was found)} of one loop; separate(folder, drums, mixture, rate) finds the drums.
    room  s of reverberation
    together  drums that count as one"""
    drums, rate = read_loop(folder)
    if room:
        drums = in_room(drums, rate, room, sum(map(ord, folder.name)))
    drums, mixture = added_up(drums, together), sum(drums.values())
    found = added_up(separate(folder, drums, mixture, rate), together)
    high = {drum: above_80_hz(samples, rate) for drum, samples in drums.items()}
    high_mixture = above_80_hz(mixture, rate)
    return {drum: (si_sdr(high[drum], high_mixture), si_sdr(high[drum], above_80_hz(found[drum], rate)))
            for drum in drums if drum in found and is_loud(high[drum], high_mixture)}


def loops_of(folder):
    return sorted(path for path in folder.iterdir() if path.is_dir())


def kit_of(folder):
    return folder.name.rsplit("_", 1)[0]


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loops", type=Path)
    estimates = parser.add_mutually_exclusive_group(required=True)
    estimates.add_argument("--dictionary", help="separate by this dictionary, and score its drums; KIT stands for the loop's")
    estimates.add_argument("--estimates", type=Path, help="folder of estimates")
    estimates.add_argument("--method", choices=METHODS, help="what needs no dictionary")
    parser.add_argument("--room", type=float, metavar="SECONDS", help="put each kit into a room with this reverberation time")
    parser.add_argument("--together", nargs="+", choices=render_loops.DRUMS, default=(), help="drums that count as one, named after the first")
    parser.add_argument("--latency", default="high")
    parser.add_argument("--score", action="store_true", help="each loop's score.mid guides its separation")
    parser.add_argument("--program", default="unbraid")
    chosen = parser.parse_args(words)

    def separate(folder, drums, mixture, rate):
        if chosen.method:
            return METHODS[chosen.method](drums, mixture, rate)
        if chosen.estimates:
            return read_estimates(chosen.estimates / folder.name, mixture, rate)
        dictionary = chosen.dictionary.replace("KIT", kit_of(folder))
        options = ("--midi", str(folder / "score.mid")) if chosen.score else ()
        return sources_of(chosen.program, mixture, rate, dictionary, chosen.latency, options=options)

    kits = defaultdict(lambda: defaultdict(list))
    for folder in loops_of(chosen.loops):
        for drum, score in scores_of(folder, separate, chosen.room, chosen.together).items():
            for kit in (kit_of(folder), "all"):
                kits[kit][drum].append(score)
    for kit, drums in sorted(kits.items()):
        for drum in render_loops.DRUMS:
            if drum in drums:
                mixture, found = np.mean(drums[drum], axis=0)
                print(f"{kit:12}{drum:10}{len(drums[drum]):4}  mixture {mixture:6.1f}  found {found:6.1f}", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processor time of `unbraid separate` and of other denoisers on the same sound, in one run: seconds of one core for a
second of sound, user and system. A short piece is taken from a long one, so that starting does not count. Peers are named
as for peers.py, as PEER=LIBRARY."""

import argparse
import resource
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

import peers
from sounds import FULL, NARROW, resample

LONG, SHORT = 60, 5  # s


def processor_seconds():
    """Of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cost(run, samples, rate):
    """Seconds of processor for a second of sound."""
    spent = []
    for seconds in (SHORT, LONG, SHORT, LONG):
        before = processor_seconds()
        run(samples[:seconds * rate])
        spent.append(processor_seconds() - before)
    return (min(spent[1::2]) - min(spent[::2])) / (LONG - SHORT)


def separation(program, dictionary, latency, folder):
    def run(samples):
        path = folder / "noisy.wav"
        soundfile.write(path, samples, FULL, subtype="PCM_16")
        subprocess.run([program, "separate", path, "--dictionary", dictionary, "--latency", latency, "--only", "speech",
                        "--threads", "1", "--out", folder / "out.wav", "--overwrite"], check=True, stdout=subprocess.DEVNULL)
    return run


def peer_run(peer, library):
    """What runs it at the rate that it is made for, and that rate."""
    rate = FULL if peers.PEERS[peer] in peers.WIDE else NARROW
    run = peers.PEERS[peer](library)
    return lambda samples: peers.run_at(run, peer, samples, rate), rate


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sound", type=Path, help=f"recording of a noisy voice; it is repeated to {LONG} s")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--dictionaries", nargs="*", default=["speech", "speech-light"])
    parser.add_argument("--peers", nargs="*", default=[], metavar="PEER=LIBRARY")
    arguments = parser.parse_args()
    samples, rate = soundfile.read(arguments.sound, always_2d=True)
    sound = {wanted: np.resize(resample(samples.mean(axis=1), rate, wanted), LONG * wanted) for wanted in (FULL, NARROW)}
    with tempfile.TemporaryDirectory() as folder:
        for dictionary in arguments.dictionaries:
            for latency in ("low", "balanced", "high"):
                run = separation(arguments.program, dictionary, latency, Path(folder))
                print(f"{dictionary}, {latency}: {cost(run, sound[FULL], FULL):.4f}", flush=True)
    for peer, _, library in (given.partition("=") for given in arguments.peers):
        run, wanted = peer_run(peer, library)
        print(f"{peer}: {cost(run, sound[wanted], wanted):.4f}", flush=True)


if __name__ == "__main__":
    main()

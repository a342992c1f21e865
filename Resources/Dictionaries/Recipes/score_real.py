#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores denoisers on real recordings, of which nobody has the clean voice: what listeners would say by DNSMOS (Reddy, Gopal and
Cutler 2022: SIG of the voice, BAK of what is left of the noise, OVRL of both, 1 to 5), and how far the pauses are attenuated.

    score_real.py gather REPOSITORIES OUT       the recordings of real_recordings.json, at 16 kHz, as peers.py reads them
    score_real.py score OUT PEERS...            scores --dictionary, or --estimates, or else the recordings themselves

PEERS are folders of estimates by other denoisers: a frame of 20 ms is a pause where at least two of them say so, which flatters
those two."""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from peers import by_node
from repositories import Repository, place_of
from score import link, narrow, separate, write_rows
from sounds import NARROW, decode, framed, resample

RECORDINGS = json.loads(Path(__file__).with_name("real_recordings.json").read_text())
SEGMENT, STEP = int(9.01 * NARROW), NARROW  # of DNSMOS, in samples
# From what the network says to a mean opinion, highest power first (microsoft/DNS-Challenge, dnsmos_local.py).
OPINIONS = {"sig": (-0.08397278, 1.22083953, 0.0052439), "bak": (-0.13166888, 1.60915514, -0.39604546),
            "ovrl": (-0.06766283, 1.11546468, 0.04602535)}
PAUSE_DB = -40     # of a peer's loudest frame: a quieter one is a pause to it
AGREEING = 2       # peers
SILENT_DB = -60    # of the recording's own loudest frame: where it is quieter there is nothing to attenuate
LEAST_PAUSES = 10  # frames, for a recording to count


def gather(repositories, out):
    """Writes OUT/noisy/OWNER_NAME.wav for each recording."""
    (out / "noisy").mkdir(parents=True, exist_ok=True)
    for name, wanted in RECORDINGS.items():
        repository = Repository(place_of(repositories, f"github:{name}"), wanted["commit"])
        for path, content in repository.read(wanted["paths"]):
            samples, rate = decode(content, True)
            file = f"{name.split('/')[0]}_{Path(path).stem}.wav"
            soundfile.write(out / "noisy" / file, np.clip(resample(samples, rate, NARROW), -1, 1), NARROW, subtype="PCM_16")


def segments(samples):
    """The pieces that DNSMOS hears [pieces x SEGMENT]: a second apart, of a sound that is repeated until it is long enough."""
    while len(samples) < SEGMENT:
        samples = np.concatenate((samples, samples))
    starts = range(0, len(samples) - SEGMENT + 1, STEP)
    return np.stack([samples[start:start + SEGMENT] for start in starts])


def dnsmos(place):
    """What gives the opinions on a sound at 16 kHz. place  the npm package onnxruntime-node, a colon, and sig_bak_ovr.onnx."""
    package, _, graph = place.partition(":")

    def opinions(samples):
        said = by_node("dnsmos", package, segments(samples), graph).reshape(-1, 3)
        return {kind: float(np.polyval(curve, said[:, i]).mean()) for i, (kind, curve) in enumerate(OPINIONS.items())}
    return opinions


def agreed_pauses(estimates):
    """Which frames are pauses to AGREEING of the estimates [each samples] or more."""
    powers = [framed(samples, NARROW) for samples in estimates]
    count = min(map(len, powers))
    votes = sum(power[:count] < power.max() * 10 ** (PAUSE_DB / 10) for power in powers)
    return votes >= AGREEING


def attenuation(noisy, estimate, pauses):
    """How much quieter the estimate is in the pauses, in dB; NaN where there are too few."""
    before, after = (framed(samples, NARROW) for samples in (noisy, estimate))
    count = min(len(before), len(after), len(pauses))
    chosen = pauses[:count] & (before[:count] > before.max() * 10 ** (SILENT_DB / 10))
    if chosen.sum() < LEAST_PAUSES:
        return np.nan
    return float(10 * np.log10(before[:count][chosen].sum() / (after[:count][chosen].sum() + 1e-12)))


def score_all(arguments, scratch):
    """A row for each recording."""
    opinions = dnsmos(arguments.dnsmos) if arguments.dnsmos else lambda samples: dict.fromkeys(OPINIONS, np.nan)
    names = sorted(path.stem for path in (arguments.recordings / "noisy").glob("*.wav"))
    if arguments.dictionary:
        separate(arguments.program, arguments.recordings, arguments.dictionary, arguments.latency, scratch)
    else:
        link(arguments.estimates or arguments.recordings / "noisy", names, scratch)
    for name in names:
        found = narrow(scratch / f"{name}.speech.wav")
        pauses = agreed_pauses([narrow(folder / f"{name}.wav") for folder in arguments.peers])
        yield {"name": name, **opinions(found),
               "pauses_db": attenuation(narrow(arguments.recordings / "noisy" / f"{name}.wav"), found, pauses)}


def print_table(rows):
    print(f"{'':42}{'SIG':>6}{'BAK':>6}{'OVRL':>6}{'pauses':>8}")
    for row in rows:
        print(f"{row['name'][:40]:42}{row['sig']:6.2f}{row['bak']:6.2f}{row['ovrl']:6.2f}{row['pauses_db']:8.1f}")
    means = [np.mean([row[kind] for row in rows]) for kind in OPINIONS]
    print(f"{'mean; median':42}{means[0]:6.2f}{means[1]:6.2f}{means[2]:6.2f}{np.nanmedian([row['pauses_db'] for row in rows]):8.1f}")


def score(arguments):
    with tempfile.TemporaryDirectory() as scratch:
        rows = list(score_all(arguments, Path(scratch)))
    print_table(rows)
    if arguments.rows:
        write_rows(arguments.rows, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    first = steps.add_parser("gather")
    first.add_argument("repositories", type=Path, help="folder of clones, as get_recordings.py writes")
    first.add_argument("out", type=Path)
    second = steps.add_parser("score")
    second.add_argument("recordings", type=Path, help="folder that `gather` wrote")
    second.add_argument("peers", type=Path, nargs="+", help="folders of estimates of peers.py: at least two")
    second.add_argument("--dictionary", help="separate by this dictionary, and score its voice")
    second.add_argument("--latency", default="balanced", choices=("low", "balanced", "high"))
    second.add_argument("--estimates", type=Path, help="folder of estimates")
    second.add_argument("--program", default="unbraid")
    second.add_argument("--dnsmos", help="the npm package onnxruntime-node, a colon, and sig_bak_ovr.onnx; left out without")
    second.add_argument("--rows", type=Path, help="also write a row per file there, as CSV")
    arguments = parser.parse_args()
    if arguments.step == "gather":
        gather(arguments.repositories, arguments.out)
    else:
        score(arguments)


if __name__ == "__main__":
    main()

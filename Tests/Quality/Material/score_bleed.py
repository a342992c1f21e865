#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores `unbraid debleed` on what render_bleed.py made, beside a gate and the dictionary `drums`: tables in Markdown.

    score_bleed.py FOLDER UNBRAID [--only kit|room] [OPTION OF DEBLEED...]

SI-SDR over the full band and SIR (BSS-Eval v4) by `unbraid evaluate`, of each microphone's own sound, beside the rest of what it
heard. The gate opens within a millisecond, holds for 50 ms, and closes with a time constant of 100 ms; its threshold is the one of
seven that scores best in SI-SDR, chosen by the truth for each microphone. Microphones whose source does not play are left out.

Needs python3-numpy and python3-soundfile.
"""
import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile as sf

TOGETHER = {"kit": ["Snare_top,Snare_bottom", "OHL,OHR"], "room": []}
DRUMS = {"Kdrum": "kick", "Snare": "snare", "Hihat": "hi-hat", "Tom": "toms", "OH": "cymbals", "Ride": "cymbals"}
THRESHOLDS = (0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3)  # of the peak
PLAYS = 1e-6  # of the microphone's energy, that its own source must have


def gated(sound, rate, threshold):
    window = int(0.005 * rate)
    level = np.sqrt(np.convolve(sound ** 2, np.ones(window) / window, "same"))
    loud = np.where(level > threshold * np.abs(sound).max(), np.arange(len(sound)), -len(sound))
    since = (np.arange(len(sound)) - np.maximum.accumulate(loud)) / rate
    return sound * np.where(since <= 0.05, 1.0, np.exp((0.05 - since) / 0.1))


def si_sdr(truth, estimate):
    truth, estimate = truth - truth.mean(), estimate - estimate.mean()
    target = (truth @ estimate) / (truth @ truth) * truth
    return 10 * np.log10((target @ target) / (np.sum((estimate - target) ** 2) + 1e-20))


def scores(unbraid, truth, mixed, estimate, rate):
    """SI-SDR and SIR of an estimate of a microphone's own sound."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("reference", "estimate"):
            (folder / part).mkdir()
        sf.write(folder / "reference/own.wav", truth, rate, subtype="FLOAT")
        sf.write(folder / "reference/bleed.wav", mixed - truth, rate, subtype="FLOAT")
        sf.write(folder / "estimate/in.own.wav", estimate, rate, subtype="FLOAT")
        sf.write(folder / "estimate/in.bleed.wav", mixed - estimate, rate, subtype="FLOAT")
        sf.write(folder / "in.wav", mixed, rate, subtype="FLOAT")
        out = subprocess.run([unbraid, "evaluate", "--reference", folder / "reference", "--estimate", folder / "estimate",
                              "--mixture", folder / "in.wav", "--full-band", "--json"],
                             check=True, capture_output=True).stdout
        mean = json.loads(out)["classes"]["own"]["mean"]
        return mean["si_sdr_db"], mean["sir_v4_db"]


def by_dictionary(unbraid, path, folder):
    drum = next((drum for start, drum in DRUMS.items() if path.stem.startswith(start)), None)
    if drum is None:
        return None
    out = folder / "drum.wav"
    subprocess.run([unbraid, "separate", path, "--dictionary", "drums", "--latency", "high", "--only", drum, "--out", out,
                    "--overwrite"], check=True, capture_output=True)
    return sf.read(out)[0]


def score(case, unbraid, options):
    """microphone -> scores of the mixture, the gate, `drums` and debleed; and the seconds that it took, of those it lasts."""
    kind = case.name.split("-")[0]
    paths = sorted(case.glob("*.wav"))
    rows = {}
    with tempfile.TemporaryDirectory() as name:
        together = [word for pair in TOGETHER[kind] for word in ("--together", pair)]
        started = time.monotonic()
        subprocess.run([unbraid, "debleed", *paths, *together, "--out", name, *options], check=True, capture_output=True)
        seconds = time.monotonic() - started
        for path in paths:
            mixed, rate = sf.read(path)
            truth = sf.read(case / "own" / path.name)[0]
            if truth @ truth < PLAYS * (mixed @ mixed):
                continue
            gate = max((gated(mixed, rate, threshold) for threshold in THRESHOLDS), key=lambda y: si_sdr(truth, y))
            drum = by_dictionary(unbraid, path, Path(name)) if kind == "kit" else None
            own = sf.read(Path(name) / f"{path.stem}.own.wav")[0]
            rows[path.stem] = [scores(unbraid, truth, mixed, y, rate) if y is not None else (np.nan, np.nan)
                               for y in (mixed, gate, drum, own)]
    return rows, seconds, len(mixed) / rate


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("unbraid")
    parser.add_argument("--only", default="")
    chosen, options = parser.parse_known_args()
    print("| | mixture | gate | `drums` | `debleed` |\n|---|---|---|---|---|")
    for case in sorted(chosen.folder.glob(chosen.only + "*")):
        rows, seconds, length = score(case, chosen.unbraid, options)
        for name, row in [*rows.items(), (f"**{case.name}**", np.mean(list(rows.values()), axis=0))]:
            print(f"| {name} | " + " | ".join("" if np.isnan(sdr) else f"{sdr:.1f}, {sir:.1f}" for sdr, sir in row) + " |")
        print(f"<!-- {seconds:.0f} s for {length:.0f} s -->", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learns how `unbraid train --kit` names the drums of a kit, from kits of recorded hits, and scores it on kits left out.

    drum_names.py learn CORPORA --header Source/Training/Drums/DrumStatistics.h    learns the constants and writes them
    drum_names.py scores CORPORA                                                    each kit named by what the others taught
    drum_names.py play KIT_FOLDER RECORDING.wav                                     one recording of the hits of a kit

    CORPORA/hits*/KIT/{kick,snare,hi-hat,toms,cymbals}/*.flac, and CORPORA/music_solo/drums_muldjord; Debian's sonic-pi-samples.

Each kit is played hit by hit into one recording: at most 12 hits of a drum, shuffled, soft and loud, with pauses and pink noise.
The program finds the hits and writes their features (--save-hits); a hit is that drum which was played within 50 ms.
The classes are Gaussians with one covariance, so that the log likelihoods are linear in the features. Every kit weighs the
same within a drum, up to the square root of its number of hits.
"""
import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from recorded_kits import at_rate
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import render_loops  # noqa: E402

DRUMS = render_loops.DRUMS
RATE = render_loops.RATE
MOST_HITS = 12  # of a drum
NOISE_DB = -60  # of full scale
SHRINKAGE = 0.5  # of the covariance towards its diagonal
MATCH_SECONDS = 0.05


def evenly(paths, count=MOST_HITS):
    paths = sorted(paths)
    return [paths[index * len(paths) // min(count, len(paths))] for index in range(min(count, len(paths)))]


def kits_of(corpora):
    """name -> drum -> files."""
    kits = {folder.name: {drum: evenly((folder / drum).glob("*.*")) for drum in DRUMS}
            for group in sorted(corpora.glob("hits*")) for folder in sorted(group.iterdir())}
    muldjord = corpora / "music_solo/drums_muldjord"
    kits["muldjord"] = {drum: evenly({path for pattern in patterns for path in muldjord.glob(pattern)})
                        for drum, patterns in render_loops.MULDJORD.items()}
    for name, samples in (("sonic-pi-rock", render_loops.ROCK), ("sonic-pi-electric", render_loops.ELECTRIC)):
        kits[name] = {drum: evenly({render_loops.SONIC_PI / f"{sample}.flac" for voice in voices for sample in voice.split()})
                      for drum, voices in samples.items()}
    return kits


def pink(draw, length):
    spectrum = np.fft.rfft(draw.standard_normal(length)) / np.sqrt(np.arange(length // 2 + 1) + 1)
    noise = np.fft.irfft(spectrum, length)
    return noise / np.std(noise)


def played(kit, seed=1):
    """The sound of a kit hit by hit, and (seconds, drum) of every hit."""
    draw = np.random.default_rng(seed)
    hits = [(drum, path) for drum in DRUMS for path in kit.get(drum, [])]
    parts, played_hits, now = [np.zeros(RATE)], [], RATE
    for index in draw.permutation(len(hits)):
        drum, path = hits[index]
        hit = render_loops.trimmed(at_rate(path, RATE))
        if hit is None:
            continue
        hit = hit * 10 ** (draw.uniform(-18, -3) / 20)
        hit[-RATE // 20:] *= np.linspace(1, 0, len(hit[-RATE // 20:]))
        pause = np.zeros(int(draw.uniform(0.3, 1.0) * RATE))
        played_hits.append((now / RATE, drum))
        parts += [hit, pause]
        now += len(hit) + len(pause)
    sound = np.concatenate(parts)
    return sound + 10 ** (NOISE_DB / 20) * pink(draw, len(sound)), played_hits


def found_hits(program, recording, folder):
    """Rows of hits.csv of a recording. One that teaches no kit still has its hits written."""
    subprocess.run([program, "train", "--kit", recording, "--out", folder / "kit.safetensors", "--save-hits", folder / "hits",
                    "--iterations", "1"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(folder / "hits/hits.csv", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def observed(program, kit):
    """Features [hits x features] and drums of the hits that were found; how many were played and found."""
    sound, truth = played(kit)
    with tempfile.TemporaryDirectory() as folder:
        soundfile.write(Path(folder) / "kit.wav", sound, RATE, subtype="PCM_24")
        rows = found_hits(program, Path(folder) / "kit.wav", Path(folder))
    features, drums, names = [], [], []
    for row in rows:
        distance, drum = min((abs(seconds - float(row["seconds"])), drum) for seconds, drum in truth)
        if distance < MATCH_SECONDS:
            features.append([float(value) for value in row["features"].split()])
            drums.append(DRUMS.index(drum))
            names.append(row["drum"])
    return {"features": np.array(features), "drums": np.array(drums), "names": names, "played": len(truth), "found": len(rows)}


class Statistics:
    def __init__(self, kits):
        features = np.vstack([kit["features"] for kit in kits])
        drums = np.concatenate([kit["drums"] for kit in kits])
        weights = np.concatenate([1 / np.sqrt(np.bincount(kit["drums"], minlength=len(DRUMS))[kit["drums"]]) for kit in kits])
        self.means = np.array([np.average(features[drums == drum], axis=0, weights=weights[drums == drum])
                               for drum in range(len(DRUMS))])
        covariances = [np.cov(features[drums == drum].T, aweights=weights[drums == drum]) for drum in range(len(DRUMS))]
        covariance = np.mean(covariances, axis=0)
        covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.diag(np.diag(covariance))
        self.weights = self.means @ np.linalg.inv(covariance)
        self.offsets = -0.5 * np.einsum("ij,ij->i", self.weights, self.means)
        within = [np.var(kit["features"][kit["drums"] == drum], axis=0) for kit in kits for drum in range(len(DRUMS))
                  if np.sum(kit["drums"] == drum) > 3]
        self.scales = np.sqrt(np.mean(within, axis=0))

    def scores(self, kit):
        return kit["features"] @ self.weights.T + self.offsets


def left_out(kits):
    """kit -> scores of its hits by the other kits' statistics."""
    return {name: Statistics([other for key, other in kits.items() if key != name]).scores(kit) for name, kit in kits.items()}


def temperature(kits):
    """By which log likelihoods are divided so that the certainty of kits left out is as high as the share that is right."""
    scores = left_out(kits)

    def loss(heat):
        total = 0.0
        for name, kit in kits.items():
            own = scores[name] / heat
            own = own - own.max(axis=1, keepdims=True)
            likelihood = own[np.arange(len(own)), kit["drums"]] - np.log(np.exp(own).sum(axis=1))
            total -= likelihood.mean()
        return total
    return min(np.arange(0.5, 8, 0.1), key=loss)


def numbers(values):
    texts = [f"{value:.6g}" for value in np.ravel(values)]
    texts = [(text if "." in text or "e" in text else text + ".0") + "f" for text in texts]
    lines = [", ".join(texts[start:start + 8]) for start in range(0, len(texts), 8)]
    return "{\n    " + ",\n    ".join(lines) + "\n}"


def header(kits):
    statistics, heat = Statistics(list(kits.values())), temperature(kits)
    return f"""// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Written by Resources/Dictionaries/Recipes/drum_names.py, from these kits: {", ".join(kits)}.
#pragma once

#include <array>

namespace unbraid::training
{{

// clang-format off
constexpr int numDrums = {len(DRUMS)};
constexpr int numDrumFeatures = {statistics.means.shape[1]};
constexpr std::array<const char*, numDrums> drumNames{{ {", ".join(f'"{drum}"' for drum in DRUMS)} }};

/** Standard deviation of each feature among hits of one drum of one kit. */
constexpr std::array<float, numDrumFeatures> drumFeatureScales{numbers(statistics.scales)};

/** A row for each drum: its log likelihood is weights * features + offset, but for a constant, divided by {heat:.1f}. */
constexpr std::array<float, numDrums * numDrumFeatures> drumWeights{numbers(statistics.weights / heat)};
constexpr std::array<float, numDrums> drumOffsets{numbers(statistics.offsets / heat)};
// clang-format on

}} // namespace unbraid::training
"""


def print_scores(kits):
    print(f"| kit | played | found | {' | '.join(DRUMS)} |")
    for name, scores in left_out(kits).items():
        kit = kits[name]
        right = scores.argmax(axis=1) == kit["drums"]
        shares = [f"{right[kit['drums'] == drum].mean():.2f}" if (kit["drums"] == drum).any() else "" for drum in range(len(DRUMS))]
        print(f"| {name} | {kit['played']} | {kit['found']} | {' | '.join(shares)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=("learn", "scores", "play"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--header", type=Path)
    parser.add_argument("--program", default="unbraid")
    chosen = parser.parse_args()
    if chosen.task == "play":
        sound, truth = played({drum: evenly((chosen.folder / drum).glob("*.*")) for drum in DRUMS})
        soundfile.write(chosen.recording, sound, RATE, subtype="PCM_24")
        print(*(f"{seconds:.2f} {drum}" for seconds, drum in truth), sep="\n")
        return
    kits = {name: observed(chosen.program, kit) for name, kit in kits_of(chosen.folder).items()}
    if chosen.task == "scores":
        print_scores(kits)
    else:
        chosen.header.write_text(header(kits), encoding="utf-8")


if __name__ == "__main__":
    main()

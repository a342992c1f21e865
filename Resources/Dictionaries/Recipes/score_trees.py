#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drums out of a song: by a dictionary of drums on the song, by `band` and that dictionary in two runs, and by a tree of both; or with
a score a pianist's hands.

    python3 score_trees.py UNBRAID SONGS STEMS FOLDER [--latency high] [--midi SCORE]

SONGS is a folder of songs with their stems (SONG/bass.*, vocals.*, guitars.* ...; drums and the mix are left out), STEMS one of the stems
of a loop (kick.*, snare.* ...) or of a piano (channel-1.*, channel-2.*, as its score has them), which are added to each song as loud as
the rest of it. The kit is learned from the loudest hit of each drum. Prints SI-SDR in dB, channels averaged."""

import argparse
import subprocess
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

LEFT_OUT = ("drums", "mix")
HIT_SECONDS = 0.35


def read(path, rate=None):
    samples, own = soundfile.read(path, always_2d=True)
    samples, rate = samples.mean(axis=1), rate or own
    common = gcd(own, rate)
    return (samples if own == rate else resample_poly(samples, rate // common, own // common)), rate


def si_sdr_db(reference, estimate):
    reference, estimate = reference - reference.mean(), estimate[:len(reference)] - estimate[:len(reference)].mean()
    target = (estimate @ reference) / (reference @ reference) * reference
    return 10 * np.log10((target @ target) / ((estimate - target) @ (estimate - target)))


def mixture_of(song, stems, rate):
    """The song's other stems and the drums at one level, and the drums at the level that they have in it."""
    others = [read(path, rate)[0] for path in sorted(song.glob("*.*"))
              if path.suffix in (".flac", ".wav") and path.stem not in LEFT_OUT]
    length = min(map(len, [*others, *stems.values()]))
    rest, drums = sum(other[:length] for other in others), sum(stem[:length] for stem in stems.values())
    mixture = drums + rest * np.sqrt((drums @ drums) / (rest @ rest))
    gain = 0.5 / np.abs(mixture).max()
    return gain * mixture, {name: gain * stem[:length] for name, stem in stems.items()}


def learn_kit(run, stems, rate, folder):
    sources = []
    for name, stem in stems.items():
        (folder / "hits" / name).mkdir(parents=True, exist_ok=True)
        peak = int(np.abs(stem).argmax())
        hit = stem[max(0, peak - rate // 100):peak + int(HIT_SECONDS * rate)]
        soundfile.write(folder / "hits" / name / "1.wav", hit, rate, subtype="FLOAT")
        sources += ["--source", f"{name}={folder / 'hits' / name}"]
    run("train", "--hits", *sources, "--overwrite", "--out", folder / "kit.safetensors")
    return folder / "kit.safetensors"


def ways_of(run, mixture, folder, kit, latency):
    """{way: pattern of the files it writes}"""
    separate = lambda sound, out, *options: run("separate", sound, "--latency", latency, "--out", out, *options)
    separate(mixture, folder / "drums.wav", "--dictionary", "band", "--only", "drums")
    ways = {}
    for name, dictionary in (("drums", "drums"), ("one's own kit", kit)):
        out = folder / name.replace("'", "").replace(" ", "-")
        separate(mixture, f"{out}-alone", "--dictionary", dictionary)
        separate(folder / "drums.wav", f"{out}-after", "--dictionary", dictionary)
        separate(mixture, f"{out}-tree", "--dictionary", "band", "--then", f"drums={dictionary}")
        ways |= {f"{name} on the song": f"{out}-alone/mixture.{{}}.wav", f"band, then {name}, two runs": f"{out}-after/drums.{{}}.wav",
                 f"band, then {name}, a tree": f"{out}-tree/mixture.drums.{{}}.wav"}
    return ways


def ways_of_hands(run, mixture, folder, midi, latency):
    ways = {}
    for way, leaf, *options in (("piano with the score on the song", "", "--dictionary", "piano"),
                                ("band, then piano with the score on other", "other.", "--dictionary", "band", "--then", "other=piano"),
                                ("band-six, then piano with the score", "piano.", "--dictionary", "band-six", "--then", "piano=piano")):
        out = folder / way.replace(" ", "-").replace(",", "")
        run("separate", mixture, *options, "--midi", midi, "--latency", latency, "--out", out)
        ways[way] = f"{out}/mixture.{leaf}{{}}.wav"
    return ways


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("unbraid", "songs", "stems", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--latency", default="high")
    parser.add_argument("--midi", type=Path, help="score of a piano, whose hands the stems are")
    arguments = parser.parse_args()
    run = lambda *words: subprocess.run([arguments.unbraid.resolve(), *words], check=True, stdout=subprocess.DEVNULL)
    paths = sorted(path for path in arguments.stems.glob("*.*") if path.suffix in (".flac", ".wav"))
    rate = soundfile.info(paths[0]).samplerate
    stems = {path.stem: read(path, rate)[0] for path in paths}
    arguments.folder.mkdir(parents=True, exist_ok=True)
    kit = None if arguments.midi else learn_kit(run, stems, rate, arguments.folder)
    for song in sorted(path for path in arguments.songs.iterdir() if path.is_dir()):
        folder = arguments.folder / song.name
        folder.mkdir(exist_ok=True)
        mixture, true = mixture_of(song, stems, rate)
        soundfile.write(folder / "mixture.wav", mixture, rate, subtype="FLOAT")
        print(f"{song.name} | " + " | ".join(true))
        print("mixture | " + " | ".join(f"{si_sdr_db(stem, mixture):.1f}" for stem in true.values()))
        ways = ways_of_hands(run, folder / "mixture.wav", folder, arguments.midi, arguments.latency) if arguments.midi else \
            ways_of(run, folder / "mixture.wav", folder, kit, arguments.latency)
        for way, pattern in ways.items():
            print(f"{way} | " + " | ".join(f"{si_sdr_db(stem, read(pattern.format(name), rate)[0]):.1f}" for name, stem in true.items()))


if __name__ == "__main__":
    main()

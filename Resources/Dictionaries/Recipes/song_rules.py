#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the masks of a song that need no training, tried on songs for development: other mask exponents, what vocals and other hold
of the bass given to it, and how loud the bus of vocals is where somebody sings and where nobody does. SI-SDR gained by each, the mean
and the worst song; the tables of Docs/Songs.md, Rules without training."""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfiltfilt

from score_songs import read_song, si_sdr
from songs import STEMS


def with_exponent(dictionary, exponent, folder):
    """A copy of the dictionary's file with another mask exponent in its header."""
    content = dictionary.read_bytes()
    header_bytes = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + header_bytes])
    header["__metadata__"]["mask_exponent"] = str(exponent)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = folder / f"exponent-{exponent}.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + content[8 + header_bytes:])
    return path


def separated(program, dictionary, mixture, rate, folder):
    """{stem: samples} as the program separates it live, at high latency."""
    soundfile.write(folder / "song.wav", mixture, rate, subtype="FLOAT")
    subprocess.run([program, "separate", folder / "song.wav", "--dictionary", dictionary, "--latency", "high", "--out", folder],
                   check=True, capture_output=True)
    return {stem: soundfile.read(folder / f"song.{stem}.wav", always_2d=True)[0] for stem in STEMS}


def bass_from(stems, rate, below_hz):
    """What vocals and other hold below that frequency is the bass's."""
    if not below_hz:
        return stems
    low_pass = butter(4, below_hz, fs=rate, output="sos")
    low = {stem: sosfiltfilt(low_pass, stems[stem], axis=0) for stem in ("vocals", "other")}
    given = {stem: stems[stem] - low[stem] for stem in low}
    return stems | given | {"bass": stems["bass"] + sum(low.values())}


def vocals_db(stems):
    """Energy of vocals beside that of vocals and other."""
    vocals, other = (np.sum(stems[stem] ** 2) for stem in ("vocals", "other"))
    return 10 * np.log10(vocals / (vocals + other))


def show_rules(arguments, songs, folder):
    scores = {}
    for exponent in (1, *arguments.exponents):
        dictionary = with_exponent(arguments.dictionary, exponent, folder)
        for stems, rate in songs:
            found = separated(arguments.program, dictionary, sum(stems.values()), rate, folder)
            for below in (0, *arguments.below):
                estimates = bass_from(found, rate, below)
                for stem in stems.keys() & estimates.keys():
                    scores.setdefault((exponent, below), {}).setdefault(stem, []).append(si_sdr(stems[stem], estimates[stem]))
    for rule, by_stem in scores.items():
        gains = {stem: np.subtract(by_stem[stem], scores[1, 0][stem]) for stem in STEMS}
        print(f"exponent {rule[0]}, below {rule[1]} Hz:",
              ", ".join(f"{stem} {np.mean(gains[stem]):.2f} ({np.min(gains[stem]):.2f})" for stem in STEMS))


def show_singing(arguments, songs, folder):
    for name, stems, rate in ((path.name, *song) for path, song in zip(arguments.songs, songs)):
        for sings in ([True, False] if "vocals" in stems else [False]):
            mixture = sum(samples for stem, samples in stems.items() if sings or stem != "vocals")
            if np.ndim(mixture):
                found = separated(arguments.program, arguments.dictionary, mixture, rate, folder)
                print(f"{name}: vocals {vocals_db(found):.1f} dB,", "somebody sings" if sings else "nobody sings")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("songs", type=Path, nargs="+", help="folders of stems")
    parser.add_argument("--exponents", type=float, nargs="*", default=[.85, .75, .65])
    parser.add_argument("--below", type=float, nargs="*", default=[100, 150, 200], help="Hz")
    arguments = parser.parse_args()
    songs = [read_song(path) for path in arguments.songs]
    with tempfile.TemporaryDirectory() as folder:
        show_rules(arguments, songs, Path(folder))
        show_singing(arguments, songs, Path(folder))


if __name__ == "__main__":
    main()

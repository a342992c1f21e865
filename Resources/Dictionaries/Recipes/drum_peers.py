#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs another drum separator over a folder of loops, for score_drums.py --estimates. What is run is the user's own copy:
idm LIBRARY is a clone of bernardo-torres/inverse-drum-machine (needs the packages of its pyproject.toml). Writes
ESTIMATES/LOOP/DRUM.wav for all five drums; every estimate has the length of its loop and no delay.

    drum_peers.py idm IDM_CLONE build/release/material/loops/test estimates/idm"""

import argparse
import functools
import importlib
import io
import sys
from pathlib import Path

import soundfile

from recorded_kits import render_loops
from score_drums import loops_of, read_loop

RATE = 44100
IDM_WEIGHTS = "idm-44-train-kits"
IDM_DRUMS = {"KD": "kick", "SD": "snare", "HH": "hi-hat", "TT": "toms", "CY": "cymbals"}


def by_drum(classes, stems):
    """{drum: samples}: stems of classes such as HH_CHH and HH_OHH, added up."""
    found = dict.fromkeys(render_loops.DRUMS, 0)
    for name, samples in zip(classes, stems):
        found[IDM_DRUMS[name.split("_")[0]]] += samples
    return found


def idm(folder):
    """The Inverse Drum Machine (Torres, Peeters and Richard 2025) as its README.md runs it, with onsets that it transcribes."""
    import torch
    sys.path.insert(0, folder)
    inference = importlib.import_module("idm.inference")
    decoder = importlib.import_module("idm.decoder.decoder")
    decoder.get_conditioning_vector = functools.partial(decoder.get_conditioning_vector, device="cpu")  # default: CUDA
    torch.set_num_threads(1)
    model, _ = inference.load_model(IDM_WEIGHTS, torch.device("cpu"))

    def run(mixture):
        file = io.BytesIO()
        soundfile.write(file, mixture, RATE, format="WAV", subtype="FLOAT")
        file.seek(0)
        torch.manual_seed(0)  # its one-shots are filtered noise
        stems = inference.separate(file, model, save_to_disk=False, masking="wiener", alpha=1.0)
        return by_drum(model.train_classes, stems[0].numpy())
    return run


PEERS = {peer.__name__: peer for peer in (idm,)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("library", help="what it is run from")
    parser.add_argument("loops", type=Path, help="folder of loops KIT_N, at 44.1 kHz with one channel")
    parser.add_argument("out", type=Path, help="folder for LOOP/DRUM.wav")
    arguments = parser.parse_args()
    run = PEERS[arguments.peer](arguments.library)
    for folder in loops_of(arguments.loops):
        drums, rate = read_loop(folder)
        mixture = sum(drums.values())
        if (rate, mixture.shape[1]) != (RATE, 1):
            raise SystemExit(f"{folder}: peers are run on one channel at {RATE} Hz")
        out = arguments.out / folder.name
        out.mkdir(parents=True, exist_ok=True)
        for drum, samples in run(mixture[:, 0]).items():
            soundfile.write(out / f"{drum}.wav", samples, RATE, subtype="FLOAT")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs another denoiser over a folder of mixtures, for score.py --estimates. What is run is the user's own copy:
gtcrn LIBRARY is a clone of Xiaobin-Rong/gtcrn, ulunas LIBRARY one of Xiaobin-Rong/ul-unas (both need PyTorch and
einops), dtln LIBRARY is pretrained_model/model.h5 of breizhn/DTLN (needs h5py; its network is computed here), rnnoise
LIBRARY is librnnoise.so of version 0.1.1, rnnoise2 LIBRARY is the npm package @jitsi/rnnoise-wasm, whose
rnnoise-sync.js is RNNoise 0.2, dfn3 LIBRARY is the npm package onnxruntime-node and, behind a colon, a folder with enc.onnx, erb_dec.onnx
and df_dec.onnx of DeepFilterNet 3 (its signal processing is computed here), fastenhancer LIBRARY is a folder with the WebAssembly
(scalar) and the weights of ryyr-ry/fastenhancer-web and, behind a colon, tiny, base or small, highpass LIBRARY is a frequency in Hz. Every
estimate has the length of its mixture and no delay."""

import argparse
import ctypes
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfilt

from deep_filter import DeepFilter
from sounds import FULL, NARROW, resample

RNNOISE_FRAME, RNNOISE_DELAY = 480, 480
RNNOISE2_DELAY = 960
FASTENHANCER_DELAY = 512
DTLN_FRAME, DTLN_HOP = 512, 128
NODE_PEERS = Path(__file__).with_name("peers.mjs")


def highpass(frequency):
    """The trivial baseline."""
    return lambda samples: sosfilt(butter(2, float(frequency), "highpass", fs=NARROW, output="sos"), samples)


def trained_on_dns3(folder, module, name):
    """A network of a clone with the weights that its author trained on DNS3, ready to run on one thread."""
    import torch
    sys.path.insert(0, folder)
    net = getattr(importlib.import_module(module), name)().eval()
    torch.set_num_threads(1)
    weights = torch.load(Path(folder) / "checkpoints" / "model_trained_on_dns3.tar", map_location="cpu")
    net.load_state_dict(weights["model"])
    return net


def gtcrn(folder):
    """GTCRN as its infer.py runs it: frames of 512, hop 256, root of Hann."""
    import torch
    net = trained_on_dns3(folder, "gtcrn", "GTCRN")
    window = torch.hann_window(512).pow(0.5)

    def run(samples):
        padded = torch.from_numpy(np.pad(samples, (0, -len(samples) % 256)).astype(np.float32))
        with torch.no_grad():
            spectrum = torch.view_as_real(torch.stft(padded, 512, 256, 512, window, return_complex=True))
            found = torch.view_as_complex(net(spectrum[None])[0].contiguous())
            return torch.istft(found, 512, 256, 512, window, length=len(padded)).numpy()[:len(samples)]
    return run


def ulunas(folder):
    """UL-UNAS as its inference.py runs it: the whole file."""
    import torch
    net = trained_on_dns3(folder, "ulunas", "ULUNAS")

    def run(samples):
        with torch.no_grad():
            found = net(torch.from_numpy(samples.astype(np.float32))[None]).numpy().ravel()
        return np.pad(found, (0, max(0, len(samples) - len(found))))[:len(samples)]
    return run


def full_band(process):
    """A denoiser for 48 kHz, run on sound at another rate: resampled to 48 kHz and back."""
    def run(samples, rate=NARROW):
        wide = samples if rate == FULL else resample(samples, rate, FULL)
        found = process(wide)[:len(wide)]
        return (found if rate == FULL else resample(found, FULL, rate))[:len(samples)]
    return run


def in_frames(wide, delay):
    """The sound in the scale of 16 bits, in whole frames of RNNoise that last until its delay is over."""
    count = -(-(len(wide) + delay) // RNNOISE_FRAME)
    return np.pad(wide * 32768, (0, count * RNNOISE_FRAME - len(wide))).astype(np.float32)


def rnnoise(library):
    """RNNoise 0.1.1 at 48 kHz in the scale of 16 bits; its delay of a frame is cut off."""
    code = ctypes.CDLL(str(Path(library).resolve()))
    code.rnnoise_create.restype = ctypes.c_void_p
    pointer = ctypes.POINTER(ctypes.c_float)
    code.rnnoise_process_frame.argtypes = [ctypes.c_void_p, pointer, pointer]
    code.rnnoise_destroy.argtypes = [ctypes.c_void_p]

    def process(wide):
        frames = in_frames(wide, RNNOISE_DELAY).reshape(-1, RNNOISE_FRAME)
        state = code.rnnoise_create(None)
        for frame in frames:
            code.rnnoise_process_frame(state, frame.ctypes.data_as(pointer), frame.ctypes.data_as(pointer))
        code.rnnoise_destroy(state)
        return frames.ravel()[RNNOISE_DELAY:].astype(np.float64) / 32768
    return full_band(process)


def by_node(peer, package, values, *more):
    """What peers.mjs makes of 32-bit floats."""
    with tempfile.TemporaryDirectory() as scratch:
        given, answer = Path(scratch) / "in", Path(scratch) / "out"
        np.ascontiguousarray(values, dtype=np.float32).tofile(given)
        subprocess.run(["node", NODE_PEERS, peer, package, given, answer, *more], check=True)
        return np.fromfile(answer, dtype=np.float32).astype(np.float64)


def rnnoise2(package):
    """RNNoise 0.2 as its WebAssembly build runs it; its delay of two frames is cut off."""
    def process(wide):
        found = by_node("rnnoise", package, in_frames(wide, RNNOISE2_DELAY))
        return found[RNNOISE2_DELAY:] / 32768
    return full_band(process)


def dfn3(place):
    """DeepFilterNet 3 (Schroeter et al. 2023), the whole file at once, without post-filter: a port, so a lower bound."""
    package, _, graphs = place.partition(":")
    deep_filter = DeepFilter()
    return full_band(lambda wide: deep_filter.apply(wide, lambda features: by_node("dfn3", package, features, graphs)))


def fastenhancer(place):
    """FastEnhancer at 48 kHz (Ahn et al. 2025), which learned from VCTK and DEMAND; its delay of a hop is cut off."""
    folder, _, model = place.partition(":")

    def process(wide):
        return by_node("fastenhancer", folder, np.pad(wide, (0, FASTENHANCER_DELAY)), model)[FASTENHANCER_DELAY:]
    return full_band(process)


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))


def recurrent(inputs, weights, name):
    """An LSTM as Keras defines it: gates in the order input, forget, cell, output."""
    kernel, back, bias = (weights[f"{name}/{name}/{part}:0"][()] for part in ("kernel", "recurrent_kernel", "bias"))
    units = back.shape[0]
    given = inputs @ kernel + bias
    output, cell, outputs = np.zeros(units), np.zeros(units), []
    for row in given:
        gates = row + output @ back
        into, forget, out = (sigmoid(gates[i * units:(i + 1) * units]) for i in (0, 1, 3))
        cell = forget * cell + into * np.tanh(gates[2 * units:3 * units])
        output = out * np.tanh(cell)
        outputs.append(output)
    return np.array(outputs)


def dtln(path):
    """DTLN (Westhausen and Meyer 2020): a mask on the spectrum, then one on a learned transform of its result."""
    import h5py
    weights = h5py.File(path, "r")

    def mask(features, layers, dense):
        for layer in layers:
            features = recurrent(features, weights, layer)
        return sigmoid(features @ weights[f"{dense}/{dense}/kernel:0"][()] + weights[f"{dense}/{dense}/bias:0"][()])

    def normalised(features):
        centred = features - features.mean(axis=1, keepdims=True)
        scale = np.sqrt((centred ** 2).mean(axis=1, keepdims=True) + 1e-7)
        norm = weights["layer_normalization/layer_normalization"]
        return centred / scale * norm["gamma:0"][()] + norm["beta:0"][()]

    def run(samples):
        padded = np.pad(samples, (DTLN_FRAME, DTLN_FRAME))
        starts = np.arange(0, len(padded) - DTLN_FRAME + 1, DTLN_HOP)
        spectra = np.fft.rfft(padded[starts[:, None] + np.arange(DTLN_FRAME)], axis=1)
        first = np.fft.irfft(spectra * mask(np.abs(spectra), ("lstm", "lstm_1"), "dense"), axis=1)
        coded = first @ weights["conv1d/conv1d/kernel:0"][0]
        second = coded * mask(normalised(coded), ("lstm_2", "lstm_3"), "dense_1")
        found = np.zeros(len(padded))
        for start, frame in zip(starts, second @ weights["conv1d_1/conv1d_1/kernel:0"][0]):
            found[start:start + DTLN_FRAME] += frame
        return found[DTLN_FRAME:DTLN_FRAME + len(samples)]
    return run


WIDE = (rnnoise, rnnoise2, dfn3, fastenhancer)
PEERS = {peer.__name__: peer for peer in (gtcrn, ulunas, dtln, highpass, *WIDE)}


def run_at(run, peer, samples, rate):
    """The estimate at the rate of the mixture."""
    if PEERS[peer] in WIDE:
        return run(samples, rate)
    if rate != NARROW:
        raise SystemExit(f"{peer} is run at {NARROW} Hz, not at {rate} Hz")
    return run(samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("library", help="what it is run from")
    parser.add_argument("mixtures", type=Path, help="folder that mix.py wrote, at 16 kHz or, for peers of 48 kHz, any")
    parser.add_argument("out", type=Path, help="folder for NAME.wav")
    arguments = parser.parse_args()
    run = PEERS[arguments.peer](arguments.library)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in sorted((arguments.mixtures / "noisy").glob("*.wav")):
        samples, rate = soundfile.read(path, dtype="float64")
        soundfile.write(arguments.out / path.name, np.clip(run_at(run, arguments.peer, samples, rate), -1, 1), rate,
                        subtype="PCM_16")


if __name__ == "__main__":
    main()

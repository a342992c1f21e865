#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers that Tests/Unit/Evaluation holds our scores against, written from the papers with numpy and scipy.

    reference_scores.py                 writes expected_scores.csv, expected_filters.csv and expected_bss.csv beside itself
    reference_scores.py --clip FLAC     writes speech.i16 from a 16 kHz recording
    reference_scores.py --check         compares STOI and ESTOI with the pystoi package, and prints the largest gap
"""
import csv
import pathlib
import sys

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt, sosfiltfilt

HERE = pathlib.Path(__file__).parent
RATE = 10000


# ---- Signals, made alike in Tests/Unit/Evaluation/TestSignals.h

def noise(seed, count):
    """Uniform in [-1, 1): the upper 24 bits of a linear congruential generator (Numerical Recipes' constants)."""
    state, values = seed, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values.append((state >> 8) / 2**23 - 1.0)
    return np.array(values, np.float32)


def speech():
    return (np.fromfile(HERE / "speech.i16", "<i2") / 32768.0).astype(np.float32)


def bursts():
    """3 s of dull noise in bursts of 150 ms that rise and fall, with 100 ms of silence after each."""
    level, values = 0.0, []
    for n, drive in enumerate(noise(1, 30000)):
        level = 0.9375 * level + 0.25 * float(drive)
        phase = n % 2500
        values.append(max(0, min(phase, 1500 - phase)) / 750.0 * level)
    return np.array(values, np.float32)


def masker(name, count):
    if name == "steady":
        return noise(2, count)
    n = np.arange(count)
    if name == "gated":
        return np.where(n % 1700 < 900, noise(2, count), np.float32(0.125) * noise(2, count))
    assert name == "rumble"  # a triangle of 29.9 Hz
    return (np.abs(n % 334 - 167) / 83.5 - 1.0).astype(np.float32)


# ---- Scores, in double

def si_sdr(reference, estimate):
    s = reference.astype(float) - np.mean(reference, dtype=float)
    e = estimate.astype(float) - np.mean(estimate, dtype=float)
    target = s * (e @ s) / (s @ s)
    return 10 * np.log10((target @ target) / ((e - target) @ (e - target)))


def frames_of(signal):
    """All frames of 256 samples, 128 apart, but one that ends with the last sample; Hann without its zeros."""
    window = np.sin(np.pi * np.arange(1, 257) / 257) ** 2
    starts = range(0, len(signal) - 256, 128)
    return np.array([window * signal[start:start + 256] for start in starts])


def envelopes(signal, active):
    """Third-octave magnitudes [bands x frames] of the active frames put close together."""
    kept = frames_of(signal.astype(float))[active]
    joined = np.zeros(128 * (len(kept) + 1))
    for position, frame in enumerate(kept):
        joined[128 * position:128 * position + 256] += frame
    power = np.abs(np.fft.rfft(frames_of(joined), 512)) ** 2
    edges = np.rint(150.0 * 2 ** ((2 * np.arange(16) - 1) / 6) * 512 / RATE).astype(int)
    return np.sqrt(np.array([power[:, low:high].sum(1) for low, high in zip(edges, edges[1:])]))


def unit(values, axis):
    centred = values - values.mean(axis, keepdims=True)
    return centred / np.linalg.norm(centred, axis=axis, keepdims=True)


def intelligibility(clean, processed):
    """STOI (Taal et al. 2011) and ESTOI (Jensen and Taal 2016) of signals at 10 kHz."""
    energy = np.linalg.norm(frames_of(clean.astype(float)), axis=1)
    active = energy > energy.max() * 10 ** (-40 / 20)
    x, y = envelopes(clean, active), envelopes(processed, active)
    plain, extended = [], []
    for end in range(30, x.shape[1] + 1):
        a, b = x[:, end - 30:end], y[:, end - 30:end]
        scaled = b * np.linalg.norm(a, axis=1, keepdims=True) / np.linalg.norm(b, axis=1, keepdims=True)
        clipped = np.minimum(scaled, (1 + 10 ** (15 / 20)) * a)
        plain.append(np.sum(unit(a, 1) * unit(clipped, 1)) / 15)
        extended.append(np.sum(unit(unit(a, 1), 0) * unit(unit(b, 1), 0)) / 30)
    return np.mean(plain), np.mean(extended)


# ---- BSS-Eval, by dense least squares in double

TAPS = 512


def delayed(signals):
    """[samples + TAPS - 1 x (signals x TAPS)]: every signal delayed by 0 to TAPS - 1 samples."""
    count = signals.shape[1]
    columns = np.zeros((len(signals) + TAPS - 1, count * TAPS))
    for signal in range(count):
        for tap in range(TAPS):
            columns[tap:tap + len(signals), signal * TAPS + tap] = signals[:, signal]
    return columns


def projection_filters(signals, targets):
    """The filters [(signals x TAPS) x targets] whose outputs sum to the targets as nearly as can be."""
    padded = np.vstack([targets, np.zeros((TAPS - 1, targets.shape[1]))])
    return np.linalg.lstsq(delayed(signals), padded, rcond=1e-13)[0]


def ratio_db(wanted, unwanted):
    return 10 * np.log10(np.sum(wanted ** 2) / np.sum(unwanted ** 2))


def bss_v3(references, estimate, source):
    """SDR, SIR, SAR of single-channel sources (Vincent et al. 2006), the mean over channels."""
    scores = []
    for channel in range(estimate.shape[1]):
        all_sources = np.stack([reference[:, channel] for reference in references], 1)
        own = all_sources[:, source:source + 1]
        y = estimate[:, channel:channel + 1]
        target = delayed(own) @ projection_filters(own, y)
        explained = delayed(all_sources) @ projection_filters(all_sources, y)
        padded = np.vstack([y, np.zeros((TAPS - 1, 1))])
        scores.append((ratio_db(target, padded - target), ratio_db(target, explained - target),
                       ratio_db(explained, padded - explained)))
    return np.mean(scores, 0)


def bss_v4(references, estimate, source, window):
    """SDR, ISR, SIR, SAR of images: filters of the whole signal applied to each window, the median over windows."""
    everything = np.hstack(references)
    filters = projection_filters(everything, estimate)
    own_filters = projection_filters(references[source], estimate)
    scores = []
    for start in range(0, len(estimate) - window + 1, window):
        piece = slice(start, start + window)
        if any(not np.any(sound[piece]) for sound in (*references, estimate)):
            continue
        tail = np.zeros((TAPS - 1, estimate.shape[1]))
        s, y = np.vstack([references[source][piece], tail]), np.vstack([estimate[piece], tail])
        p = delayed(references[source][piece]) @ own_filters
        q = delayed(everything[piece]) @ filters
        scores.append((ratio_db(s, y - s), ratio_db(s, p - s), ratio_db(p, q - p), ratio_db(q, y - q)))
    return np.median(scores, 0)


def bss_sounds(name):
    """References [samples x channels], an estimate of the first and the rate; TestSignals.h makes the same."""
    rate = 9000 if name == "long" else 1000  # sets the length of the windows and nothing else
    count = {"pauses": 4700, "long": 20000}.get(name, 3700)
    a, b, c, d = (noise(seed, count).astype(float) for seed in (21, 22, 23, 24))
    echo = np.concatenate([np.zeros(300), a[:-300]])
    if name in ("mono", "long"):
        return [a[:, None], b[:, None]], (a + 0.25 * b + 0.125 * c + 0.5 * echo)[:, None], rate
    if name == "pauses":  # both sound in the first and the last window only
        first, second = a.copy(), b.copy()
        first[900:2100] = 0
        second[1900:3100] = 0
        return [first[:, None], second[:, None]], (first + 0.25 * second + 0.125 * c)[:, None], rate
    if name == "dull":  # four fifths of the band hold next to nothing
        sections = butter(8, 0.2, output="sos")
        first = sosfilt(sections, a).astype(np.float32).astype(float)
        return [first[:, None], b[:, None]], (first + 0.0625 * b + 0.03125 * c)[:, None], rate
    assert name == "stereo"
    first, second = np.stack([a, 0.5 * a + 0.5 * b], 1), np.stack([c, d], 1)
    turned = np.stack([0.75 * first[:, 0] + 0.25 * first[:, 1], first[:, 1]], 1)
    return [first, second], turned + 0.125 * second + 0.0625 * np.stack([echo, echo], 1), rate


# ---- Tables

def cases():
    for clean_name, clean in (("speech", speech()), ("bursts", bursts())):
        for masker_name in ("steady", "gated", "rumble"):
            added = masker(masker_name, len(clean))
            for snr_db in (-5, 0, 5, 10, 20):
                ratio = np.sum(clean.astype(float) ** 2) / np.sum(added.astype(float) ** 2)
                gain = np.float32(np.sqrt(ratio / 10 ** (snr_db / 10)))
                yield clean_name, masker_name, snr_db, gain, clean, clean + gain * added


def write_scores():
    with open(HERE / "expected_scores.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow("clean masker snr_db masker_gain si_sdr_db si_sdr_high_passed_db stoi estoi".split())
        for clean_name, masker_name, snr_db, gain, clean, noisy in cases():
            sections = butter(4, 80.0, "high", fs=RATE, output="sos")
            above = [sosfiltfilt(sections, signal.astype(float)) for signal in (clean, noisy)]
            scores = si_sdr(clean, noisy), si_sdr(*above), *intelligibility(clean, noisy)
            table.writerow([clean_name, masker_name, snr_db, f"{gain:.9g}", *(f"{score:.7f}" for score in scores)])


def write_bss():
    with open(HERE / "expected_bss.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow("sounds version sdr_db isr_db sir_db sar_db".split())
        for name in ("mono", "long", "pauses", "dull", "stereo"):
            references, estimate, rate = bss_sounds(name)
            sdr, sir, sar = bss_v3(references, estimate, 0)
            table.writerow([name, "v3", f"{sdr:.6f}", "", f"{sir:.6f}", f"{sar:.6f}"])
            table.writerow([name, "v4", *(f"{score:.6f}" for score in bss_v4(references, estimate, 0, rate))])


def filtered(name, rate, signal):
    if name == "fixed_high_pass":
        return sosfilt(butter(2, 60.0, "high", fs=rate, output="sos"), signal)
    if name == "high_pass":
        return sosfiltfilt(butter(4, 80.0, "high", fs=rate, output="sos"), signal)
    if name == "low_pass":
        return sosfiltfilt(butter(4, 150.0, "low", fs=rate, output="sos"), signal)
    upper_hz = min(6000.0, 0.375 * rate)
    sections = butter(4, 150.0, "high", fs=rate, output="sos"), butter(4, upper_hz, "low", fs=rate, output="sos")
    return sosfiltfilt(np.vstack(sections), signal)


def write_filters():
    signal = noise(3, 2000).astype(float) + 0.5
    with open(HERE / "expected_filters.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["filter", "sample_rate_hz", "index", "value"])
        for name in ("high_pass", "fixed_high_pass", "low_pass", "band_pass"):
            for rate in (8000, 16000, 44100, 192000):
                result = filtered(name, rate, signal)
                for index in (0, 1, 10, 100, 1000, 1990, 1999):
                    table.writerow([name, rate, index, f"{result[index]:.9f}"])


def write_clip(path):
    import soundfile
    samples, rate = soundfile.read(path)
    assert rate == 16000 and samples.ndim == 1
    clip = np.rint(32768 * resample_poly(samples, 5, 8))
    np.clip(clip, -32768, 32767).astype("<i2").tofile(HERE / "speech.i16")


def check():
    import pystoi
    gaps = []
    for _, _, _, _, clean, noisy in cases():
        theirs = [pystoi.stoi(clean.astype(float), noisy.astype(float), RATE, extended) for extended in (False, True)]
        gaps.append(np.abs(np.subtract(theirs, intelligibility(clean, noisy))))
    print("largest gap to pystoi: STOI %.2g, ESTOI %.2g" % tuple(np.max(gaps, 0)))


if __name__ == "__main__":
    if "--clip" in sys.argv:
        write_clip(sys.argv[sys.argv.index("--clip") + 1])
    elif "--check" in sys.argv:
        check()
    else:
        write_scores()
        write_filters()
        write_bss()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores estimates of voices against the references that mix.py wrote: PESQ (wide band, ITU-T P.862.2), ESTOI and
SI-SDR above 80 Hz, and what is left in pauses, by SNR, and how many words are cut off. Estimates are a dictionary's (--dictionary), files NAME.wav of a folder (--estimates),
which any other program wrote, or those of the best masks that there are (--oracle); without any it is the mixtures themselves that are scored."""

import argparse
import csv
import ctypes
import json
import random
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from scipy.signal import butter, sosfilt

from frames import frames_of, sound_of
from sounds import NARROW, framed, resample

CLASSES = json.loads(Path(__file__).with_name("noise_classes.json").read_text())
OTHER = "other"
SCORES = ("pesq", "estoi", "si_sdr_db", "gain_db", "pause_db")
WORSE_DB = -0.5
ENROLLED = "me"  # source
TREBLE_HZ = 8000  # of recordings at more than 16 kHz, what is above is scored by itself
ORACLE_SECONDS = 0.064  # of windows that overlap by three quarters
LOUD_SHARE = 0.1  # of the frames of 20 ms
WORD_DB = -30  # of the loudest frame of 20 ms: what is louder is of a word
LONGEST_GAP = 2  # frames in a word
CLOSED_GAIN = 0.1  # of the voice
LONGEST_CLOSED = 5  # frames: a tenth of a second
PAUSE_DB = -35  # of the loudest frame of 20 ms: a quieter one of the reference is a pause


class Pesq:
    """The ITU's reference code as a shared library that the user built: see README.md."""

    def __init__(self, library):
        self.measure = ctypes.CDLL(str(Path(library).resolve())).pesq_wide_band  # a bare name is looked for elsewhere
        self.measure.restype = ctypes.c_double
        samples = ctypes.POINTER(ctypes.c_float)
        self.measure.argtypes = [samples, ctypes.c_long, samples, ctypes.c_long, ctypes.c_long]

    def __call__(self, reference, estimate):
        """Mean opinion score; NaN where the code finds no speech."""
        peak = max(np.abs(reference).max(), np.abs(estimate).max())
        if peak == 0 or not estimate.any():
            return np.nan
        given = []
        for samples in (reference, estimate):
            scaled = np.ascontiguousarray(samples / peak, dtype=np.float32)
            given += [scaled.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), len(scaled)]
        score = self.measure(*given, NARROW)
        return score if score > 0 else np.nan


def class_of(noise):
    """What kind of sound the noise of a mixture is, by its file's name; of several added ones the first counts."""
    first = re.sub(r"-\d+$", "", noise.split("+")[0])
    return next((row["class"] for row in CLASSES if re.search(row["names"], first)), OTHER)


def narrow(path):
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    return resample(samples.mean(axis=1), rate, NARROW)


def left_in_pauses(reference, noisy, estimate, rate):
    """What is left of the mixture where the voice pauses, in dB, median over the frames; NaN without pauses."""
    own, before, after = (framed(samples, rate) for samples in (reference, noisy, estimate))
    count = min(len(own), len(before), len(after))
    pauses = (own[:count] < own.max() * 10 ** (PAUSE_DB / 10)) & (before[:count] > 0)
    if not pauses.any():
        return np.nan
    return float(10 * np.log10(np.median(after[:count][pauses] / before[:count][pauses]) + 1e-10))


def runs(flags):
    """(first, end) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(int), [0]))))
    return list(zip(edges[::2], edges[1::2]))


def words(reference, rate):
    """(first frame, end) of each stretch of a voice, of 20 ms a frame. Those that nothing could close are left out."""
    powers = framed(reference, rate)
    loud = powers > powers.max() * 10 ** (WORD_DB / 10)
    for first, end in runs(~loud):
        if end - first <= LONGEST_GAP and first > 0 and end < len(loud):
            loud[first:end] = True
    return [(first, end) for first, end in runs(loud) if end - first > LONGEST_CLOSED]


def gains(reference, estimate, rate):
    """How much of the reference each frame of 20 ms of an estimate holds: 1 for all of it."""
    frame = rate // 50
    count = min(len(reference), len(estimate)) // frame * frame
    own, found = (samples[:count].reshape(-1, frame) for samples in (reference, estimate))
    return (own * found).sum(axis=1) / np.maximum((own * own).sum(axis=1), 1e-12)


def closed_words(reference, estimate, rate):
    """(words in which less than a tenth of the voice is left for more than a tenth of a second, words)."""
    closed = gains(reference, estimate, rate) < CLOSED_GAIN
    spoken = words(reference, rate)
    cut = [any(end - first > LONGEST_CLOSED for first, end in runs(closed[begin:stop])) for begin, stop in spoken]
    return sum(cut), len(spoken)


def treble(reference, estimate, rate):
    """(SI-SDR above TREBLE_HZ, level there against the reference's in its loudest frames), in dB."""
    high = butter(8, TREBLE_HZ, "highpass", fs=rate, output="sos")
    clean, found = sosfilt(high, reference), sosfilt(high, estimate)
    target = (clean @ found) / (clean @ clean) * clean
    si_sdr = 10 * np.log10((target @ target) / ((found - target) @ (found - target)))
    powers = [framed(x, rate) for x in (clean, found)]
    loud = powers[0] >= np.quantile(powers[0], 1 - LOUD_SHARE)
    return si_sdr, 10 * np.log10(powers[1][loud].mean() / powers[0][loud].mean())


def print_treble(mixtures, scratch, names):
    """Where the mixtures have something above TREBLE_HZ, two more means."""
    found = []
    for name in names:
        clean, rate = soundfile.read(mixtures / "clean" / f"{name}.wav")
        if rate <= 2 * TREBLE_HZ:
            return
        found.append(treble(clean, soundfile.read(scratch / f"{name}.speech.wav")[0][:len(clean)], rate))
    means = np.mean(found, axis=0)
    print(f"above {TREBLE_HZ} Hz: SI-SDR {means[0]:.2f} dB, level in the loudest frames {means[1]:+.1f} dB")


def separate(program, mixtures, dictionary, latency, folder, options=()):
    """The voices that a dictionary finds in every mixture."""
    command = [program, "separate", *map(str, sorted((mixtures / "noisy").glob("*.wav"))),
               "--dictionary", dictionary, "--only", "speech", "--latency", latency, "--out", str(folder), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def separate_enrolled(program, mixtures, dictionary, latency, folder, options=()):
    """The same of a dictionary that learns voices: its first source, after an enrolment for each mixture."""
    own = folder / "own.safetensors"
    for noisy in sorted((mixtures / "noisy").glob("*.wav")):
        subprocess.run([program, "enrol", str(mixtures / "enrolment" / noisy.name), "--dictionary", dictionary,
                        "--out", str(own)], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([program, "separate", str(noisy), "--dictionary", str(own), "--only", ENROLLED, "--latency",
                        latency, "--out", str(folder), *options], check=True, stdout=subprocess.DEVNULL)
        (folder / f"{noisy.stem}.{ENROLLED}.wav").rename(folder / f"{noisy.stem}.speech.wav")


def choose_dry(mixtures, count, folder):
    """Links so many of the mixtures without a room, by a seed, into a folder as mix.py writes it."""
    with open(mixtures / "list.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["room"] == "dry"]
    random.Random(1).shuffle(rows)
    for kind in ("clean", "noisy"):
        (folder / kind).mkdir(parents=True)
        for row in rows[:count]:
            path = mixtures / kind / f"{row['name']}.wav"
            (folder / kind / path.name).symlink_to(path.resolve())
    write_rows(folder / "list.csv", sorted(rows[:count], key=lambda row: row["name"]))
    return folder


def mask_by_oracle(mixtures, names, scratch):
    """Wiener masks of the true voices and noises, the most that masks by magnitude can do."""
    for name in names:
        clean, rate = soundfile.read(mixtures / "clean" / f"{name}.wav")
        noisy = soundfile.read(mixtures / "noisy" / f"{name}.wav")[0][:len(clean)]
        hop = round(ORACLE_SECONDS * rate / 4)
        spectra = [frames_of(samples, 4 * hop, hop) for samples in (clean, noisy - clean, noisy)]
        voice, noise = (np.abs(spectrum) ** 2 + 1e-20 for spectrum in spectra[:2])
        found = sound_of(spectra[2] * voice / (voice + noise), len(noisy), 4 * hop, hop)
        soundfile.write(scratch / f"{name}.speech.wav", found, rate, subtype="FLOAT")


def link(folder, names, scratch):
    """Gives another program's estimates the names that `unbraid evaluate` looks for."""
    for name in names:
        estimate = folder / f"{name}.wav"
        if not estimate.is_file():
            raise SystemExit(f"{folder} holds no estimate of {name}")
        (scratch / f"{name}.speech.wav").symlink_to(estimate.resolve())


def evaluated(program, mixtures, estimates):
    """SI-SDR, its gain and ESTOI of every file, by `unbraid evaluate`."""
    command = [program, "evaluate", "--reference", str(mixtures / "clean"), "--estimate", str(estimates),
               "--noisy", str(mixtures / "noisy"), "--source", "speech", "--bss-eval", "none", "--json"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {row["name"]: row for row in json.loads(answer)["scores"]}


def score_all(arguments, scratch, pesq):
    """A row for each mixture, in the order of list.csv."""
    with open(arguments.mixtures / "list.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    if arguments.dictionary:
        take = separate_enrolled if arguments.enrolled else separate
        take(arguments.program, arguments.mixtures, arguments.dictionary, arguments.latency, scratch, shlex.split(arguments.options))
    elif arguments.oracle:
        mask_by_oracle(arguments.mixtures, [row["name"] for row in rows], scratch)
    else:
        link(arguments.estimates or arguments.mixtures / "noisy", [row["name"] for row in rows], scratch)
    others = evaluated(arguments.program, arguments.mixtures, scratch)
    for row in rows:
        other = others[row["name"]]
        row["estoi"], row["si_sdr_db"] = other["estoi"], other["si_sdr_db"]
        row["gain_db"] = other["si_sdr_db"] - other["input_si_sdr_db"]
        row["class"] = class_of(row["noise"])
        clean, noisy = (narrow(arguments.mixtures / kind / f"{row['name']}.wav") for kind in ("clean", "noisy"))
        found = narrow(scratch / f"{row['name']}.speech.wav")
        row["pesq"] = pesq(clean, found) if pesq else np.nan
        row["pause_db"] = left_in_pauses(clean, noisy, found, NARROW)
        row["closed"], row["words"] = closed_words(clean, found, NARROW)
    return rows


def by_value(rows, key, order=None):
    """(value, rows that have it) for every value of a column."""
    for value in sorted({row[key] for row in rows}, key=order):
        yield value, [row for row in rows if row[key] == value]


def by_snr(rows):
    return ((f"{snr} dB", chosen) for snr, chosen in by_value(rows, "snr_db", int))


def by_class(rows):
    """Dry and in a room, then each class of noise."""
    return (group for key in ("room", "class") for group in by_value(rows, key))


def grouped(rows):
    """(name, rows of it): each SNR, dry and in a room, each class of noise, and all."""
    yield from by_snr(rows)
    yield from by_class(rows)
    yield "all", rows


def num_worse(rows):
    """How many files are plainly below their input."""
    return sum(float(row["gain_db"]) < WORSE_DB for row in rows)


def means(rows):
    return [float(np.nanmean([row[score] for row in rows])) for score in SCORES]


def print_table(rows):
    print(f"{'':10}{'files':>6}{'PESQ':>7}{'ESTOI':>7}{'SI-SDR':>8}{'gain':>7}{'pauses':>8}{'worse':>7}")
    for label, chosen in grouped(rows):
        pesq, estoi, si_sdr, gain, pauses = means(chosen)
        print(f"{label:10}{len(chosen):6}{pesq:7.2f}{estoi:7.3f}{si_sdr:8.2f}{gain:7.2f}{pauses:8.1f}{num_worse(chosen):7}")


def print_closed(rows):
    closed, spoken = (sum(row[key] for row in rows) for key in ("closed", "words"))
    print(f"cut off for more than a tenth of a second: {closed} of {spoken} words")


def write_rows(path, rows):
    """A CSV file with a line for each row, all of one set of columns."""
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mixtures", type=Path, help="folder that mix.py wrote")
    parser.add_argument("--dictionary", help="separate by this dictionary, and score its voice")
    parser.add_argument("--enrolled", action="store_true",
                        help="the dictionary learns voices: it has each mixture's enrolment first (mix.py --enrol)")
    parser.add_argument("--latency", default="balanced", choices=("low", "balanced", "high"))
    parser.add_argument("--options", default="", help='further ones of "unbraid separate", such as "--quieter-pauses 4"')
    parser.add_argument("--estimates", type=Path, help="folder of estimates")
    parser.add_argument("--oracle", action="store_true", help="score the masks of the true voices and noises")
    parser.add_argument("--dry", type=int, metavar="N", help="score so many of the mixtures without a room, chosen by a seed")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--pesq", type=Path, help="shared library of the ITU's code; PESQ is left out without it")
    parser.add_argument("--rows", type=Path, help="also write a row per file there, as CSV")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as chosen:
        if arguments.dry:
            arguments.mixtures = choose_dry(arguments.mixtures, arguments.dry, Path(chosen) / "dry")
        rows = score_all(arguments, Path(scratch), arguments.pesq and Pesq(arguments.pesq))
        print_table(rows)
        print_closed(rows)
        print_treble(arguments.mixtures, Path(scratch), [row["name"] for row in rows])
    if arguments.rows:
        write_rows(arguments.rows, rows)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A baseline without a dictionary: optimally modified log-spectral amplitudes (OM-LSA, Cohen & Berdugo 2001; Cohen 2002) with noise by
minima-controlled recursive averaging (MCRA, Cohen & Berdugo 2002) or the improved one of two passes (IMCRA, Cohen 2003), written from the papers. Reads
noisy voices, writes FOLDER/NAME.wav, for score.py --estimates.

    omlsa.py [--imcra] FOLDER NOISY.wav...
    omlsa.py --table VOICES NOISES UNBRAID [NAME=FILE...]

The latter prints the table of Docs/Scores.md, it beside dictionaries: VOICES is a folder of clean voices, NOISES one of noise (moodist's); files are
further noises, or dictionaries (.safetensors), whose noise adapts to the mixture.

Needs NumPy, SciPy and soundfile."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfilt
from scipy.special import exp1

import recipes  # noqa: F401 (before those of the recipes)
import score_songs
from sounds import NARROW, read_mono, recordings_in, resample

WINDOW, HOP = 512, 128  # 32 ms that overlap by 75 % at 16 kHz
LEAST_GAIN = 10 ** (-25 / 20)
LEAST_SNR = 10 ** (-25 / 10)  # a priori
DECISION = 0.92  # alpha of the decision-directed estimate
SMOOTH, PRESENCE, NOISE = 0.8, 0.2, 0.95  # alpha_s, alpha_p, alpha_d of MCRA
RISE = 5.0  # delta: power over its minimum from which speech is there
MINIMUM_SECONDS = 1.0
I_SMOOTH, I_NOISE, I_BIAS = 0.9, 0.85, 1.47  # alpha_s, alpha_d, beta of IMCRA
I_MINIMUM = 1.66  # B_min: the mean of a minimum is so far below the power's
SURE_PEAK, PEAK, SURE_RISE = 4.6, 3.0, 1.67  # gamma_0, gamma_1, zeta_0
SUB_WINDOWS, SUB_FRAMES = 8, 15  # U and V: minima over 120 frames
FIRST = 10  # frames that are noise, to begin with
SNR_SMOOTH = 0.7  # beta
LOW, HIGH = 10 ** (-10 / 10), 10 ** (-5 / 10)  # smoothed SNR without and with speech
PEAK_LOW, PEAK_HIGH = 1.0, 10.0
MOST_ABSENCE = 0.95
LOCAL, GLOBAL = 1, 15  # bins to each side
MIX_DB = (0, 5)
SECONDS = 8
NUM_VOICES = 4
UPDATES = "--iterations", "20"
NOISES = {"ceiling fan": "moodist_ceiling-fan", "laundry": "moodist_laundry-room", "rain": "moodist_rain-on-tent", "restaurant": "moodist_restaurant",
          "river": "moodist_river", "supermarket": "moodist_supermarket", "traffic": "moodist_traffic", "train": "moodist_train", "wind": "moodist_wind"}


def smoothed(values, side):
    """Along bins, by a Hann window."""
    weights = np.hanning(2 * side + 3)[1:-1]
    return np.convolve(np.pad(values, side, "edge"), weights / weights.sum(), "valid")


def share(values, low, high):
    """0 below low, 1 above high, logarithmic between."""
    return np.clip(np.log(values / low) / np.log(high / low), 0, 1)


class NoisePower:
    """MCRA: the noise's power follows the frames where the power is near its minimum of the last second or two."""

    def __init__(self, first, rate):
        self.power = first.copy()
        self.smooth, self.least, self.next = (smoothed(first, LOCAL) for _ in range(3))
        self.presence = np.zeros_like(first)
        self.frames, self.every = 0, round(MINIMUM_SECONDS * rate / HOP)

    def update(self, power, prior, v):
        self.smooth = SMOOTH * self.smooth + (1 - SMOOTH) * smoothed(power, LOCAL)
        self.least, self.next = np.minimum(self.least, self.smooth), np.minimum(self.next, self.smooth)
        self.frames += 1
        if self.frames % self.every == 0:
            self.least, self.next = np.minimum(self.next, self.smooth), self.smooth.copy()
        self.presence = PRESENCE * self.presence + (1 - PRESENCE) * (self.smooth > RISE * self.least)
        keep = NOISE + (1 - NOISE) * self.presence
        self.power = keep * self.power + (1 - keep) * power


class Minimum:
    """The least of the last SUB_WINDOWS times SUB_FRAMES frames, in steps of SUB_FRAMES."""

    def __init__(self, first):
        self.least, self.part, self.kept, self.frames = first.copy(), first.copy(), [first.copy()], 0

    def update(self, values):
        self.least, self.part = np.minimum(self.least, values), np.minimum(self.part, values)
        self.frames += 1
        if self.frames % SUB_FRAMES == 0:
            self.kept = [*self.kept, self.part][-SUB_WINDOWS:]
            self.least, self.part = np.min(self.kept, axis=0), values.copy()
        return self.least


class ImprovedNoisePower:
    """IMCRA: a first pass of minima says roughly where speech is; a second, without it, how likely it is, and so how much the noise follows."""

    def __init__(self, first, rate):
        self.mean = first.copy()
        self.power = I_BIAS * first
        self.smooth, self.without = smoothed(first, LOCAL), smoothed(first, LOCAL)
        self.rough, self.fine = Minimum(self.smooth), Minimum(self.without)

    def update(self, power, prior, v):
        self.smooth = I_SMOOTH * self.smooth + (1 - I_SMOOTH) * smoothed(power, LOCAL)
        least = np.maximum(I_MINIMUM * self.rough.update(self.smooth), 1e-20)
        silent = ((power < SURE_PEAK * least) & (self.smooth < SURE_RISE * least)).astype(float)
        weight = smoothed(silent, LOCAL)
        free = np.where(weight > 0, smoothed(silent * power, LOCAL) / np.maximum(weight, 1e-20), self.without)
        self.without = I_SMOOTH * self.without + (1 - I_SMOOTH) * free
        least = np.maximum(I_MINIMUM * self.fine.update(self.without), 1e-20)
        absence = np.where(self.smooth < SURE_RISE * least, np.clip((PEAK - power / least) / (PEAK - 1), 0, 1), 0)
        presence = 1 / (1 + absence / np.maximum(1 - absence, 1e-10) * (1 + prior) * np.exp(-v))
        keep = I_NOISE + (1 - I_NOISE) * presence
        self.mean = keep * self.mean + (1 - keep) * power
        self.power = I_BIAS * self.mean


class Absence:
    """The probability beforehand that there is no speech, from the smoothed SNR around a bin, in its neighbourhood, and in the frame."""

    def __init__(self, bins):
        self.snr = np.full(bins, LOW)
        self.frame, self.peak = LOW, PEAK_LOW

    def update(self, snr):
        self.snr = SNR_SMOOTH * self.snr + (1 - SNR_SMOOTH) * snr
        frame = self.snr.mean()
        is_rising, self.frame = frame > self.frame, frame
        if frame <= LOW:
            of_frame = 0.0
        elif is_rising:
            self.peak, of_frame = min(max(frame, PEAK_LOW), PEAK_HIGH), 1.0
        else:
            of_frame = share(frame, self.peak * LOW, self.peak * HIGH)
        local, wide = (share(smoothed(self.snr, side), LOW, HIGH) for side in (LOCAL, GLOBAL))
        return np.minimum(1 - local * wide * of_frame, MOST_ABSENCE)


def gains(power, rate, noise_of=NoisePower):
    """Of a spectrogram's power [frames, bins], frame by frame."""
    noise, absence = noise_of(power[:FIRST].mean(axis=0), rate), Absence(power.shape[1])
    amplitude, before = np.ones(power.shape[1]), np.ones(power.shape[1])  # G_H1 of the frame before, and its posterior SNR
    found = np.empty_like(power)
    for frame, each in enumerate(power):
        posterior = each / np.maximum(noise.power, 1e-20)
        prior = np.maximum(DECISION * amplitude ** 2 * before + (1 - DECISION) * np.maximum(posterior - 1, 0), LEAST_SNR)
        v = np.maximum(posterior * prior / (1 + prior), 1e-10)
        amplitude = np.minimum(prior / (1 + prior) * np.exp(0.5 * exp1(v)), 1.0)
        q = absence.update(prior)
        presence = 1 / (1 + q / (1 - q) * (1 + prior) * np.exp(-v))
        found[frame] = amplitude ** presence * LEAST_GAIN ** (1 - presence)
        before = posterior
        noise.update(each, prior, v)
    return found


def enhanced(samples, rate, noise_of=NoisePower):
    """[samples] of a noisy voice with less noise, at the same rate and length."""
    if rate != NARROW:
        wide = resample(enhanced(resample(samples, rate, NARROW), NARROW, noise_of), NARROW, rate)
        return np.pad(wide, (0, max(0, len(samples) - len(wide))))[:len(samples)]
    window = np.sqrt(np.hanning(WINDOW + 1)[:-1])
    padded = np.pad(samples, (WINDOW, 2 * WINDOW), "reflect")  # silence would be taken for the noise
    starts = range(0, len(padded) - WINDOW + 1, HOP)
    spectra = np.array([np.fft.rfft(window * padded[start:start + WINDOW]) for start in starts])
    spectra *= gains(np.maximum(np.abs(spectra) ** 2, 1e-12), rate, noise_of)
    sound, weight = np.zeros(len(padded)), np.zeros(len(padded))
    for start, spectrum in zip(starts, spectra):
        sound[start:start + WINDOW] += window * np.fft.irfft(spectrum, WINDOW)
        weight[start:start + WINDOW] += window ** 2
    return (sound / np.maximum(weight, 1e-3))[WINDOW:WINDOW + len(samples)]


def si_sdr(true, estimate, rate):
    """Above 80 Hz, dB."""
    return score_songs.si_sdr(*(sosfilt(butter(4, 80, "highpass", fs=rate, output="sos"), each) for each in (true, estimate)))


def voices_of(folder, count):
    """Voices of SECONDS each, files of the folder one after another."""
    whole = np.concatenate([read_mono(path) for path in recordings_in(folder)])
    length = SECONDS * NARROW
    return [whole[i * length:(i + 1) * length] for i in range(min(count, len(whole) // length))]


def mixed(voice, noise, number, snr):
    """A voice with a part of the noise that its number chooses."""
    piece = np.resize(np.roll(noise, -number * len(noise) // NUM_VOICES), len(voice))
    return voice + piece * np.sqrt((voice @ voice) / (piece @ piece)) * 10 ** (-snr / 20)


def by_dictionary(unbraid, path, dictionary, options):
    """All that is not noise."""
    out = path.parent / Path(dictionary).stem
    subprocess.run([unbraid, "separate", path, "--dictionary", dictionary, "--out", out, *options], check=True, capture_output=True)
    return sum(soundfile.read(each)[0] for each in out.glob("*.wav") if each.stem.split(".")[-1] not in ("noise", "residual"))


def table(voices, noises, unbraid, more):
    voices = voices_of(voices, NUM_VOICES)
    more = [pair.split("=", 1) for pair in more]
    files = {name: next(noises.glob(file + ".*")) for name, file in NOISES.items()}
    files.update(pair for pair in more if not pair[1].endswith(".safetensors"))
    dictionaries = {"`speech-plain`": ("speech-plain", ()), "`speech`": ("speech", ())}
    dictionaries.update({name: (file, UPDATES) for name, file in more if file.endswith(".safetensors")})
    print("| noise | SNR | mixture | OM-LSA | OM-LSA, IMCRA | " + " | ".join(dictionaries) + " |\n" + "|---" * (5 + len(dictionaries)) + "|")
    for name, file in files.items():
        noise = read_mono(file)
        for snr in MIX_DB:
            scores = []
            for i, voice in enumerate(voices):
                noisy = mixed(voice, noise, i, snr)
                with tempfile.TemporaryDirectory() as scratch:
                    path = Path(scratch) / "noisy.wav"
                    soundfile.write(path, noisy, NARROW, subtype="FLOAT")
                    estimates = [noisy, enhanced(noisy, NARROW), enhanced(noisy, NARROW, ImprovedNoisePower),
                                 *(by_dictionary(unbraid, path, *dictionary) for dictionary in dictionaries.values())]
                scores.append([si_sdr(voice, estimate, NARROW) for estimate in estimates])
            print("| " + " | ".join([name, f"{snr} dB", *(f"{mean:.1f}" for mean in np.mean(scores, axis=0))]) + " |", flush=True)


def main():
    if len(sys.argv) >= 5 and sys.argv[1] == "--table":
        table(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], sys.argv[5:])
        return
    noise_of, words = (ImprovedNoisePower, sys.argv[2:]) if sys.argv[1:2] == ["--imcra"] else (NoisePower, sys.argv[1:])
    if len(words) >= 2 and not words[0].startswith("-"):
        folder = Path(words[0])
        folder.mkdir(parents=True, exist_ok=True)
        for path in map(Path, words[1:]):
            samples, rate = soundfile.read(path, always_2d=True)
            soundfile.write(folder / f"{path.stem}.wav", enhanced(samples.mean(axis=1), rate, noise_of), rate, subtype="FLOAT")
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()

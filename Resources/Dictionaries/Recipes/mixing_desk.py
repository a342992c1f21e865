# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What producers do to tracks and to the sum: equaliser, saturation, compression, reverberation, panning; one gain of bus
compressor and limiter for all stems, so that they still add up to the mixture; the loss of MP3."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

CONTROL = 64         # samples between two values of a gain
LOOK_AHEAD = 0.005   # s, of the limiter
BITRATES = ("96k", "128k", "192k")


def saturated(samples, drive):
    """A tape or an amplifier: the louder, the rounder. Drive 1 hardly touches, 10 distorts."""
    peak = np.abs(samples).max() + 1e-12
    return np.tanh(drive * samples / peak) / np.tanh(drive) * peak


def amplified(draw, samples, rate):
    """A guitar through a distorting amplifier and its loudspeaker: chords get the sums and differences of their notes."""
    thin = sosfilt(butter(1, draw.uniform(80, 300), "high", fs=rate, output="sos"), samples)
    loud = saturated(thin, 10 ** draw.uniform(0.7, 2))
    speaker = butter(3, (70, draw.uniform(3500, 6000)), "band", fs=rate, output="sos")
    return sosfilt(speaker, loud)


def low_passed(draw, samples, rate, lowest, highest):
    """Through a low-pass whose corner is drawn between two decimal logarithms of hertz."""
    return sosfilt(butter(2, 10 ** draw.uniform(lowest, highest), fs=rate, output="sos"), samples)


def struck_softly(draw, samples, rate):
    """A drum struck with mallets or damped by cloths: the treble of its attack is gone."""
    return low_passed(draw, samples, rate, 2.4, 3.2)


def darkened(draw, samples, rate):
    """A bass of which hardly more than the fundamental is left, as dub and dance music have it."""
    return low_passed(draw, samples, rate, 1.8, 2.6)


def through_old_record(draw, stems, rate):
    """Stems in the narrow band of an old record or a loudspeaker of a telephone, half of them on one channel: each through the
    same filter, so that they still add up."""
    edges = (10 ** draw.uniform(1.5, 2.3), 10 ** draw.uniform(3.5, 4))
    band, mono = butter(4, edges, "band", fs=rate, output="sos"), draw.random() < 0.5
    found = {name: sosfilt(band, samples, axis=0) for name, samples in stems.items()}
    return {name: np.repeat(samples.mean(axis=1, keepdims=True), 2, axis=1) for name, samples in found.items()} if mono else found


def compressing_gain(samples, rate, threshold_db, ratio, seconds):
    """The gain that turns down what is above a threshold below the loudest level, smoothed over `seconds`."""
    power = uniform_filter1d(np.mean(np.square(samples), axis=1)[::CONTROL], max(1, int(seconds * rate / CONTROL)))
    level_db = 10 * np.log10(power + 1e-12)
    over_db = np.maximum(0, level_db - level_db.max() - threshold_db)
    return stretched(10 ** (over_db * (1 / ratio - 1) / 20), len(samples))


def limiting_gain(samples, rate, ceiling):
    """The gain that keeps peaks below a ceiling; it falls in time."""
    width = int(LOOK_AHEAD * rate)
    peaks = maximum_filter1d(np.abs(samples).max(axis=1), 2 * width)
    return uniform_filter1d(np.minimum(1, ceiling / np.maximum(peaks, 1e-12)), width)


def stretched(values, length):
    return np.interp(np.arange(length), np.arange(len(values)) * CONTROL, values)


def reverberant(draw, samples, rate, seconds, wet):
    """A synthetic room or plate: noise that decays, the treble faster; the two channels differ."""
    length = int(1.2 * seconds * rate)
    decay = 10 ** (-3 * np.arange(length) / (seconds * rate))
    noise = draw.standard_normal((length, 2))
    dark = uniform_filter1d(noise, max(1, int(rate / draw.uniform(4000, 14000))), axis=0)
    response = dark * decay[:, None]
    response[:int(draw.uniform(0.002, 0.03) * rate)] = 0
    response /= np.sqrt(np.sum(response ** 2, axis=0))
    return samples + wet * fftconvolve(samples, response, axes=0)[:len(samples)]


def panned(samples, position):
    """Two channels of one; position from -1, left, to 1, right."""
    angle = (position + 1) * np.pi / 4
    return samples[:, None] * np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])


def track(draw, samples, rate, width):
    """One instrument as it leaves its channel: mono in, stereo out."""
    if draw.random() < 0.3:
        samples = saturated(samples, draw.uniform(1, 6))
    if draw.random() < 0.5:
        samples = samples * compressing_gain(samples[:, None], rate, -draw.uniform(6, 24), draw.uniform(1.5, 6), 0.03)
    stereo = panned(samples, draw.uniform(-width, width))
    if draw.random() < 0.7:
        stereo = reverberant(draw, stereo, rate, draw.uniform(0.2, 2.5), 10 ** (-draw.uniform(6, 24) / 20))
    return stereo


def bus(draw, stems, rate):
    """Stems under one gain, as a bus compressor and a limiter would set it by their sum."""
    if draw.random() < 0.6:
        mixed = sum(stems.values())
        gain = compressing_gain(mixed, rate, -draw.uniform(4, 14), draw.uniform(1.5, 4), draw.uniform(0.02, 0.2))
        stems = {name: samples * gain[:, None] for name, samples in stems.items()}
    mixed = sum(stems.values())
    gain = limiting_gain(mixed, rate, np.abs(mixed).max() * 10 ** (-draw.uniform(0, 8) / 20))
    return {name: samples * gain[:, None] for name, samples in stems.items()}


def through_mp3(samples, rate, bitrate):
    """Coded and decoded by ffmpeg, of the same length and without delay."""
    with tempfile.TemporaryDirectory() as folder:
        plain, coded, back = (Path(folder) / name for name in ("plain.wav", "coded.mp3", "back.wav"))
        soundfile.write(plain, samples, rate, subtype="FLOAT")
        for source, target, options in ((plain, coded, ("-b:a", bitrate)), (coded, back, ("-c:a", "pcm_f32le"))):
            subprocess.run(["ffmpeg", "-v", "error", "-threads", "1", "-i", source, *options, target], check=True)
        found, own = soundfile.read(back, always_2d=True)
        found = resample_poly(found, rate // 100, own // 100) if own != rate else found
        return np.pad(found[:len(samples)], ((0, max(0, len(samples) - len(found))), (0, 0)))

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading, resampling, joining and writing of recordings with one channel."""

import io
import subprocess
import tempfile
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

NARROW, FULL = 16000, 48000  # Hz: every recording is written at the first, those of 44.1 kHz and more at both
SILENCE = 2e-5               # of full scale


def framed(samples, rate, a_second=50):
    """The power of each frame, of 20 ms where not said otherwise."""
    frame = rate // a_second
    return (samples[:len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(axis=1)


def decode(content, mix):
    """(samples, rate) of a sound file's bytes: its first channel, or with `mix` the mean of all."""
    samples, rate = decode_channels(content)
    one = samples.mean(axis=1) if mix else samples[:, 0]
    return one.astype(np.float64), rate


def decode_channels(content):
    """(samples [frames x channels], rate) of a sound file's bytes. ValueError when neither libsndfile nor ffmpeg
    reads it."""
    try:
        samples, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError):
        samples, rate = decode_by_ffmpeg(content)
    return np.nan_to_num(samples), rate


def decode_by_ffmpeg(content):
    """(samples [frames x channels], rate) of what libsndfile does not read: AAC, WebM and the like."""
    with tempfile.NamedTemporaryFile() as coded, tempfile.NamedTemporaryFile(suffix=".wav") as plain:
        coded.write(content)
        coded.flush()
        command = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i", coded.name, "-vn", plain.name]
        if subprocess.run(command, capture_output=True).returncode != 0:
            raise ValueError("not a recording that can be read")
        return soundfile.read(plain.name, dtype="float32", always_2d=True)


def recordings_in(*folders):
    """Paths of the WAV and FLAC files below some folders, sorted."""
    return sorted(path for folder in folders for path in Path(folder).rglob("*") if path.suffix in (".wav", ".flac"))


def read_mono(path, rate=NARROW, frames=-1):
    """The mean of a file's channels at a rate; of so many frames of the file at most, if not all."""
    samples, found = soundfile.read(path, frames=frames, always_2d=True)
    return resample(samples.mean(axis=1), found, rate)


def in_random_order(folders, hours, seconds, draw):
    """Recordings below some folders at NARROW, so many seconds of each at most, until there are so many hours."""
    paths, length = recordings_in(*folders), 0
    for number in draw.permutation(len(paths)):
        samples = read_mono(paths[number], frames=seconds * NARROW * 3)[:seconds * NARROW]
        yield samples
        length += len(samples)
        if length > hours * 3600 * NARROW:
            break


def resample(samples, rate, wanted):
    if rate == wanted:
        return samples
    divisor = gcd(rate, wanted)
    return resample_poly(samples, wanted // divisor, rate // divisor)


def master_rate(rate):
    """The rate at which a recording is cut: full band where it was recorded so. None below 16 kHz."""
    return FULL if rate >= 44100 else NARROW if rate >= NARROW else None


def levels_db(samples, length):
    """Mean power in dB of frames of `length` samples."""
    count = len(samples) // length
    return 10 * np.log10(np.maximum((samples[:count * length].reshape(count, length) ** 2).mean(axis=1), 1e-30))


def trimmed(samples):
    """Without digital silence at both ends."""
    sounding = np.flatnonzero(np.abs(samples) > SILENCE)
    return samples[sounding[0]:sounding[-1] + 1] if len(sounding) else samples[:0]


def joined(parts, overlap):
    """One after another, each cross-faded with the next over `overlap` samples."""
    whole = parts[0].copy()
    rise = np.linspace(0, 1, overlap)
    for part in parts[1:]:
        if len(part) <= overlap or len(whole) <= overlap:
            continue
        whole[-overlap:] = whole[-overlap:] * (1 - rise) + part[:overlap] * rise
        whole = np.concatenate([whole, part[overlap:]])
    return whole


def write(folder, name, samples, rate):
    """16-bit FLAC at 16 kHz in `folder`, and at 48 kHz in `folder`_48k for a recording of full band."""
    peak = np.abs(samples).max()
    samples = samples * (0.99 / peak) if peak > 0.99 else samples
    if rate == FULL:
        write_flac(folder.with_name(folder.name + "_48k") / name, samples, FULL)
    narrow = resample(samples, rate, NARROW)
    write_flac(folder / name, np.clip(narrow, -0.999, 0.999), NARROW)


def write_flac(path, samples, rate):
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name("." + path.name)
    soundfile.write(part, samples, rate, subtype="PCM_16", format="FLAC")
    part.replace(path)

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Singing from speech: recorded voices moved to the pitch of a melody, period by period, by overlap-add (TD-PSOLA,
Moulines and Charpentier 1990). Formants and consonants stay as they were spoken. A strained voice sings about an octave above its speech,
swings widely, and is pressed: more treble, a rough edge, hardly a soft moment."""

import numpy as np
from scipy.fft import irfft, rfft
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfilt

from mixing_desk import compressing_gain, saturated

FRAME, HOP = 0.04, 0.01          # s, of the pitch tracker
LOWEST_HZ, HIGHEST_HZ = 70, 400  # of speech
VOICED = 0.5                     # correlation with one period later
NEARLY = 0.85                    # of the highest correlation
UNVOICED_PERIOD = 0.005          # s
VIBRATO_HZ, VIBRATO_DELAY = 5.5, 0.3
VIBRATO, WIDE_VIBRATO = (0, 0.4), (0.2, 0.9)  # semitones
REACH, STRAINED_REACH = (1.0, 1.4), (1.6, 2.4)  # times the pitch of the speech, about which the octave is chosen
GLIDE = 0.05                     # s from note to note
SLOWED, HELD = (1.0, 1.8), (3, 10)  # times as long as it was spoken: as words go, and with vowels held as in a slow song
HELD_SHARE = 0.4                 # of the phrases
TRIES, ENOUGH = 8, 0.4           # pieces of speech that are looked at for a phrase, until this share of one is voiced


def pitch_track(samples, rate):
    """(Hz, whether voiced) for every HOP, by normalised autocorrelation."""
    length, hop = int(FRAME * rate), int(HOP * rate)
    padded = np.pad(samples, (length // 2, length))
    frames = np.lib.stride_tricks.sliding_window_view(padded, length)[::hop][:len(samples) // hop + 1]
    spectra = rfft(frames * np.hanning(length), 2 * length, axis=1)
    correlation = irfft(np.abs(spectra) ** 2, axis=1)
    window = irfft(np.abs(rfft(np.hanning(length), 2 * length)) ** 2)
    first, last = int(rate / HIGHEST_HZ), min(int(rate / LOWEST_HZ), length - 1)
    normed = correlation[:, first:last] / (correlation[:, :1] + 1e-9) * (window[0] / window[first:last])
    loud = correlation[:, 0] > 1e-3 * np.quantile(correlation[:, 0], 0.95)
    return rate / (first + shortest_period(normed, first)), (normed.max(axis=1) > VOICED) & loud


def shortest_period(correlation, first):
    """The first peak of each row (lags from `first`) that is about as high as the highest: not two periods or three."""
    near = (correlation >= NEARLY * correlation.max(axis=1, keepdims=True)).argmax(axis=1)[:, None]
    lags = np.arange(correlation.shape[1])
    return np.where((lags >= near) & (lags < near + 0.2 * (first + near)), correlation, -1).argmax(axis=1)


def marks_of(samples, rate):
    """(place, period, whether voiced) of one mark a period, at the largest sample of each."""
    pitch, voiced = pitch_track(samples, rate)
    marks, at = [], 0
    while at < len(samples):
        frame = min(int(at / (HOP * rate)), len(pitch) - 1)
        period = int(rate / pitch[frame]) if voiced[frame] else int(UNVOICED_PERIOD * rate)
        reach = period // 4 if voiced[frame] and marks else 0
        low = max(at - reach, marks[-1][0] + 1 if marks else 0)
        at = low + int(np.argmax(samples[low:at + reach + 1])) if reach and low < len(samples) else at
        marks.append((at, period, bool(voiced[frame])))
        at += period
    return marks


def sung(samples, rate, target_hz, vowels=False):
    """The voice at a pitch given for every sample of what is returned; its time runs evenly over that length. With `vowels`
    only what is voiced is sung."""
    marks = marks_of(samples, rate)
    places = np.array([mark[0] for mark in marks])
    if vowels:
        marks = [mark for mark in marks if mark[2]] or marks
        places = np.linspace(0, len(samples), len(marks), endpoint=False)
    longest = max(mark[1] for mark in marks)
    source = np.pad(samples, longest)
    out = np.zeros(len(target_hz) + 2 * longest)
    speed, at = len(samples) / len(target_hz), 0.0
    while at < len(target_hz):
        place, period, voiced = marks[min(np.searchsorted(places, at * speed), len(marks) - 1)]
        grain = source[place + longest - period:place + longest + period] * np.hanning(2 * period)
        first = int(at) + longest - period
        out[first:first + 2 * period] += grain
        at += max(8.0, rate / target_hz[int(at)]) if voiced else period
    return out[longest:-longest]


def voiced_piece(voice, seconds, rate):
    """The first of TRIES pieces of speech that is voiced ENOUGH, or the most voiced one."""
    best, share = None, -1.0
    for _ in range(TRIES):
        piece = voice(seconds)
        voiced = float(pitch_track(piece, rate)[1].mean())
        if voiced > share:
            best, share = piece, voiced
        if share > ENOUGH:
            break
    return best


def median_pitch(samples, rate):
    pitch, voiced = pitch_track(samples, rate)
    return float(np.median(pitch[voiced])) if voiced.any() else 0.0


def line_hz(rng, notes, second, length, rate, vibrato=VIBRATO):
    """The pitch of a melody at every sample, with glides and vibrato; 0 in its rests. `second` is a tick in seconds."""
    hertz = np.zeros(length)
    depth = rng.uniform(*vibrato)
    for note in sorted(notes):
        first, last = (int(tick * second * rate) for tick in (note.tick, note.tick + note.ticks))
        time = np.arange(max(0, min(last, length) - first)) / rate
        vibrato = depth * np.clip(time - VIBRATO_DELAY, 0, 0.3) / 0.3 * np.sin(2 * np.pi * VIBRATO_HZ * time)
        hertz[first:first + len(time)] = 440 * 2 ** ((note.pitch - 69 + vibrato) / 12)
    return glided(hertz, rate)


def glided(hertz, rate):
    """Smoothed over GLIDE within each phrase."""
    sounding = (hertz > 0).astype(float)
    width = int(GLIDE * rate)
    smooth = uniform_filter1d(hertz, width) / np.maximum(uniform_filter1d(sounding, width), 1e-9)
    return np.where(hertz > 0, smooth, 0)


def phrases(hertz, rate, shortest=0.3, rest=0.15):
    """(first, last) of what is sung without a rest."""
    sounding = np.flatnonzero(hertz > 0)
    parts = np.split(sounding, np.flatnonzero(np.diff(sounding) > rest * rate) + 1)
    return [(part[0], part[-1] + 1) for part in parts if len(part) > shortest * rate]


def song_of(rng, voice, hertz, rate, reach=REACH):
    """A melody sung by a voice; `voice` (seconds) is another piece of speech at each call. The octave is the speaker's."""
    out = np.zeros(len(hertz))
    for first, last in phrases(hertz, rate):
        line = filled(hertz[first:last])
        held = rng.random() < HELD_SHARE
        spoken = voiced_piece(voice, (last - first) / rate / rng.uniform(*(HELD if held else SLOWED)), rate)
        own = median_pitch(spoken, rate)
        if own:
            octave = round(np.log2(own * rng.uniform(*reach) / np.median(line)))
            phrase = sung(spoken, rate, line * 2.0 ** octave, vowels=held)
            fade = np.minimum(1, np.minimum(np.arange(len(phrase)), np.arange(len(phrase))[::-1]) / (0.02 * rate))
            out[first:last] += phrase * fade
    return out


def filled(line):
    """Without the short gaps between notes: the pitch goes on."""
    known = np.flatnonzero(line > 0)
    return np.interp(np.arange(len(line)), known, line[known])


def strained(draw, samples, rate):
    """A voice pressed or overdriven, as that of one who shouts: treble raised, levels evened out, loudness rough, peaks rounded off."""
    treble = sosfilt(butter(1, draw.uniform(800, 2000), "high", fs=rate, output="sos"), samples)
    pressed = samples + 10 ** (draw.uniform(6, 16) / 20) * treble
    rough = sosfilt(butter(2, (25, draw.uniform(60, 110)), "band", fs=rate, output="sos"), draw.standard_normal(len(samples)))
    pressed *= compressing_gain(pressed[:, None], rate, -draw.uniform(9, 24), 4, 0.05)
    return saturated(pressed * (1 + draw.uniform(0, 0.7) * np.tanh(rough / rough.std())), 10 ** draw.uniform(0.4, 1.3))

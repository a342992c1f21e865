# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clean voices: what is noisy, clipped, narrow or there twice is refused, and long pauses are cut."""

import hashlib
from collections import defaultdict

import numpy as np

from sounds import FULL, NARROW, decode, joined, levels_db, master_rate, resample, write

MIN_SNR_DB = 40.0        # loud frames (90th percentile of 20 ms) over quiet ones; a row for tests alone, or for trainings that clean pauses, may ask for less by `snr`
QUIET = 10               # percentile of these; lower for word lists cut so tightly that there are hardly any pauses
CLIPPED = 0.0            # share of samples at full scale; above 0 for voices that their coding took beyond it
MIN_SECONDS = 1.0
WORDS_SECONDS = 8.0      # takes shorter than MIN_TAKE are joined with others of their speaker up to this
MIN_TAKE = 3.0
ACTIVE_DB = 38.0         # below the loud frames, a frame is a pause
LONGEST_PAUSE = 0.5      # s
MARGIN, EDGE = 0.225, 0.4  # s kept at each side of a pause, and at the ends
CROSS_FADE = 0.02        # s
SPEAKER_MINUTES = 20.0
MAX_FRAMES = 4000       # that a long recording's band is judged by


class Refused(Exception):
    """Why a recording is no clean voice."""


class VoiceCutter:
    """Cuts the recordings of one source; `known` holds fingerprints of all sources' recordings."""

    def __init__(self, folder, source, known):
        self.folder, self.source, self.known = folder, source, known
        self.minutes = defaultdict(float)
        self.waiting = defaultdict(list)
        self.limit = source.cut.get("minutes", SPEAKER_MINUTES if "speaker" in source.take else np.inf)

    def add(self, content, match):
        """Takes one file. Raises Refused."""
        groups = match.groupdict()
        speaker = groups.get("speaker") or "all"
        if self.minutes[speaker] >= self.limit:
            raise Refused("speaker has enough")
        samples, rate = decode(content, mix=False)
        check_raw(samples, rate, self.known, self.source.cut.get("clipped", CLIPPED))
        master = master_rate(rate)
        samples = resample(samples, rate, master)
        speech = without_pauses(samples - samples.mean(), master)
        if len(speech) < MIN_TAKE * master:
            self.wait(speaker, speech, master)
        else:
            self.keep(speaker, speech, master)

    def wait(self, speaker, speech, rate):
        """Joins short takes of one speaker until they make a recording worth keeping."""
        self.waiting[speaker, rate].append(speech)
        if sum(map(len, self.waiting[speaker, rate])) >= WORDS_SECONDS * rate:
            self.keep(speaker, joined(self.waiting.pop((speaker, rate)), int(CROSS_FADE * rate)), rate)

    def keep(self, speaker, speech, rate):
        if rate == FULL and not is_full_band(speech):
            speech, rate = resample(speech, FULL, NARROW), NARROW
        check_clean(speech if rate == NARROW else resample(speech, rate, NARROW), self.source.cut.get("quiet", QUIET),
                    self.source.cut.get("snr", MIN_SNR_DB))
        self.minutes[speaker] += len(speech) / rate / 60
        mark = hashlib.sha256(np.round(speech * 1000).astype(np.int16).tobytes()).hexdigest()[:10]
        write(self.folder, f"{self.source.name}_{speaker}_{mark}.flac", speech, rate)

    def finish(self):
        for (speaker, rate), parts in self.waiting.items():
            try:
                self.keep(speaker, joined(parts, int(CROSS_FADE * rate)), rate)
            except Refused:
                pass


def check_raw(samples, rate, known, clipped):
    """Refuses what is too narrow, silent, clipped or known; remembers the rest."""
    if len(samples) == 0 or rate < NARROW:
        raise Refused("below 16 kHz")
    peak = np.abs(samples).max()
    if peak < 1e-3:
        raise Refused("silent")
    at_peak = np.abs(samples) >= 0.99995 * peak
    if (np.abs(samples) >= 0.998).sum() > max(2, clipped * len(samples)) or (at_peak[3:] & at_peak[2:-1] & at_peak[1:-2] & at_peak[:-3]).any():
        raise Refused("clipped")
    mark = hashlib.sha256(np.round(samples / peak * 100).astype(np.int8).tobytes()).digest()
    if mark in known:
        raise Refused("there twice")
    known.add(mark)


def without_pauses(samples, rate):
    """The parts in which somebody speaks, with pauses cut to half a second."""
    frame = rate // 100
    loud = levels_db(samples, frame)
    if len(loud) < 20:
        raise Refused("too short")
    active = np.convolve(loud > np.percentile(loud, 90) - ACTIVE_DB, np.ones(3), "same") >= 2
    where = np.flatnonzero(active)
    if len(where) == 0:
        raise Refused("nobody speaks")
    breaks = np.flatnonzero(np.diff(where) > 100 * LONGEST_PAUSE)
    starts = where[np.concatenate([[0], breaks + 1])]
    ends = where[np.concatenate([breaks, [len(where) - 1]])] + 1
    parts = []
    for index, (start, end) in enumerate(zip(starts, ends)):
        before = EDGE if index == 0 else MARGIN
        after = EDGE if index == len(starts) - 1 else MARGIN
        parts.append(samples[max(0, int(start * frame - before * rate)):int(end * frame + after * rate)])
    return joined(parts, int(CROSS_FADE * rate))


def check_clean(speech, quiet, snr_db=MIN_SNR_DB):
    """Refuses a recording at 16 kHz that is short, noisy or narrow."""
    if len(speech) < MIN_SECONDS * NARROW:
        raise Refused("too short")
    loud = levels_db(speech, NARROW // 50)
    loud = loud[loud > -110]
    if len(loud) < 20 or np.percentile(loud, 90) - np.percentile(loud, quiet) < snr_db:
        raise Refused("noisy")
    high, middle = band_db(speech, NARROW, 6600, 7200), band_db(speech, NARROW, 4000, 5200)
    top = np.percentile(high, 97)
    if np.percentile(middle, 97) - top > 20 or top - np.percentile(high, 10) < 10:
        raise Refused("narrow")


def is_full_band(speech):
    """True where the loud frames reach 12 kHz: at most 45 dB below 4 to 8 kHz there, and 10 dB over the pauses."""
    high, middle = band_db(speech, FULL, 11000, 13000), band_db(speech, FULL, 4000, 8000)
    top = np.percentile(high, 97)
    return np.percentile(middle, 97) - top < 45 and top - np.percentile(high, 10) > 10


def band_db(samples, rate, low, high):
    """Power in dB between two frequencies, in frames of 32 ms."""
    length = rate * 32 // 1000
    step = max(length // 2, len(samples) // MAX_FRAMES)
    starts = np.arange(0, len(samples) - length + 1, step)
    frames = samples[starts[:, None] + np.arange(length)] * np.hanning(length)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    width = rate / length
    return 10 * np.log10(power[:, int(low / width):int(high / width)].mean(axis=1) + 1e-20)

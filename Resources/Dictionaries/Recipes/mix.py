#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws mixtures for scoring: OUT/clean/NAME.wav, OUT/noisy/NAME.wav, OUT/list.csv and OUT/snr.csv (classes for
`unbraid evaluate`), and with --enrol OUT/enrolment/NAME.wav: the same voice in other recordings, which are in no mixture.
The SNR is the active level of the clean reference (ITU-T P.56) over the RMS of all noise. The reference is the direct
sound and the first 40 ms of a room."""

import argparse
import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from sounds import framed, resample

EARLY = 0.04            # s of a room's response that belong to the reference
DECAY, DIRECT_DB = (0.15, 0.5), (0, 12)  # RT60 of rooms in s, and how far their reverberation is below the direct sound
LEVEL_DB, SPREAD_DB = -26, 6
SECOND_NOISE, RUMBLE = 0.3, 0.3  # shares of the mixtures
STEADY_DB = 6           # from the quietest to the loudest, but for a tenth of the frames
EVENT_DB = 20           # of its loudest frame over the median
NUM_TALKERS = (3, 6)
FEWEST_RECORDINGS = 4  # of a speaker who is enrolled
LARGEST = 0.95          # peak of what is written


class Deck:
    """Items in random order, shuffled again when all were drawn, so that each comes about equally often."""

    def __init__(self, items, draw):
        self.items, self.draw, self.left = list(items), draw, []

    def next(self):
        if not self.left:
            self.left = [self.items[i] for i in self.draw.permutation(len(self.items))]
        return self.left.pop()


class Sounds:
    """The recordings of some folders at one rate."""

    def __init__(self, folders, rate):
        self.rate = rate
        self.paths = sorted(path for folder in folders for path in Path(folder).glob("*.flac"))
        if not self.paths:
            raise SystemExit(f"no recordings in {', '.join(map(str, folders))}")

    def read(self, path):
        samples, rate = soundfile.read(path, dtype="float64")
        return resample(samples - samples.mean(), rate, self.rate)

    def by_speaker(self):
        """Recordings are SOURCE_SPEAKER_MARK.flac."""
        speakers = defaultdict(list)
        for path in self.paths:
            speakers["_".join(path.stem.split("_")[:2])].append(path)
        return speakers


def rms(samples):
    return np.sqrt(np.mean(samples ** 2))


def active_level(speech, rate):
    """RMS over the active part by ITU-T P.56, method B: the threshold at which level and threshold are 15.9 dB apart."""
    decay = np.exp(-1 / (0.03 * rate))
    smooth = ([1 - decay], [1, -decay])
    step = rate // 2000
    envelope = lfilter(*smooth, lfilter(*smooth, np.abs(speech)))[::step]
    hangover, energy = int(0.2 * rate / step), float(speech @ speech)
    before = None
    for threshold_db in np.arange(0, -90, -1.5):
        above = np.flatnonzero(envelope >= 10 ** (threshold_db / 20))
        if len(above) == 0:
            continue
        gaps = np.diff(np.append(above, above[-1] + hangover + 1))
        active = min(np.minimum(gaps, hangover + 1).sum() / len(envelope), 1) * len(speech)
        level_db = 10 * np.log10(energy / active + 1e-20)
        margin = level_db - threshold_db - 15.9
        if margin >= 0:
            share = 0 if before is None else before[1] / (before[1] - margin)
            start = level_db if before is None else before[0]
            return 10 ** ((start + share * (level_db - start)) / 20)
        before = (level_db, margin)
    return rms(speech)


def speech_of(sounds, deck, length, draw):
    """Utterances of one speaker with pauses of .1 to .4 s, cut to `length`; None where there are too few."""
    fade = int(0.005 * sounds.rate)
    ramp = np.linspace(0, 1, fade)
    parts, have = [], 0
    for _ in range(50):
        take = sounds.read(deck.next())
        if len(take) > 4 * fade:
            take[:fade] *= ramp
            take[-fade:] *= ramp[::-1]
            parts += [np.zeros(int(draw.uniform(0.1, 0.4) * sounds.rate)), take]
            have += len(parts[-2]) + len(take)
        if have >= length:
            speech = np.concatenate(parts)[:length]
            speech[-fade:] *= ramp[::-1]
            return speech if rms(speech) > 1e-4 else None
    return None


def noise_of(sounds, path, length, draw):
    """A segment at a random place, repeated with a cross-fade where the recording is short; None where it is silent."""
    noise = sounds.read(path)
    fade = int(0.05 * sounds.rate)
    if len(noise) < 4 * fade:
        return None
    rise = np.sqrt(np.linspace(0, 1, fade))
    while len(noise) < length:
        overlap = noise[-fade:] * rise[::-1] + noise[:fade] * rise
        noise = np.concatenate([noise[:-fade], overlap, noise[fade:]])
    for _ in range(20):
        start = int(draw.integers(len(noise) - length + 1))
        segment = noise[start:start + length] - noise[start:start + length].mean()
        quiet = np.sqrt(framed(segment, sounds.rate)) < 1e-5
        if rms(segment) > 1e-4 and quiet.mean() < 0.2:
            return segment / rms(segment)
    return None


def room_response(rate, draw, decays=DECAY, directs_db=DIRECT_DB):
    """A synthetic room with its direct sound at index 0: decaying noise, so far below."""
    decay, direct_db = draw.uniform(*decays), draw.uniform(*directs_db)
    length = int(1.2 * decay * rate)
    response = draw.standard_normal(length) * 10 ** (-3 * np.arange(length) / (decay * rate))
    response[:int(draw.uniform(0.001, 0.006) * rate)] = 0
    treble = np.exp(-2 * np.pi * draw.uniform(3000, 7000) / rate)
    response = lfilter([1 - treble], [1, -treble], response)
    response *= np.sqrt(10 ** (-direct_db / 10) / (response @ response))
    response[0] = 1
    return response


def rumble(length, rate, draw):
    """Noise below 50 to 150 Hz."""
    low = butter(2, draw.uniform(50, 150), fs=rate, output="sos")
    noise = sosfilt(low, draw.standard_normal(length + rate))[rate:]
    return noise / rms(noise)


def all_noise(sounds, deck, length, draw):
    """One noise or two, at times with rumble; and the names of the recordings."""
    noise, names = np.zeros(length), []
    for _ in range(2 if draw.random() < SECOND_NOISE else 1):
        segment = None
        while segment is None:
            path = deck.next()
            segment = noise_of(sounds, path, length, draw)
        noise += segment * 10 ** ((draw.uniform(-6, 0) if names else 0) / 20)
        names.append(path.stem)
    if draw.random() < RUMBLE:
        noise += rumble(length, sounds.rate, draw) * rms(noise) * 10 ** (-draw.uniform(3, 15) / 20)
        names.append("rumble")
    return noise, "+".join(names)


def is_steady(segment, rate):
    """Whether the level of nine tenths of its frames of .1 s keeps within STEADY_DB."""
    low, high = np.quantile(10 * np.log10(framed(segment, rate, 10) + 1e-12), (0.05, 0.95))
    return high - low < STEADY_DB


def steady_noise(sounds, deck, length, draw):
    """A noise as of a fan, a machine or rain, and the name of the recording."""
    while True:
        path = deck.next()
        segment = noise_of(sounds, path, length, draw)
        if segment is not None and is_steady(segment, sounds.rate):
            return segment, path.stem


def single_event(sounds, path):
    """.1 s before to .5 s after the loudest moment of a recording; None where it does not stand out."""
    noise = sounds.read(path)
    frame, before, after = sounds.rate // 50, sounds.rate // 10, sounds.rate // 2
    if len(noise) < before + after:
        return None
    powers = framed(noise, sounds.rate)
    if powers.max() < 10 ** (EVENT_DB / 10) * np.median(powers) or powers.max() < 1e-6:
        return None
    start = np.clip(powers.argmax() * frame - before, 0, len(noise) - before - after)
    event = noise[start:start + before + after].copy()
    fade = sounds.rate // 50
    event[:fade] *= np.linspace(0, 1, fade)
    event[-5 * fade:] *= np.linspace(1, 0, 5 * fade)
    return event / rms(event)


def single_events(sounds, deck, length, draw):
    """Knocks, steps, claps and the like at random moments, one to two in three seconds, and the names of the recordings."""
    noise, names = np.zeros(length), []
    count = max(1, round(length / sounds.rate * draw.uniform(0.3, 0.7)))
    while len(names) < count:
        path = deck.next()
        event = single_event(sounds, path)
        if event is None:
            continue
        start = int(draw.integers(max(1, length - len(event))))
        placed = event[:length - start] * 10 ** (draw.uniform(-6, 0) / 20)
        noise[start:start + len(placed)] += placed
        names.append(path.stem)
    return noise, "+".join(names)


def other_talkers(voices, speakers, speaker, length, draw):
    """Three to six others who talk at the same time, within 6 dB of one another, and who they are."""
    noise, names = np.zeros(length), []
    others = [name for name in speakers if name != speaker]
    for name in draw.permutation(others)[:int(draw.integers(*NUM_TALKERS, endpoint=True))]:
        speech = speech_of(voices, speakers[name], length, draw)
        if speech is not None:
            noise += speech / active_level(speech, voices.rate) * 10 ** (draw.uniform(-6, 0) / 20)
            names.append(name)
    if not names:
        raise SystemExit("there are too few other voices")
    return noise, "+".join(names)


def one_talker(voices, speakers, speaker, length, draw):
    """Somebody else who talks at the same time, and who it is."""
    for name in draw.permutation([name for name in speakers if name != speaker]):
        speech = speech_of(voices, speakers[name], length, draw)
        if speech is not None:
            return speech, str(name)
    raise SystemExit("there are too few other voices")


def decks(voices, draw, with_enrolments):
    """Of each speaker: recordings for mixtures and for enrolments; half of them each, where there are to be enrolments."""
    speakers, enrolled = {}, {}
    for name, paths in sorted(voices.by_speaker().items()):
        if with_enrolments and len(paths) < FEWEST_RECORDINGS:
            continue
        half = len(paths) // 2 if with_enrolments else 0
        speakers[name] = Deck(paths[half:], draw)
        if half:
            enrolled[name] = Deck(paths[:half], draw)
    return speakers, enrolled


def recorded_rooms(folder, rate):
    """The responses of real rooms, the first channel of each file of a folder, from their direct sound on."""
    for path in sorted(folder.iterdir()):
        response, own_rate = soundfile.read(path, dtype="float64", always_2d=True)
        response = resample(response[:, 0], own_rate, rate)
        direct = np.abs(response).argmax()
        yield response[direct:] / response[direct]


def mixture(speech, noise, snr_db, rate, response, draw):
    """(clean reference, mixture). response  of a room; None without one"""
    direct = wet = speech
    if response is not None:
        wet = fftconvolve(speech, response)[:len(speech)]
        direct = fftconvolve(speech, response[:int(EARLY * rate)])[:len(speech)]
    level = active_level(direct, rate)
    gain = 10 ** ((LEVEL_DB + draw.uniform(-SPREAD_DB, SPREAD_DB)) / 20) / level
    mixed = gain * wet + noise * gain * level / rms(noise) * 10 ** (-snr_db / 20)
    clean = gain * direct
    scale = min(1, LARGEST / max(np.abs(mixed).max(), np.abs(clean).max()))
    return clean * scale, mixed * scale


def draw_mixtures(arguments):
    """Writes every mixture; a row about each."""
    draw = np.random.default_rng(arguments.seed)
    voices, noises = Sounds(arguments.voices, arguments.rate), Sounds(arguments.noises, arguments.rate)
    speakers, enrolled = decks(voices, draw, arguments.enrol > 0)
    names, kinds = Deck(speakers, draw), Deck(noises.paths, draw)
    length = round(arguments.seconds * arguments.rate)
    responses = Deck(recorded_rooms(arguments.responses, arguments.rate), draw) if arguments.responses else None
    made = {"noise": all_noise, "steady": steady_noise, "events": single_events}.get(arguments.disturbance)
    for number in range(arguments.count):
        snr_db = arguments.snrs[number % len(arguments.snrs)]
        speech = None
        while speech is None:
            speaker = names.next()
            speech = speech_of(voices, speakers[speaker], length, draw)
        others = one_talker if arguments.disturbance == "talker" else other_talkers
        noise, what = (made(noises, kinds, length, draw) if made else
                       others(voices, speakers, speaker, length, draw))
        in_room = draw.random() < arguments.rooms
        response = None
        if in_room:
            response = responses.next() if responses else room_response(arguments.rate, draw, arguments.decay, arguments.direct)
        clean, noisy = mixture(speech, noise, snr_db, arguments.rate, response, draw)
        name = f"{number:03d}_{speaker.replace('.', '-')}_snr{snr_db:+03d}"
        for kind, samples in (("clean", clean), ("noisy", noisy)):
            soundfile.write(arguments.out / kind / f"{name}.wav", samples, arguments.rate, subtype="PCM_16")
        if enrolled:
            said = speech_of(voices, enrolled[speaker], round(arguments.enrol * arguments.rate), draw)
            said *= 10 ** (LEVEL_DB / 20) / active_level(said, arguments.rate)
            soundfile.write(arguments.out / "enrolment" / f"{name}.wav", np.clip(said, -LARGEST, LARGEST),
                            arguments.rate, subtype="PCM_16")
        yield name, snr_db, speaker, what, "room" if in_room else "dry"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", required=True, metavar="FOLDER")
    parser.add_argument("--noises", nargs="+", required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--disturbance", choices=("noise", "steady", "events", "talkers", "talker"),
                        default="noise",
                        help="one noise or two; one that is steady; single events; three to six other voices; one")
    parser.add_argument("--enrol", type=float, default=0, metavar="SECONDS",
                        help="also write so much of the voice in other recordings")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--snrs", type=int, nargs="+", default=[-5, 0, 5, 10, 15], metavar="DB")
    parser.add_argument("--rate", type=int, default=16000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rooms", type=float, default=0.3, help="share of the mixtures in a room")
    parser.add_argument("--decay", type=float, nargs=2, default=DECAY, metavar="SECONDS", help="RT60 of the rooms, from and to")
    parser.add_argument("--direct", type=float, nargs=2, default=DIRECT_DB, metavar="DB",
                        help="the direct sound over the reverberation, from and to")
    parser.add_argument("--responses", type=Path, metavar="FOLDER", help="of recorded rooms, in place of synthetic ones")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for kind in ("clean", "noisy", "enrolment") if arguments.enrol else ("clean", "noisy"):
        (arguments.out / kind).mkdir(parents=True, exist_ok=True)
    rows = list(draw_mixtures(arguments))
    with open(arguments.out / "list.csv", "w", newline="") as file:
        csv.writer(file).writerows([("name", "snr_db", "speaker", "noise", "room"), *rows])
    with open(arguments.out / "snr.csv", "w", newline="") as file:
        csv.writer(file).writerows((name, f"{snr_db:+d} dB") for name, snr_db, *_ in rows)


if __name__ == "__main__":
    main()

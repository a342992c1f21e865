#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings with many microphones whose bleed is known, for the scores of Docs/Bleed.md; always the same.

    render_bleed.py FOLDER MULDJORD MULTITRACK

    FOLDER/kit-<n>/<microphone>.wav           a composed beat on the MuldjordKit, played hit by hit at all microphones
    FOLDER/room-<song>/<microphone>.wav       dry stems that sound in one room, a microphone close to each
    .../own/<microphone>.wav                  of that, what the microphone's own source makes

MULDJORD    the folder Samples of github.com/sfzinstruments/DrumGizmo.MuldjordKit (CC BY 4.0), all microphones
MULTITRACK  folders of stems: bass, drums, guitars, vocals

Needs python3-numpy and python3-soundfile.
"""
import argparse
import random
from pathlib import Path

import numpy as np
import soundfile as sf

from drummer import STEPS, piece

RATE = 44100
KITS = 3
BARS = 6
TAIL = 1.0  # seconds
# A source: the voices that are struck, softest hits first, and its own microphones.
KIT = {"kick": (["KdrumR"], ["KdrumR"]), "snare": (["Snare"], ["Snare_top", "Snare_bottom"]),
       "hi-hat": (["HihatClosed", "HihatOpen"], ["Hihat"]), "tom-1": (["Tom1"], ["Tom1"]), "tom-2": (["Tom2"], ["Tom2"]),
       "tom-3": (["Tom3"], ["Tom3"]), "tom-4": (["Tom4"], ["Tom4"]), "crash": (["CrashL", "CrashR", "China"], ["OHL", "OHR"]),
       "ride": (["RideL"], ["RideL"])}
MICROPHONES = [name for _, own in KIT.values() for name in own]
ROOM = (6.4, 5.1, 2.9)  # metres
ABSORPTION = 0.35  # of the walls: the sound decays by 60 dB in about a third of a second
CLOSE = 0.25  # metres from a source to its microphone
PLACES = ((1.4, 1.3, 1.1), (4.6, 1.5, 1.3), (4.4, 3.9, 1.2), (1.7, 3.6, 1.5))
STEMS = ("bass", "drums", "guitars", "vocals")
SPEED = 343.0  # metres a second


def hits_of(muldjord, voice):
    """The hits of a voice by number, softest first: microphone -> samples."""
    numbers = sorted({int(path.name.split("-")[0]) for path in (muldjord / voice).glob("*.flac")})
    return [{name: sf.read(muldjord / voice / f"{number}-{voice}-{name}.flac", dtype="float32")[0]
             for name in MICROPHONES} for number in numbers]


def strikes(rng, seconds):
    """source -> (seconds, voice, strength), of a composed piece."""
    found = {source: [] for source in KIT}
    for drum, struck in piece(rng, BARS).items():
        for hit in struck:
            source, voice = drum, 0
            if drum == "toms":
                source = f"tom-{1 + hit.voice * 4 // 6}"
            elif drum == "cymbals":
                source, voice = ("ride", 0) if hit.voice == 1 else ("crash", rng.randrange(3))
            elif drum == "hi-hat":
                voice = hit.voice
            found[source].append((hit.step * seconds, voice, hit.strength))
    return found


def play(rng, kit):
    """source -> microphone -> samples."""
    seconds = 60 / rng.uniform(85, 140) / 4
    length = round((BARS * STEPS * seconds + TAIL) * RATE)
    images = {source: {name: np.zeros(length, np.float32) for name in MICROPHONES} for source in KIT}
    for source, struck in strikes(rng, seconds).items():
        for time, voice, strength in struck:
            hits = kit[source][min(voice, len(kit[source]) - 1)]
            hit = hits[min(len(hits) - 1, int(strength * len(hits)))]
            first = round(time * RATE)
            for name, sound in hit.items():
                last = min(length, first + len(sound))
                images[source][name][first:last] += sound[:last - first]
    return images


def response(source, microphone):
    """Of a box with six equal walls, by image sources (Allen & Berkley 1979), each at the nearest sample."""
    reach = 9  # reflections per axis and direction
    reflection = np.sqrt(1 - ABSORPTION)
    axes = []
    for size, at, to in zip(ROOM, source, microphone):
        n = np.arange(-reach, reach + 1)
        places = np.concatenate([2 * n * size + at, 2 * n * size - at]) - to
        bounces = np.concatenate([np.abs(2 * n), np.abs(2 * n - 1)])
        axes.append((places, bounces))
    (x, i), (y, j), (z, k) = axes
    distance = np.sqrt(x[:, None, None] ** 2 + y[None, :, None] ** 2 + z[None, None, :] ** 2)
    gain = reflection ** (i[:, None, None] + j[None, :, None] + k[None, None, :]) / distance
    delay = np.round(distance / SPEED * RATE).astype(int)
    taps = np.zeros(RATE // 2)
    inside = delay < len(taps)
    np.add.at(taps, delay[inside], gain[inside])
    return taps


def convolved(sound, taps):
    length = 1 << (len(sound) + len(taps) - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, length) * np.fft.rfft(taps, length))[:len(sound)]


def in_room(folder):
    """source -> microphone -> samples, of the stems of a song; all equally loud where they are played."""
    names = [name for name in STEMS if (folder / f"{name}.flac").exists()]
    images = {}
    for source, place in zip(names, PLACES):
        sound, rate = sf.read(folder / f"{source}.flac", always_2d=True)
        assert rate == RATE
        sound = sound.mean(axis=1)
        sound /= np.sqrt(np.mean(sound ** 2))
        images[source] = {name: convolved(sound, response(place, (to[0] + CLOSE, to[1], to[2])))
                          for name, to in zip(names, PLACES)}
    return images


def write(folder, images, own):
    """own  source -> its microphones"""
    microphones = [name for names in own.values() for name in names]
    peak = max(np.abs(sum(image[name] for image in images.values())).max() for name in microphones)
    (folder / "own").mkdir(parents=True, exist_ok=True)
    for source, names in own.items():
        for name in names:
            mixed = sum(image[name] for image in images.values())
            sf.write(folder / f"{name}.wav", 0.8 * mixed / peak, RATE, subtype="FLOAT")
            sf.write(folder / "own" / f"{name}.wav", 0.8 * images[source][name] / peak, RATE, subtype="FLOAT")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("muldjord", type=Path)
    parser.add_argument("multitrack", type=Path)
    chosen = parser.parse_args()
    kit = {source: [hits_of(chosen.muldjord, voice) for voice in voices] for source, (voices, _) in KIT.items()}
    for number in range(KITS):
        write(chosen.folder / f"kit-{number}", play(random.Random(number), kit),
              {source: own for source, (_, own) in KIT.items()})
    for song in sorted(chosen.multitrack.glob("mdb_*")):
        images = in_room(song)
        write(chosen.folder / f"room-{song.name[4:].lower()}", images, {name: [name] for name in images})


if __name__ == "__main__":
    main()

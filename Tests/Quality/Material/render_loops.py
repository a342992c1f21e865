#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes drum loops and plays them on kits of recorded hits: true stems of five drums, always the same.

    render_loops.py FOLDER MULDJORD [--loops N]

    FOLDER/train/<nnn>/{kick,snare,hi-hat,toms,cymbals}.wav       kits for training, their drums mixed, retuned, filtered
    FOLDER/train/<nnn>/score.mid                                  what was played, a note of General MIDI for each drum
    FOLDER/{development,test}/<kit>_<n>/...                       whole kits that train nothing, as they were recorded
    FOLDER/{development,test}-hits/<kit>/<drum>/<n>.wav           a hit of every voice of those kits

For training: the folder MULDJORD, Debian's sonic-pi-samples, fluid-soundfont-gm and
musescore-general-soundfont-lossless, by fluidsynth. Only scored: Debian's hydrogen-drumkits. Needs sox, python3-numpy
and python3-soundfile. A drum that rests throughout a loop has no file.
"""
import argparse
import random
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile as sf

from drummer import DRUMS, STEPS, piece
from fluid import RATE, render
from midi import DRUM_CHANNEL, TICKS, Note, Track, midi_file

BARS = 4
TAIL = 1.0  # seconds
LONGEST = 3.0  # of a hit, seconds
LEVELS = {"kick": 1.0, "snare": 0.8, "hi-hat": 0.3, "toms": 0.7, "cymbals": 0.4}
# What a drum has by its voices, one pattern each: see drummer.Hit.
SONIC_PI = Path("/usr/share/sonic-pi/samples")
ROCK = {"kick": ["drum_heavy_kick drum_bass_hard drum_bass_soft"], "snare": ["drum_snare_hard drum_snare_soft"],
        "hi-hat": ["drum_cymbal_closed drum_cymbal_pedal", "drum_cymbal_open"],
        "toms": ["drum_tom_hi_hard drum_tom_hi_soft", "drum_tom_mid_hard drum_tom_mid_soft",
                 "drum_tom_lo_hard drum_tom_lo_soft"],
        "cymbals": ["drum_cymbal_hard drum_splash_hard drum_splash_soft", "drum_cymbal_soft"]}
ELECTRIC = {"kick": ["bd_haus bd_fat bd_klub bd_gas bd_zum bd_ada"], "snare": ["sn_dolf sn_dub sn_zome sn_generic"],
            "hi-hat": ["elec_tick drum_cymbal_closed", "elec_cymbal drum_cymbal_open"],
            "toms": ["elec_fuzz_tom elec_hollow_kick"], "cymbals": ["drum_splash_soft elec_cymbal", "elec_cymbal"]}
MULDJORD = {"kick": ["*Kdrum*"], "snare": ["*Snare*"], "hi-hat": ["*HihatClosed*", "*HihatOpen*"],
            "toms": ["*Tom1*", "*Tom2*", "*Tom3*", "*Tom4*"], "cymbals": ["*Crash*", "*Ride*"]}
GENERAL_MIDI = {"kick": [(35, 36)], "snare": [(38, 40)], "hi-hat": [(42, 44), (46,)],
                "toms": [(50,), (48,), (47,), (45,), (43,), (41,)], "cymbals": [(49, 57, 55, 52), (51, 59, 53)]}
NOTES = {"kick": 36, "snare": 38, "hi-hat": 42, "toms": 45, "cymbals": 49}  # of General MIDI, a drum each
NOTE_SECONDS = 0.1  # in the score
PROGRAMS = (0, 8, 16, 24, 25, 32, 40)
VELOCITIES = (50, 90, 120)
HYDROGEN = Path("/usr/share/hydrogen/data/drumkits")
KITS = {
    "development": {
        "colombo": ("ColomboAcousticDrumkit", {
            "kick": ["bassdrum*"], "snare": ["snare*normal*shot*"], "hi-hat": ["hihat-closed*", "hihat-open*"],
            "toms": ["tom-hi*", "tom-mid*", "tom-low*"], "cymbals": ["crash*crash*", "crash*ride[24]*"]}),
        "millo": ("Millo_MultiLayered3", {
            "kick": ["bd_*"], "snare": ["sd_*"], "hi-hat": ["hh_0*", "ho_*"], "toms": ["t1_*", "t2_*", "ft_*"],
            "cymbals": ["cc_*", "rc_*"]}),
        "breaks": ("VariBreaks", {
            "kick": ["VP Kick*"], "snare": ["VP Snare*"], "hi-hat": ["VP Hat*Cl*", "VP Hat*Op*"],
            "toms": ["VP Tom Hi*", "VP Tom Mid*", "VP Tom Low*"], "cymbals": []})},
    "test": {
        "pearl": ("The Black Pearl 1.0", {
            "kick": ["PearlKick*"], "snare": ["PearlSnare-*"], "hi-hat": ["SabianHatClosed*", "SabianHatOpen*"],
            "toms": ["PearlTom1*", "PearlTom2*", "PearlTomFloor*"], "cymbals": ["SabianCrash-*", "PaisteRide-*"]}),
        "forzee": ("ForzeeStereo", {
            "kick": ["Kick*"], "snare": ["Snare-*"], "hi-hat": ["HiHatClosed*", "HiHatOpen*"],
            "toms": ["Tom*"], "cymbals": ["Crash18-*", "Ride-*"]})}}


def read_hit(path):
    """One channel of what was struck, from just before it begins, loudest sample 1; None where it is silent."""
    raw = subprocess.run(["sox", path, "-r", str(RATE), "-c", "1", "-b", "32", "-e", "float", "-t", "raw", "-"],
                         check=True, capture_output=True).stdout
    return trimmed(np.frombuffer(raw, np.float32))


def trimmed(samples):
    peak = np.abs(samples).max(initial=0)
    if peak == 0:
        return None
    first = max(0, int(np.argmax(np.abs(samples) > 0.01 * peak)) - 32)
    return samples[first:first + int(LONGEST * RATE)] / peak


def hits_of(paths):
    return [hit for hit in map(read_hit, paths) if hit is not None]


def kit_of_files(folder, patterns):
    """drum -> voices -> hits."""
    kit = {drum: [hits_of(sorted(Path(folder).glob(pattern))) for pattern in voices]
           for drum, voices in patterns.items()}
    return {drum: [hits for hits in voices if hits] for drum, voices in kit.items()}


def kit_of_samples(names):
    return {drum: [hits_of(SONIC_PI / f"{name}.flac" for name in voice.split()) for voice in voices]
            for drum, voices in names.items()}


def kit_of_font(font, program, folder):
    """All notes of a drum kit, struck one after the other every four seconds."""
    notes = [note for voices in GENERAL_MIDI.values() for voice in voices for note in voice]
    struck = [(note, velocity) for note in notes for velocity in VELOCITIES]
    spacing = 4 * TICKS  # four seconds at 60 beats a minute
    score = [Note(index * spacing, TICKS // 4, note, velocity) for index, (note, velocity) in enumerate(struck)]
    path = Path(folder) / "kit.wav"
    render(font, midi_file(60, [Track(DRUM_CHANNEL, program, score)]), path)
    samples = sf.read(path, dtype="float32")[0].mean(axis=1)
    length = 4 * RATE
    recorded = {hit: trimmed(samples[index * length:(index + 1) * length]) for index, hit in enumerate(struck)}
    return {drum: [[recorded[note, velocity] for note in voice for velocity in VELOCITIES
                    if recorded[note, velocity] is not None] for voice in voices]
            for drum, voices in GENERAL_MIDI.items()}


def training_kits(muldjord):
    with tempfile.TemporaryDirectory() as folder:
        fonts = [kit_of_font(font, program, folder) for font in ("fluid", "muse") for program in PROGRAMS]
    recorded = [kit_of_samples(ROCK), kit_of_samples(ELECTRIC), kit_of_files(muldjord, MULDJORD)]
    return 3 * recorded + fonts  # the fonts' kits share many hits


def retuned(hit, factor):
    """Higher and shorter, or lower and longer, by linear interpolation."""
    return np.interp(np.arange(0, len(hit) - 1, factor), np.arange(len(hit)), hit)


def coloured(rng, hit):
    """Through a gentle random filter: bass and treble up or down, a bell somewhere."""
    length = 1 << (2 * len(hit) - 1).bit_length()  # a power of two, which is quick
    spectrum = np.fft.rfft(hit, length)
    octaves = np.log2(np.fft.rfftfreq(length, 1 / RATE) / 1000 + 1e-3)
    bell = np.exp(-0.5 * ((octaves - rng.uniform(-3.5, 3.5)) / rng.uniform(0.4, 1.2)) ** 2)
    decibels = rng.gauss(0, 0.8) * np.clip(octaves, -4, 4) + rng.gauss(0, 5) * bell
    return np.fft.irfft(spectrum * 10 ** (decibels / 20))[:len(hit)]


def faded(hit, seconds):
    """Damped, as a kit with cloths on it."""
    return hit * np.exp(-np.arange(len(hit)) / (seconds * RATE))


def kit_for_training(rng, kits):
    """A kit nobody owns: every drum from another one, changed a little."""
    kit = {}
    for drum in DRUMS:
        voices = rng.choice(kits)[drum]
        tuning, damping = 2 ** rng.uniform(-0.35, 0.35), rng.choice((9.0, 9.0, 0.5, 0.2))
        colour = rng.getrandbits(32)
        kit[drum] = [[faded(coloured(random.Random(colour), retuned(hit, tuning)), damping)
                      for hit in rng.sample(hits, min(3, len(hits)))] for hits in voices]
    return kit


class Struck(NamedTuple):
    """A hit that sounds in a loop."""
    seconds: float
    drum: str
    strength: float  # 0 to 1


def play(rng, kit, levels, tempo=None, bars=BARS, keeps_time_on_toms=False, kicks_on_every_beat=False):
    """drum -> samples, of a piece that is composed for it, and its hits; at a random tempo if none is given."""
    seconds = 60 / (tempo or rng.uniform(80, 150)) / 4
    stems, score = {}, []
    for drum, struck in piece(rng, bars, keeps_time_on_toms, kicks_on_every_beat).items():
        track = np.zeros(round((bars * STEPS * seconds + TAIL + LONGEST * 2) * RATE))
        voices = kit.get(drum) or []
        for hit in struck if voices else []:
            sound = rng.choice(voices[hit.voice * len(voices) // 6 if drum == "toms" else min(hit.voice, len(voices) - 1)])
            first = round(hit.step * seconds * RATE)
            last = min(len(track), first + len(sound))
            track[first:last] += levels[drum] * hit.strength ** 1.5 * sound[:last - first]
            score.append(Struck(first / RATE, drum, hit.strength))
        stems[drum] = track[:round((bars * STEPS * seconds + TAIL) * RATE)]
    return stems, score


def score_bytes(score):
    """A MIDI file of the hits; at 60 beats a minute a tick is 1/TICKS of a second."""
    notes = [Note(round(hit.seconds * TICKS), round(NOTE_SECONDS * TICKS), NOTES[hit.drum], round(127 * hit.strength))
             for hit in score]
    return midi_file(60, [Track(DRUM_CHANNEL, 0, notes)])


def write(folder, stems, score):
    peak = np.abs(sum(stems.values())).max()
    folder.mkdir(parents=True, exist_ok=True)
    for drum, samples in stems.items():
        if samples.any():
            sf.write(folder / f"{drum}.wav", 0.7 * samples / peak, RATE, subtype="PCM_16")
    (folder / "score.mid").write_bytes(score_bytes(score))


def render_training(folder, rng, kits, loops):
    for loop in range(loops):
        levels = {drum: level * 10 ** (rng.gauss(0, 4) / 20) for drum, level in LEVELS.items()}
        write(folder / f"{loop:03d}", *play(rng, kit_for_training(rng, kits), levels))


def write_hits(folder, kit):
    """A hit of every voice, in a folder for each drum that the kit has."""
    for drum, voices in kit.items():
        for voice, hits in enumerate(voices):
            (folder / drum).mkdir(parents=True, exist_ok=True)
            sf.write(folder / drum / f"{voice}.wav", 0.9 * hits[-1], RATE, subtype="PCM_16")


def render_scored(folder, part, rng):
    for name, (place, patterns) in KITS[part].items():
        kit = kit_of_files(HYDROGEN / place, patterns)
        for n in range(4):
            write(folder / part / f"{name}_{n}", *play(rng, kit, LEVELS))
        write_hits(folder / f"{part}-hits" / name, kit)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("muldjord", type=Path)
    parser.add_argument("--loops", type=int, default=300)
    chosen = parser.parse_args()
    render_scored(chosen.folder, "development", random.Random(2))
    render_scored(chosen.folder, "test", random.Random(3))
    render_training(chosen.folder / "train", random.Random(1), training_kits(chosen.muldjord), chosen.loops)


if __name__ == "__main__":
    main()

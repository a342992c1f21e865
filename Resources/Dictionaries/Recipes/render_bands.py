#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes and renders songs with true stems, by seed: OUT/NNNN/{vocals,drums,bass,other}.flac, with --six also guitar.flac and piano.flac in
place of their part of other.flac, 44.1 kHz, stereo, and song.json with tempo, key and who plays. Instruments, kits and voices are those that bands.json gives to the role; no sample is in two
roles. Composed by the scripts of Tests/Quality/Material and sequencer.py; sound by fluidsynth, sampler.py, drum_machine.py,
synthesiser.py, singer.py and mixing_desk.py.

A stem is an instrument, not a range: a synthesiser that plays bass and chords with one patch is `other` as a whole, as a pianist's left hand
is, and such a song has no `bass`. A kick that rings at the key's note is `drums`, a line that follows the chords `bass`."""

import argparse
import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

import drum_machine
import lead_guitar
import mixing_desk
import singer
import synthesiser
from recorded_kits import at_rate, kit_of_folder, render_loops
from sampler import Sampler
from songs import APART, at_level, write_song
from sources import HERE

import composer
import fluid
import sequencer
from midi import TICKS, Note, Track, midi_file

RATE = fluid.RATE
BARS, BLOCK = 16, 4  # bars of a song, if nothing else is asked for, and of the blocks in which a part may rest
TAIL = 1.0           # s
RESTS = 0.15         # share of the blocks
LEVELS_DB = {"vocals": 0, "drums": 0, "bass": -2, "other": -3}
SPREAD_DB = 5
PRESENT = {"vocals": 0.75, "drums": 0.95, "bass": 0.95}
DUETS = 0.2          # share of the songs that are a voice and its accompaniment, without drums or bass
SYNTHESISED, RECORDED = 0.05, 0.1  # shares of the other songs with a drum machine; where they were most, real drums got lost
BY_FORMULA = 0.8     # share of the basses of electronic songs, and of their accompaniments
ON_EVERY_BEAT = 0.5  # share of the electronic songs with a kick on every beat
DUCKED = 0.4         # share of the electronic songs whose kick turns the rest down
ASSEMBLED = 0.5      # share of the acoustic kits that are put together from several and changed
ON_TOMS = 0.3        # share of the songs whose time is kept on toms
SOFT = 0.6           # share of those whose drums are toms alone, or with the kick, struck softly
SPARSE = 0.3         # share of the songs with one to three of the five drums
IN_ROOM = 0.5        # share of the stereo kits in a room, some from far away
GUITARS = 3          # times as often as each other kind of accompaniment: most bands have one; with --six pianos too
SYNTHESISED_BASS = (26, 52)       # MIDI notes
LOWEST, RANGE = (45, 65), 27      # of a synthesiser that accompanies
DISTORTED = 0.4      # share of the guitars
SINGERS = 0.4        # share of the voices that were sung when they were recorded
SYNTHETIC = 0.4      # share of the basses beside drum machines; beside real drums they did harm
HELD_NOTE, NOTE_STEP = 3, 3  # s, semitones: of the notes that a sampler gets of a sound font
MIDI_TEMPO = 120
MIDI_SECOND = 60 / (MIDI_TEMPO * TICKS)
LEAD = (52, 84)      # MIDI notes of a lead guitar, where voices sing
CLEAN_LEADS = 0.2    # share of those without an amplifier that distorts
SKANKING = ("guitar", "organ", "piano")
SKANK = (48, 84)     # MIDI notes
STRAINED = 0.8       # share of the singers of rock songs
LEADING = 0.7        # share of the rock songs with a lead guitar
RHYTHM = (40, 64)    # MIDI notes of power chords
TUNED_KICK = (29, 40)  # MIDI notes, 44 to 82 Hz
LEAD_DB, SKANK_DB = 3, -8  # over the usual level of a part
OLD = 0.15           # share of the songs in the narrow band of old records
MP3 = 0.2


def read_casts():
    """{role: what plays}; what a role adds to another is joined to it."""
    casts = json.loads((HERE / "bands.json").read_text())
    for role, cast in casts.items():
        if base := cast.pop("adds_to", None):
            joined = {name: casts[base][name] + value if isinstance(value, list) else value for name, value in cast.items()}
            casts[role] = {**casts[base], **joined}
    return casts


class Players:
    """What plays, by the row of bands.json for a role."""

    def __init__(self, cast, corpora):
        self.cast, self.corpora = cast, corpora
        self.samplers, self.kits = {}, {}
        self.voices, self.singers = self.recordings("voices"), self.recordings("singers")

    def recordings(self, kind):
        """{who: recordings} of those who speak, "voices", or those who sing, "singers"."""
        found = {}
        for folder in self.cast[kind]:
            for path in sorted((self.corpora / folder).glob("*.flac")):
                speaker = "_".join(path.stem.split("_")[:2]) if folder.startswith("voice_") else folder
                found.setdefault(speaker, []).append(path)
        return found

    def sampler(self, name):
        if name not in self.samplers:
            self.samplers[name] = Sampler(self.corpora / name, RATE)
        return self.samplers[name]

    def single_notes(self, font, program, low, high):
        """A sampler of the notes of a sound font, which `fluid` holds long enough for any line."""
        name = f"{font} {program}"
        if name not in self.samplers:
            held = round(HELD_NOTE / MIDI_SECOND)
            notes = [Note(2 * held * place, held, pitch, 100) for place, pitch in enumerate(range(low, high + 1, NOTE_STEP))]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "all.wav"
                fluid.render(font, midi_file(MIDI_TEMPO, [Track(0, program, notes)]), path)
                samples = soundfile.read(path)[0].mean(axis=1)
                for note in notes:
                    first = int(note.tick * MIDI_SECOND * RATE)
                    soundfile.write(Path(folder) / f"note_{note.pitch:03}.flac", samples[first:first + int(1.5 * HELD_NOTE * RATE)], RATE)
                self.samplers[name] = Sampler(Path(folder), RATE, in_memory=True)
        return self.samplers[name]

    def kit(self, rng, is_electronic=False):
        """(name, drum -> voices -> hits)"""
        draw = rng.random() * (SYNTHESISED + RECORDED if is_electronic else 1)
        if not self.cast["kits"] or draw < SYNTHESISED:
            return "drum machine", drum_machine.kit(rng.getrandbits(32), RATE, self.cast.get("gated kicks", 0))
        if draw >= SYNTHESISED + RECORDED and rng.random() < ASSEMBLED:
            return "several kits", render_loops.kit_for_training(rng, [self.recorded(name) for name in self.cast["kits"]])
        name = rng.choice(self.cast["machines" if draw < SYNTHESISED + RECORDED else "kits"])
        return name, self.recorded(name)

    def recorded(self, name):
        if name not in self.kits:
            self.kits[name] = kit_of_folder(self.corpora / name)
        return self.kits[name]

    def voice(self, rng):
        """(who, a function that returns another piece of their recordings at each call)"""
        people = self.singers if self.singers and rng.random() < SINGERS else self.voices
        who = rng.choice(sorted(people))

        def piece(seconds):
            samples = at_rate(rng.choice(people[who]), RATE)
            length = max(1, int(seconds * RATE))
            first = rng.randrange(max(1, len(samples) - length))
            return np.resize(samples[first:first + length], length)
        return who, piece


class Song:
    """One song: its harmony, its length, and what draws its random numbers."""

    has_six = False  # stems

    def __init__(self, players, seed, has_six=False, bars=None):
        self.players, self.has_six, self.rng = players, has_six, random.Random(f"band {seed}")
        self.bars = bars or BARS
        self.draw = np.random.default_rng(self.rng.getrandbits(32))
        self.harmony = composer.Harmony(self.rng, self.bars)
        self.is_electronic = self.happens("electronic")
        self.is_two_handed = self.is_electronic and self.happens("two-handed synthesisers")
        self.is_rock = not self.is_electronic and self.happens("rock")
        self.riff = None  # of its rhythm guitars
        self.second = 60 / (self.harmony.tempo * TICKS)
        self.length = int((self.bars * composer.BAR * self.second + TAIL) * RATE)
        self.played_by = []  # (stem or source, what)

    def happens(self, what):
        """With the share that bands.json gives the role; no random number is drawn for a role without one."""
        return what in self.players.cast and self.rng.random() < self.players.cast[what]

    def fitted(self, samples):
        return np.pad(samples[:self.length], (0, max(0, self.length - len(samples))))

    def arranged(self, samples, rests=RESTS):
        """With rests of whole blocks."""
        ends = np.arange(0, self.bars + 1, BLOCK) * composer.BAR * self.second * RATE
        for first, last in zip(ends.astype(int), ends.astype(int)[1:]):
            if self.rng.random() < rests:
                samples[first:last] *= np.linspace(1, 0, last - first) ** 8
        return samples

    def played(self, source, instrument, hands=None):
        """A part on an instrument: [font, program, lowest, highest] or [folder, lowest, highest]."""
        *player, low, high = instrument
        self.played_by.append((source, *player))
        hands = hands or composer.part(self.rng, source, self.harmony, low, high)
        if len(player) == 1:
            return self.players.sampler(player[0]).play(self.rng, sum(hands, []), self.second, self.length)
        font, program = player
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "part.wav"
            tracks = [Track(channel, program, notes) for channel, notes in enumerate(hands)]
            fluid.render(font, midi_file(self.harmony.tempo, tracks), path)
            return self.fitted(soundfile.read(path)[0].mean(axis=1))

    def synthesised(self, source, patch, notes):
        """A part on a synthesiser by formula."""
        self.played_by.append((source, f"synthesiser: {patch.family}"))
        return synthesiser.play(self.draw, patch, notes, self.second, self.length, RATE)

    def bass(self):
        if self.is_electronic and self.rng.random() < BY_FORMULA:
            notes = sequencer.bass_line(self.rng, self.harmony, *SYNTHESISED_BASS, self.rng.randint(70, 110))
            return self.bass_track(self.synthesised("bass", synthesiser.bass(self.draw), notes))
        is_synthetic = self.has_drum_machine() and self.rng.random() < SYNTHETIC
        instrument = self.rng.choice(self.players.cast["synthetic bass" if is_synthetic else "bass"])
        return self.bass_track(self.played("bass", instrument))

    def bass_track(self, samples):
        if self.happens("dark basses"):
            samples = mixing_desk.darkened(self.draw, samples, RATE)
        return mixing_desk.track(self.draw, self.arranged(samples), RATE, 0.1)

    def has_drum_machine(self):
        """Of a song whose drums, if it has any, are played already."""
        machines = ("drum machine", *self.players.cast.get("machines", ()))
        return any(stem == "drums" and kit in machines for stem, kit, *_ in self.played_by)

    def other(self):
        return sum(part for _, part in self.accompaniments())

    def accompaniments(self):
        """(stem of six, samples) of each part."""
        parts = [(stem, self.arranged(part), level_db) for stem, part, level_db in map(self.accompaniment, self.accompanists())]
        return [(stem, mixing_desk.track(self.draw, at_level(part, self.rng.uniform(-6, 0) + level_db), RATE, 0.8)) for stem, part, level_db in parts]

    def accompanists(self):
        """One to three kinds of instruments; with six stems two to four."""
        if self.is_rock:
            return ["rhythm", "rhythm", *["lead"] * (self.rng.random() < LEADING), *self.some_kinds(0, 1)]
        if self.is_two_handed:
            return ["bass and chords", *self.some_kinds(0, 1)]
        return self.some_kinds(1, 3)

    def some_kinds(self, least, most):
        kinds = list(self.players.cast["other"])
        frequent = APART if self.has_six else ("guitar",)
        often = [GUITARS if kind in frequent else 1 for kind in kinds]
        return self.rng.choices(kinds, often, k=self.rng.randint(least, most) + self.has_six)

    def apart(self, level_db):
        """The accompaniment as guitar, piano and the rest, at a level together."""
        parts = self.accompaniments()
        whole = sum(part for _, part in parts)
        peak = np.unravel_index(np.argmax(np.abs(whole)), whole.shape)
        gain = at_level(whole, level_db)[peak] / (whole[peak] or 1)
        return {stem: gain * sum(part for name, part in parts if name == stem) for stem in {name: None for name, _ in parts}}

    def accompaniment(self, name):
        """(stem of six, samples, dB over the usual level)"""
        if name in ("rhythm", "lead"):
            return "guitar", *((self.rhythm(), 0) if name == "rhythm" else (self.lead(), LEAD_DB))
        if name == "bass and chords":
            return "other", self.bass_and_chords(), 0
        stem = name if name in APART else "other"
        if self.is_electronic and self.rng.random() < BY_FORMULA:
            patch, low = synthesiser.accompanist(self.draw), self.rng.randint(*LOWEST)
            if self.happens("synthesised skanks"):
                notes = sequencer.skanks(self.rng, self.harmony, max(low, SKANK[0]), SKANK[1])[0]
                return "other", self.synthesised("skank", patch, notes), SKANK_DB
            notes = sequencer.part(self.rng, patch.family, self.harmony, low, low + RANGE)
            return "other", self.synthesised(patch.family, patch, notes), 0
        if name == "guitar" and self.happens("leads"):
            return stem, self.lead(), LEAD_DB
        instrument = self.rng.choice(self.players.cast["other"][name])
        if name in SKANKING and self.happens("skanks"):
            low, high = max(instrument[-2], SKANK[0]), min(instrument[-1], SKANK[1])
            return stem, self.played(name, instrument, sequencer.skanks(self.rng, self.harmony, low, high)), SKANK_DB
        samples = self.played(name, instrument)
        if name == "guitar" and self.rng.random() < DISTORTED:
            samples = mixing_desk.amplified(self.draw, samples, RATE)
        return stem, samples, 0

    def rhythm(self):
        """A distorted guitar that plays the power chords of the song, each take a little otherwise."""
        instrument = self.rng.choice(self.players.cast["other"]["guitar"])
        self.riff = self.riff or sequencer.power_chords(self.rng, self.harmony, *RHYTHM)
        take = [note._replace(tick=composer.human(self.rng, note.tick)) for note in self.riff]
        return mixing_desk.amplified(self.draw, self.played("rhythm", instrument, [take]), RATE)

    def bass_and_chords(self):
        """One patch that plays both."""
        patch = synthesiser.bass(self.draw) if self.rng.random() < 0.5 else synthesiser.accompanist(self.draw)
        low = self.rng.randint(*LOWEST)
        notes = sequencer.two_hands(self.rng, self.harmony, SYNTHESISED_BASS, low, low + RANGE)
        return self.synthesised("bass and chords", replace(patch, glide=0), notes)

    def lead(self):
        """A lead guitar, with its amplifier and pedals."""
        *player, low, high = self.rng.choice(self.players.cast["other"]["guitar"])
        self.played_by.append(("lead", *player))
        sampler = self.players.sampler(*player) if len(player) == 1 else self.players.single_notes(*player, low, high)
        notes = composer.melody(self.rng, self.harmony, *LEAD, self.rng.randint(70, 110), slow=self.rng.random() < 0.4)
        samples = lead_guitar.play(self.rng, self.draw, sampler, notes, self.second, self.length)
        if self.rng.random() >= CLEAN_LEADS:
            samples = mixing_desk.amplified(self.draw, samples, RATE)
        return lead_guitar.through_pedal(self.draw, samples, RATE)

    def drums(self):
        levels = {drum: gain * 10 ** (self.rng.gauss(0, 3) / 20) for drum, gain in render_loops.LEVELS.items()}
        name, kit = self.players.kit(self.rng, self.is_electronic)
        self.played_by.append(("drums", name))
        if self.is_electronic and self.happens("tuned kicks"):
            kit = {**kit, "kick": [[self.tuned_kick()]]}
        on_toms = self.rng.random() < ON_TOMS
        on_every_beat = self.is_electronic and self.rng.random() < ON_EVERY_BEAT
        stems, _ = render_loops.play(self.rng, kit, levels, self.harmony.tempo, self.bars, on_toms, on_every_beat)
        if on_toms and stems["toms"].any() and self.rng.random() < SOFT:
            drums = self.rng.choice((["toms"], ["toms", "kick"]))
            stems = {drum: mixing_desk.struck_softly(self.draw, stems[drum], RATE) for drum in drums}
        elif self.rng.random() < SPARSE:
            stems = {drum: stems[drum] for drum in self.rng.sample(sorted(stems), self.rng.randint(1, 3))}
        width = self.rng.uniform(0, 0.6)
        placed = [mixing_desk.panned(self.fitted(samples), 0 if drum in ("kick", "snare") else self.rng.uniform(-width, width))
                  for drum, samples in stems.items()]
        if self.rng.random() < 0.3:
            return mixing_desk.track(self.draw, self.arranged(sum(placed).mean(axis=1)), RATE, 0.1)
        if self.rng.random() < IN_ROOM:
            wet = 10 ** (-self.rng.uniform(0, 18) / 20)
            return mixing_desk.reverberant(self.draw, sum(placed), RATE, self.rng.uniform(0.2, 1.2), wet)
        return sum(placed)

    def tuned_kick(self):
        low, high = TUNED_KICK
        pitch = self.rng.choice(composer.within([self.harmony.root, self.harmony.pitch_class(4)], low, high))
        self.played_by.append(("tuned kick", pitch))
        return drum_machine.tuned_kick(self.draw, RATE, 440 * 2 ** ((pitch - 69) / 12))

    def vocals(self):
        lead = self.sung(0)
        stems = mixing_desk.track(self.draw, lead, RATE, 0.15)
        if self.rng.random() < 0.3:
            backing = at_level(self.sung(self.rng.choice((0, 2))), -6)
            stems = stems + mixing_desk.track(self.draw, backing, RATE, 0.7)
        return stems

    def sung(self, steps):
        """A melody by one voice, so many semitones above the usual range."""
        who, voice = self.players.voice(self.rng)
        is_strained = self.is_rock and self.rng.random() < STRAINED
        self.played_by.append(("strained vocals" if is_strained else "vocals", who))
        notes = composer.melody(self.rng, self.harmony, 57 + steps, 76 + steps, 90, slow=self.rng.random() < 0.4)
        if is_strained:
            hertz = singer.line_hz(self.rng, notes, self.second, self.length, RATE, singer.WIDE_VIBRATO)
            sung = singer.song_of(self.rng, voice, hertz, RATE, singer.STRAINED_REACH)
            return self.arranged(at_level(singer.strained(self.draw, sung, RATE), 0))
        hertz = singer.line_hz(self.rng, notes, self.second, self.length, RATE)
        return self.arranged(at_level(singer.song_of(self.rng, voice, hertz, RATE), 0))

    def ducked(self, stems):
        """With bass and other turned down by every beat."""
        gain = sequencer.ducking_gain(self.harmony.tempo, self.length, RATE, self.rng.uniform(0.3, 0.9), self.rng.uniform(0.1, 0.4))
        steady = ("vocals", "drums")
        return {name: samples if name in steady else samples * gain[:, None] for name, samples in stems.items()}

    def present(self):
        if self.rng.random() < DUETS:
            return ["vocals", "other"]
        if self.happens("instrumental"):
            return [name for name in LEVELS_DB if name != "vocals" and self.rng.random() < PRESENT.get(name, 1)]
        return [name for name in LEVELS_DB if self.rng.random() < PRESENT.get(name, 1)]

    def stems(self):
        """Every stem at its level, through one bus."""
        present = [name for name in self.present() if name != "bass" or not self.is_two_handed]
        found = {}
        for name in present:
            if name == "other" and self.has_six:
                found |= self.apart(LEVELS_DB[name] + self.rng.uniform(-SPREAD_DB, SPREAD_DB))
            else:
                found[name] = at_level(getattr(self, name)(), LEVELS_DB[name] + self.rng.uniform(-SPREAD_DB, SPREAD_DB))
        if self.is_electronic and "drums" in found and self.rng.random() < DUCKED:
            found = self.ducked(found)
        found = mixing_desk.bus(self.draw, {name: samples for name, samples in found.items() if samples.any()}, RATE)
        if self.rng.random() < OLD:
            found = mixing_desk.through_old_record(self.draw, found, RATE)
        if self.rng.random() < MP3:
            bitrate = self.rng.choice(mixing_desk.BITRATES)
            found = {name: mixing_desk.through_mp3(samples, RATE, bitrate) for name, samples in found.items()}
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=sorted(read_casts()))
    parser.add_argument("--corpora", type=Path, required=True, help="folder that cut_corpora.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--songs", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--bars", type=int, default=BARS, help=f"length of each song; a multiple of {BLOCK}")
    parser.add_argument("--electronic", type=float, help="share of the songs that are electronic; that of bands.json when left out")
    parser.add_argument("--six", action="store_true", help="guitar and piano as stems of their own, and more of both")
    arguments = parser.parse_args()
    if arguments.bars < BLOCK or arguments.bars % BLOCK:
        parser.error(f"--bars is a multiple of {BLOCK}")
    cast = read_casts()[arguments.role]
    if arguments.electronic is not None:
        cast["electronic"] = arguments.electronic
    players = Players(cast, arguments.corpora)
    for number in range(arguments.first, arguments.first + arguments.songs):
        folder = arguments.out / f"{number:04}"
        if (folder / "song.json").exists():
            continue
        song = Song(players, f"{arguments.role} {number}", arguments.six, arguments.bars)
        write_song(folder, song.stems(), RATE)
        about = {"tempo": song.harmony.tempo, "root": song.harmony.root, "scale": song.harmony.scale,
                 "electronic": song.is_electronic, "played by": song.played_by}
        (folder / "song.json").write_text(json.dumps(about))


if __name__ == "__main__":
    main()

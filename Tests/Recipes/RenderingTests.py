# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered songs: notes and sung melodies have their pitches, hits decay, stems add up through the bus, roles share nothing."""

import random
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import soundfile
    import scipy.signal
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import composer
import drum_machine
import drummer
import lead_guitar
import mixing_desk
import presets
import recorded_kits
import render_bands
import render_kits
import render_loops
import sampler
import sequencer
import singer
import sounds
import synthesiser
from midi import TICKS, Note

RATE = 44100
SECOND = 0.5 / TICKS  # of a tick, at 120 beats a minute


def tone(hertz, seconds, harmonics=1):
    time = np.arange(int(seconds * RATE)) / RATE
    return sum(0.2 / k * np.sin(2 * np.pi * k * hertz * time) for k in range(1, harmonics + 1))


def strongest_hz(samples):
    return float(np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 4 * len(samples))).argmax() * RATE / (4 * len(samples)))


class SingerTests(unittest.TestCase):
    def test_follows_the_pitch_of_speech(self):
        for hertz in (90, 140, 220, 330):
            pitch, voiced = singer.pitch_track(tone(hertz, 1, 20), RATE)
            self.assertGreater(voiced.mean(), 0.9)
            self.assertAlmostEqual(np.median(pitch), hertz, delta=0.02 * hertz)

    def test_noise_is_unvoiced(self):
        _, voiced = singer.pitch_track(np.random.default_rng(1).standard_normal(RATE), RATE)
        self.assertLess(voiced.mean(), 0.2)

    def test_sings_the_melody_and_keeps_the_length(self):
        spoken = tone(130, 1, 20)
        for ratio in (0.8, 1.25, 1.5):
            found = singer.sung(spoken, RATE, np.full(2 * RATE, 130 * ratio))
            self.assertEqual(len(found), 2 * RATE)
            pitch, voiced = singer.pitch_track(found, RATE)
            self.assertAlmostEqual(np.median(pitch[voiced]), 130 * ratio, delta=3)

    def test_words_of_a_held_phrase_go_by_slowly(self):
        asked = []

        def voice(seconds):
            asked.append(seconds)
            return tone(120, max(seconds, 0.2), 20)

        line = np.full(2 * RATE, 130.0)
        for seed in range(60):
            singer.song_of(random.Random(seed), voice, line[:RATE // 2], RATE)
        held = np.array(asked) < 0.5 / singer.HELD[0] + 1e-3
        self.assertAlmostEqual(held.mean(), singer.HELD_SHARE, delta=0.2)
        self.assertGreater(min(np.array(asked)[~held]), 0.5 / singer.SLOWED[1] - 1e-3)

    def test_vowels_leave_out_what_is_silent_between(self):
        spoken = np.concatenate([np.zeros(RATE), tone(130, 0.4, 20), np.zeros(RATE)])
        held = singer.sung(spoken, RATE, np.full(2 * RATE, 150.0), vowels=True)
        usual = singer.sung(spoken, RATE, np.full(2 * RATE, 150.0))
        for samples, least, most in ((held, 0.95, 1), (usual, 0.1, 0.25)):
            sounding = np.abs(samples).reshape(-1, RATE // 50).max(axis=1) > 0.05
            self.assertTrue(least <= sounding.mean() <= most, sounding.mean())

    def test_voiced_speech_is_looked_for(self):
        pieces = iter([np.zeros(RATE), np.zeros(RATE), tone(130, 1, 20), np.zeros(RATE)])
        self.assertGreater(np.abs(singer.voiced_piece(lambda seconds: next(pieces), 1, RATE)).max(), 0.1)

    def test_strained_voices_swing_widely_and_sing_higher(self):
        notes = [Note(0, 8 * TICKS, 57, 90)]
        swing, octave = {}, {}
        for name, vibrato, reach in (("usual", singer.VIBRATO, singer.REACH), ("strained", singer.WIDE_VIBRATO, singer.STRAINED_REACH)):
            lines = [singer.line_hz(random.Random(seed), notes, SECOND, 4 * RATE, RATE, vibrato) for seed in range(20)]
            swing[name] = np.mean([np.ptp(line[RATE:3 * RATE]) for line in lines])
            sung = [singer.song_of(random.Random(seed), lambda seconds: tone(110, max(seconds, 0.2), 20), lines[0][:RATE], RATE, reach) for seed in range(6)]
            octave[name] = np.mean([singer.median_pitch(samples, RATE) for samples in sung])
        self.assertGreater(swing["strained"], 1.8 * swing["usual"])
        self.assertGreater(octave["strained"], 1.5 * octave["usual"])

    def test_a_strained_voice_is_bright_rough_and_even(self):
        voice = tone(220, 2, 12) * np.repeat((0.2, 1), RATE)
        for seed in range(6):
            found = singer.strained(np.random.default_rng(seed), voice, RATE)
            power = [np.abs(np.fft.rfft(samples[RATE:])) ** 2 for samples in (voice, found)]
            bright = [each[1500:5000].sum() / each[:1000].sum() for each in power]
            self.assertGreater(bright[1], 1.2 * bright[0])
            levels = [np.std(samples[RATE:]) / np.std(samples[:RATE]) for samples in (voice, found)]
            self.assertLess(levels[1], 0.8 * levels[0])

    def test_rests_are_silent(self):
        notes = [Note(0, TICKS, 57, 90), Note(4 * TICKS, TICKS, 60, 90)]
        line = singer.line_hz(random.Random(1), notes, SECOND, 4 * RATE, RATE)
        found = singer.song_of(random.Random(2), lambda seconds: tone(120, max(seconds, 0.2), 20), line, RATE)
        self.assertGreater(np.abs(found[:RATE // 2]).max(), 0.05)
        self.assertEqual(np.abs(found[int(0.6 * RATE):int(1.9 * RATE)]).max(), 0)


class SamplerTests(unittest.TestCase):
    def test_pitches_are_read_from_names(self):
        for name, pitch in (("a1_p_rr2", 33), ("D_3vH", 51), ("LEVEL1 CLOSE 66", 66), ("eb4_vl1_rr1", 63), ("pizz_c3_mb", 48),
                            ("bb2_f_rr1_cnd", 46), ("readme", None)):
            self.assertEqual(sampler.pitch_of(name), pitch, name)

    def test_plays_notes_between_those_recorded_at_their_time(self):
        with tempfile.TemporaryDirectory() as folder:
            sounds.write_flac(Path(folder) / "a3_f.flac", tone(220, 2), RATE)
            player = sampler.Sampler(Path(folder), RATE)
            found = player.play(random.Random(1), [Note(2 * TICKS, 2 * TICKS, 59, 100)], SECOND, 3 * RATE)
        self.assertAlmostEqual(strongest_hz(found[RATE:2 * RATE]), 246.9, delta=1)
        self.assertEqual(np.abs(found[:RATE - 1]).max(), 0)
        self.assertLess(np.abs(found[int(2.2 * RATE):]).max(), 1e-6)


class RecordedString:
    """A sampler of one long note."""
    rate = RATE

    def nearest(self, rng, pitch):
        return tone(440, 6, 8), 69


class LeadGuitarTests(unittest.TestCase):
    def line(self, *pitches, ticks=2 * TICKS):
        notes = [Note(place * ticks, ticks, pitch, 127) for place, pitch in enumerate(pitches)]
        return lead_guitar.play(random.Random(1), np.random.default_rng(2), RecordedString(), notes, SECOND, int(len(pitches) * ticks * SECOND * RATE))

    def test_a_bent_note_reaches_its_pitch_and_swings_about_it(self):
        for seed in range(20):
            curve = 12 * np.log2(lead_guitar.bent(np.random.default_rng(seed), 3, -4, RATE))
            held = curve[-2 * RATE:]
            self.assertLess(abs(held.mean()), 0.1)
            self.assertLess(np.abs(held).max(), 0.71)
            self.assertGreater(np.ptp(held), 0.15)
            self.assertGreaterEqual(curve.min(), -4.71)

    def test_a_line_has_the_pitches_of_its_notes(self):
        played = self.line(69, 76, 64)
        for place, pitch in enumerate((69, 76, 64)):
            note = played[int((place + 0.5) * RATE):int((place + 1) * RATE)]
            hertz = strongest_hz(note)
            wanted = 440 * 2 ** ((pitch - 69) / 12)
            overtone = max(1, round(hertz / wanted))
            self.assertLess(abs(12 * np.log2(hertz / overtone / wanted)), 0.8, pitch)

    def test_pedals_raise_what_is_near_their_formants(self):
        noise = np.random.default_rng(1).standard_normal(2 * RATE)
        frames = lead_guitar.frames_of(noise)
        shaped = lead_guitar.through_formants(noise, np.full((frames, 1), 1000.0), np.array([200]), RATE)
        self.assertEqual(len(shaped), len(noise))
        bins, power = scipy.signal.welch(shaped, RATE, nperseg=4096)
        at = lambda hertz: power[np.argmin(np.abs(bins - hertz))]
        self.assertGreater(at(1000), 50 * at(4000))
        for pedal in (lead_guitar.wah, lead_guitar.talk_box):
            out = pedal(np.random.default_rng(3), noise, RATE)
            self.assertEqual(len(out), len(noise))
            self.assertTrue(np.isfinite(out).all() and out.any())
            rested = pedal(np.random.default_rng(4), np.where(np.arange(2 * RATE) < RATE, 1e3 * noise, 0), RATE)
            self.assertTrue(np.isfinite(rested).all())


class DrumMachineTests(unittest.TestCase):
    def test_hits_peak_at_one_and_decay(self):
        for seed in range(5):
            for drum, voices in drum_machine.kit(seed, RATE).items():
                for hit in sum(voices, []):
                    self.assertAlmostEqual(np.abs(hit).max(), 1, places=6)
                    self.assertLess(np.abs(hit[-len(hit) // 10:]).max(), 0.5, drum)

    def test_kicks_are_low_and_hats_are_high(self):
        for seed in range(5):
            kit = drum_machine.kit(seed, RATE)
            self.assertLess(strongest_hz(kit["kick"][0][0]), 200)
            self.assertGreater(strongest_hz(kit["hi-hat"][0][0]), 2000)

    def test_as_many_kicks_as_asked_for_end_all_at_once(self):
        for gated in (0, 0.4):
            kicks = [drum_machine.kick(np.random.default_rng(seed), RATE, gated) for seed in range(200)]
            ended = sum(not kick[RATE // 2:].any() for kick in kicks)  # a gate is closed by then, a decay never
            self.assertAlmostEqual(ended / len(kicks), gated, delta=0.1 if gated else 0)

    def test_a_tuned_kick_rings_at_its_note_and_ends(self):
        for seed in range(10):
            hit = drum_machine.tuned_kick(np.random.default_rng(seed), RATE, 55.0)
            self.assertAlmostEqual(strongest_hz(hit[RATE // 5:]), 55, delta=1)
            self.assertAlmostEqual(np.abs(hit).max(), 1)
            self.assertLess(np.abs(hit[-10:]).max(), 1e-3)
            self.assertGreater(np.std(hit[RATE // 10:RATE // 5]), 0.1)

    def test_a_gate_closes_within_its_release(self):
        gate = drum_machine.gate(1000, 400, 0.2, 0.05)
        self.assertTrue((gate[:200] == 1).all())
        self.assertAlmostEqual(gate[225], 0.5)
        self.assertFalse(gate[251:].any())

    def test_one_seed_gives_one_kit(self):
        first, second, other = (drum_machine.kit(seed, RATE)["snare"][0][0] for seed in (3, 3, 4))
        np.testing.assert_array_equal(first, second)
        self.assertGreater(np.abs(first - other[:len(first)]).max(), 0.01)


class SynthesiserTests(unittest.TestCase):
    def heard(self, patch, pitch=45, ticks=2 * TICKS):
        return synthesiser.play(np.random.default_rng(1), patch, [Note(0, ticks, pitch, 127)], SECOND, 2 * RATE, RATE)

    def test_every_wave_has_the_pitch_of_its_note(self):
        for kind in ("saw", "pulse", "triangle", "sine"):
            patch = synthesiser.Patch("oscillators", "bass", ((kind, 0.3, 0, 1),), sustain=1)
            heard, voiced = singer.pitch_track(self.heard(patch)[:RATE], RATE)
            self.assertAlmostEqual(np.median(heard[voiced]), 110, delta=1, msg=kind)

    def test_edges_do_not_alias(self):
        cycles = np.cumsum(np.full(RATE, 1234.0)) / RATE
        spectrum = np.abs(np.fft.rfft(synthesiser.saw(cycles, np.full(RATE, 1234.0 / RATE))))
        plain = np.abs(np.fft.rfft(2 * (cycles % 1) - 1))
        between = np.arange(len(spectrum)) % 1234 != 0
        between[5000:] = False  # where the ear would hear them
        self.assertLess(spectrum[between].max(), 0.1 * plain[between].max())

    def test_the_low_pass_closes_while_a_note_sounds(self):
        patch = synthesiser.Patch("oscillators", "bass", (("saw", 0.5, 0, 1),), cutoff=2, opened=20, closing=0.1, sustain=1)
        early, late = (np.abs(np.fft.rfft(part)) for part in np.split(self.heard(patch)[:RATE], 2))
        treble = np.fft.rfftfreq(RATE // 2, 1 / RATE) > 1000
        self.assertLess(np.sum(late[treble] ** 2), 0.1 * np.sum(early[treble] ** 2))

    def test_every_note_of_every_patch_ends(self):
        for seed in range(30):
            draw = np.random.default_rng(seed)
            patch = (synthesiser.bass if seed % 2 else synthesiser.accompanist)(draw)
            samples = self.heard(patch, ticks=TICKS)
            self.assertTrue(np.isfinite(samples).all(), patch)
            self.assertGreater(np.abs(samples[:RATE // 2]).max(), 0.02, patch)
            self.assertLess(np.abs(samples[int(1.75 * RATE):]).max(), 0.01, patch)

    def test_one_seed_gives_one_patch(self):
        patches = [synthesiser.accompanist(np.random.default_rng(seed)) for seed in (1, 1, 2)]
        self.assertEqual(patches[0], patches[1])
        self.assertNotEqual(patches[0], patches[2])


class SequencerTests(unittest.TestCase):
    def test_a_bass_line_repeats_its_steps_on_the_roots(self):
        for seed in range(20):
            rng = random.Random(seed)
            harmony = composer.Harmony(rng, 4)
            notes = sequencer.bass_line(rng, harmony, 26, 52, 90)
            bars = [[note for note in notes if note.tick // composer.BAR == bar] for bar in range(4)]
            steps = [[note.tick % composer.BAR for note in bar] for bar in bars]
            self.assertTrue(all(each == steps[0] for each in steps))
            self.assertTrue(all(26 <= note.pitch <= 52 for note in notes))
            self.assertTrue(all(note.pitch % 12 in harmony.chord(bar) for bar in range(4) for note in bars[bar]))

    def test_skanks_are_short_and_off_the_strong_beats(self):
        harmony = composer.Harmony(random.Random(1), 4)
        [notes] = sequencer.skanks(random.Random(2), harmony, 48, 84)
        self.assertTrue(all(note.ticks <= composer.SIXTEENTH for note in notes))
        self.assertTrue(all((note.tick + 20) % (2 * TICKS) > 40 for note in notes))  # none on the first or third beat
        self.assertTrue(all(48 <= note.pitch <= 84 for note in notes))

    def test_power_chords_are_roots_fifths_and_octaves(self):
        for seed in range(20):
            harmony = composer.Harmony(random.Random(seed), 4)
            notes = sequencer.power_chords(random.Random(seed), harmony, 40, 64)
            for bar in range(4):
                roots = {note.tick: min(each.pitch for each in notes if each.tick == note.tick) for note in notes if note.tick // composer.BAR == bar}
                self.assertEqual({root % 12 for root in roots.values()}, {harmony.chord(bar)[0]})
                self.assertTrue(all(note.pitch - roots[note.tick] in (0, 7, 12) for note in notes if note.tick in roots))
            self.assertTrue(all(40 <= note.pitch <= 64 for note in notes))

    def test_two_hands_play_bass_and_chords(self):
        for seed in range(20):
            harmony = composer.Harmony(random.Random(seed), 4)
            notes = sequencer.two_hands(random.Random(seed), harmony, (26, 52), 60, 87)
            low, high = ([note for note in notes if (note.pitch <= 52) == is_low] for is_low in (True, False))
            self.assertTrue(low and all(note.pitch >= 26 for note in low))
            self.assertTrue(high and all(60 <= note.pitch <= 87 for note in high))

    def test_the_kick_turns_down_on_every_beat_and_lets_go(self):
        gain = sequencer.ducking_gain(120, RATE, RATE, 0.8, 0.2)
        for beat in (0, RATE // 2):
            self.assertLess(gain[beat:beat + RATE // 20].min(), 0.35)
            self.assertGreater(gain[beat + int(0.4 * RATE)], 0.99)

    def test_kicks_on_every_beat(self):
        hits = drummer.piece(random.Random(3), 8, kicks_on_every_beat=True)["kick"]
        self.assertTrue(all(round(hit.step) % 4 == 0 for hit in hits))


class KitTests(unittest.TestCase):
    def test_kits_have_the_drums_of_their_folders(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a", "b"):
                sounds.write_flac(Path(folder) / "kick" / f"{name}.flac", tone(60, 0.3), RATE)
            kit = recorded_kits.kit_of_folder(Path(folder))
        self.assertEqual({drum: len(sum(voices, [])) for drum, voices in kit.items()},
                         {"kick": 2, "snare": 0, "hi-hat": 0, "toms": 0, "cymbals": 0})

    def test_beats_on_toms_keep_their_hits_and_leave_hi_hat_and_ride(self):
        usual, moved = (drummer.piece(random.Random(4), 8, on_toms) for on_toms in (False, True))
        self.assertEqual(moved["hi-hat"], [])
        self.assertEqual({hit.voice for hit in moved["cymbals"]} - {0}, set())
        self.assertEqual((moved["kick"], moved["snare"]), (usual["kick"], usual["snare"]))
        self.assertGreater(len(moved["toms"]), len(usual["toms"]))

    def test_a_drum_that_a_kit_lacks_has_no_folder_of_hits(self):
        with tempfile.TemporaryDirectory() as folder:
            render_loops.write_hits(Path(folder), {"kick": [[tone(60, 0.3)]], "cymbals": []})
            self.assertEqual([str(path.relative_to(folder)) for path in sorted(Path(folder).rglob("*"))],
                             ["kick", "kick/0.wav"])

    def test_machines_stand_in_for_drums_that_a_kit_lacks(self):
        own = tone(60, 0.3)
        recorded = {drum: [] for drum in recorded_kits.render_loops.DRUMS} | {"kick": [[own]]}
        first, *machines = render_kits.kits_for(random.Random(1), [recorded])
        self.assertIs(first["kick"][0][0], own)
        self.assertTrue(all(all(kit.values()) for kit in (first, *machines)))


class DeskTests(unittest.TestCase):
    stems = {name: np.random.default_rng(seed).standard_normal((RATE, 2)) * 0.2 for seed, name in enumerate(("drums", "bass"))}

    def test_the_bus_has_one_gain_for_all_stems(self):
        for seed in range(4):
            found = mixing_desk.bus(np.random.default_rng(seed), self.stems, RATE)
            gains = [found[name][:, 0] / samples[:, 0] for name, samples in self.stems.items()]
            np.testing.assert_allclose(gains[0], gains[1], rtol=1e-6)
            self.assertLessEqual(gains[0].max(), 1 + 1e-9)

    def test_the_limiter_keeps_to_its_ceiling(self):
        peaks = self.stems["drums"].copy()
        peaks[RATE // 2] = 3
        gain = mixing_desk.limiting_gain(peaks, RATE, 0.5)
        self.assertLessEqual(np.abs(peaks * gain[:, None]).max(), 0.5 + 1e-6)

    def test_the_compressor_narrows_levels(self):
        steps = np.repeat([[0.01], [0.5]], RATE, axis=0)
        gain = mixing_desk.compressing_gain(steps, RATE, -20, 4, 0.03)
        found_db = 20 * np.log10(steps[-1] * gain[-1] / (steps[0] * gain[0]))
        self.assertAlmostEqual(float(found_db[0]), 20 * np.log10(50) - 0.75 * 20, delta=0.5)

    def test_saturation_adds_odd_harmonics_and_keeps_the_peak(self):
        found = mixing_desk.saturated(tone(441, 1), 6)
        spectrum = np.abs(np.fft.rfft(found))
        self.assertGreater(spectrum[1323], 30 * spectrum[882])
        self.assertAlmostEqual(np.abs(found).max(), 0.2, places=3)

    def test_an_amplifier_adds_the_difference_of_two_notes_and_loses_treble(self):
        chord = tone(660, 1) + tone(990, 1)
        found = np.abs(np.fft.rfft(mixing_desk.amplified(np.random.default_rng(1), chord, RATE)))
        plain = np.abs(np.fft.rfft(chord))
        self.assertGreater(found[330], 0.05 * found[660])
        self.assertLess(plain[330], 1e-3 * plain[660])
        self.assertLess(found[12000:].max(), 0.03 * found[660])

    def test_old_records_are_narrow_and_still_add_up(self):
        for seed in range(4):
            found = mixing_desk.through_old_record(np.random.default_rng(seed), self.stems, RATE)
            both = mixing_desk.through_old_record(np.random.default_rng(seed), {"all": sum(self.stems.values())}, RATE)
            np.testing.assert_allclose(sum(found.values()), both["all"], atol=1e-9)
            spectrum = np.abs(np.fft.rfft(both["all"][:, 0]))
            middle = spectrum[500:2500].mean()
            self.assertLess(spectrum[:20].mean(), 0.1 * middle)
            self.assertLess(spectrum[16000:].mean(), 0.1 * middle)

    def test_soft_strokes_keep_their_body_and_lose_their_click(self):
        found = np.abs(np.fft.rfft(mixing_desk.struck_softly(np.random.default_rng(1), tone(100, 1) + tone(6000, 1), RATE)))
        self.assertGreater(found[100], 20 * found[6000])

    def test_dark_basses_keep_their_fundamental_alone(self):
        for seed in range(20):
            low, high = (np.std(mixing_desk.darkened(np.random.default_rng(seed), tone(hertz, 1), RATE)[RATE // 2:])
                         / np.std(tone(hertz, 1)) for hertz in (41, 1600))
            self.assertGreater(low, 0.7)
            self.assertLess(high, 0.1)

    @unittest.skipUnless(shutil.which("ffmpeg"), "no ffmpeg")
    def test_mp3_neither_shifts_nor_shortens(self):
        click = np.zeros((RATE, 2))
        click[RATE // 3] = 0.8
        found = mixing_desk.through_mp3(click, RATE, "192k")
        self.assertEqual(found.shape, click.shape)
        self.assertLessEqual(abs(int(np.abs(found[:, 0]).argmax()) - RATE // 3), 2)


class CastTests(unittest.TestCase):
    def test_no_sample_is_in_two_roles(self):
        def played(cast):
            instruments = cast["bass"] + cast["synthetic bass"] + sum(cast["other"].values(), [])
            drums = set(cast["kits"]) | set(cast.get("machines", ()))
            return {tuple(instrument[:-2]) for instrument in instruments} | drums | set(cast["voices"] + cast["singers"])
        casts = {role: played(cast) for role, cast in render_bands.read_casts().items()}
        development = {(preset.font, preset.program) for source, each in presets.DEVELOPMENT.items() for preset in each
                       if source != "drums"}  # programs of another bank
        for training in ("train", "train_sa", "train_leads", "train_hard"):
            for test in ("test", "test_six", "test_leads", "test_hard"):
                self.assertFalse(casts[training] & casts[test], (training, test))
        for role, cast in casts.items():
            if role not in ("test_six", "test_leads", "test_hard"):  # theirs chose settings of `piano` and `guitar`, no weights of `band`
                self.assertFalse(cast & development, role)

    def test_what_adds_to_a_role_has_all_of_it(self):
        casts = render_bands.read_casts()
        self.assertLess(set(casts["train"]["kits"]), set(casts["train_sa"]["kits"]))
        self.assertEqual(casts["train"]["bass"], casts["train_sa"]["bass"])

    def test_some_songs_are_duets_and_most_have_drums_and_bass(self):
        song = render_bands.Song.__new__(render_bands.Song)
        song.rng, song.players = random.Random(1), render_bands.Players({"voices": [], "singers": []}, Path())
        found = [song.present() for _ in range(400)]
        self.assertAlmostEqual(found.count(["vocals", "other"]) / len(found), render_bands.DUETS, delta=0.06)
        self.assertGreater(np.mean(["drums" in names and "bass" in names for names in found]), 0.6)

    def test_a_cast_may_have_songs_without_a_voice(self):
        song = render_bands.Song.__new__(render_bands.Song)
        song.rng = random.Random(1)
        song.players = render_bands.Players({"voices": [], "singers": [], "instrumental": 1}, Path())
        without = [names for names in (song.present() for _ in range(200)) if names != ["vocals", "other"]]
        self.assertFalse(any("vocals" in names for names in without))
        self.assertTrue(all("other" in names for names in without))

    def test_a_song_is_as_long_as_its_bars(self):
        players = render_bands.Players({"kits": [], "voices": [], "singers": []}, Path())
        long, short = (render_bands.Song(players, "test", bars=bars) for bars in (16, 8))
        self.assertEqual(render_bands.Song(players, "test").length, long.length)
        whole, half = (song.length / render_bands.RATE - render_bands.TAIL for song in (long, short))
        self.assertAlmostEqual(half / short.second, whole / long.second / 2, delta=1)

    def test_guitars_accompany_most_often(self):
        song = render_bands.Song.__new__(render_bands.Song)
        song.rng, cast = random.Random(1), {"kits": [], "voices": [], "singers": [], "other": dict.fromkeys("abcd") | {"guitar": []}}
        song.is_rock = song.is_two_handed = False
        song.players = render_bands.Players(cast, Path())
        names = sum((song.accompanists() for _ in range(300)), [])
        self.assertAlmostEqual(names.count("guitar") / len(names), render_bands.GUITARS / (render_bands.GUITARS + 4), delta=0.07)

    def test_rock_songs_have_two_rhythm_guitars_and_most_a_lead(self):
        cast = {"voices": [], "singers": [], "rock": 1, "other": {"guitar": [], "piano": []}}
        songs = [render_bands.Song(render_bands.Players(cast, Path()), seed) for seed in range(200)]
        found = [song.accompanists() for song in songs]
        self.assertTrue(all(names[:2] == ["rhythm", "rhythm"] for names in found))
        self.assertAlmostEqual(np.mean(["lead" in names for names in found]), render_bands.LEADING, delta=0.08)

    def test_a_synthesiser_with_two_hands_is_other_and_leaves_no_bass(self):
        cast = {"voices": [], "singers": [], "kits": [], "electronic": 1, "two-handed synthesisers": 1, "other": {"guitar": []}}
        players = render_bands.Players(cast, Path())
        for seed in range(4):
            song = render_bands.Song(players, seed, bars=4)
            stem, samples, _ = song.accompaniment(song.accompanists()[0])
            self.assertEqual((stem, song.played_by[0][0]), ("other", "bass and chords"))
            power = np.abs(np.fft.rfft(samples)) ** 2
            hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
            self.assertGreater(power[hertz < 170].sum(), 0.005 * power.sum())
            self.assertGreater(power[hertz > 170].sum(), 0.005 * power.sum())
            song.drums = song.other = lambda: np.ones((song.length, 2))
            song.present = lambda: ["drums", "bass", "other"]
            self.assertEqual(set(song.stems()), {"drums", "other"})

    def test_tuned_kicks_ring_at_the_root_or_the_fifth(self):
        players = render_bands.Players({"voices": [], "singers": []}, Path())
        for seed in range(10):
            song = render_bands.Song(players, seed)
            hit, [(_, pitch)] = song.tuned_kick(), song.played_by
            self.assertIn((pitch - song.harmony.root) % 12, (0, 7))
            self.assertAlmostEqual(strongest_hz(hit[RATE // 5:]), 440 * 2 ** ((pitch - 69) / 12), delta=1)

    def test_synthetic_basses_play_beside_drum_machines_alone(self):
        song = render_bands.Song.__new__(render_bands.Song)
        song.players = render_bands.Players({"kits": [], "machines": ["recorded"], "voices": [], "singers": []}, Path())
        for played_by, found in (([], False), ([("drums", "several kits")], False), ([("bass", "drum machine")], False),
                                 ([("drums", "drum machine")], True), ([("drums", "recorded")], True)):
            song.played_by = played_by
            self.assertEqual(song.has_drum_machine(), found, played_by)

    def test_electronic_songs_have_drum_machines(self):
        cast = {"kits": ["real"], "machines": ["recorded"], "voices": [], "singers": []}
        players, rng = render_bands.Players(cast, Path()), random.Random(1)
        players.kits = {"recorded": "m"}
        self.assertEqual({players.kit(rng, is_electronic=True)[0] for _ in range(50)}, {"recorded", "drum machine"})

    def test_only_the_casts_that_say_so_have_electronic_songs(self):
        for cast, share in (({"electronic": 0.3}, 0.3), ({}, 0)):
            players = render_bands.Players({"voices": [], "singers": []} | cast, Path())
            found = [render_bands.Song(players, seed).is_electronic for seed in range(300)]
            self.assertAlmostEqual(np.mean(found), share, delta=0.08)

    def test_most_songs_for_training_have_real_drums(self):
        cast = {"kits": ["real"], "machines": ["recorded"], "voices": [], "singers": []}
        players, rng = render_bands.Players(cast, Path()), random.Random(1)
        players.kits = {"real": {drum: [] for drum in render_loops.DRUMS}, "recorded": "m"}
        names = [players.kit(rng)[0] for _ in range(300)]
        for name, share in (("real", 0.425), ("several kits", 0.425), ("recorded", 0.1), ("drum machine", 0.05)):
            self.assertAlmostEqual(names.count(name) / len(names), share, delta=0.1)


class SixStemsTests(unittest.TestCase):
    def song(self, parts):
        song = render_bands.Song.__new__(render_bands.Song)
        song.accompaniments = lambda: parts
        return song

    def test_the_accompaniment_apart_sums_to_the_whole_at_its_level(self):
        draw = np.random.default_rng(3)
        parts = [(stem, 0.1 * draw.standard_normal((RATE, 2))) for stem in ("guitar", "other", "guitar", "piano")]
        apart = self.song(parts).apart(-3)
        whole = render_bands.at_level(sum(part for _, part in parts), -3)
        self.assertEqual(list(apart), ["guitar", "other", "piano"])
        np.testing.assert_allclose(sum(apart.values()), whole, atol=1e-9)
        self.assertGreater(np.abs(apart["guitar"]).sum(), 1.2 * np.abs(apart["piano"]).sum())

    def test_an_accompaniment_of_rests_stays_silent(self):
        self.assertFalse(self.song([("piano", np.zeros((RATE, 2)))]).apart(-3)["piano"].any())


if __name__ == "__main__":
    unittest.main()

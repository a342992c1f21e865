# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mixtures have the SNR they claim, references lack the late room, and the same seed draws the same mixtures."""

import argparse
import csv
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

try:
    import numpy as np
    import soundfile
    import scipy.signal
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import deep_filter
import learning_curve
import mix
import peer_costs
import peers
import score
import score_real
import score_tables
import sounds
import train

RATE = sounds.NARROW


def bursts(seconds, seed, active=0.5):
    """White noise of RMS .1 that is on for `active` of every four seconds."""
    samples = 0.1 * np.random.default_rng(seed).standard_normal(int(seconds * RATE))
    return samples * (np.arange(len(samples)) % (4 * RATE) < active * 4 * RATE)


class DisturbanceTests(unittest.TestCase):
    def setUp(self):
        self.draw = np.random.default_rng(7)

    def folder_of(self, recordings):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, samples in recordings.items():
            soundfile.write(folder / f"{name}.flac", samples, RATE)
        return mix.Sounds([folder], RATE)

    def test_a_steady_noise_is_chosen_and_one_that_comes_and_goes_is_not(self):
        hiss = 0.1 * self.draw.standard_normal(6 * RATE)
        waves = hiss * (1.1 + np.sin(np.arange(6 * RATE) / RATE * 5))
        sounds = self.folder_of({"noises_hiss_1": hiss, "noises_waves_1": waves})
        for _ in range(4):
            noise, name = mix.steady_noise(sounds, mix.Deck(sounds.paths, self.draw), 4 * RATE, self.draw)
            self.assertEqual((name, len(noise)), ("noises_hiss_1", 4 * RATE))

    def test_events_stand_out_and_leave_silence(self):
        knock = 0.001 * self.draw.standard_normal(3 * RATE)
        knock[RATE:RATE + RATE // 20] *= 300
        sounds = self.folder_of({"noises_knock_1": knock, "noises_hiss_1": 0.1 * self.draw.standard_normal(3 * RATE)})
        noise, names = mix.single_events(sounds, mix.Deck(sounds.paths, self.draw), 6 * RATE, self.draw)
        self.assertEqual(set(names.split("+")), {"noises_knock_1"})
        self.assertGreater(np.mean(noise == 0), 0.5)

    def test_talkers_are_others_than_the_one_who_is_kept(self):
        sounds = self.folder_of({f"voices_{who}_{i}": bursts(3, 10 * i + ord(who)) for who in "abcdefgh" for i in range(2)})
        speakers = {name: mix.Deck(paths, self.draw) for name, paths in sorted(sounds.by_speaker().items())}
        for _ in range(5):
            noise, names = mix.other_talkers(sounds, speakers, "voices_a", 4 * RATE, self.draw)
            found = names.split("+")
            self.assertNotIn("voices_a", found)
            self.assertTrue(3 <= len(set(found)) == len(found) <= 6)
            self.assertEqual(len(noise), 4 * RATE)

    def test_one_talker_is_somebody_else(self):
        sounds = self.folder_of({f"voices_{who}_{i}": bursts(3, 10 * i + ord(who)) for who in "ab" for i in range(2)})
        speakers = {name: mix.Deck(paths, self.draw) for name, paths in sorted(sounds.by_speaker().items())}
        speech, name = mix.one_talker(sounds, speakers, "voices_a", 4 * RATE, self.draw)
        self.assertEqual((name, len(speech)), ("voices_b", 4 * RATE))

    def test_no_recording_is_both_enrolled_and_mixed(self):
        sounds = self.folder_of({f"voices_{who}_{i}": bursts(3, i) for who, count in (("a", 5), ("b", 3)) for i in range(count)})
        speakers, enrolled = mix.decks(sounds, self.draw, True)
        self.assertEqual(list(speakers), ["voices_a"])  # the other has too few
        mixed, kept = set(speakers["voices_a"].items), set(enrolled["voices_a"].items)
        self.assertFalse(mixed & kept)
        self.assertEqual(len(mixed | kept), 5)
        everybody, nobody = mix.decks(sounds, self.draw, False)
        self.assertEqual((sorted(everybody), nobody), (["voices_a", "voices_b"], {}))


class RealTests(unittest.TestCase):
    FRAME = RATE // 50

    def test_a_pause_is_one_to_two_of_three(self):
        loud, quiet = np.full(self.FRAME, 0.5), np.full(self.FRAME, 0.001)
        peers_say = [np.concatenate(frames) for frames in ((loud, quiet, quiet, quiet), (loud, loud, quiet, quiet),
                                                           (loud, loud, loud, quiet))]
        self.assertEqual(score_real.agreed_pauses(peers_say).tolist(), [False, False, True, True])

    def test_attenuation_is_that_of_the_pauses_alone(self):
        noise = np.random.default_rng(1).standard_normal(40 * self.FRAME)
        pauses = np.arange(40) >= 20
        estimate = noise * np.repeat(np.where(pauses, 0.1, 1), self.FRAME)
        self.assertAlmostEqual(score_real.attenuation(noise, estimate, pauses), 20, delta=1e-6)
        self.assertTrue(np.isnan(score_real.attenuation(noise, estimate, np.arange(40) >= 35)))

    def test_what_is_silent_already_is_no_pause(self):
        sound = np.concatenate((np.ones(20 * self.FRAME), np.full(20 * self.FRAME, 1e-4)))
        self.assertTrue(np.isnan(score_real.attenuation(sound, sound, np.arange(40) >= 20)))

    def test_short_sounds_are_repeated_and_long_ones_heard_each_second(self):
        self.assertEqual(score_real.segments(np.ones(RATE)).shape[1], score_real.SEGMENT)
        self.assertEqual(score_real.segments(np.arange(12 * RATE))[:, 0].tolist(), [0, RATE, 2 * RATE])

    def test_every_recording_has_a_commit_and_a_name_of_its_own(self):
        names = [(name.split("/")[0], Path(path).stem) for name, wanted in score_real.RECORDINGS.items() for path in wanted["paths"]]
        self.assertEqual(len(set(names)), len(names))
        self.assertGreaterEqual(len(names), 20)
        self.assertTrue(all(len(wanted["commit"]) == 40 for wanted in score_real.RECORDINGS.values()))


class LevelTests(unittest.TestCase):
    def test_the_active_level_does_not_count_pauses(self):
        for active in (0.3, 0.6, 1.0):  # the hangover of .2 s and the envelope's decay count as active
            level = mix.active_level(bursts(12, 1, active), RATE)
            self.assertAlmostEqual(20 * np.log10(level / 0.1), 0, delta=1.3, msg=active)

    def test_it_follows_the_gain(self):
        speech = bursts(6, 2)
        ratio = mix.active_level(0.25 * speech, RATE) / mix.active_level(speech, RATE)
        self.assertAlmostEqual(20 * np.log10(ratio), 20 * np.log10(0.25), delta=0.1)


class MixtureTests(unittest.TestCase):
    def test_has_the_snr_it_claims(self):
        for snr_db in (-5, 0, 15):
            noise = np.random.default_rng(3).standard_normal(5 * RATE)
            clean, noisy = mix.mixture(bursts(5, 4), noise, snr_db, RATE, None, np.random.default_rng(5))
            found = mix.active_level(clean, RATE) / mix.rms(noisy - clean)
            self.assertAlmostEqual(20 * np.log10(found), snr_db, delta=0.01)

    def test_never_clips(self):
        draw = np.random.default_rng(5)
        clean, noisy = mix.mixture(bursts(5, 4), draw.standard_normal(5 * RATE), -30, RATE, mix.room_response(RATE, draw), draw)
        self.assertLessEqual(max(np.abs(clean).max(), np.abs(noisy).max()), mix.LARGEST + 1e-9)

    def test_the_reference_ends_forty_milliseconds_after_the_direct_sound(self):
        click = np.zeros(2 * RATE)
        click[:RATE // 2:400] = 0.1
        draw = np.random.default_rng(6)
        clean, noisy = mix.mixture(click, np.full(2 * RATE, 1e-9), 90, RATE, mix.room_response(RATE, draw), draw)
        end = RATE // 2 + int(mix.EARLY * RATE)
        self.assertLess(np.abs(clean[end:]).max(), 1e-9)
        self.assertGreater(np.abs(noisy[end:end + 1600]).max(), 1e-6)

    def test_a_room_decays_as_it_is_asked_to(self):
        response = mix.room_response(RATE, np.random.default_rng(7), (1.2, 1.2), (3, 3))
        left = 10 * np.log10(np.cumsum((response[1:] ** 2)[::-1])[::-1])  # Schroeder 1965
        fall = np.interp([-25, -5], left[::-1] - left[0], np.arange(len(left))[::-1])
        self.assertAlmostEqual((fall[0] - fall[1]) / RATE * 3, 1.2, delta=0.1)
        self.assertAlmostEqual(10 * np.log10((response[1:] ** 2).sum()), -3, delta=0.01)

    def test_recorded_rooms_begin_with_their_direct_sound(self):
        with tempfile.TemporaryDirectory() as folder:
            recorded = np.zeros(RATE // 4)
            recorded[100], recorded[900] = -0.5, 0.25
            soundfile.write(Path(folder) / "hall.wav", np.stack([recorded, np.zeros_like(recorded)], axis=1), RATE, subtype="FLOAT")
            response, = mix.recorded_rooms(Path(folder), RATE)
        self.assertEqual((response[0], response[800], np.count_nonzero(response)), (1, -0.5, 2))

    def test_short_noises_are_repeated(self):
        with tempfile.TemporaryDirectory() as folder:
            sounds.write_flac(Path(folder) / "hum.flac", 0.1 * np.random.default_rng(7).standard_normal(RATE), RATE)
            found = mix.noise_of(mix.Sounds([folder], RATE), Path(folder) / "hum.flac", 5 * RATE, np.random.default_rng(8))
        self.assertEqual(len(found), 5 * RATE)
        self.assertAlmostEqual(mix.rms(found), 1, places=6)


class DrawingTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)
        for speaker in range(4):
            sounds.write_flac(self.root / "voices" / f"book_{speaker}_x.flac", bursts(4, speaker), RATE)
        for kind in range(3):
            noise = 0.1 * np.random.default_rng(kind + 50).standard_normal(8 * RATE)
            sounds.write_flac(self.root / "noises" / f"street_{kind}.flac", noise, RATE)

    def draw(self, out, seed=1):
        for kind in ("clean", "noisy"):
            (self.root / out / kind).mkdir(parents=True)
        return list(mix.draw_mixtures(argparse.Namespace(disturbance="noise", enrol=0, responses=None, decay=mix.DECAY, direct=mix.DIRECT_DB,
            voices=[self.root / "voices"], noises=[self.root / "noises"], out=self.root / out, count=8, snrs=[0, 10],
            rate=RATE, seconds=3, rooms=0.5, seed=seed)))

    def test_every_speaker_comes_equally_often(self):
        speakers = [row[2] for row in self.draw("a")]
        self.assertEqual({speaker: speakers.count(speaker) for speaker in speakers}, {f"book_{n}": 2 for n in range(4)})

    def test_the_same_seed_draws_the_same_mixtures(self):
        first, second, third = self.draw("a"), self.draw("b"), self.draw("c", seed=2)
        self.assertEqual(first, second)
        self.assertNotEqual(first, third)
        name = f"noisy/{first[0][0]}.wav"
        self.assertEqual((self.root / "a" / name).read_bytes(), (self.root / "b" / name).read_bytes())

    def test_estimates_of_another_program_get_the_names_that_evaluate_looks_for(self):
        names = [row[0] for row in self.draw("a")]
        scratch = self.root / "links"
        scratch.mkdir()
        score.link(self.root / "a" / "noisy", names, scratch)
        self.assertEqual(sorted(path.name for path in scratch.iterdir()), sorted(f"{name}.speech.wav" for name in names))
        with self.assertRaises(SystemExit):
            score.link(self.root / "a" / "noisy", ["none"], scratch)

    def test_dry_mixtures_are_chosen_by_a_seed(self):
        names = ("name", "snr_db", "speaker", "noise", "room")
        score.write_rows(self.root / "list.csv", [dict(zip(names, row)) for row in self.draw("a")])
        (self.root / "list.csv").rename(self.root / "a" / "list.csv")
        chosen = score.choose_dry(self.root / "a", 2, self.root / "chosen")
        again = score.choose_dry(self.root / "a", 2, self.root / "again")
        self.assertEqual((chosen / "list.csv").read_text(), (again / "list.csv").read_text())
        rows = score.csv.DictReader((chosen / "list.csv").open())
        self.assertTrue(all(row["room"] == "dry" and (chosen / "noisy" / f"{row['name']}.wav").is_file() for row in rows))

    def test_the_oracle_is_far_above_the_mixture(self):
        names = [row[0] for row in self.draw("a")]
        scratch = self.root / "oracle"
        scratch.mkdir()
        score.mask_by_oracle(self.root / "a", names, scratch)
        for name in names:
            clean, noisy = (score.narrow(self.root / "a" / kind / f"{name}.wav") for kind in ("clean", "noisy"))
            found = score.narrow(scratch / f"{name}.speech.wav")
            self.assertLess(np.sum((found - clean) ** 2), 0.5 * np.sum((noisy - clean) ** 2), name)


class TableTests(unittest.TestCase):
    ROWS = [{"snr_db": snr, "room": room, "class": kind, "pesq": value, "estoi": 0.5, "si_sdr_db": value, "gain_db": 1.0,
             "pause_db": -20.0}
            for snr, room, kind, value in (("-5", "dry", "animals", 1.0), ("10", "room", "animals", 3.0),
                                           ("10", "dry", "weather", np.nan))]

    def test_noises_are_classed_by_the_names_of_their_files(self):
        for noise, kind in (("household_vacuuming-2", "machines"), ("max_dog-0+max_rain-1", "animals"),
                            ("max_rain-1", "weather"), ("esc50_26", "people"), ("esc50_6-1", "animals"),
                            ("berlin_0619b0ad", "places"), ("max_typing", "impacts"), ("adafruit_all-1", score.OTHER)):
            self.assertEqual(score.class_of(noise), kind, noise)

    def test_rows_are_grouped_by_snr_room_and_class(self):
        found = {name: [row["pesq"] for row in rows] for name, rows in score.grouped(self.ROWS)}
        self.assertEqual(list(found), ["-5 dB", "10 dB", "dry", "room", "animals", "weather", "all"])
        self.assertEqual(found["animals"], [1.0, 3.0])
        self.assertEqual(found["room"], [3.0])

    def test_what_is_left_in_pauses_is_the_gain_there(self):
        voice, noise = bursts(8, 7), 0.01 * np.random.default_rng(8).standard_normal(8 * RATE)
        gain = np.where(voice != 0, 1.0, 0.1)
        self.assertAlmostEqual(score.left_in_pauses(voice, voice + noise, gain * (voice + noise), RATE), -20, delta=0.5)
        self.assertTrue(np.isnan(score.left_in_pauses(noise, noise, noise, RATE)))

    def test_a_word_is_cut_off_where_a_tenth_of_it_is_left_for_more_than_a_tenth_of_a_second(self):
        random = np.random.default_rng(4)
        spoken = np.repeat([1, 0, 1, 0], RATE // 2)
        voice, noise = random.standard_normal(2 * RATE) * spoken, 0.3 * random.standard_normal(2 * RATE)
        self.assertEqual(score.closed_words(voice, voice + noise, RATE), (0, 2))
        for closed, expected in ((0.08, 0), (0.2, 1)):
            gain = np.ones(2 * RATE)
            gain[RATE // 10:RATE // 10 + round(closed * RATE)] = 0.03
            self.assertEqual(score.closed_words(voice, gain * (voice + noise), RATE), (expected, 2))
        self.assertEqual(score.closed_words(voice, np.zeros(2 * RATE), RATE), (2, 2))

    def test_a_score_that_is_missing_does_not_count_in_the_mean(self):
        pesq, estoi, *_ = score.means(self.ROWS)
        self.assertEqual((pesq, estoi), (2.0, 0.5))


class CardTests(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.rows = Path(kept.name)
        for model, gain in (("noisy", 0.0), ("speech", -0.6)):
            (self.rows / "test").mkdir(exist_ok=True)
            score.write_rows(self.rows / "test" / f"{model}.csv", [
                {"snr_db": snr, "room": room, "class": "animals", "pesq": pesq, "estoi": 0.25, "si_sdr_db": -0.34,
                 "gain_db": gain} for snr, room, pesq in ((-5, "dry", 1.0), (10, "dry", 2.0), (10, "room", "nan"))])

    def table(self, kind, sets, models=(("noisy", "noisy"), ("speech", "**speech**"))):
        return score_tables.table(self.rows, sets, models, score_tables.KINDS[kind])

    def test_a_column_is_the_mean_of_an_snr(self):
        self.assertEqual(self.table("snr", ["test"])[0], "| | -5 dB | 10 dB | all | worse |")
        self.assertEqual(self.table("snr", ["test"])[2:],
                         ["| noisy | 1.00 / .250 / -0.3 | 2.00 / .250 / -0.3 | 1.50 / .250 / -0.3 |  |",
                          "| **speech** | 1.00 / .250 / -0.3 | 2.00 / .250 / -0.3 | 1.50 / .250 / -0.3 | 3 |"])

    def test_classes_show_how_many_files_they_are_of(self):
        self.assertEqual(self.table("classes", ["test"])[0], "| | dry (2) | room (1) | animals (3) |")

    def test_a_model_without_rows_of_a_set_has_an_empty_cell_and_without_any_no_line(self):
        models = (("speech", "speech"), ("none", "none"))
        self.assertEqual(self.table("sets", ["test", "pairs"], models)[2:], ["| speech | 1.50 / .250 / -0.3 |  |"])
        with self.assertRaises(SystemExit):
            self.table("sets", ["pairs"])

    def test_a_summary_says_of_each_set_what_got_worse_and_what_pauses_keep(self):
        for model, left in (("noisy", 0.0), ("speech", -12.25)):
            score.write_rows(self.rows / "test" / f"{model}.csv",
                             [{"pesq": 1.0, "estoi": 0.5, "si_sdr_db": 3.0, "gain_db": -0.6, "pause_db": left}] * 2)
        self.assertEqual(self.table("summary", ["test", "pairs"]),
                         ["| | test | worse | pauses | pairs | worse | pauses |", "|---|---|---|---|---|---|---|",
                          "| noisy | 1.00 / .500 / 3.0 |  |  |  |  |  |",
                          "| **speech** | 1.00 / .500 / 3.0 | 2 | -12.2 |  |  |  |"])

    def test_a_difference_has_the_interval_of_its_pairs(self):
        apart = {"a": 1.0, "b": 2.0, "c": 6.0}  # mean 3, standard deviation sqrt (7); t of two degrees of freedom 4.3027
        ours, theirs = ([{"name": name, "pesq": file + (apart[name] if mine else 0)} for file, name in enumerate(apart)]
                        for mine in (True, False))
        for others in (theirs, theirs[::-1]):
            middle, half = score_tables.difference(ours, others, "pesq")
            self.assertAlmostEqual(middle, 3)
            self.assertAlmostEqual(half, 4.3027 * (7 / 3) ** 0.5, 3)
        theirs[2]["pesq"] = "nan"  # no speech was found in it
        self.assertAlmostEqual(score_tables.difference(ours, theirs, "pesq")[0], 1.5)
        with self.assertRaises(SystemExit):
            score_tables.difference(ours, theirs[:2], "pesq")

    def test_the_first_model_is_compared_with_each_of_the_others(self):
        rows = {"speech": (0.04, 10.5), "gtcrn": (0.0, 0.0)}
        for model, (pesq, si_sdr_db) in rows.items():
            score.write_rows(self.rows / "test" / f"{model}.csv",
                             [{"name": name, "pesq": 1.5 + pesq, "estoi": 0.6, "si_sdr_db": si_sdr_db} for name in "ab"])
        self.assertEqual(score_tables.paired(self.rows, ["test", "pairs"], (("speech", "s"), ("gtcrn", "g"))),
                         ["| | test | pairs |", "|---|---|---|", "| g | +.04 ± .00 / +.000 ± .000 / +10.5 ± .0 |  |"])

    def test_a_library_beside_the_command_is_found_by_its_bare_name(self):
        with unittest.mock.patch("score.ctypes.CDLL") as opened:
            score.Pesq("libpesq.so")
        self.assertEqual(opened.call_args.args, (str(Path.cwd() / "libpesq.so"),))

    def test_halves_are_every_other_file(self):
        for model, gain in (("clean", 1.0), ("old", 0.0)):
            rows = [{"name": str(number), "pesq": 2, "estoi": 0.5, "si_sdr_db": 5 + gain * (number % 2), "pause_db": -20 - gain}
                    for number in range(8)]
            (self.rows / "dev").mkdir(exist_ok=True)
            score.write_rows(self.rows / "dev" / f"{model}.csv", rows)
        heading, _, line = score_tables.halves(self.rows, "dev", (("clean", "c"), ("old", "o")))
        self.assertEqual(heading, "| | dev | first half | second half |")
        first, second = line.split(" | ")[2:4]
        self.assertIn("+.00 ± .00 / -1.00 ± .00", first)
        self.assertIn("+1.00 ± .00 / -1.00 ± .00", second)


class CurveTests(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.place = Path(kept.name)

    def test_the_hours_are_those_of_the_best_development_loss(self):
        curve = self.place / "curve.csv"
        curve.write_text("step,hours,loss,development loss,development SDR gain dB\n"
                         "500,5.33,3.5,2.9,4.4\n1000,10.67,2.7,2.4,5.2\n1500,16.00,2.6,2.5,5.1\n")
        self.assertEqual(learning_curve.hours_of_best(curve), 10.67)
        curve.write_text("step,hours,loss,development loss,development SDR gain dB\n")
        with self.assertRaises(SystemExit):
            learning_curve.hours_of_best(curve)

    def test_points_are_added_and_known_again(self):
        points = self.place / "points.csv"
        self.assertEqual(learning_curve.scored_before(points), set())
        for digest in ("a", "b"):
            learning_curve.add(points, [{"hours": 1.0, "sha256": digest, "set": "dev", "pesq": 1.5, "estoi": 0.6,
                                         "si_sdr_db": 9.0, "gain_db": 4.0}])
        self.assertEqual(learning_curve.scored_before(points), {("a", "dev"), ("b", "dev")})


class TrebleTests(unittest.TestCase):
    def test_scores_what_is_above_eight_kilohertz_alone(self):
        draw = np.random.default_rng(9)
        clean, noise = draw.standard_normal((2, 2 * sounds.FULL))
        low = scipy.signal.sosfilt(scipy.signal.butter(8, 3000, fs=sounds.FULL, output="sos"), noise)
        noisy = clean + 0.1 * noise
        for gain in (1, 0.5):
            si_sdr_db, level_db = score.treble(clean, gain * noisy, sounds.FULL)
            self.assertAlmostEqual(si_sdr_db, 20, delta=0.3)
            self.assertAlmostEqual(level_db, 20 * np.log10(gain), delta=0.1)
        si_sdr_db, level_db = score.treble(clean, clean + 10 * low, sounds.FULL)
        self.assertGreater(si_sdr_db, 50)
        self.assertAlmostEqual(level_db, 0, delta=0.01)


class PeerTests(unittest.TestCase):
    def test_the_high_pass_stops_rumble_and_lets_speech_through(self):
        time = np.arange(RATE) / RATE
        for frequency, expected_db, delta in ((15, -24, 1), (1000, 0, 0.1)):
            tone = np.sin(2 * np.pi * frequency * time)
            passed = peers.highpass("60")(tone)[RATE // 2:]
            self.assertAlmostEqual(20 * np.log10(mix.rms(passed) / mix.rms(tone)), expected_db, delta=delta)

    def test_a_recurrent_layer_with_closed_input_gates_is_silent(self):
        units, name = 3, "lstm"
        bias = np.concatenate([np.full(units, -50.0), np.zeros(3 * units)])
        weights = {f"{name}/{name}/{part}:0": value for part, value in
                   (("kernel", np.ones((2, 4 * units))), ("recurrent_kernel", np.ones((units, 4 * units))), ("bias", bias))}
        found = peers.recurrent(np.random.default_rng(1).standard_normal((5, 2)), weights, name)
        self.assertEqual(found.shape, (5, units))
        self.assertLess(np.abs(found).max(), 1e-12)

    def test_peers_of_full_band_keep_the_length_and_time_of_narrow_sound(self):
        voice = bursts(1.01, 4)
        found = peers.full_band(lambda wide: np.append(wide, wide))(voice, RATE)
        self.assertEqual(found.shape, voice.shape)
        low = scipy.signal.butter(8, 6000, fs=RATE, output="sos")  # what resampling keeps
        np.testing.assert_allclose(*(scipy.signal.sosfilt(low, sound)[100:-100] for sound in (found, voice)), atol=5e-3)

    def test_narrow_peers_refuse_sound_at_other_rates(self):
        with self.assertRaises(SystemExit):
            peers.run_at(lambda samples: samples, "gtcrn", np.zeros(480), sounds.FULL)

    def test_what_starting_takes_does_not_count_as_cost(self):
        spent = [0.0]

        def run(samples):
            spent[0] += 3 + 0.25 * len(samples) / RATE
        with unittest.mock.patch.object(peer_costs, "processor_seconds", lambda: spent[0]):
            self.assertAlmostEqual(peer_costs.cost(run, np.zeros(peer_costs.LONG * RATE), RATE), 0.25)


class DeepFilterTests(unittest.TestCase):
    whole = deep_filter.DeepFilter()

    def network(self, gain, tap):
        """Gains for all bands, and filters that pick the frame so many frames from the present one."""
        def answer(features):
            frames = len(features) // (deep_filter.BANDS + 2 * deep_filter.FILTERED)
            filters = np.zeros((frames, deep_filter.FILTERED, deep_filter.ORDER, 2))
            filters[:, :, deep_filter.ORDER - 1 - deep_filter.LOOK_AHEAD + tap, 0] = gain
            return np.concatenate([np.full(frames * deep_filter.BANDS, gain), filters.ravel()])
        return answer

    def test_bands_hold_every_bin_once_and_none_is_too_narrow(self):
        widths = deep_filter.band_widths()
        self.assertEqual(widths.sum(), deep_filter.BINS)
        self.assertGreaterEqual(widths.min(), deep_filter.MIN_BINS)
        self.assertEqual(len(widths), deep_filter.BANDS)

    def test_a_network_that_changes_nothing_gives_the_sound_back(self):
        for length in (481, 4800, 10007):
            samples = np.random.default_rng(length).standard_normal(length)
            found = self.whole.apply(samples, self.network(0.5, 0))
            np.testing.assert_allclose(found, 0.5 * samples, atol=1e-12)

    def test_a_filter_reaches_two_frames_back_and_two_ahead(self):
        samples = np.zeros(20 * deep_filter.HOP)
        samples[10 * deep_filter.HOP:11 * deep_filter.HOP] = np.sin(2 * np.pi * 500 / deep_filter.RATE * np.arange(deep_filter.HOP))
        for tap in (-2, -1, 1, 2):
            found = self.whole.apply(samples, self.network(1, tap))
            np.testing.assert_allclose(found, np.roll(samples, -tap * deep_filter.HOP), atol=0.1)

    def test_means_begin_where_they_are_told_and_forget(self):
        found = deep_filter.running_mean(np.ones((2000, 1)), np.array([5.0]))
        self.assertAlmostEqual(found[0, 0], 0.99 * 5 + 0.01)
        self.assertAlmostEqual(found[-1, 0], 1, delta=1e-6)


class TrainingTests(unittest.TestCase):
    def test_commands_name_no_placeholder(self):
        for name, training in train.read_trainings().items():
            found = train.commands(training, "unbraid", Path("b"), Path("c"), Path("o"), ["--threads", "2"])
            self.assertTrue(found, name)
            for word in (word for command in found for word in command):
                self.assertNotRegex(word, "CORPORA|MATERIAL|OUT/|RECIPES/")

    def test_every_run_has_a_seed_and_a_place(self):
        for name, training in train.read_trainings().items():
            for run in training.get("runs", ()):
                words = next((run[kind] for kind in ("mean", "split") if kind in run), run)
                if words is run:
                    self.assertIn("--seed", run, name)
                self.assertTrue(words[words.index("--out") + 1].startswith("OUT/"), name)


if __name__ == "__main__":
    unittest.main()

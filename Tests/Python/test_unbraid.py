# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `import unbraid` computes, against mathematics and the command line."""
import copy
import json
import os
import pathlib
import pickle
import subprocess
import tempfile
import threading
import time
import unittest
import wave

import numpy

import unbraid
from midi_file import write_midi

RATE = 16000


def noise(*shape, seed=1):
    return numpy.random.default_rng(seed).uniform(-0.5, 0.5, shape)


def command_line(*arguments):
    """Run `unbraid` with the dictionaries of the source tree."""
    return subprocess.run(
        [os.environ["UNBRAID_PROGRAM"], *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "UNBRAID_DICTIONARIES": os.environ["UNBRAID_ROOT"] + "/Resources/Dictionaries"},
    )


def float_samples(file):
    """The samples of a WAV file of 32-bit floats."""
    data = pathlib.Path(file).read_bytes()
    begin = data.index(b"data") + 8
    return numpy.frombuffer(data[begin:], "<f4")


class Decomposition(unittest.TestCase):
    def test_every_model_gives_what_the_command_line_gives(self):
        time_axis = numpy.arange(4000) / RATE
        tones = [numpy.sin(2 * numpy.pi * hz * time_axis) * (time_axis % 0.1 < 0.06) for hz in (300, 1500)]
        sound = numpy.stack([0.3 * tones[0] + 0.1 * tones[1], 0.2 * tones[0] + 0.3 * tones[1]], axis=1)
        samples = numpy.round(sound * 32768).astype("<i2")
        with tempfile.TemporaryDirectory() as folder:
            with wave.open(f"{folder}/in.wav", "wb") as out:
                out.setparams((2, 2, RATE, 0, "NONE", ""))
                out.writeframes(samples.tobytes())
            for model in unbraid.decompose_models():
                options = dict(window=20, iterations=10, seed=3)
                words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
                command_line(
                    *("decompose", f"{folder}/in.wav", "--components", "2", "--model", model, *words),
                    *("--out", folder),
                )
                parts = unbraid.decompose(samples / 32768, RATE, 2, model, threads=2, **options)
                self.assertEqual(len(parts), 2)
                numpy.testing.assert_allclose(sum(parts), samples / 32768, atol=1e-5)
                for number, part in enumerate(parts, 1):
                    written = float_samples(f"{folder}/in.component-{number:02}.wav")
                    with self.subTest(model, component=number):
                        self.assertTrue(numpy.array_equal(part.ravel(), written))

    def test_components_come_with_the_factors_that_they_were_made_by(self):
        seconds = numpy.arange(RATE) / RATE
        sound = numpy.sin(2 * numpy.pi * 440 * seconds) * (seconds % 0.2 < 0.1)
        parts = unbraid.decompose(sound, RATE, 2, iterations=20)
        W, H = parts.factors["W"], parts.factors["H"]
        self.assertEqual((W.shape[1], H.shape[0], len(parts)), (2, 2, 2))
        self.assertEqual((W.shape[0], H.shape[1]), (len(parts.frequencies), len(parts.times)))
        self.assertGreaterEqual(len(parts.objective), 15)
        self.assertLess(abs(parts.frequencies[(W @ H).sum(axis=1).argmax()] - 440), 11)
        templates = unbraid.decompose(sound, RATE, 2, "nmfd", template=200, iterations=10).factors["W"]
        self.assertEqual((templates.ndim, templates.shape[2]), (3, 2))
        self.assertIsNone(unbraid.decompose(sound, RATE, 2, "cdl", window=20, iterations=10).frequencies)

    def test_a_decomposition_begins_with_given_factors(self):
        sound = noise(RATE)
        first = unbraid.decompose(sound, RATE, 3, iterations=30)
        W = first.factors["W"][:, ::-1].copy()
        W[:100, 0] = 0
        parts = unbraid.decompose(sound, RATE, W=W, H=first.factors["H"][::-1], iterations=10)
        self.assertEqual(len(parts), 3)
        self.assertEqual(parts.factors["W"][:100, 0].max(), 0)
        for wrong in (dict(W=W[1:]), dict(H=-W), dict(W=W, model="cdl", components=3), dict(W=W, components=2)):
            with self.subTest(wrong), self.assertRaises(unbraid.Error):
                unbraid.decompose(sound, RATE, **wrong)

    def test_options_that_are_wrong_are_refused_with_a_sentence(self):
        sound = noise(4000)
        for options, sentence in (
            (dict(components=2, sparsity=1), "Sparsity needs model semi-nmf, cdl, nmfd"),
            (dict(components=2, model="pca"), "There is no such model. .*is-nmf, lrtfs"),
            (dict(components=2, depth=3), "'depth'"),
            (dict(components="auto", model="ntf"), "needs components as a number"),
            (dict(components=2, window=0), "Window takes 1 to 5000 ms, not '0'"),
            (dict(components=2, model="soft-co"), "channels: found 1; allowed: 2"),
        ):
            with self.subTest(options), self.assertRaisesRegex(unbraid.Error, sentence):
                unbraid.decompose(sound, RATE, **options)
        with self.assertRaisesRegex(TypeError, "window is no number"):
            unbraid.decompose(sound, RATE, 2, window=None)
        with self.assertRaisesRegex(unbraid.Error, "nothing to take apart"):
            unbraid.decompose(numpy.zeros(4000), RATE, 2)


def options_as_words(options):
    return [
        word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))
    ]


class Recordings(unittest.TestCase):
    """Repair, debleed and mosaic, beside the command line."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        time_axis = numpy.arange(8000) / RATE
        tones = [numpy.sin(2 * numpy.pi * hz * time_axis) * (time_axis % 0.1 < 0.06) for hz in (300, 1500)]
        cls.sounds = {}
        for name, sound in {
            "clipped": numpy.stack([(0.5 * tones[0]).clip(-0.3, 0.3), 0.3 * tones[1]], axis=1),
            "low": (0.4 * tones[0] + 0.1 * numpy.roll(tones[1], 9))[:, None],
            "high": (0.1 * numpy.roll(tones[0], 7) + 0.3 * tones[1])[:, None],
        }.items():
            samples = numpy.round(sound * 32768).astype("<i2")
            with wave.open(f"{cls.folder.name}/{name}.wav", "wb") as out:
                out.setparams((samples.shape[1], 2, RATE, 0, "NONE", ""))
                out.writeframes(samples.tobytes())
            cls.sounds[name] = samples / 32768

    def file(self, name):
        return f"{self.folder.name}/{name}.wav"

    def test_repair_gives_what_the_command_line_gives(self):
        options = dict(clipping=-11.0, hum="auto", clicks=50, atoms=4, iterations=3)
        words = ["--gap", "0.2-0.21", *options_as_words(options)]
        report = command_line(
            "repair", self.file("clipped"), "--out", self.file("whole"), "--json", *words
        ).stdout
        whole = unbraid.repair(self.sounds["clipped"], RATE, lost=[(0.2, 0.21)], **options)
        self.assertTrue(numpy.array_equal(whole.sound.ravel(), float_samples(self.file("whole"))))
        self.assertGreater(whole.sound.max(), 0.4)  # the peaks are back
        for found, said in zip(whole.channels, json.loads(report)["channels"]):
            self.assertEqual(found["clipped_samples"], said["clipped_samples"])
            self.assertEqual(found["lost_samples"], said["lost_samples"])
            self.assertEqual(found["clicks"], len(said["clicks"]))
        self.assertGreater(whole.channels[0]["clipped_samples"], 100)
        self.assertEqual(whole.channels[1]["lost_samples"], 0.01 * RATE)

    def test_debleed_gives_what_the_command_line_gives(self):
        options = dict(window=20, atoms=2, iterations=4, learn=1)
        command_line(
            *("debleed", self.file("low"), self.file("high"), "--out", self.folder.name),
            *("--silent", "high=0-0.05", *options_as_words(options)),
        )
        own = unbraid.debleed(
            [self.sounds["low"][:, 0], self.sounds["high"]], RATE, silent=[(1, 0, 0.05)], threads=2, **options
        )
        self.assertEqual([sound.shape for sound in own], [(8000,), (8000, 1)])
        for name, sound in zip(("low", "high"), own):
            self.assertTrue(numpy.array_equal(sound.ravel(), float_samples(self.file(f"{name}.own"))))
        both = unbraid.debleed([self.sounds["low"]] * 2 + [self.sounds["high"]], RATE, together=[(0, 1)], **options)
        self.assertEqual(len(both), 3)

    def test_mosaic_gives_what_the_command_line_gives(self):
        options = dict(window=20, polyphony=2, iterations=3, phase_iterations=2, transpose=1)
        command_line(
            *("mosaic", self.file("low"), "--from", self.file("clipped"), self.file("high")),
            *("--out", self.file("made"), *options_as_words(options)),
        )
        made = unbraid.mosaic(
            self.sounds["low"], [self.sounds["clipped"], self.sounds["high"]], RATE, threads=2, **options
        )
        self.assertEqual(made.shape, (8000, 2))
        self.assertTrue(numpy.array_equal(made.ravel(), float_samples(self.file("made"))))

    def test_what_is_wrong_is_refused_with_a_sentence(self):
        low, high = self.sounds["low"], self.sounds["high"]
        for call, sentence in (
            (lambda: unbraid.repair(low, RATE, hum="loud"), "Hum takes off, auto or 40 to 70 Hz, not 'loud'"),
            (lambda: unbraid.repair(low, RATE, lost=[(0.1, 0.5)]), "at most .25 s"),
            (lambda: unbraid.repair(low, RATE, lost=[(9, 9.1)]), "behind the end"),
            (lambda: unbraid.repair(low, RATE, dictionary="band"), "bands"),
            (lambda: unbraid.debleed([low], RATE), "one source, whose sound is all"),
            (lambda: unbraid.debleed([], RATE), "one source, whose sound is all"),
            (lambda: unbraid.debleed([low, high], RATE, together=[(0, 1)]), "one source, whose sound is all"),
            (lambda: unbraid.debleed([low, high[:-1]], RATE), "not of one length"),
            (lambda: unbraid.debleed([noise(400, 8)] * 3, RATE), "too many microphones"),
            (lambda: unbraid.mosaic(low, [], RATE), "source"),
            (lambda: unbraid.mosaic(low, [high], RATE, phase_iteration=2), "no option 'phase-iteration'"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(unbraid.Error, sentence):
                call()


class Separation(unittest.TestCase):
    def test_sources_sum_to_the_sound_in_its_form_and_leave_it_as_it_was(self):
        for shape in ((8000,), (8000, 1), (8000, 2), (0,), (10, 2)):
            for dtype in (numpy.float32, numpy.float64):
                sound = noise(*shape).astype(dtype)
                before = sound.copy()
                sources = unbraid.separate(sound, RATE, "speech-light")
                self.assertEqual(list(sources), ["speech", "noise"])
                for source in sources.values():
                    self.assertEqual((source.shape, source.dtype), (shape, numpy.float32))
                self.assertTrue(numpy.array_equal(sound, before))
                numpy.testing.assert_allclose(sum(sources.values()), sound, atol=1e-6)  # of float32

    def test_any_layout_of_memory_gives_the_same(self):
        sound = noise(4000, 2).astype(numpy.float32)
        expected = unbraid.separate(sound, RATE, "speech-light")["speech"]
        wide = noise(8000, 4).astype(numpy.float32)
        wide[::2, ::2] = sound
        for other in (numpy.asfortranarray(sound), wide[::2, ::2]):
            self.assertTrue(
                numpy.array_equal(unbraid.separate(other, RATE, "speech-light")["speech"], expected)
            )
        sound.flags.writeable = False
        self.assertTrue(numpy.array_equal(unbraid.separate(sound, RATE, "speech-light")["speech"], expected))

    def test_blocks_give_what_the_whole_gives_late_by_the_latency(self):
        sound = noise(9000, seed=2)
        separator = unbraid.Separator("speech-light", RATE)
        self.assertEqual(separator.latency, 320)  # 20 ms
        for again in range(2):
            blocks = [separator.process(sound[n : n + 700])["noise"] for n in range(0, 9000, 700)]
            whole = unbraid.separate(sound, RATE, "speech-light")["noise"]
            numpy.testing.assert_array_equal(numpy.concatenate(blocks)[320:], whole[:-320])
            separator.reset()
        self.assertLess(unbraid.Separator("speech-light", RATE, mode="low").latency, 129)

    def test_the_command_line_separates_to_the_same(self):
        samples = numpy.round(noise(12000, 2, seed=4) * 32767).astype("<i2")
        with tempfile.TemporaryDirectory() as folder:
            with wave.open(f"{folder}/in.wav", "wb") as file:
                file.setparams((2, 2, RATE, 0, "NONE", ""))
                file.writeframes(samples.tobytes())
            subprocess.run(
                [
                    os.environ["UNBRAID_PROGRAM"],
                    "separate",
                    f"{folder}/in.wav",
                    "--dictionary",
                    "speech-light",
                    "--only",
                    "speech",
                    "--format",
                    "pcm16",
                    "--out",
                    f"{folder}/out.wav",
                ],
                check=True,
                stderr=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "UNBRAID_DICTIONARIES": os.environ["UNBRAID_ROOT"] + "/Resources/Dictionaries",
                },
            )
            with wave.open(f"{folder}/out.wav") as file:
                theirs = numpy.frombuffer(file.readframes(12000), "<i2").reshape(-1, 2) / 32768
        ours = unbraid.separate(samples / 32768, RATE, "speech-light")["speech"]
        numpy.testing.assert_allclose(ours, theirs, atol=2 / 32768)  # of 16 bits, dither included

    def test_qualities_are_those_of_the_command_line(self):
        samples = numpy.round(noise(20000, 2, seed=4) * 32767).astype("<i2")
        ways = (("vocals", "best"), ("piano", "best"), ("speech-light", "best"), ("drums", "long-both-ways"))
        for dictionary, quality in ways:  # long windows, both ways, another mode, all
            with self.subTest(dictionary), tempfile.TemporaryDirectory() as folder:
                with wave.open(f"{folder}/in.wav", "wb") as file:
                    file.setparams((2, 2, RATE, 0, "NONE", ""))
                    file.writeframes(samples.tobytes())
                ours = unbraid.separate(samples / 32768, RATE, dictionary, quality=quality)
                numpy.testing.assert_allclose(sum(ours.values()), samples / 32768, atol=1e-5)
                first = next(iter(ours))
                command_line(
                    "separate",
                    f"{folder}/in.wav",
                    "--dictionary",
                    dictionary,
                    "--only",
                    first,
                    "--quality",
                    quality,
                    "--format",
                    "pcm16",
                    "--out",
                    f"{folder}/out.wav",
                )
                with wave.open(f"{folder}/out.wav") as file:
                    theirs = numpy.frombuffer(file.readframes(20000), "<i2").reshape(-1, 2) / 32768
                numpy.testing.assert_allclose(
                    ours[first], theirs, atol=2 / 32768
                )  # of 16 bits, dither included

    def test_a_score_guides_as_it_does_on_the_command_line(self):
        samples = numpy.round(noise(20000, seed=4) * 32767).astype("<i2")
        hands = [(0.1, 0.4, 1, 60), (0.3, 0.9, 2, 52), (0.5, 1.2, 1, 67)]
        hits = [(0.1, 0.2, 10, 36), (0.5, 0.6, 10, 38), (0.9, 1.0, 10, 36)]
        for dictionary, notes, options, words in (
            ("piano", hands, dict(), []),
            (
                "piano",
                hands,
                dict(quality="best", midi_offset=0.1),
                ["--quality", "best", "--midi-offset", "100"],
            ),
            ("piano", hands, dict(split=62), ["--split", "62"]),
            ("drums", hits, dict(), []),
        ):
            with self.subTest((dictionary, options)), tempfile.TemporaryDirectory() as folder:
                write_midi(f"{folder}/score.mid", notes)
                with wave.open(f"{folder}/in.wav", "wb") as file:
                    file.setparams((1, 2, RATE, 0, "NONE", ""))
                    file.writeframes(samples.tobytes())
                ours = unbraid.separate(
                    samples / 32768, RATE, dictionary, midi=f"{folder}/score.mid", **options
                )
                first = next(iter(ours))
                command_line(
                    "separate",
                    f"{folder}/in.wav",
                    "--dictionary",
                    dictionary,
                    "--only",
                    first,
                    "--midi",
                    f"{folder}/score.mid",
                    "--format",
                    "pcm16",
                    "--out",
                    f"{folder}/out.wav",
                    *words,
                )
                with wave.open(f"{folder}/out.wav") as file:
                    theirs = numpy.frombuffer(file.readframes(20000), "<i2") / 32768
                self.assertGreater(numpy.abs(theirs).max(), 0.01)
                numpy.testing.assert_allclose(
                    ours[first], theirs, atol=2 / 32768
                )  # of 16 bits, dither included
        with self.assertRaisesRegex(unbraid.Error, "cannot be read"):
            unbraid.separate(noise(100), RATE, "piano", midi="/nowhere.mid")
        with tempfile.TemporaryDirectory() as folder, self.assertWarnsRegex(
            UserWarning, "no note of the score falls"
        ):
            write_midi(f"{folder}/late.mid", [(7, 8, 1, 60)])
            unbraid.separate(noise(4000), RATE, "piano", midi=f"{folder}/late.mid")

    def test_one_sound_of_several_sources_is_mixed(self):
        sound = noise(8000, 2)
        stems = unbraid.separate(sound, RATE, "band")
        names = list(stems)
        without = unbraid.separate(sound, RATE, "band", without=names[0])
        numpy.testing.assert_allclose(without, sound - stems[names[0]], atol=1e-6)
        softer = unbraid.separate(sound, RATE, "band", only=names[1], reduction=-20)
        numpy.testing.assert_allclose(softer, 0.9 * stems[names[1]] + 0.1 * sound, atol=1e-6)
        numpy.testing.assert_array_equal(
            unbraid.separate(sound, RATE, "band", only=names[2]), stems[names[2]]
        )
        for wrong in (
            dict(only="voice"),
            dict(only=names[0], without=names[1]),
            dict(reduction=-20),
            dict(only=names[0], reduction=3),
        ):
            with self.assertRaises(unbraid.Error):
                unbraid.separate(sound, RATE, "band", **wrong)
        wide = unbraid.upmix(sound[:, 0], RATE, "band", "balanced", width=0, positions={names[0]: -1})
        alone = unbraid.separate(sound[:, 0], RATE, "band")[names[0]]
        numpy.testing.assert_allclose(wide.mean(axis=1), sound[:, 0], atol=1e-6)
        numpy.testing.assert_allclose(
            wide[:, 0] - wide[:, 1], 2 * alone, atol=1e-6
        )  # at -1 all of it is left

    def test_channels_first_are_told_to_be_transposed(self):
        for call in (
            lambda: unbraid.separate(noise(2, 4000), RATE),
            lambda: unbraid.si_sdr(noise(2, 4000), noise(2, 4000), RATE),
            lambda: unbraid.train({"a": noise(2, 4000)}, 2, RATE),
            lambda: unbraid.Separator("speech", RATE, 2).process(noise(2, 4000)),
        ):
            with self.assertRaisesRegex(unbraid.Error, "sound.T"):
                call()

    def test_a_rate_that_is_text_is_a_plain_type_error(self):
        with self.assertRaisesRegex(
            TypeError, "^rate is no number. \\(found '48k', a str; allowed: 8000 to 192000 Hz\\)$"
        ):
            unbraid.separate(noise(100), "48k")

    def test_other_threads_run_meanwhile(self):
        sound = noise(RATE * 60)
        worker = threading.Thread(target=unbraid.separate, args=(sound, RATE, "speech"))
        steps = 0
        worker.start()
        while worker.is_alive():
            steps += 1
            time.sleep(0.001)
        self.assertGreater(steps, 20)

    def test_errors_are_exceptions_with_a_sentence(self):
        for call, beginning in (
            (lambda: unbraid.separate(noise(100), RATE, "speach"), "There is no dictionary 'speach'."),
            (
                lambda: unbraid.separate(noise(100), RATE, "speech", mode="instant"),
                "There is no such latency mode.",
            ),
            (lambda: unbraid.separate(numpy.zeros(9, int), RATE), "The samples are integers."),
            (lambda: unbraid.separate(numpy.zeros((2, 2, 2)), RATE), "The sound is no array of samples."),
            (lambda: unbraid.separate(["a"], RATE), "The sound is no array of samples."),
            (
                lambda: unbraid.Separator("speech", RATE, 2).process(noise(10)),
                "The block has another number of channels",
            ),
        ):
            with self.assertRaises(unbraid.Error) as raised:
                call()
            self.assertTrue(str(raised.exception).startswith(beginning), raised.exception)
        for rate, channels in ((1, 1), (float("nan"), 1), (RATE, 0), (RATE, 99)):
            with self.assertRaises(ValueError):
                unbraid.Separator("speech-light", rate, channels)

    def test_quieter_pauses_take_more_of_a_noise_and_give_it_to_the_noise(self):
        hiss = 0.1 * noise(2 * RATE)
        left = {}
        for depth, quality in ((0, "live"), (6, "live"), (0, "both-ways"), (6, "both-ways")):
            stems = unbraid.separate(hiss, RATE, "speech-light", quality=quality, quieter_pauses=depth)
            numpy.testing.assert_allclose(stems["speech"] + stems["noise"], hiss, atol=1e-5)
            left[depth, quality] = (stems["speech"][RATE:] ** 2).sum()
        self.assertLess(left[6, "live"], 0.5 * left[0, "live"])
        self.assertLess(left[6, "both-ways"], 0.5 * left[0, "both-ways"])
        with self.assertRaisesRegex(unbraid.Error, "quieter_pauses"):
            unbraid.Separator("speech-light", RATE, quieter_pauses=13)


class Dictionaries(unittest.TestCase):
    def test_a_dictionary_shows_its_atoms_sources_and_card(self):
        piano = unbraid.Dictionary("piano")
        self.assertIn("piano", unbraid.dictionaries())
        self.assertEqual(piano.W.shape[0], len(piano.frequencies))
        self.assertEqual(piano.W.shape[1], sum(source.count for source in piano.sources))
        numpy.testing.assert_allclose(piano.W.sum(axis=0), 1, atol=1e-4)
        self.assertTrue(piano.card.startswith("#"))
        speech = unbraid.Dictionary("speech-light")
        self.assertEqual(
            [(s.name, s.is_target) for s in speech.sources], [("speech", True), ("noise", False)]
        )
        self.assertEqual(unbraid.Separator(speech, RATE).sources, ["speech", "noise"])

    def test_a_mapping_is_a_tree_of_dictionaries_that_sums_to_the_sound(self):
        tree = unbraid.Dictionary({"": "band", "drums": "drums"})
        kit = [f"drums.{drum}" for drum in ("kick", "snare", "hi-hat", "toms", "cymbals")]
        self.assertEqual(tree.leaves, ["vocals", *kit, "bass", "other"])
        sound = numpy.random.default_rng(3).normal(0, 0.1, (8000, 2)).astype(numpy.float32)
        stems = unbraid.separate(sound, 44100, {"": "band", "drums": "drums"})
        self.assertEqual(list(stems), tree.leaves)
        numpy.testing.assert_allclose(sum(stems.values()), sound, atol=1e-5)
        again = pickle.loads(pickle.dumps(tree))
        self.assertEqual(again.leaves, tree.leaves)
        for wrong in ({"drums": "drums"}, {"": "band", "piano": "drums"}, {"": tree, "bass": "drums"}):
            with self.assertRaises(unbraid.Error):
                unbraid.Dictionary(wrong)

    def test_a_dictionary_is_pickled_whole_and_a_separator_says_that_it_is_not(self):
        piano = unbraid.Dictionary("piano")
        again = pickle.loads(pickle.dumps(piano))
        numpy.testing.assert_array_equal(again.W, piano.W)
        self.assertEqual((again.path, again.card, again.sources), (piano.path, piano.card, piano.sources))
        made = unbraid.train({"a": noise(8000)}, 2, RATE, iterations=2)
        numpy.testing.assert_array_equal(copy.deepcopy(made).W, made.W)
        with self.assertRaisesRegex(TypeError, "pickle its Dictionary"):
            pickle.dumps(unbraid.Separator("speech-light", RATE))


class Learning(unittest.TestCase):
    def test_a_dictionary_that_is_learned_separates_and_is_kept_by_a_file(self):
        time_axis = numpy.arange(RATE * 2) / RATE
        beep = (
            sum(numpy.sin(2 * numpy.pi * 440 * k * time_axis) for k in (1, 2, 3))
            * (1 + numpy.sin(20 * time_axis))
            / 8
        )
        hiss = numpy.diff(noise(RATE * 2 + 1, seed=8)) / 4
        learn = dict(components={"beep": 2, "hiss": 3}, rate=RATE, iterations=20, noise=["hiss"])
        made = unbraid.train({"beep": beep, "hiss": [hiss[:RATE], hiss[RATE:]]}, **learn)
        self.assertEqual(
            [tuple(source) for source in made.sources], [("beep", 0, 2, True), ("hiss", 2, 3, False)]
        )
        numpy.testing.assert_allclose(made.W.sum(axis=0), 1, atol=1e-4)
        sources = unbraid.separate(beep + hiss, RATE, made)
        for name, true in (("beep", beep), ("hiss", hiss)):
            self.assertGreater(
                unbraid.si_sdr(true, sources[name], RATE), unbraid.si_sdr(true, beep + hiss, RATE) + 6
            )
        with tempfile.TemporaryDirectory() as folder:
            made.save(f"{folder}/own.safetensors")
            numpy.testing.assert_array_equal(unbraid.Dictionary(f"{folder}/own.safetensors").W, made.W)
            with wave.open(f"{folder}/beep.wav", "wb") as file:
                file.setparams((1, 2, RATE, 0, "NONE", ""))
                file.writeframes(numpy.round(beep * 32767).astype("<i2").tobytes())
            from_file = unbraid.train({"beep": f"{folder}/beep.wav"}, 2, iterations=20)
            self.assertGreater(numpy.corrcoef(from_file.W.sum(axis=1), made.W[:, :2].sum(axis=1))[0, 1], 0.99)
            with self.assertRaisesRegex(unbraid.Error, "missing.wav"):
                unbraid.train({"beep": f"{folder}/missing.wav"})
        with self.assertRaisesRegex(unbraid.Error, "Arrays need a rate"):
            unbraid.train({"beep": beep})
        self.assertEqual(made.card, "")

    def test_a_voice_is_learned_as_the_command_line_learns_it(self):
        with tempfile.TemporaryDirectory() as folder:
            voice = os.environ["UNBRAID_ROOT"] + "/Resources/Audio/noisy-voice.flac"
            command_line(
                "separate", voice, "--only", "speech", "--format", "pcm16", "--out", f"{folder}/me.wav"
            )
            command_line("enrol", f"{folder}/me.wav", "--out", f"{folder}/me.safetensors")
            theirs = unbraid.Dictionary(f"{folder}/me.safetensors")
            with wave.open(f"{folder}/me.wav") as file:
                self.assertEqual((file.getframerate(), file.getnchannels()), (RATE, 1))
                sound = numpy.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
            with self.assertWarnsRegex(UserWarning, "better from more speech"):
                ours = unbraid.enrol(sound, RATE)
        self.assertEqual([source.name for source in ours.sources], ["me", "noise", "others"])
        mixture = sound[:RATE] + 0.1 * noise(RATE)
        expected = unbraid.separate(mixture, RATE, theirs)
        for name, source in unbraid.separate(mixture, RATE, ours).items():
            numpy.testing.assert_allclose(source, expected[name], atol=1e-4)  # of floats in a file
        unlike = unbraid.separate(mixture, RATE, "own-voice")["me"]
        self.assertGreater(
            numpy.abs(unlike - expected["me"]).max(), 1e-3
        )  # so that it is not nothing that was learned

    def test_notes_are_found_as_the_command_line_finds_them(self):
        time_axis = numpy.arange(RATE * 3) / RATE
        sound = numpy.zeros(RATE * 3)
        for begin, pitch in ((0.2, 60), (0.9, 64), (1.6, 67)):
            since = numpy.clip(time_axis - begin, 0, None)
            hz = 440 * 2 ** ((pitch - 69) / 12)
            sound += (
                0.1
                * (since > 0)
                * numpy.exp(-3 * since)
                * sum(numpy.sin(2 * numpy.pi * hz * k * since) / k for k in range(1, 9))
            )
        samples = numpy.round(sound * 32767).astype("<i2")
        notes = unbraid.transcribe(samples / 32768, RATE, "piano")
        with tempfile.TemporaryDirectory() as folder:
            with wave.open(f"{folder}/in.wav", "wb") as file:
                file.setparams((1, 2, RATE, 0, "NONE", ""))
                file.writeframes(samples.tobytes())
            told = subprocess.run(
                [
                    os.environ["UNBRAID_PROGRAM"],
                    "transcribe",
                    f"{folder}/in.wav",
                    "--dictionary",
                    "piano",
                    "--json",
                    "--out",
                    f"{folder}/out.mid",
                ],
                check=True,
                capture_output=True,
                text=True,
                env={
                    **os.environ,
                    "UNBRAID_DICTIONARIES": os.environ["UNBRAID_ROOT"] + "/Resources/Dictionaries",
                },
            )
        self.assertEqual(len(notes), json.loads(told.stdout)["notes"])
        for begin, pitch in ((0.2, 60), (0.9, 64), (1.6, 67)):
            self.assertTrue(
                any(
                    note.pitch == pitch
                    and abs(note.begin - begin) < 0.05
                    and note.end > note.begin
                    and note.channel == 1
                    for note in notes
                ),
                notes,
            )
        with self.assertRaisesRegex(unbraid.Error, "has no notes"):
            unbraid.transcribe(sound, RATE, "speech")


class Evaluation(unittest.TestCase):
    def test_scores_are_those_of_their_definitions(self):
        first, second = noise(RATE * 2, seed=5), noise(RATE * 2, seed=6)
        estimate = first + 0.1 * second
        plain = unbraid.si_sdr(first, estimate, RATE, full_band=True)
        truth, given = first - first.mean(), estimate - estimate.mean()
        target = truth * (truth @ given) / (truth @ truth)
        self.assertAlmostEqual(
            plain, 10 * numpy.log10((target @ target) / ((given - target) @ (given - target))), 3
        )
        scores = unbraid.evaluate([first, second], [estimate, second], RATE)
        self.assertAlmostEqual(
            scores.sdr[0], 20, delta=0.2
        )  # the error is a tenth of another of the same energy
        self.assertEqual(scores.sdr[1], 100)  # the limit of a perfect estimate
        self.assertEqual(scores.sdr.shape, (2,))
        self.assertAlmostEqual(scores.si_sdr[0], 20, delta=0.2)
        self.assertAlmostEqual(scores.estoi[1], 1, 3)
        with self.assertRaises(unbraid.Error):
            unbraid.evaluate([first], [estimate[:-1]], RATE)

    def test_a_silent_source_has_no_scores_and_takes_none_from_others(self):
        first, second = noise(RATE * 2, seed=5), noise(RATE * 2, seed=6)
        estimates = [first + 0.1 * second, second + 0.01 * first]
        for version in (3, 4):
            two = unbraid.evaluate([first, second], estimates, RATE, version)
            three = unbraid.evaluate(
                [first, 0 * first, second], [estimates[0], 0.01 * first, estimates[1]], RATE, version
            )
            for alone, beside in zip(two, three):
                numpy.testing.assert_array_equal(beside[[0, 2]], alone)
                self.assertTrue(numpy.isnan(beside[1]))
            nothing = unbraid.evaluate([0 * first], [first], RATE, version)
            self.assertTrue(all(numpy.isnan(score).all() for score in nothing))

    def test_a_voice_is_enrolled_from_speech_alone(self):
        with self.assertRaisesRegex(unbraid.Error, "speech"):
            unbraid.enrol(noise(RATE), RATE)


if __name__ == "__main__":
    unittest.main()

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No call from Python takes the process with it: numbers out of range and arrays of other shapes are refused with a sentence, threads
share a separator, and Ctrl-C ends what would take minutes. Each group of calls runs in a process of its own, whose memory and
processor time are limited."""
import atexit
import inspect
import math
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy

import unbraid
from midi_file import write_midi

RATE = 16000
MEMORY = 4 << 30  # bytes of addresses; the package with its libraries takes one of them
SECONDS = 100  # of the processor
BAD_NUMBERS = (0, -1, math.nan, math.inf, -math.inf, 1e300, 10**400, 0.5, "48k", None, [1], 1j)
NEVER_NUMBERS = (math.nan, math.inf, 1e300, 10**400, "48k", [1], 1j)  # that no parameter takes


def noise(*shape, seed=1):
    return numpy.random.default_rng(seed).uniform(-0.5, 0.5, shape)


def bad_sounds():
    """Arrays that are no sound, or an odd one, by name."""
    return {
        "a number": 1.0,
        "nothing": None,
        "text": "sound",
        "no samples": numpy.zeros(0),
        "no samples of two channels": numpy.zeros((0, 2)),
        "no channels": numpy.zeros((100, 0)),
        "one sample": numpy.ones(1),
        "three dimensions": numpy.zeros((10, 2, 2)),
        "channels first": noise(2, 4000),
        "integers": numpy.ones(4000, int),
        "complex": numpy.ones(4000, complex),
        "ragged": [[1.0, 2.0], [3.0]],
        "NaN": numpy.full(4000, numpy.nan),
        "infinity": numpy.full(4000, numpy.inf),
        "1e300": numpy.full(4000, 1e300),
        "the smallest": numpy.full(4000, 5e-324),
    }


def calls():
    """Each public function with what it needs: its numbers, and its arrays."""
    sound, other = noise(4000), noise(4000, seed=2)
    X = numpy.random.default_rng(3).gamma(0.5, 1, (20, 12)) + 1e-6
    small = unbraid.Dictionary("speech-light")
    separator = unbraid.Separator(small, RATE)
    fitted = unbraid.NMF(3, max_iter=5).fit(X)
    piano = unbraid.Dictionary("piano")

    score = pathlib.Path(tempfile.gettempdir(), f"unbraid-test-{os.getpid()}.mid")
    write_midi(score, [(0.05, 0.1, 1, 64), (0.1, 0.2, 2, 48)])
    atexit.register(score.unlink, missing_ok=True)

    def nmf(X=X, W=None, **parameters):
        return unbraid.NMF(**{"n_components": 2, "max_iter": 5, **parameters}).fit_transform(X)

    return {
        "separate": (
            unbraid.separate,
            dict(
                sound=sound,
                rate=RATE,
                dictionary=piano,
                only="channel-1",
                reduction=-20.0,
                midi=score,
                split=60,
                midi_offset=0.0,
                quieter_pauses=4.0,
            ),
            ["sound"],
        ),
        "upmix": (unbraid.upmix, dict(sound=sound, rate=RATE, dictionary=small, width=0.5), ["sound"]),
        "Separator": (unbraid.Separator, dict(dictionary=small, rate=RATE, channels=1, quieter_pauses=4.0), []),
        "Separator.process": (separator.process, dict(block=sound), ["block"]),
        "transcribe": (
            unbraid.transcribe,
            dict(sound=sound, rate=RATE, dictionary=piano, threshold=0.2, confirm=0.1),
            ["sound"],
        ),
        "decompose": (
            unbraid.decompose,
            dict(
                sound=sound,
                rate=RATE,
                components=2,
                model="nmfd",
                threads=1,
                iterations=10,
                window=20.0,
                overlap=50.0,
                template=60.0,
                sparsity=0.1,
                divergence=1.0,
                floor=-30.0,
                seed=1,
            ),
            ["sound"],
        ),
        "repair": (
            lambda sound, begin, end, **given: unbraid.repair(sound, lost=[(begin, end)], **given),
            dict(
                sound=sound,
                begin=0.1,
                end=0.12,
                rate=RATE,
                clipping=-3.0,
                gaps=10.0,
                hum=50.0,
                clicks=25.0,
                atoms=2,
                iterations=2,
            ),
            ["sound"],
        ),
        "debleed": (
            lambda sound, estimate, place, begin, end, **given: unbraid.debleed(
                [sound, estimate, sound], together=[(0, place)], silent=[(place, begin, end)], **given
            ),
            dict(
                sound=sound,
                estimate=other,
                place=2,
                begin=0.1,
                end=0.2,
                rate=RATE,
                threads=1,
                window=20.0,
                atoms=2,
                iterations=2,
                learn=1.0,
                seed=1,
            ),
            ["sound", "estimate"],
        ),
        "mosaic": (
            lambda sound, estimate, **given: unbraid.mosaic(sound, [estimate], **given),
            dict(
                sound=sound,
                estimate=other,
                rate=RATE,
                source_rate=RATE,
                threads=1,
                window=20.0,
                repetition=1,
                polyphony=2,
                continuity=1,
                transpose=1,
                iterations=2,
                phase_iterations=1,
            ),
            ["sound", "estimate"],
        ),
        "train": (
            lambda sound=sound, **given: unbraid.train({"a": sound}, **given),
            dict(
                sound=sound,
                components=1,
                rate=RATE,
                trained_rate=8000.0,
                window=0.032,
                beta=1.0,
                sparsity=0.1,
                iterations=2,
                seed=1,
                threads=1,
            ),
            ["sound"],
        ),
        "enrol": (unbraid.enrol, dict(recordings=[sound], rate=RATE, dictionary="own-voice"), ["recordings"]),
        "si_sdr": (
            unbraid.si_sdr,
            dict(reference=sound, estimate=other, rate=RATE),
            ["reference", "estimate"],
        ),
        "estoi": (
            unbraid.estoi,
            dict(clean=noise(RATE), processed=noise(RATE, seed=2), rate=RATE),
            ["clean", "processed"],
        ),
        "evaluate": (
            lambda sound, estimate, **given: unbraid.evaluate([sound], [estimate], **given),
            dict(sound=sound, estimate=other, rate=RATE, version=4),
            ["sound", "estimate"],
        ),
        "NMF": (
            nmf,
            dict(
                X=X,
                n_components=2,
                beta_loss=1.0,
                max_iter=5,
                tol=1e-4,
                random_state=1,
                sparsity=0.1,
                n_jobs=1,
            ),
            ["X"],
        ),
        "NMF with ard": (
            lambda X=X, **given: nmf(X, ard=True, **given),
            dict(X=X, n_components=2, beta_loss=1.0, max_iter=5),
            ["X"],
        ),
        "NMF.transform": (fitted.transform, dict(X=X), ["X"]),
        "NMF.inverse_transform": (fitted.inverse_transform, dict(W=noise(4, 3)), ["W"]),
    }


def outcome(call, arguments):
    """What came of a call: a sentence where it is no answer and no sentence of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            call(**arguments)
        except (ValueError, TypeError) as error:
            sentence = str(error)
            return (
                "refused"
                if sentence and not re.search(r"\b0x[0-9a-f]{4}|Invoked with", sentence)
                else f"raw: {sentence}"
            )
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return "taken"


def worker_numbers():
    for name, (call, arguments, arrays) in calls().items():
        for parameter, good in arguments.items():
            if isinstance(good, bool) or not isinstance(good, (int, float)):
                continue
            for value in BAD_NUMBERS:
                came = outcome(call, {**arguments, parameter: value})
                is_never = repr(value) in map(repr, NEVER_NUMBERS)
                if came != "refused" and (is_never or came != "taken"):
                    print(f"{name} ({parameter}={value!r}): {came}"[:200])


def worker_arrays():
    for name, (call, arguments, arrays) in calls().items():
        for parameter in arrays:
            for kind, value in bad_sounds().items():
                given = [value] if parameter == "recordings" else value
                came = outcome(call, {**arguments, parameter: given})
                if came not in ("refused", "taken"):
                    print(f"{name} ({parameter}: {kind}): {came}"[:200])


def worker_components():
    """Components that were changed or loaded by hand."""
    X = numpy.random.default_rng(0).gamma(1, 1, (20, 1000))
    model = unbraid.NMF(3, max_iter=5).fit(X)
    good = model.components_
    for bad in (
        good[:, :5],
        good[:, :0],
        good[0],
        good[:0],
        good * numpy.nan,
        -good,
        good.astype(complex),
        None,
        "H",
    ):
        model.components_ = bad
        came = outcome(model.transform, dict(X=X))
        if came != "refused":
            print(f"components_ {bad!r:.40}: {came}")
    model.components_ = good.astype(int) + 1  # another type is none that is refused
    if outcome(model.transform, dict(X=X)) != "taken":
        print("integer components are refused")


def worker_threads():
    separator = unbraid.Separator("speech-light", RATE)
    sound = noise(32000)

    def work(number):
        if number % 50 == 0:
            separator.reset()
        return len(separator.process(sound[: 4000 + 17 * number])["speech"])

    with ThreadPoolExecutor(8) as pool:
        if sum(pool.map(work, range(200))) != sum(4000 + 17 * number for number in range(200)):
            print("samples are missing")


def interrupted(work):
    """Runs what would outlast the processor's time, and presses Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def press():
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()
    try:
        work()
        print("it was not interrupted")
    except KeyboardInterrupt:
        pass


def worker_interrupt_separate():
    separator = unbraid.Separator("speech", RATE)
    hour = numpy.tile(noise(RATE).astype(numpy.float32), 3600)
    interrupted(lambda: separator.process(hour))
    again, fresh = separator.process(hour[:4000]), unbraid.Separator("speech", RATE).process(hour[:4000])
    if not numpy.array_equal(again["speech"], fresh["speech"]):
        print("what was interrupted did not begin anew")


def worker_interrupt_transcribe():
    hour = numpy.tile(noise(RATE).astype(numpy.float32), 3600)
    interrupted(lambda: unbraid.transcribe(hour, RATE, "piano-notes"))


def worker_interrupt_decompose():
    interrupted(lambda: unbraid.decompose(noise(RATE * 20), RATE, 4, iterations=100000))


def worker_interrupt_repair():
    interrupted(lambda: unbraid.repair(noise(RATE * 60).clip(-0.01, 0.01), RATE, clipping=-40.0, iterations=1000))


def worker_interrupt_debleed():
    interrupted(lambda: unbraid.debleed([noise(RATE * 20), noise(RATE * 20, seed=2)], RATE, iterations=1000))


def worker_interrupt_mosaic():
    interrupted(lambda: unbraid.mosaic(noise(RATE * 20), [noise(RATE * 20, seed=2)], RATE, iterations=1000))


def worker_interrupt_fit():
    X = numpy.random.default_rng(0).gamma(1, 1, (2000, 500))
    interrupted(lambda: unbraid.NMF(16, max_iter=100000, tol=0).fit(X))


def worker_interrupt_transform():
    X = numpy.random.default_rng(0).gamma(1, 1, (2000, 500))
    model = unbraid.NMF(16, max_iter=2).fit(X)
    model.max_iter = 100000
    interrupted(lambda: model.transform(X))


def worker_interrupt_train():
    hiss = noise(RATE * 60)
    interrupted(lambda: unbraid.train({"hiss": hiss}, 32, RATE, iterations=100000))


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))


class Limits(unittest.TestCase):
    def run_alone(self, worker):
        done = subprocess.run(
            [sys.executable, "-B", __file__, worker],
            capture_output=True,
            text=True,
            preexec_fn=limit,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr[-2000:])

    def test_numbers_out_of_range_are_refused_with_a_sentence(self):
        self.run_alone("numbers")

    def test_arrays_of_other_shapes_and_kinds_are_taken_or_refused_with_a_sentence(self):
        self.run_alone("arrays")

    def test_components_of_another_shape_are_refused(self):
        self.run_alone("components")

    def test_threads_share_a_separator(self):
        self.run_alone("threads")

    def test_ctrl_c_ends_a_separation_and_the_separator_begins_anew(self):
        self.run_alone("interrupt_separate")

    def test_ctrl_c_ends_a_transcription(self):
        self.run_alone("interrupt_transcribe")

    def test_ctrl_c_ends_a_decomposition(self):
        self.run_alone("interrupt_decompose")

    def test_ctrl_c_ends_a_repair_a_mosaic_and_the_removal_of_bleed(self):
        for name in ("repair", "debleed", "mosaic"):
            with self.subTest(name):
                self.run_alone(f"interrupt_{name}")

    def test_ctrl_c_ends_a_factorisation_and_its_transform(self):
        self.run_alone("interrupt_fit")
        self.run_alone("interrupt_transform")

    def test_ctrl_c_ends_a_training(self):
        self.run_alone("interrupt_train")

    def test_every_public_function_and_every_number_of_it_is_tried(self):
        tried = calls()
        for name in unbraid.__all__:
            public = getattr(unbraid, name)
            if (
                inspect.isclass(public)
                and (issubclass(public, (list, tuple, Exception)) or name == "Dictionary")
                or name in ("decompose_models", "dictionaries")
            ):
                continue  # results, and what takes no number
            self.assertIn(name, tried)
            hints = {
                p.name
                for p in inspect.signature(public).parameters.values()
                if "int" in str(p.annotation) or "float" in str(p.annotation)
            }
            numbers = {
                parameter for parameter, good in tried[name][1].items() if isinstance(good, (int, float))
            }
            self.assertEqual(hints - numbers - {"options", "positions", "lost", "silent", "together"}, set(), name)


if __name__ == "__main__":
    if len(sys.argv) == 2 and "worker_" + sys.argv[1] in globals():
        globals()["worker_" + sys.argv[1]]()
    else:
        unittest.main()

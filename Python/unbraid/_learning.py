# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dictionaries that are learned: of sources, and of one voice."""
from __future__ import annotations

import os
import pathlib
import struct
import tempfile
import warnings
from collections.abc import Collection, Mapping
from typing import Any, Union

import numpy

from . import _checks, _unbraid
from ._dictionary import Dictionary, DictionaryLike, dictionary_of

MAX_ATOMS = 16384
FOUND_ATOMS = 64  # at most, where their number is found
LONGEST_WAVE = 2**32 - 100  # bytes of samples that a WAV's header can count
ENOUGH_SPEECH = 10.0  # seconds
ENOUGH_SNR = 15.0  # dB

Recording = Union[str, "os.PathLike[str]", Any]


def _write_wave(file: pathlib.Path, recording: Any, rate: float) -> None:
    """Write an array as a WAV of 32-bit floats."""
    rows, _ = _checks.sound_rows(recording, "recording")
    size = 4 * rows.size
    if size > LONGEST_WAVE:
        raise _unbraid.Error(
            f"A recording is too long. (found {size} bytes; allowed: {LONGEST_WAVE}; hand it in in parts)"
        )
    if not numpy.isfinite(rows).all():
        count = int(rows.size - numpy.isfinite(rows).sum())
        raise _unbraid.Error(
            f"A recording has samples that are no numbers. (found {count} of {rows.size}; allowed: none)"
        )
    hertz, channels = round(rate), len(rows)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + size,
        b"WAVE",
        b"fmt ",
        16,
        3,
        channels,
        hertz,
        hertz * 4 * channels,
        4 * channels,
        32,
        b"data",
        size,
    )
    file.write_bytes(head + rows.T.astype("<f4").tobytes())


def _recordings(given: Any, rate: float | None, folder: pathlib.Path) -> list[str]:
    """The files of one source: those that are named, and arrays written into the folder."""
    if isinstance(given, (str, os.PathLike, numpy.ndarray)):
        given = [given]
    files = []
    for number, recording in enumerate(given):
        if isinstance(recording, (str, os.PathLike)):
            files.append(os.fspath(recording))
            continue
        if rate is None:
            raise _unbraid.Error("Arrays need a rate. (rate: found none; allowed: Hz)")
        file = folder / f"{number:06}.wav"
        _write_wave(file, recording, rate)
        files.append(str(file))
    return files


def train(
    sources: Mapping[str, Any],
    components: int | Mapping[str, int | str] | str = 64,
    rate: float | None = None,
    *,
    trained_rate: float = 16000.0,
    window: float = 0.032,
    beta: float = 0.0,
    sparsity: float = 0.0,
    iterations: int = 100,
    noise: Collection[str] = ("noise",),
    seed: int = 1,
    threads: int = 1,
    licence: str = "",
    trained_on: str = "",
) -> Dictionary:
    """Learn a dictionary from recordings of each source alone, as ``unbraid train`` does.

    Parameters
    ----------
    sources : dict of str to file, array, or list of them
        Arrays are (samples,) or (samples, channels) at `rate`.
    components : int, "auto", or dict of str to them, default 64
        Atoms a source, one number or by name; "auto" finds it, at most 64.
    rate : float, optional
        Hz of the arrays, 8000 to 192000.
    trained_rate : float, default 16000
        Hz that the recordings are brought to; the dictionary serves every rate.
    window : float, default 0.032
        Seconds of a frame, .001 to .5.
    beta : float, default 0
        The divergence: 0 Itakura-Saito (of powers), 1 Kullback-Leibler, 2 Euclidean (of magnitudes).
    sparsity : float, default 0
        Weight of the L1 norm of the activations.
    iterations : int, default 100
        Updates of atoms and activations.
    noise : collection of str, default ("noise",)
        Names of sources that are not wanted.
    seed, threads : int, default 1
        One seed gives the same dictionary, however many threads.
    licence, trained_on : str
        What the file says of itself.

    Returns
    -------
    Dictionary
        `Dictionary.save` keeps it.

    Examples
    --------
    >>> import numpy, unbraid
    >>> hum = numpy.sin(2 * numpy.pi * 50 * numpy.arange(32000) / 16000)
    >>> hiss = numpy.random.default_rng(0).normal(0, .1, 32000)
    >>> made = unbraid.train({"hum": hum, "hiss": hiss}, 2, 16000, iterations=5, noise=["hum"])
    >>> made.W.shape[1], made.sources[0].is_target
    (4, False)
    """
    if rate is not None:
        rate = _checks.rate(rate)
    spec = (
        _checks.rate(trained_rate, "trained_rate"),
        _checks.number(window, "window", 0.001, 0.5, "s"),
        _checks.number(beta, "beta", 0, 2),
        _checks.number(sparsity, "sparsity", 0, 1e6),
        _checks.whole(iterations, "iterations", 1, 100000),
        _checks.whole(seed, "seed", 0, _checks.MAX_SEED),
        _checks.whole(threads, "threads", 1, _checks.MAX_THREADS),
        _checks.text(licence, "licence"),
        _checks.text(trained_on, "trained_on"),
    )
    if isinstance(noise, str):
        noise = (noise,)
    materials = []
    with tempfile.TemporaryDirectory() as place:
        for number, (name, given) in enumerate(sources.items()):
            folder = pathlib.Path(place, str(number))
            folder.mkdir()
            if isinstance(components, Mapping) and name not in components:
                raise _unbraid.Error(
                    f"The number of components of '{name}' is missing. (components: found {components})"
                )
            wanted = components[name] if isinstance(components, Mapping) else components
            is_found = isinstance(wanted, str) and wanted == "auto"
            count = FOUND_ATOMS if is_found else _checks.whole(wanted, f"components of {name}", 1, MAX_ATOMS)
            files = _recordings(given, rate, folder)
            materials.append(
                (_checks.text(name, "name of a source"), files, count, is_found, name not in noise)
            )
        return Dictionary._of(_unbraid.train(materials, *spec))


def enrol(recordings: Any, rate: float, dictionary: DictionaryLike = "own-voice") -> Dictionary:
    """Learn a voice, to keep it apart from others, as ``unbraid enrol`` does.

    Parameters
    ----------
    recordings : array, or list of them
        One voice and nobody else, 10 to 30 s in all, in a quiet place: (samples,) or (samples, channels).
    rate : float
        Hz, 8000 to 192000.
    dictionary : str, path or Dictionary, default "own-voice"
        One that learns voices.

    Returns
    -------
    Dictionary
        The voice is its first source. `Dictionary.save` keeps it; it holds some hundred numbers of the
        voice, and no sound.

    Warns
    -----
    UserWarning
        Of less than 10 s of speech, of noise, of two voices, and of what is no speech.

    Raises
    ------
    Error
        With less than 3 s of speech.

    Examples
    --------
    >>> import numpy, unbraid
    >>> unbraid.enrol(numpy.zeros(16000), 16000)  # silence is no voice
    Traceback (most recent call last):
    ...
    unbraid.Error: ...
    """
    rate = _checks.rate(rate)
    if isinstance(recordings, numpy.ndarray):
        recordings = [recordings]
    voices = []
    for recording in recordings:
        rows, _ = _checks.sound_rows(recording, "recording")
        if not numpy.isfinite(rows).all():
            raise _unbraid.Error("A recording has samples that are no numbers. (allowed: none)")
        voices.append(rows.mean(axis=0))
    loaded, seconds, snr, is_of_two, is_unlike = _unbraid.enrol(
        dictionary_of(dictionary)._loaded, voices, rate
    )
    for is_poor, sentence in (
        (
            seconds < ENOUGH_SPEECH,
            f"the voice is known better from more speech (found {seconds:.1f} s; 10 to 30 s are best)",
        ),
        (
            snr < ENOUGH_SNR,
            "noise in the recording is taken for a part of the voice "
            f"(speech is {snr:.0f} dB above it; 15 dB or more are best)",
        ),
        (is_of_two, "more than one voice seems to be in the recording (its halves differ as two people do)"),
        (
            is_unlike,
            "the recording does not sound like speech "
            "(a voice is learned from someone who speaks, not from singing, music or noise)",
        ),
    ):
        if is_poor:
            warnings.warn(sentence, stacklevel=2)
    return Dictionary._of(loaded)

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes from outside, checked in one place: every number, every choice and every sound."""
from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Iterable
from typing import Any

import numpy
import numpy.typing

from ._unbraid import Error

Array = numpy.typing.NDArray[Any]
Floats = numpy.typing.NDArray[numpy.float32]
Doubles = numpy.typing.NDArray[numpy.float64]

MAX_CHANNELS = 8
MAX_SCORED_CHANNELS = 16
MAX_THREADS = 256
MAX_SEED = 2**32 - 1


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def number(value: Any, name: str, low: float, high: float, unit: str = "") -> float:
    """The number, from low to high; NaN is none."""
    allowed = f"{low:g} to {high:g}{' ' if unit else ''}{unit}"
    if isinstance(value, (bool, numpy.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(
            f"{name} is no number. (found {_shown(value)}, a {type(value).__name__}; allowed: {allowed})"
        )
    try:
        real = float(value)
    except OverflowError:  # of an int beyond all floats
        real = math.inf
    if not low <= real <= high:
        raise Error(f"{name} is out of range. (found {_shown(value)}; allowed: {allowed})")
    return real


def whole(value: Any, name: str, low: int, high: int) -> int:
    """The whole number, from low to high."""
    allowed = f"{low} to {high}"
    try:
        if isinstance(value, (bool, numpy.bool_)):
            raise TypeError
        index = operator.index(value)
    except TypeError:
        if isinstance(value, numbers.Real) and not float(value).is_integer():
            raise Error(f"{name} is no whole number. (found {_shown(value)}; allowed: {allowed})") from None
        raise TypeError(
            f"{name} is no whole number. (found {_shown(value)}, a {type(value).__name__}; "
            f"allowed: {allowed})"
        ) from None
    if not low <= index <= high:
        raise Error(f"{name} is out of range. (found {_shown(value)}; allowed: {allowed})")
    return index


def rate(value: Any, name: str = "rate") -> float:
    """A sample rate in Hz that the engine and the scores take."""
    return number(value, name, 8000, 192000, "Hz")


def one_of(value: Any, name: str, choices: Iterable[str]) -> str:
    """The word, which is one of the choices."""
    names = list(choices)
    if value not in names:
        raise Error(f"There is no such {name}. (found {_shown(value)}; allowed: {', '.join(names)})")
    return str(value)


def text(value: Any, name: str) -> str:
    """The text."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text. (found {_shown(value)}, a {type(value).__name__})")
    return value


def _words(value: Any, name: str) -> str:
    """A number or a word as the command line has it."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, numpy.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} is no number and no text. (found a {type(value).__name__})")
    try:
        real = float(value)
    except OverflowError:  # of an int beyond all floats
        real = math.inf
    return str(int(real)) if real.is_integer() and abs(real) < 2**53 else repr(real)


def texts(options: dict[str, Any]) -> dict[str, str]:
    """Options as the command line has them: ``phase_iterations=2`` as --phase-iterations 2."""
    return {name.replace("_", "-"): _words(value, name) for name, value in options.items()}


def factor(values: Any, name: str) -> Floats:
    """A matrix of finite numbers not below 0 as float32; None: one that is empty."""
    if values is None:
        return numpy.zeros((0, 0), numpy.float32)
    array = numpy.asarray(values)
    if array.ndim != 2 or array.dtype.kind not in "fiub" or not array.size:
        raise Error(f"{name} is no matrix of numbers. (found {array.shape} of {array.dtype})")
    with numpy.errstate(over="ignore"):
        floats = numpy.asfortranarray(array, dtype=numpy.float32)
    if not numpy.isfinite(floats).all() or floats.min() < 0:
        raise Error(f"{name} holds values that are no numbers, or below 0.")
    return floats


def sound_rows(sound: Any, name: str = "sound", most: int = MAX_CHANNELS) -> tuple[Floats, bool]:
    """The sound as float32 (channels, samples), and whether it was one-dimensional."""
    array = numpy.asarray(sound)
    if array.ndim not in (1, 2) or array.dtype.kind not in "fiub":
        raise Error(
            f"The {name} is no array of samples. (found {array.ndim} dimensions of {array.dtype}; "
            "allowed: (samples,) or (samples, channels) of real numbers)"
        )
    if array.dtype.kind != "f":
        raise Error(
            f"The samples are integers. (found {array.dtype}; allowed: real numbers with full scale at 1, "
            "such as samples / 32768 for int16)"
        )
    flat = array.ndim == 1
    if not flat and not 1 <= array.shape[1] <= most:
        if 1 <= array.shape[0] <= most < array.shape[1]:
            raise Error(
                f"The {name} looks like (channels, samples): hand in its transpose, sound.T. "
                f"(found {array.shape}; allowed: (samples, channels) with 1 to {most} channels)"
            )
        raise Error(
            f"The {name} has too many channels, or none. (found {array.shape}; "
            f"allowed: (samples, channels) with 1 to {most} channels)"
        )
    with numpy.errstate(over="ignore"):  # what float32 does not hold is infinite, and counts as silence
        return numpy.ascontiguousarray(array[None, :] if flat else array.T, dtype=numpy.float32), flat


def sound_columns(rows: Floats, flat: bool) -> Floats:
    """What `sound_rows` undid."""
    sound: Floats = rows[0] if flat else numpy.ascontiguousarray(rows.T)
    return sound


def matrix(sound: Any, name: str = "sound") -> Floats:
    """The sound as float32 (samples, channels), for scores."""
    return sound_rows(sound, name, MAX_SCORED_CHANNELS)[0].T

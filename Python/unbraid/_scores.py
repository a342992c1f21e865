# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores of estimates against the truth."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy

from . import _checks, _unbraid
from ._checks import Doubles, Floats


def _pair(
    reference: Any, estimate: Any, names: tuple[str, str] = ("reference", "estimate")
) -> tuple[Floats, Floats]:
    """Both as (samples, channels), of one shape."""
    truth, given = _checks.matrix(reference, names[0]), _checks.matrix(estimate, names[1])
    if truth.shape != given.shape:
        raise _unbraid.Error(
            f"The {names[0]} and the {names[1]} have different shapes. "
            f"(found {truth.shape} and {given.shape})"
        )
    return truth, given


def si_sdr(reference: Any, estimate: Any, rate: float, full_band: bool = False) -> float:
    """Scale-invariant signal-to-distortion ratio, the mean over channels.

    Parameters
    ----------
    reference, estimate : array
        Of one shape, (samples,) or (samples, channels).
    rate : float
        Hz, 8000 to 192000.
    full_band : bool, default False
        Keep what lies below 80 Hz, which ``unbraid evaluate`` leaves out.

    Returns
    -------
    float
        dB, -100 to 100.

    Examples
    --------
    >>> import numpy, unbraid
    >>> truth, other = numpy.random.default_rng(0).normal(0, .1, (2, 16000))
    >>> round(unbraid.si_sdr(truth, truth + .1 * other, 16000))
    20
    """
    truth, given = _pair(reference, estimate)
    return _unbraid.si_sdr(truth, given, _checks.rate(rate), bool(full_band))


def estoi(clean: Any, processed: Any, rate: float) -> float:
    """Extended short-time objective intelligibility of the mean of the channels.

    Parameters
    ----------
    clean, processed : array
        Of one shape, (samples,) or (samples, channels).
    rate : float
        Hz, 8000 to 192000.

    Returns
    -------
    float
        About 0 to 1.

    Examples
    --------
    >>> import numpy, unbraid
    >>> speech = numpy.random.default_rng(0).normal(0, .1, 16000)
    >>> round(unbraid.estoi(speech, speech, 16000), 3)
    1.0
    """
    truth, given = _pair(clean, processed, ("clean sound", "processed sound"))
    return _unbraid.estoi(truth, given, _checks.rate(rate))


class Scores(NamedTuple):
    """Scores of estimates, an array with one value a source each; NaN where a score is undefined.

    Attributes
    ----------
    si_sdr : array
        dB, high-passed at 80 Hz.
    sdr, isr, sir, sar : array
        dB, BSS-Eval.
    estoi : array
        About 0 to 1; meant for speech.

    Examples
    --------
    >>> import unbraid
    >>> unbraid.Scores._fields
    ('si_sdr', 'sdr', 'isr', 'sir', 'sar', 'estoi')
    """

    si_sdr: Doubles
    sdr: Doubles
    isr: Doubles
    sir: Doubles
    sar: Doubles
    estoi: Doubles


def evaluate(references: Sequence[Any], estimates: Sequence[Any], rate: float, version: int = 4) -> Scores:
    """Score estimates against the true sources of one mixture.

    Parameters
    ----------
    references, estimates : list of array
        Sounds of one shape, in the same order; no permutation is searched.
    rate : float
        Hz, 8000 to 192000.
    version : {4, 3}, default 4
        Of BSS-Eval: 3 (sources) or 4 (images, the median over windows of a second).

    Returns
    -------
    Scores
        Those of a silent source are NaN, and the others are what they are without it.

    Notes
    -----
    Ctrl-C is noticed between two sources.

    Examples
    --------
    >>> import numpy, unbraid
    >>> truth = numpy.random.default_rng(0).normal(0, .1, (2, 16000))
    >>> scores = unbraid.evaluate(list(truth), [truth[0] + .1 * truth[1], truth[1]], 16000)
    >>> round(scores.sdr[0])
    20
    """
    rate = _checks.rate(rate)
    version = _checks.whole(version, "version of BSS-Eval", 3, 4)
    if len(references) != len(estimates) or len(references) == 0:
        raise _unbraid.Error(
            f"There must be an estimate for each reference. (found {len(references)} and {len(estimates)})"
        )
    pairs = [_pair(reference, estimate) for reference, estimate in zip(references, estimates)]
    truth, given = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    for number, sound in enumerate(truth):
        if sound.shape != truth[0].shape:
            raise _unbraid.Error(
                "The references have different shapes. "
                f"(found {truth[0].shape} and, as number {number + 1}, {sound.shape})"
            )
    sdr, isr, sir, sar = _unbraid.bss_eval(truth, given, rate, version).T

    def each(score: Callable[[Floats, Floats], float]) -> Doubles:
        values = []
        for reference, estimate in zip(truth, given):
            try:
                values.append(score(reference, estimate))
            except _unbraid.Error:  # silent, or too short: undefined
                values.append(numpy.nan)
        return numpy.array(values)

    return Scores(
        each(lambda reference, estimate: _unbraid.si_sdr(reference, estimate, rate, False)),
        sdr,
        isr,
        sir,
        sar,
        each(lambda reference, estimate: _unbraid.estoi(reference, estimate, rate)),
    )

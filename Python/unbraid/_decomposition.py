# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds taken apart without a dictionary."""
from __future__ import annotations

from typing import Any

from . import _checks, _unbraid
from ._checks import Floats


def decompose_models() -> dict[str, str]:
    """List the models of `decompose`.

    Returns
    -------
    dict of str to str
        By name, what the components of each are.

    Examples
    --------
    >>> import unbraid
    >>> unbraid.decompose_models()["nmfd"]
    'spectra that change over time'
    """
    return dict(_unbraid.decompose_models())


def decompose(
    sound: Any,
    rate: float,
    components: int | str = "auto",
    model: str = "is-nmf",
    *,
    threads: int = 1,
    **options: float | str,
) -> list[Floats]:
    """Take a sound apart into components, without a dictionary, as ``unbraid decompose`` does.

    Parameters
    ----------
    sound : array
        (samples,) or (samples, channels), full scale at 1. Samples that are not finite count as silence.
    rate : float
        Hz, 8000 to 192000.
    components : int or "auto", default "auto"
        How many, 1 to 99; is-nmf finds their number.
    model : str, default "is-nmf"
        What a component is, one of `decompose_models`.
    threads : int, default 1
        The result does not depend on it.
    **options : float or str
        Those of the model on the command line, by the same names and in the same units: ``window=50`` is
        ``--window 50``.

    Returns
    -------
    list of array
        The components, in the order of their lowest strong peaks, each in time with the sound and in its
        form; together they are the sound.

    Examples
    --------
    >>> import numpy, unbraid
    >>> time = numpy.arange(16000) / 16000
    >>> low = numpy.sin(2 * numpy.pi * 220 * time) * (time % .5 < .3)
    >>> high = numpy.sin(2 * numpy.pi * 2000 * time) * (time % .3 < .2)
    >>> parts = unbraid.decompose(low + high, 16000, 2, iterations=50, seed=3)
    >>> bool(abs(parts[0] + parts[1] - low - high).max() < 1e-5)
    True
    >>> bool(numpy.corrcoef(parts[0], low)[0, 1] > .95)
    True
    """
    rows, flat = _checks.sound_rows(sound)
    _checks.one_of(model, "model", decompose_models())
    given: dict[str, Any] = {"components": components, **options}
    made = _unbraid.decompose(
        rows, _checks.rate(rate), model, _checks.texts(given), _checks.whole(threads, "threads", 1, _checks.MAX_THREADS)
    )
    return [_checks.sound_columns(component, flat) for component in made]

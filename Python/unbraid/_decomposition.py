# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds taken apart without a dictionary."""
from __future__ import annotations

from typing import Any

import numpy

from . import _checks, _unbraid
from ._checks import Array, Floats


class Components(list[Floats]):
    """The sounds of components, a list, and the factors that they were made by.

    Attributes
    ----------
    factors : dict of str to array
        What the model has, by the names of its equations: of ``is-nmf`` W, (bins, components), and H,
        (components, frames). A model without such factors gives the mean spectra and levels of its sounds.
    frequencies : array or None
        Hz, of the rows of W; None: they are no frequencies.
    times : array or None
        Seconds, of the columns of H; None: they are no frames.
    objective : array
        Of each iteration, as the model tells it.

    Examples
    --------
    >>> import numpy, unbraid
    >>> tone = numpy.sin(2 * numpy.pi * 220 * numpy.arange(16000) / 16000)
    >>> parts = unbraid.decompose(tone, 16000, 2, iterations=10)
    >>> parts.factors["W"].shape == (len(parts.frequencies), 2)
    True
    """

    def __init__(self, sounds: list[Floats], found: dict[str, Array]) -> None:
        super().__init__(sounds)
        about = {"frequencies", "times", "objective"}
        self.factors = {
            name: numpy.ascontiguousarray(each) for name, each in found.items() if name not in about
        }
        self.frequencies: Array | None = found.get("frequencies")
        self.times: Array | None = found.get("times")
        self.objective: Array = found["objective"]


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
    W: Any = None,
    H: Any = None,
    **options: float | str,
) -> Components:
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
    W, H : array, optional
        What ``is-nmf`` begins with in place of a search: (bins, components) and (components, frames), as in
        `Components.factors`. Entries of zero stay zero, and components keep their order. One that is not
        given is random.
    **options : float or str
        Those of the model on the command line, by the same names and in the same units: ``window=50`` is
        ``--window 50``.

    Returns
    -------
    Components
        A list of arrays, in the order of their lowest strong peaks, each in time with the sound and in its
        form; together they are the sound. W, H and what else the model found are its `factors`.

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
    >>> bool(abs(parts.frequencies[parts.factors["W"].argmax(axis=0)[0]] - 220) < 11)  # a bin
    True
    """
    rows, flat = _checks.sound_rows(sound)
    _checks.one_of(model, "model", decompose_models())
    given: dict[str, Any] = {"components": components, **options}
    made, found = _unbraid.decompose(
        rows,
        _checks.rate(rate),
        model,
        _checks.texts(given),
        _checks.whole(threads, "threads", 1, _checks.MAX_THREADS),
        _checks.factor(W, "W"),
        _checks.factor(H, "H"),
    )
    return Components([_checks.sound_columns(component, flat) for component in made], found)

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole recordings repaired, freed of bleed, and rebuilt from others."""
from __future__ import annotations

from typing import Any, Iterable, NamedTuple, Sequence

import numpy

from . import _checks, _unbraid
from ._checks import Floats
from ._dictionary import DictionaryLike, dictionary_of

MAX_MICROPHONES = 16


class Repaired(NamedTuple):
    """What `repair` returns.

    Attributes
    ----------
    sound : array
        In the form of what was handed in; restored peaks rise above full scale.
    channels : list of dict
        What was found in each channel: ``clipped_samples``, ``tops_db`` and ``bottoms_db`` (dB of full
        scale at which it was clipped, or None), ``lost_samples``, ``clicks`` (how many), ``hum_hz`` (or
        None).

    Examples
    --------
    >>> import numpy, unbraid
    >>> tone = numpy.sin(2 * numpy.pi * 220 * numpy.arange(16000) / 16000)
    >>> sound, channels = unbraid.repair(numpy.clip(tone, -.8, .8), 16000)
    >>> channels[0]["lost_samples"]
    0
    """

    sound: Floats
    channels: list[dict[str, Any]]


def repair(
    sound: Any,
    rate: float,
    *,
    lost: Iterable[tuple[float, float]] = (),
    dictionary: DictionaryLike | None = None,
    **options: float | str,
) -> Repaired:
    """Restore clipped peaks, fill short gaps, and remove hum and clicks, as ``unbraid repair`` does.

    Parameters
    ----------
    sound : array
        (samples,) or (samples, channels), full scale at 1. Samples that are not finite are lost ones.
    rate : float
        Hz, 8000 to 192000.
    lost : iterable of (float, float), optional
        Start and end, seconds, of sound that is lost: at most .25 s each.
    dictionary : str, path, mapping or Dictionary, optional
        A plain dictionary to start from, in addition to atoms learned from the sound.
    **options : float or str
        Those of the command line, by the same names and in the same units: ``hum="auto"``.

    Returns
    -------
    Repaired
        The sound, and what was wrong with it.

    Examples
    --------
    >>> import numpy, unbraid
    >>> tone = numpy.sin(2 * numpy.pi * 220 * numpy.arange(16000) / 16000)
    >>> whole = unbraid.repair(numpy.clip(tone, -.8, .8), 16000)
    >>> bool(abs(whole.sound - tone).max() < .05)
    True
    >>> round(whole.channels[0]["tops_db"], 1)
    -1.9
    """
    rows, flat = _checks.sound_rows(sound)
    spans = [(_seconds(start), _seconds(end)) for start, end in lost]
    loaded = None if dictionary is None else dictionary_of(dictionary)._loaded
    made, found = _unbraid.repair(rows, _checks.rate(rate), _checks.texts(options), spans, loaded)
    return Repaired(_checks.sound_columns(made, flat), found)


def debleed(
    microphones: Sequence[Any],
    rate: float,
    *,
    together: Iterable[Iterable[int]] = (),
    silent: Iterable[tuple[int, float, float]] = (),
    threads: int = 1,
    **options: float | str,
) -> list[Floats]:
    """Keep of each microphone the sound of its own source, as ``unbraid debleed`` does.

    Parameters
    ----------
    microphones : sequence of array
        (samples,) or (samples, channels) each, of one session, which begin together and are of one length;
        a stereo one is one source. 16 channels at most. Samples that are not finite count as silence.
    rate : float
        Hz, 8000 to 192000.
    together : iterable of iterable of int, optional
        Microphones of one source, by their places: ``[(3, 4)]``.
    silent : iterable of (int, float, float), optional
        A microphone whose source is silent, and from when to when, seconds.
    threads : int, default 1
        The result does not depend on it.
    **options : float or str
        Those of the command line, by the same names and in the same units: ``learn=30``.

    Returns
    -------
    list of array
        Of each microphone the sound of its own source, in its form; the bleed is what remains.

    Examples
    --------
    >>> import numpy, unbraid
    >>> random = numpy.random.default_rng(0)
    >>> drum, voice = (random.normal(0, .1, (2, 16000)) * (numpy.arange(16000) // 2000 % 2 == [[0], [1]]))
    >>> own = unbraid.debleed([drum + .3 * voice, voice + .3 * drum], 16000, iterations=5, atoms=4)
    >>> [sound.shape for sound in own]
    [(16000,), (16000,)]
    """
    heard = [_checks.sound_rows(each, "microphone", MAX_MICROPHONES) for each in microphones]
    source = _sources(len(heard), together)
    if len(set(source)) < 2:
        raise _unbraid.Error("All microphones belong to one source, whose sound is all there is.")
    channels = [rows.shape[0] for rows, _ in heard]
    if sum(channels) > MAX_MICROPHONES:
        raise _unbraid.Error(
            f"There are too many microphones. (found {sum(channels)} channels; allowed: {MAX_MICROPHONES})"
        )
    if len({rows.shape[1] for rows, _ in heard}) != 1:
        raise _unbraid.Error(
            f"The microphones are not of one length. (found {[rows.shape[1] for rows, _ in heard]} samples)"
        )
    firsts = numpy.cumsum([0, *channels])
    own: list[list[int]] = [[] for _ in set(source)]
    for place, owner in enumerate(source):
        own[owner].extend(range(int(firsts[place]), int(firsts[place + 1])))
    spans = [
        (source[_checks.whole(place, "silent", 0, len(source) - 1)], _seconds(start), _seconds(end))
        for place, start, end in silent
    ]
    kept = _unbraid.debleed(
        numpy.concatenate([rows for rows, _ in heard]),
        _checks.rate(rate),
        own,
        spans,
        _checks.texts(options),
        _checks.whole(threads, "threads", 1, _checks.MAX_THREADS),
    )
    parts = numpy.split(kept, firsts[1:-1])
    return [_checks.sound_columns(part, flat) for part, (_, flat) in zip(parts, heard)]


def mosaic(
    target: Any,
    sources: Sequence[Any],
    rate: float,
    *,
    source_rate: float | None = None,
    threads: int = 1,
    **options: float | str,
) -> Floats:
    """Rebuild one recording from pieces of others, as ``unbraid mosaic`` does.

    Parameters
    ----------
    target : array
        (samples,) or (samples, channels): what is imitated.
    sources : sequence of array
        (samples,) or (samples, channels) each: what it is made from. Samples that are not finite count as
        silence.
    rate : float
        Hz, 8000 to 192000.
    source_rate : float, optional
        Hz, of the sources; by default that of the target.
    threads : int, default 1
        The result does not depend on it.
    **options : float or str
        Those of the command line, by the same names and in the same units: ``polyphony=2``;
        ``phase_iterations`` is ``--phase-iterations``.

    Returns
    -------
    array
        (samples,), or (samples, channels) with as many channels as the source with the most; as long as the
        target.

    Examples
    --------
    >>> import numpy, unbraid
    >>> time = numpy.arange(8000) / 16000
    >>> sweep = numpy.sin(2 * numpy.pi * (200 * time + 300 * time ** 2))
    >>> melody = numpy.sin(2 * numpy.pi * numpy.where(time < .25, 300, 400) * time)
    >>> unbraid.mosaic(melody, [sweep], 16000, iterations=5, phase_iterations=2).shape
    (8000,)
    """
    rate = _checks.rate(rate)
    given_rate = rate if source_rate is None else _checks.rate(source_rate, "source_rate")
    wanted = _checks.sound_rows(target, "target")[0]
    from_these = [_checks.sound_rows(each, "source") for each in sources]
    made = _unbraid.mosaic(
        wanted,
        rate,
        [(rows, given_rate) for rows, _ in from_these],
        _checks.texts(options),
        _checks.whole(threads, "threads", 1, _checks.MAX_THREADS),
    )
    return _checks.sound_columns(made, all(flat for _, flat in from_these))


def _seconds(value: Any) -> float:
    return _checks.number(value, "time", 0.0, 1e9, "s")


def _sources(count: int, together: Iterable[Iterable[int]]) -> list[int]:
    """The source of each microphone: whole numbers from 0."""
    source = list(range(count))
    for places in together:
        joined = [source[_checks.whole(place, "together", 0, count - 1)] for place in places]
        source = [joined[0] if each in joined else each for each in source]
    order = list(dict.fromkeys(source))
    return [order.index(each) for each in source]

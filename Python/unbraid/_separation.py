# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Separation of blocks and of whole sounds, and the notes in them."""
from __future__ import annotations

import math
import os
from typing import Any, NamedTuple, NoReturn, overload

import numpy

from . import _checks, _unbraid
from ._checks import Floats
from ._dictionary import DictionaryLike, dictionary_of

MODES = ("low", "balanced", "high")
QUALITIES = ("live", "best", "long", "both-ways", "long-both-ways")


def _mode(mode: str | None) -> str:
    """The mode by name; empty: the dictionary decides."""
    return "" if mode is None else _checks.one_of(mode, "latency mode", MODES)


def _pauses(quieter_pauses: float | None) -> float | None:
    """dB; none: the dictionary decides."""
    return None if quieter_pauses is None else _checks.number(quieter_pauses, "quieter_pauses", 0, 12, "dB")


class Separator:
    """The engine for sound that arrives block by block: its sources sum to the input, `latency` samples late.

    Several threads may use one; each waits for the one before. It cannot be pickled: pickle its dictionary,
    and make a separator in each process.

    Parameters
    ----------
    dictionary : str, path, mapping or Dictionary
        A name, a file, or a dictionary.
    rate : float
        Hz, 8000 to 192000.
    channels : int, default 1
        1 to 8, separated by one set of masks.
    mode : {"low", "balanced", "high"}, optional
        8 ms, 20 ms, or 42 ms at most; by default balanced, or the first that the dictionary serves.
    quieter_pauses : float, optional
        dB by which what is left of the noise is lowered at most, 0 to 12; by default what the dictionary
        says, which is nothing.

    Examples
    --------
    >>> import numpy, unbraid
    >>> separator = unbraid.Separator("speech-light", 48000, mode="low")
    >>> separator.latency / 48000
    0.008
    >>> parts = separator.process(numpy.zeros(512))
    >>> parts["speech"].shape
    (512,)
    """

    def __init__(
        self,
        dictionary: DictionaryLike,
        rate: float,
        channels: int = 1,
        mode: str | None = None,
        quieter_pauses: float | None = None,
    ) -> None:
        self._engine = _unbraid.Engine(
            dictionary_of(dictionary)._loaded,
            _checks.rate(rate),
            _checks.whole(channels, "channels", 1, _checks.MAX_CHANNELS),
            _mode(mode),
            _pauses(quieter_pauses),
        )

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A Separator cannot be pickled, as it holds the sound of one stream: pickle its Dictionary, and "
            "make a Separator in each process."
        )

    @property
    def latency(self) -> int:
        """Samples by which the sources are late."""
        return self._engine.latency

    @property
    def sources(self) -> list[str]:
        """The names of the sources, in the order of `process`."""
        return self._engine.sources

    def reset(self) -> None:
        """Begin anew, as if nothing had been processed."""
        self._engine.reset()

    def process(self, block: Any) -> dict[str, Floats]:
        """Separate the next block.

        Parameters
        ----------
        block : array
            Of any size: (samples,) with one channel, or (samples, channels). Samples that are not finite
            count as silence.

        Returns
        -------
        dict of str to array
            Each source in the form of the block, float32.

        Notes
        -----
        Ctrl-C ends it within a fraction of a second, and the separator begins anew.
        """
        rows, flat = _checks.sound_rows(block, "block")
        made = self._engine.process(rows)
        return {name: _checks.sound_columns(source, flat) for name, source in zip(self.sources, made)}


def _chosen(
    stems: dict[str, Floats], only: str | None, without: str | None, reduction: float | None
) -> Floats:
    """The one sound that is asked for."""
    wanted = only if only is not None else without
    _checks.one_of(wanted, "source", stems)
    if without is not None and len(stems) == 1:
        raise _unbraid.Error(f"Without '{without}' nothing is left: the dictionary has no other source.")
    rest = 0.0 if reduction is None else 10 ** (reduction / 20)
    gains = {name: 1.0 if (name == wanted) == (only is not None) else rest for name in stems}
    mix = numpy.zeros_like(stems[str(wanted)])
    for name, source in stems.items():
        if gains[name] != 0:
            mix += numpy.float32(gains[name]) * source
    return mix


@overload
def separate(
    sound: Any,
    rate: float,
    dictionary: DictionaryLike = "speech",
    mode: str | None = None,
    *,
    quality: str = "live",
    midi: str | os.PathLike[str] | None = None,
    split: int | None = None,
    midi_offset: float = 0.0,
    quieter_pauses: float | None = None,
) -> dict[str, Floats]:
    ...


@overload
def separate(
    sound: Any,
    rate: float,
    dictionary: DictionaryLike = "speech",
    mode: str | None = None,
    *,
    only: str,
    reduction: float | None = None,
    quality: str = "live",
    midi: str | os.PathLike[str] | None = None,
    split: int | None = None,
    midi_offset: float = 0.0,
    quieter_pauses: float | None = None,
) -> Floats:
    ...


@overload
def separate(
    sound: Any,
    rate: float,
    dictionary: DictionaryLike = "speech",
    mode: str | None = None,
    *,
    without: str,
    reduction: float | None = None,
    quality: str = "live",
    midi: str | os.PathLike[str] | None = None,
    split: int | None = None,
    midi_offset: float = 0.0,
    quieter_pauses: float | None = None,
) -> Floats:
    ...


def separate(
    sound: Any,
    rate: float,
    dictionary: DictionaryLike = "speech",
    mode: str | None = None,
    *,
    only: str | None = None,
    without: str | None = None,
    reduction: float | None = None,
    quality: str = "live",
    midi: str | os.PathLike[str] | None = None,
    split: int | None = None,
    midi_offset: float = 0.0,
    quieter_pauses: float | None = None,
) -> dict[str, Floats] | Floats:
    """Separate a whole sound.

    Parameters
    ----------
    sound : array
        (samples,) or (samples, channels), full scale at 1. Samples that are not finite count as silence.
    rate : float
        Hz, 8000 to 192000.
    dictionary : str, path, mapping or Dictionary, default "speech"
        A name, a file, or a dictionary.
    mode : {"low", "balanced", "high"}, optional
        As for `Separator`.
    only : str, optional
        The one source that is wanted.
    without : str, optional
        The one source that is not: a song without its vocals.
    reduction : float, optional
        With `only` or `without`: dB at which the rest stays, 0 or below, such as -20; by default
        nothing of it stays.
    quality : {"live", "best", "long", "both-ways", "long-both-ways"}, default "live"
        As in real time; by what the dictionary gains most from, slower, and by default of `mode` in the mode
        that is best; in long windows; forwards and backwards; both.
    midi : str or path, optional
        The score, a MIDI file: with a dictionary of notes its channels 1 to 7 become the sources channel-1
        ..., everything else residual; with one of drums each sounds only where the score has it.
    split : int, optional
        With `midi`: MIDI notes from this one up are channel-1, those below channel-2, whatever their
        channels.
    midi_offset : float, default 0
        With `midi`: second of the sound at which the score begins.
    quieter_pauses : float, optional
        As for `Separator`.

    Returns
    -------
    dict of str to array, or array
        Each source, in time with the sound and as long; together they are the sound. With `only` or `without`
        that sound.

    Notes
    -----
    The result is that of ``unbraid separate`` with the same quality where the sound has no constant offset.

    Examples
    --------
    >>> import numpy, unbraid
    >>> sound = numpy.random.default_rng(0).normal(0, .1, (16000, 2))
    >>> stems = unbraid.separate(sound, 16000, "speech-light")
    >>> bool(abs(stems["speech"] + stems["noise"] - sound).max() < 1e-6)
    True
    >>> quieter = unbraid.separate(sound, 16000, "speech-light", only="speech", reduction=-20)
    >>> bool(numpy.allclose(quieter, stems["speech"] + .1 * stems["noise"], atol=1e-6))
    True
    """
    if only is not None and without is not None:
        raise _unbraid.Error("Give one of only and without: both say what the one sound holds.")
    if reduction is not None:
        if only is None and without is None:
            raise _unbraid.Error("A reduction needs to know of what. (allowed: with only or without)")
        reduction = _checks.number(reduction, "reduction", -math.inf, 0, "dB")
    _checks.one_of(quality, "quality", QUALITIES)
    score = "" if midi is None else os.fspath(midi)
    if midi is None and split is not None:
        raise _unbraid.Error("A split divides the notes of a score. (allowed: with midi)")
    lowest = -1 if split is None else _checks.whole(split, "split", 0, 127)
    offset = _checks.number(midi_offset, "midi_offset", -1e6, 1e6, "s")
    rows, flat = _checks.sound_rows(sound)
    given = dictionary_of(dictionary)
    separator = Separator(given, rate, len(rows), mode, quieter_pauses)
    for name in (only, without):
        if name is not None and not score:
            _checks.one_of(name, "source", separator.sources)
    if quality == "live" and not score or rows.shape[1] == 0:
        late = numpy.zeros((len(rows), separator.latency), numpy.float32)
        made = separator._engine.process(numpy.concatenate([rows, late], axis=1))[:, :, separator.latency :]
        names = separator.sources
    else:
        names, made = _unbraid.separate_whole(
            given._loaded,
            rows,
            _checks.rate(rate),
            _mode(mode),
            quality,
            score,
            lowest,
            offset,
            _pauses(quieter_pauses),
        )
    stems = {name: _checks.sound_columns(source, flat) for name, source in zip(names, made)}
    return stems if only is None and without is None else _chosen(stems, only, without, reduction)


def upmix(
    sound: Any,
    rate: float,
    dictionary: DictionaryLike = "band-large",
    mode: str | None = None,
    *,
    width: float = 0.8,
    positions: dict[str, float] | None = None,
) -> Floats:
    """Spread a sound of one channel into stereo by its sources, as ``unbraid upmix`` does.

    Parameters
    ----------
    sound : array
        (samples,) or (samples, 1).
    rate : float
        Hz, 8000 to 192000.
    dictionary : str, path, mapping or Dictionary, default "band-large"
        A name, a file, or a dictionary.
    mode : {"low", "balanced", "high"}, optional
        By default high, or the first that the dictionary serves.
    width : float, default 0.8
        How far the sources are panned apart, 0 to 1.
    positions : dict of str to float, optional
        Panning of a source, from -1 (left) to 1 (right).

    Returns
    -------
    array
        (samples, 2), float32. Half of left plus right is the sound.

    Examples
    --------
    >>> import numpy, unbraid
    >>> sound = numpy.random.default_rng(0).normal(0, .1, 16000)
    >>> wide = unbraid.upmix(sound, 16000, "band", positions={"vocals": 0})
    >>> bool(abs(wide.mean(axis=1) - sound).max() < 1e-6)
    True
    """
    width = _checks.number(width, "width", 0, 1)
    rows, _ = _checks.sound_rows(sound)
    if len(rows) != 1:
        raise _unbraid.Error(f"A sound of one channel is spread. (found {len(rows)} channels; allowed: 1)")
    given = dictionary_of(dictionary)
    if mode is None:
        mode = "high" if not given.modes or "high" in given.modes else given.modes[0]
    stems = separate(rows[0], rate, given, mode)
    last = max(len(stems) - 1, 1)
    places = {
        name: width * (2 * place / last - 1) if len(stems) > 1 else 0.0 for place, name in enumerate(stems)
    }
    for name, position in (positions or {}).items():
        places[_checks.one_of(name, "source", stems)] = _checks.number(position, f"position of {name}", -1, 1)
    middle = numpy.sum(list(stems.values()), axis=0, dtype=numpy.float32)
    side = numpy.zeros_like(middle)
    for name, source in stems.items():
        side += numpy.float32(places[name]) * source
    return numpy.stack([middle - side, middle + side], axis=1)


class Note(NamedTuple):
    """A note that was found.

    Attributes
    ----------
    begin, end : float
        Seconds.
    pitch : int
        MIDI note, 60 for middle C; of drums as General MIDI names them.
    velocity : int
        1 to 127.
    channel : int
        MIDI channel from 1: of its source among those with pitches, or 10 for drums.

    Examples
    --------
    >>> import unbraid
    >>> note = unbraid.Note(begin=.5, end=1.5, pitch=60, velocity=80, channel=1)
    >>> note.end - note.begin
    1.0
    """

    begin: float
    end: float
    pitch: int
    velocity: int
    channel: int


def transcribe(
    sound: Any,
    rate: float,
    dictionary: DictionaryLike = "piano-notes",
    mode: str | None = None,
    threshold: float = 0.22,
    confirm: float = 0.08,
) -> list[Note]:
    """Find the notes of a sound, as ``unbraid transcribe`` does.

    Parameters
    ----------
    sound : array
        (samples,) or (samples, channels).
    rate : float
        Hz, 8000 to 192000.
    dictionary : str, path, mapping or Dictionary, default "piano-notes"
        One with pitches, or of drums.
    mode : {"low", "balanced", "high"}, optional
        Frames; by default high, or the first that the dictionary serves.
    threshold : float, default 0.22
        How far a pitch must rise, relative to the loudest, .01 to 1; higher values find fewer notes.
    confirm : float, default 0.08
        Seconds that it must stay there, 0 to 1, with a dictionary that was not trained to tell notes.

    Returns
    -------
    list of Note
        In the order of their beginnings.

    Examples
    --------
    >>> import numpy, unbraid
    >>> time = numpy.arange(32000) / 16000
    >>> tone = sum(numpy.sin(2 * numpy.pi * 440 * k * time) / k for k in range(1, 9))
    >>> tone *= numpy.exp(-2 * time) / 9
    >>> {note.pitch for note in unbraid.transcribe(tone, 16000, "piano")}
    {69}
    """
    rows, _ = _checks.sound_rows(sound)
    found = _unbraid.transcribe(
        dictionary_of(dictionary)._loaded,
        rows,
        _checks.rate(rate),
        _mode(mode),
        _checks.number(threshold, "threshold", 0.01, 1),
        _checks.number(confirm, "confirm", 0, 1, "s"),
    )
    return [Note(begin, end, pitch, velocity, part + 1) for begin, end, part, pitch, velocity in found]

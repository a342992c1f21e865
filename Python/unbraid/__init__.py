# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Separates sounds into their sources with dictionaries, live or at once.

Sounds are NumPy arrays of any real type, ``(samples,)`` or ``(samples, channels)``, full scale at 1. Results are float32 in
the same form. What is handed in is never changed, and while the engine works other threads of Python run."""
from __future__ import annotations

import pathlib
import struct
import tempfile
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy

from . import _unbraid
from ._nmf import NMF
from ._unbraid import Error

__version__: str = _unbraid.version
__all__ = ["Dictionary", "Error", "NMF", "Note", "Scores", "Separator", "Source", "dictionaries", "estoi", "evaluate", "separate",
           "si_sdr", "train", "transcribe"]


def _rows (sound: Any) -> tuple[numpy.ndarray, bool]:
    """The sound as float32 [channels x samples], and whether it was one-dimensional."""
    array = numpy.asarray (sound)
    if array.ndim not in (1, 2) or array.dtype.kind not in "fiub":
        raise Error (f"The sound is no array of samples. (found {array.ndim} dimensions of {array.dtype}; "
                     "allowed: (samples,) or (samples, channels) of real numbers)")
    if array.dtype.kind != "f":
        raise Error (f"The samples are integers. (found {array.dtype}; allowed: real numbers with full scale at 1, "
                     "such as samples / 32768 for int16)")
    flat = array.ndim == 1
    return numpy.ascontiguousarray (array[None, :] if flat else array.T, dtype=numpy.float32), flat


def _columns (rows: numpy.ndarray, flat: bool) -> numpy.ndarray:
    return rows[0] if flat else numpy.ascontiguousarray (rows.T)


class Source (NamedTuple):
    """One source of a dictionary.

    name: such as "speech"
    first, count: its atoms, columns of `Dictionary.W`
    is_target: False for what cleaning attenuates, such as "noise" """
    name: str
    first: int
    count: int
    is_target: bool


class Dictionary:
    """A dictionary: spectral atoms in Hz, grouped into sources.

    name: one of `dictionaries()`, or a file. Raises `Error` where there is none, or where the file is no dictionary."""

    def __init__ (self, name: str | pathlib.Path) -> None:
        self._loaded = _unbraid.load (str (name))

    @property
    def W (self) -> numpy.ndarray:
        """The atoms, (bins, atoms), float32: linear spectra whose columns sum to one. A copy."""
        return self._loaded.atoms

    @property
    def frequencies (self) -> numpy.ndarray:
        """Hz of each row of `W`, (bins,)."""
        return self._loaded.frequencies

    @property
    def sources (self) -> list[Source]:
        """The sources in the order of their atoms."""
        return [Source (*source) for source in self._loaded.sources]

    @property
    def rate (self) -> float:
        """Sample rate in Hz that it was trained at; it serves every rate from 8000 to 192000."""
        return self._loaded.rate

    @property
    def beta (self) -> float:
        """The divergence that it was trained with: 0 Itakura-Saito, 1 Kullback-Leibler, 2 Euclidean."""
        return self._loaded.beta

    @property
    def modes (self) -> list[str]:
        """The latency modes that it serves; empty: all."""
        return self._loaded.modes

    @property
    def licence (self) -> str:
        return self._loaded.licence

    @property
    def path (self) -> pathlib.Path:
        """Its file; empty where it was trained here."""
        return pathlib.Path (self._loaded.path)

    @property
    def card (self) -> str:
        """Its model card in Markdown: what it was trained on, and its scores; empty where none lies beside it."""
        if not self.path.name:
            return ""
        card = self.path.with_suffix (".md")
        return card.read_text (encoding="utf-8") if card.is_file() else ""

    def save (self, file: str | pathlib.Path) -> None:
        """Writes it as a file that every part of Unbraid opens; after an error the old file is as it was."""
        _unbraid.save (self._loaded, file)

    def __repr__ (self) -> str:
        return f"<unbraid.Dictionary {self.path.stem or 'trained here'}: {', '.join (source.name for source in self.sources)}>"


def dictionaries() -> list[str]:
    """The names of all dictionaries: those of $UNBRAID_DICTIONARIES, the user's own, and those that came with this package."""
    return _unbraid.dictionary_names()


def _loaded (dictionary: str | pathlib.Path | Dictionary) -> Any:
    return (dictionary if isinstance (dictionary, Dictionary) else Dictionary (dictionary))._loaded


class Separator:
    """The engine for sound that arrives block by block: its sources sum to the input, `latency` samples late.

    dictionary: a name, a file or a `Dictionary`
    rate: Hz, 8000 to 192000
    channels: 1 to 8, separated by one set of masks
    mode: "low" (8 ms), "balanced" (20 ms) or "high" (42 ms at most); None: balanced, or the first that the dictionary serves
    One thread at a time may use it."""

    def __init__ (self, dictionary: str | pathlib.Path | Dictionary, rate: float, channels: int = 1,
                  mode: str | None = None) -> None:
        self._engine = _unbraid.Engine (_loaded (dictionary), rate, channels, mode or "")

    @property
    def latency (self) -> int:
        """Samples by which the sources are late."""
        return self._engine.latency

    @property
    def sources (self) -> list[str]:
        """The names of the sources, in the order of `process`."""
        return self._engine.sources

    def reset (self) -> None:
        """Begins anew, as if nothing had been processed."""
        self._engine.reset()

    def process (self, block: Any) -> dict[str, numpy.ndarray]:
        """Separates the next block, of any size: (samples,) with one channel, or (samples, channels). Returns each source in
        the form of the block. Samples that are not finite count as silence."""
        rows, flat = _rows (block)
        return {name: _columns (rows, flat) for name, rows in zip (self.sources, self._engine.process (rows))}


def separate (sound: Any, rate: float, dictionary: str | pathlib.Path | Dictionary = "speech",
              mode: str | None = None) -> dict[str, numpy.ndarray]:
    """Separates a whole sound. Returns each source, in time with the sound and as long; together they are the sound.

    sound: (samples,) or (samples, channels)
    rate: Hz, 8000 to 192000
    dictionary, mode: as for `Separator`

    The result is that of ``unbraid separate --quality live`` where the sound has no constant offset."""
    rows, flat = _rows (sound)
    separator = Separator (dictionary, rate, len (rows), mode)
    late = numpy.zeros ((len (rows), separator.latency), numpy.float32)
    sources = separator._engine.process (numpy.concatenate ([rows, late], axis=1))[:, :, separator.latency:]
    return {name: _columns (source, flat) for name, source in zip (separator.sources, sources)}


class Note (NamedTuple):
    """A note that was found.

    begin, end: seconds
    pitch: MIDI note, 60 for middle C; of drums as General MIDI names them
    velocity: 1 to 127
    channel: MIDI channel from 1: of its source among those with pitches, or 10 for drums"""
    begin: float
    end: float
    pitch: int
    velocity: int
    channel: int


def transcribe (sound: Any, rate: float, dictionary: str | pathlib.Path | Dictionary = "piano-notes", mode: str | None = None,
                threshold: float = .22, confirm: float = .08) -> list[Note]:
    """Finds the notes of a sound, in the order of their beginnings, as ``unbraid transcribe`` does.

    sound: (samples,) or (samples, channels)
    dictionary: one with pitches, or of drums
    mode: frames of "low", "balanced" or "high"; None: high, or the first that the dictionary serves
    threshold: how far a pitch must rise, relative to the loudest, .01 to 1; higher values find fewer notes
    confirm: seconds that it must stay there, with a dictionary that was not trained to tell notes"""
    rows, _ = _rows (sound)
    found = _unbraid.transcribe (_loaded (dictionary), rows, rate, mode or "", threshold, confirm)
    return [Note (begin, end, pitch, velocity, part + 1) for begin, end, part, pitch, velocity in found]


def _recordings (given: Any, rate: float | None, folder: pathlib.Path) -> list[pathlib.Path]:
    """The files of one source: those that are named, and arrays written into the folder."""
    if isinstance (given, (str, pathlib.Path, numpy.ndarray)):
        given = [given]
    files = []
    for number, recording in enumerate (given):
        if isinstance (recording, (str, pathlib.Path)):
            files.append (pathlib.Path (recording))
            continue
        if rate is None:
            raise Error ("Arrays need a rate. (rate: found none; allowed: Hz)")
        rows, _ = _rows (recording)
        size = 4 * rows.size
        head = struct.pack ("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 3, len (rows), int (rate),
                            int (rate) * 4 * len (rows), 4 * len (rows), 32, b"data", size)
        files.append (folder / f"{number:06}.wav")
        files[-1].write_bytes (head + rows.T.astype ("<f4").tobytes())
    return files


def train (sources: Mapping[str, Any], components: int | Mapping[str, int | str] | str = 64, rate: float | None = None, *,
           trained_rate: float = 16000., window: float = .032, beta: float = 0., sparsity: float = 0., iterations: int = 100,
           noise: Collection[str] = ("noise",), seed: int = 1, threads: int = 1, licence: str = "", trained_on: str = "") -> Dictionary:
    """Learns a dictionary from recordings of each source alone, as ``unbraid train`` does; save it by `Dictionary.save`.

    sources: name -> a file, an array, or a list of them; arrays are (samples,) or (samples, channels) at `rate`
    components: atoms a source, one number or by name; "auto" finds it, at most 64
    trained_rate: Hz that the recordings are brought to; the dictionary serves every rate
    window: seconds of a frame
    beta: the divergence: 0 Itakura-Saito (of powers), 1 Kullback-Leibler, 2 Euclidean (of magnitudes)
    sparsity: weight of the L1 norm of the activations
    noise: names of sources that are not wanted
    seed, threads: one seed gives the same dictionary, however many threads"""
    with tempfile.TemporaryDirectory() as place:
        materials = []
        for number, (name, given) in enumerate (sources.items()):
            folder = pathlib.Path (place, str (number))
            folder.mkdir()
            count = components[name] if isinstance (components, Mapping) else components
            materials.append ((name, _recordings (given, rate, folder), 64 if count == "auto" else count, count == "auto",
                               name not in noise))
        made = Dictionary.__new__ (Dictionary)
        made._loaded = _unbraid.train (materials, trained_rate, window, beta, sparsity, iterations, seed, threads, licence, trained_on)
        return made


def _matrix (sound: Any) -> numpy.ndarray:
    return _rows (sound)[0].T


def si_sdr (reference: Any, estimate: Any, rate: float, full_band: bool = False) -> float:
    """Scale-invariant signal-to-distortion ratio in dB, the mean over channels. Both are high-passed at 80 Hz first, as in
    `unbraid evaluate`, unless `full_band`."""
    return _unbraid.si_sdr (_matrix (reference), _matrix (estimate), rate, full_band)


def estoi (clean: Any, processed: Any, rate: float) -> float:
    """Extended short-time objective intelligibility, about 0 to 1, of the mean of the channels."""
    return _unbraid.estoi (_matrix (clean), _matrix (processed), rate)


class Scores (NamedTuple):
    """Scores of estimates, an array with one value a source each; NaN where a score is undefined for that source.

    si_sdr: dB, high-passed at 80 Hz
    sdr, isr, sir, sar: dB, BSS-Eval
    estoi: about 0 to 1; meant for speech"""
    si_sdr: numpy.ndarray
    sdr: numpy.ndarray
    isr: numpy.ndarray
    sir: numpy.ndarray
    sar: numpy.ndarray
    estoi: numpy.ndarray


def evaluate (references: list[Any], estimates: list[Any], rate: float, version: int = 4) -> Scores:
    """Scores estimates against the true sources of one mixture.

    references, estimates: sounds of one shape, in the same order; no permutation is searched
    version: of BSS-Eval, 3 (sources) or 4 (images, the median over windows of a second)"""
    truth = [_matrix (sound) for sound in references]
    given = [_matrix (sound) for sound in estimates]
    bss = _unbraid.bss_eval (truth, given, rate, version)

    def each (score: Any) -> numpy.ndarray:
        values = []
        for reference, estimate in zip (truth, given):
            try:
                values.append (score (reference, estimate))
            except Error: # silent, or too short: undefined
                values.append (numpy.nan)
        return numpy.array (values)

    return Scores (each (lambda r, e: _unbraid.si_sdr (r, e, rate, False)), *bss.T,
                   each (lambda r, e: _unbraid.estoi (r, e, rate)))

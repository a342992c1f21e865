# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dictionaries: what they hold, where they lie."""
from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from typing import Any, NamedTuple, Union

from . import _unbraid
from ._checks import Doubles, Floats
from ._unbraid import Error


class Source(NamedTuple):
    """One source of a dictionary.

    Attributes
    ----------
    name : str
        Such as "speech".
    first : int
        Its first atom, a column of `Dictionary.W`.
    count : int
        The number of its atoms.
    is_target : bool
        False for what cleaning attenuates, such as "noise".

    Examples
    --------
    >>> import unbraid
    >>> [source.name for source in unbraid.Dictionary("speech-light").sources]
    ['speech', 'noise']
    """

    name: str
    first: int
    count: int  # type: ignore[assignment]  # of atoms, and not of values in the tuple
    is_target: bool


class Dictionary:
    """A dictionary: spectral atoms in Hz, grouped into sources.

    It can be pickled, and goes to other processes whole.

    Parameters
    ----------
    name : str, path or mapping
        One of `dictionaries()`, or a file. A mapping makes a tree: the dictionary of all sources under "",
        and under the names of its sources those that split them further, at no further latency; the sources
        of "drums" are then "drums.kick" and so on.

    Raises
    ------
    Error
        Where there is no such dictionary, or the file is none.

    Examples
    --------
    >>> import unbraid
    >>> piano = unbraid.Dictionary("piano")
    >>> piano.W.shape[0] == len(piano.frequencies)
    True
    >>> unbraid.Dictionary({"": "band", "drums": "drums"}).leaves[:3]
    ['vocals', 'drums.kick', 'drums.snare']
    """

    _loaded: _unbraid.Dictionary

    def __init__(self, name: str | os.PathLike[str] | Mapping[str, Any]) -> None:
        self._loaded = _joined(name) if isinstance(name, Mapping) else _unbraid.load(os.fspath(name))

    @classmethod
    def _of(cls, loaded: _unbraid.Dictionary) -> Dictionary:
        """The one that was made here."""
        made = cls.__new__(cls)
        made._loaded = loaded
        return made

    def __getstate__(self) -> dict[str, Any]:
        return {"bytes": _unbraid.to_bytes(self._loaded), "path": self._loaded.path}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._loaded = _unbraid.from_bytes(state["bytes"], state["path"])

    @property
    def W(self) -> Floats:
        """The atoms, (bins, atoms), float32: linear spectra whose columns sum to one. A copy."""
        return self._loaded.atoms

    @property
    def frequencies(self) -> Doubles:
        """Hz of each row of `W`, (bins,)."""
        return self._loaded.frequencies

    @property
    def sources(self) -> list[Source]:
        """The sources in the order of their atoms."""
        return [Source(*source) for source in self._loaded.sources]

    @property
    def leaves(self) -> list[str]:
        """The names of its sources; in a tree those of a branch stand for the source that it splits."""
        return self._loaded.leaves

    @property
    def rate(self) -> float:
        """Sample rate in Hz that it was trained at; it serves every rate from 8000 to 192000."""
        return self._loaded.rate

    @property
    def beta(self) -> float:
        """The divergence that it was trained with: 0 Itakura-Saito, 1 Kullback-Leibler, 2 Euclidean."""
        return self._loaded.beta

    @property
    def modes(self) -> list[str]:
        """The latency modes that it serves."""
        return self._loaded.modes

    @property
    def licence(self) -> str:
        """Its licence, as an SPDX identifier where it has one."""
        return self._loaded.licence

    @property
    def path(self) -> pathlib.Path:
        """Its file; empty where it was trained here."""
        return pathlib.Path(self._loaded.path)

    @property
    def card(self) -> str:
        """Its model card in Markdown: what it was trained on, its scores; empty where there is none."""
        if not self.path.name:
            return ""
        card = self.path.with_suffix(".md")
        return card.read_text(encoding="utf-8") if card.is_file() else ""

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write it as a file that every part of Unbraid opens.

        Parameters
        ----------
        file : str or path
            Ends in .safetensors. After an error the old file is as it was.
        """
        _unbraid.save(self._loaded, os.fspath(file))

    def __repr__(self) -> str:
        names = ", ".join(self.leaves)
        return f"<unbraid.Dictionary {self.path.stem or 'trained here'}: {names}>"


#: What is taken for a dictionary: its name, its file, itself, or a mapping of such, which makes a tree.
DictionaryLike = Union[str, "os.PathLike[str]", Dictionary, Mapping[str, Any]]


def _joined(parts: Mapping[str, Any]) -> _unbraid.Dictionary:
    """A tree of dictionaries: "" stands for the root."""
    if "" not in parts:
        found = ", ".join(map(repr, parts)) or "nothing"
        raise Error(
            'A tree of dictionaries begins with the one of all sources, under "". '
            f'(found {found}; allowed: {{"": "band", "drums": "drums"}})'
        )
    loaded = {str(source): dictionary_of(part)._loaded for source, part in parts.items()}
    return _unbraid.join(loaded.pop(""), loaded)


def dictionaries() -> list[str]:
    """List the names of all dictionaries.

    Returns
    -------
    list of str
        Those of $UNBRAID_DICTIONARIES, the user's own, and those that came with this package.

    Examples
    --------
    >>> import unbraid
    >>> "speech" in unbraid.dictionaries()
    True
    """
    return _unbraid.dictionary_names()


def dictionary_of(given: DictionaryLike) -> Dictionary:
    """The dictionary that is named, or that it is."""
    return given if isinstance(given, Dictionary) else Dictionary(given)

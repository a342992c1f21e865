# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Separates sounds into their sources with dictionaries, live or at once.

Sounds are NumPy arrays of any real type, ``(samples,)`` or ``(samples, channels)``, full scale at 1. Results
are float32 in the same form. What is handed in is never changed, and while the engine works other threads of
Python run.

Examples
--------
>>> import numpy, unbraid
>>> sound = numpy.random.default_rng(0).normal(0, .1, 16000)
>>> list(unbraid.separate(sound, 16000, "speech"))
['speech', 'noise']
"""
from . import _unbraid
from ._decomposition import Components, decompose, decompose_models
from ._dictionary import Dictionary, Source, dictionaries
from ._learning import enrol, train
from ._nmf import NMF
from ._recordings import Repaired, debleed, mosaic, repair
from ._scores import Scores, estoi, evaluate, si_sdr
from ._separation import Note, Separator, separate, transcribe, upmix
from ._unbraid import Error

Error.__module__ = __name__  # as which it is caught and shown

__version__: str = _unbraid.version
__all__ = [
    "Components",
    "Dictionary",
    "Error",
    "NMF",
    "Note",
    "Repaired",
    "Scores",
    "Separator",
    "Source",
    "debleed",
    "decompose",
    "decompose_models",
    "dictionaries",
    "enrol",
    "estoi",
    "evaluate",
    "mosaic",
    "repair",
    "separate",
    "si_sdr",
    "train",
    "transcribe",
    "upmix",
]

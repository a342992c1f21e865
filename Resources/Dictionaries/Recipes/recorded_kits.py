# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kits of the hits that cut_corpora.py sorted by drum, as render_loops.py (Tests/Quality/Material) plays them."""

import sys

import soundfile

from songs import in_stereo
from sounds import resample
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import render_loops  # noqa: E402

MOST_HITS = 40  # of a drum


def at_rate(path, rate):
    """One channel of a recording at a rate."""
    samples, own = soundfile.read(path, always_2d=True)
    return resample(in_stereo(samples)[:, 0], own, rate)


def kit_of_folder(folder):
    """drum -> voices -> hits; all hits of a drum are one voice. A drum that the kit lacks has no voices."""
    kit = {}
    for drum in render_loops.DRUMS:
        paths = sorted((folder / drum).glob("*.flac"))[:MOST_HITS]
        hits = [render_loops.trimmed(at_rate(path, render_loops.RATE)) for path in paths]
        kit[drum] = [[hit for hit in hits if hit is not None]] if hits else []
    return kit

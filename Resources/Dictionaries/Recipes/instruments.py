# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes, hits and singing: the beginning of each recording, or a segment of it, at its own rate."""

import numpy as np

from sounds import decode, write_flac
from sources import first_named

FADE = 0.02  # s at the end of a recording that goes on


class InstrumentCutter:
    """Cuts the recordings of one source into `folder` of the corpora. Settings: `start` and `seconds`; `groups`, a regular
    expression for each of the folders below it that the recordings are sorted into by their names."""

    def __init__(self, folder, source, _known):
        self.folder, self.settings = folder, source.cut

    def add(self, content, match):
        samples, rate = decode(content, mix=True)
        start = int(self.settings.get("start", 0) * rate)
        length = round(self.settings.get("seconds", len(samples) / rate) * rate)
        note = samples[start:start + length]
        if "start" not in self.settings and len(samples) > length:
            fade = int(FADE * rate)
            note = note * np.concatenate([np.ones(length - fade), np.linspace(1, 0, fade)])
        write_flac(self.place_of(match["name"]), note, rate)

    def place_of(self, name):
        group = first_named(self.settings["groups"], name) if "groups" in self.settings else ""
        if group is None:
            raise ValueError("in none of the groups")
        return self.folder / group / f"{name.replace('#', '_').replace('/', '-')}.flac"

    def finish(self):
        """Nothing waits."""

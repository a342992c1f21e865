# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Songs of trackers (MOD, S3M, XM, IT): stems of their instruments, played by libopenmpt (Debian's libopenmpt0)."""

import ctypes
import ctypes.util
import json
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int, c_int32, c_size_t, c_void_p

import numpy as np

from songs import write_song
from sources import HERE

RATE = 44100
STEMS = HERE / "selections" / "modules.json"
BLOCK = 4096    # frames
LONGEST = 150   # s
SHORTEST = 10
FASTEST = 180   # beats a minute
FUNCTIONS, MUTE = 16, 12  # of the interface `interactive`, and which of them mutes an instrument
NOTE, INSTRUMENT, HIGHEST_NOTE = 0, 1, 120  # of a cell of a pattern


def library():
    found = ctypes.CDLL(ctypes.util.find_library("openmpt") or "libopenmpt.so.0")
    found.openmpt_module_ext_create_from_memory.restype = c_void_p
    found.openmpt_module_ext_create_from_memory.argtypes = [c_char_p, c_size_t] + [c_void_p] * 7
    found.openmpt_module_ext_get_module.restype = c_void_p
    for name in ("get_num_instruments", "get_num_samples"):
        getattr(found, f"openmpt_module_{name}").restype = c_int32
    for name in ("instrument", "sample"):
        function = getattr(found, f"openmpt_module_get_{name}_name")
        function.restype, function.argtypes = c_void_p, [c_void_p, c_int32]
    found.openmpt_module_read_float_stereo.restype = c_size_t
    found.openmpt_module_read_float_stereo.argtypes = [c_void_p, c_int32, c_size_t, POINTER(c_float), POINTER(c_float)]
    found.openmpt_module_get_current_estimated_bpm.restype = c_double
    found.openmpt_module_get_current_estimated_bpm.argtypes = [c_void_p]
    found.openmpt_module_ext_get_interface.argtypes = [c_void_p, c_char_p, c_void_p, c_size_t]
    found.openmpt_module_ext_destroy.argtypes = found.openmpt_module_ext_get_module.argtypes = [c_void_p]
    for name in ("num_instruments", "num_samples", "num_orders", "num_channels"):
        getattr(found, f"openmpt_module_get_{name}").argtypes = [c_void_p]
    for name in ("order_pattern", "pattern_num_rows"):
        function = getattr(found, f"openmpt_module_get_{name}")
        function.restype, function.argtypes = c_int32, [c_void_p, c_int32]
    found.openmpt_module_get_pattern_row_channel_command.restype = ctypes.c_uint8
    found.openmpt_module_get_pattern_row_channel_command.argtypes = [c_void_p, c_int32, c_int32, c_int32, c_int]
    return found


class Module:
    """A song of a tracker, from its bytes. ValueError when it cannot be read."""

    def __init__(self, content):
        self.openmpt, self.content, self.handle = library(), content, None
        self.open()
        self.is_of_samples = self.openmpt.openmpt_module_get_num_instruments(self.module) == 0
        count = self.openmpt.openmpt_module_get_num_samples if self.is_of_samples else self.openmpt.openmpt_module_get_num_instruments
        self.count = count(self.module)

    def open(self):
        """At the beginning, with all instruments."""
        if self.handle:
            self.openmpt.openmpt_module_ext_destroy(self.handle)
        problem = c_int(0)
        self.handle = c_void_p(self.openmpt.openmpt_module_ext_create_from_memory(
            self.content, len(self.content), None, None, None, None, byref(problem), None, None))
        if not self.handle:
            raise ValueError("not a song of a tracker")
        self.module = c_void_p(self.openmpt.openmpt_module_ext_get_module(self.handle))

    def tempo(self):
        """Beats a minute at the beginning; trackers count rows, so it is halved or doubled to what musicians would call it."""
        tempo = self.openmpt.openmpt_module_get_current_estimated_bpm(self.module)
        while tempo > FASTEST:
            tempo /= 2
        while tempo < FASTEST / 2:
            tempo *= 2
        return tempo

    def names(self):
        """Of its instruments, or of its samples where it has none."""
        get = self.openmpt.openmpt_module_get_sample_name if self.is_of_samples else self.openmpt.openmpt_module_get_instrument_name
        return [ctypes.cast(get(self.module, number), c_char_p).value.decode("utf-8", "replace") for number in range(self.count)]

    def notes(self):
        """{instrument: notes that it plays, in semitones of its own}, over all patterns that are in the order of the song."""
        cell = self.openmpt.openmpt_module_get_pattern_row_channel_command
        found = {number: [] for number in range(self.count)}
        for place in range(self.openmpt.openmpt_module_get_num_orders(self.module)):
            pattern = self.openmpt.openmpt_module_get_order_pattern(self.module, place)
            rows = self.openmpt.openmpt_module_get_pattern_num_rows(self.module, pattern)
            for row in range(rows):
                for channel in range(self.openmpt.openmpt_module_get_num_channels(self.module)):
                    note, instrument = (cell(self.module, pattern, row, channel, what) for what in (NOTE, INSTRUMENT))
                    if 0 < note <= HIGHEST_NOTE and 0 < instrument <= self.count:
                        found[instrument - 1].append(note)
        return found

    def only(self, heard):
        """From now on just the instruments of these numbers, from 0, are heard."""
        functions = (c_void_p * FUNCTIONS)()
        if not self.openmpt.openmpt_module_ext_get_interface(self.handle, b"interactive", byref(functions), ctypes.sizeof(functions)):
            raise ValueError("libopenmpt cannot mute instruments")
        mute = ctypes.CFUNCTYPE(c_int, c_void_p, c_int32, c_int)(functions[MUTE])
        for number in range(self.count):
            mute(self.handle, number, number not in heard)

    def play(self, heard, seconds):
        """[frames x 2] of some of its instruments, from the beginning, to the end or so many seconds."""
        self.open()
        self.only(heard)
        left, right = np.zeros(BLOCK, np.float32), np.zeros(BLOCK, np.float32)
        blocks, played = [], 0
        while played < seconds * RATE:
            count = self.openmpt.openmpt_module_read_float_stereo(
                self.module, RATE, BLOCK, left.ctypes.data_as(POINTER(c_float)), right.ctypes.data_as(POINTER(c_float)))
            if count == 0:
                break
            blocks.append(np.stack((left[:count], right[:count]), axis=1))
            played += count
        return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)


class ModuleCutter:
    """Cuts songs of trackers into `folder`/SOURCE-SONG/STEM.flac. STEMS names the instruments of each stem by source and
    song; those in none are not heard."""

    def __init__(self, folder, source, _known):
        self.folder, self.name = folder, source.name
        self.songs = json.loads(STEMS.read_text())[source.name]

    def add(self, content, match):
        instruments = self.songs.get(match["name"], {})
        if len(instruments) < 2:
            raise ValueError("fewer than two stems")
        module = Module(content)
        tempo = module.tempo()
        stems = {stem: module.play(set(heard), LONGEST) for stem, heard in instruments.items()}
        stems = {stem: samples for stem, samples in stems.items() if np.abs(samples).max(initial=0) > 1e-3}
        if len(stems) < 2 or max(map(len, stems.values())) < SHORTEST * RATE:
            raise ValueError("too short")
        folder = self.folder / f"{self.name}-{match['name']}"
        write_song(folder, stems, RATE)
        (folder / "song.json").write_text(json.dumps({"tempo": round(tempo, 2)}))

    def finish(self):
        """Nothing waits."""

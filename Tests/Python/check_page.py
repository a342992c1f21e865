# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the code of Docs/Python.md and of the package's own page, block after block as in a notebook, in a folder with a recording."""
import os
import pathlib
import re
import sys
import tempfile
import types
import wave

import numpy


def write(file, sound, rate):
    """A WAV of 16 bits."""
    samples = numpy.round(numpy.clip(numpy.asarray(sound), -1, 1) * 32767).astype("<i2")
    with wave.open(file, "wb") as out:
        out.setparams((1 if samples.ndim == 1 else samples.shape[1], 2, rate, 0, "NONE", ""))
        out.writeframes(samples.tobytes())


def read(file):
    with wave.open(file) as source:
        samples = numpy.frombuffer(source.readframes(source.getnframes()), "<i2") / 32768
        return samples.reshape(-1, source.getnchannels()), source.getframerate()


try:
    import soundfile
except (ImportError, OSError):
    print("soundfile is not installed, see packages-python.txt; a stand-in reads the recording")
    sys.modules["soundfile"] = types.SimpleNamespace(read=read, write=write)

root = pathlib.Path(os.environ["UNBRAID_ROOT"])
blocks = re.findall(r"```python\n(.*?)```", (root / "Docs/Python.md").read_text(encoding="utf-8"), re.S)
if len(blocks) < 5:
    sys.exit("Docs/Python.md holds fewer blocks of code than it should.")
blocks += re.findall(r"```python\n(.*?)```", (root / "Python/README.md").read_text(encoding="utf-8"), re.S)
names = {}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    write("recording.wav", numpy.random.default_rng(0).normal(0, 0.1, (96000, 2)), 48000)
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"block {number}", "exec"), names)
    os.chdir("/")
print(f"{len(blocks)} blocks of code ran")

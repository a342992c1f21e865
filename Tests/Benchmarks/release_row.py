#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""release_row.py UNBRAID VERSION COMPILER PAGE: what this version costs on this machine, as a row of the table of releases on PAGE.

Two minutes of stereo noise at 48 kHz, separated as in real time by one thread: times real time by processor time, reading and writing
files included, the best of three runs; and the most memory. A row of the same version and machine is replaced, others are kept."""
import os
import random
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

SECONDS = 120
RATE = 48000
RUNS = 3
MODES = [("speech", "low"), ("speech", "balanced"), ("speech", "high"), ("drums", "balanced"), ("band", "high"),
         ("band-large", "high"), ("piano", "balanced")]
HEADING = "## Releases"


def write_noise(path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(random.Random(1).randbytes(SECONDS * RATE * 2 * 2))  # equally many of each value


def cost(program, arguments):
    """Seconds of the processor, and megabytes at most."""
    child = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{program} {' '.join(arguments)}: failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def machine():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return re.sub(r"\((R|TM)\)|CPU|Processor|\s+", lambda hit: " " if hit[0].isspace() else "", found[1]).strip() if found else "unknown"


def measured(program):
    cells, most = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        noise = Path(folder) / "noise.wav"
        write_noise(noise)
        for dictionary, latency in MODES:
            arguments = ["separate", str(noise), "--dictionary", dictionary, "--latency", latency, "--threads", "1",
                         "--out", folder, "--overwrite"]
            runs = [cost(program, arguments) for _ in range(RUNS)]
            cells.append(f"{SECONDS / min(seconds for seconds, _ in runs):.0f}")
            most = max(most, *(megabytes for _, megabytes in runs))
    return cells + [f"{most:.0f}"]


def with_row(page, key, row):
    """The page with the row in its table of releases, at its end or in place of that of the same version and machine."""
    before, heading, after = page.partition(HEADING + "\n")
    if not heading:
        sys.exit(f"there is no {HEADING!r}")
    lines = after.splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("|")
               and not any(other.startswith("## ") for other in lines[:number]))
    kept = [line for line in lines[:last + 1] if not line.startswith(key)]
    return before + heading + "\n".join([*kept, row, *lines[last + 1:]]) + "\n"


def main():
    program, version, compiler, path = sys.argv[1:5]
    key = f"| {version} | {machine()}, {compiler} |"
    row = f"{key} {' | '.join(measured(program))} |"
    page = Path(path)
    page.write_text(with_row(page.read_text(encoding="utf-8"), key, row), encoding="utf-8")
    print(row)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes each of the ways that README.md names into the program, by the command that stands there, and looks at what comes of it.

    check_doors.py voice|filter|plugin|browser|python --root SOURCE --build FOLDER --unbraid PROGRAM

voice    the command for a recording attenuates its noise
filter   the command of the page that is linked for ffmpeg does the same
plugin   the bundles are then in the folders that README.md names, and a host can load them
browser  the page is then served at the address that README.md names, with all that it loads
python   the expression gives the sources of a sound; run by the Python that the package is built for

The build presets that commands name are built in FOLDER, and that of the page in its subfolder `web`. Exit 1 with a line for each
fault, 77 where something is missing to try it.
"""
import argparse
import ctypes
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import check_docs
import pages

MIN_GAIN_DB = 2.0  # SI-SDR, of the command for a voice on the recording that stands for it; 3.3 where this was written
SECONDS_TO_SERVE = 60
ENTRY_POINTS = {"vst3": "GetPluginFactory", "lv2": "lv2_descriptor", "clap": "clap_entry"}


class Missing(Exception):
    """What is not here, without which a way cannot be tried."""


class Fault(Exception):
    pass


def section(text, heading):
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise Fault(f"there is no section {heading!r}")
    return found[1]


def command_of(text, pattern):
    """The command of a section that matches, as the page has it."""
    blocks, _ = pages.split(text)
    found = [each.text for each in pages.commands("", blocks) if re.search(pattern, each.text)]
    if not found:
        raise Fault(f"there is no command that matches {pattern!r}")
    return found[0]


def steps_of(command, root, build):
    """The commands of CMake in a line, on the folder under test instead of their presets': [["cmake", "--build", ...], ...]. To
    configure is left out: the folder is."""
    presets = json.loads((root / "CMakePresets.json").read_text(encoding="utf-8"))
    builds = {each["name"]: each for each in presets["buildPresets"]}
    steps = []
    for part in command.split(" && "):
        found = re.fullmatch(r"cmake --(workflow|build) --preset ([\w-]+)((?: --target [\w-]+)*)", part)
        if found is None:
            raise Fault(f"{part!r} is no command of CMake that is known here")
        names = [found[2]]
        if found[1] == "workflow":
            names = [step["name"] for each in presets["workflowPresets"] if each["name"] == found[2]
                     for step in each["steps"] if step["type"] == "build"]
        if not names or not all(name in builds for name in names):
            raise Fault(f"{part!r} names no preset")
        for preset in (builds[name] for name in names):
            folder = build if preset["configurePreset"] == "release" else build / preset["configurePreset"]
            targets = shlex.split(found[3].replace("--target", "")) or preset.get("targets", [])
            steps.append(["cmake", "--build", str(folder), *(word for target in targets for word in ("--target", target))])
    return steps


def build_step(step, folder):
    """What is built may lie in the user's home: FOLDER stands for that. The compiler's cache stays where it is."""
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / ".config")}
    environment.setdefault("CCACHE_DIR", str(Path.home() / ".cache/ccache"))
    done = subprocess.run(step, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Fault(f"{shlex.join(step)}: exit code {done.returncode}: {done.stdout.strip()[-2000:]}")


def gain_db(docs, folder, result):
    """What the result has gained over the recording, in SI-SDR towards its voice."""
    scores = {}
    for name, sound in (("before", folder / "call.wav"), ("after", folder / result)):
        (folder / name).mkdir()
        shutil.copy(sound, folder / name / "call.wav")
        scored = docs.evaluate(folder, f"--reference Resources/Audio/voice --estimate {name}")
        scores[name] = scored["mean"]["si_sdr_db"]
    return scores["after"] - scores["before"]


def clean(docs, page, command, after=None):
    """after  what is done with the result before it is scored: a command that gives `aligned.wav`"""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        docs.scratch(folder, "README.md")
        (folder / "Resources/Audio/voice").mkdir(parents=True)
        shutil.copy(docs.audio / "noisy-voice/speech.flac", folder / "Resources/Audio/voice/call.flac")
        done = docs.run(command, folder)
        if done.returncode:
            raise Fault(f"{page}: {command}: exit code {done.returncode}: {done.stdout.strip()}")
        if after and docs.run(after, folder).returncode:
            raise Fault(f"{page}: {command}: its result cannot be read")
        gain = gain_db(docs, folder, "aligned.wav" if after else shlex.split(command)[-1])
    print(f"{command}: {gain:.1f} dB SI-SDR are gained")
    if gain < MIN_GAIN_DB:
        raise Fault(f"{page}: {command}: only {gain:.1f} dB are gained")


def check_voice(docs, _):
    clean(docs, "README.md", command_of(section(docs.texts["README.md"], "Clean my voice"), r"^unbraid separate "))


def check_filter(docs, build):
    link = "Docs/Calls.md#a-filter-for-pipewire-and-ffmpeg"
    if link not in pages.links(section(docs.texts["README.md"], "Clean my voice")):
        raise Fault(f"README.md: no link to {link}")
    text = section(docs.texts["Docs/Calls.md"], "A filter for PipeWire and ffmpeg")
    command = command_of(text, r"^ffmpeg .*ladspa")
    chain = shlex.split(command_of(text, r"^pipewire "))[-1]
    if not (docs.root / chain).is_file():
        raise Fault(f"Docs/Calls.md: no such file: {chain}")
    filters = build / "lib/ladspa"
    if shutil.which("ffmpeg") is None or not filters.is_dir():
        raise Missing("ffmpeg or the filter (packages-filter.txt)")
    os.environ["LADSPA_PATH"] = str(filters)
    # One channel of its two, and without the 20 ms that the page speaks of.
    clean(docs, "Docs/Calls.md", command, "length=$(ffprobe -v error -show_entries stream=duration_ts -of csv=p=0 cleaned.wav) && "
          "ffmpeg -v error -i cleaned.wav -af \"pan=mono|c0=c0,atrim=start=0.02,apad=whole_len=$length\" -c:a pcm_f32le aligned.wav")


def check_plugin(docs, build):
    text = section(docs.texts["README.md"], "Split in my DAW")
    folders = re.findall(r"`~/\.(\w+)`", text)
    if sorted(folders) != sorted(ENTRY_POINTS):
        raise Fault(f"README.md names the folders {folders}, not those of {', '.join(ENTRY_POINTS)}")
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)
        for step in steps_of(command_of(text, "install-plugins"), docs.root, build):
            build_step(step, home)
        for kind in folders:
            libraries = [path for path in (home / f".{kind}").rglob("*") if path.suffix in (".so", ".clap") and path.is_file()]
            found = [path for path in libraries if hasattr(ctypes.CDLL(str(path)), ENTRY_POINTS[kind])]
            dictionaries = {path.parent for path in (home / f".{kind}").rglob("speech.safetensors")}
            wanted = {"vst3": 2, "lv2": 3, "clap": 1}[kind]  # `Unbraid`, `Unbraid Stereo`; a CLAP holds both; as an LV2 the small one too
            if len(found) != wanted or len(dictionaries) != wanted:
                raise Fault(f"~/.{kind}: {len(found)} libraries can be loaded and {len(dictionaries)} have dictionaries, not {wanted}")
            print(f"~/.{kind}: {', '.join(path.name for path in found)}")


def fetch(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.headers, answer.read()


def wait_for(address, server):
    end = time.monotonic() + SECONDS_TO_SERVE
    while time.monotonic() < end:
        try:
            return fetch(address)
        except OSError:
            if server.poll() is not None:
                raise Fault(f"the server ended with exit code {server.returncode}: {server.stdout.read().decode()}") from None
            time.sleep(.2)
    raise Fault(f"{address} does not answer")


def check_browser(docs, build):
    text = section(docs.texts["README.md"], "Open it in a browser")
    address = re.search(r"<(http://localhost:(\d+))>", text)
    if address is None:
        raise Fault("README.md names no address of the page")
    steps = steps_of(command_of(text, "serve-web"), docs.root, build)
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", int(address[2]))) == 0:
            raise Missing(f"a free port {address[2]}")
    with tempfile.TemporaryDirectory() as home:
        for step in steps[:-1]:
            build_step(step, Path(home))
    with subprocess.Popen(steps[-1], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as server:
        try:
            headers, page = wait_for(address[1] + "/", server)
            look_at_page(address[1], headers, page.decode())
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def look_at_page(address, headers, page):
    if "default-src 'none'" not in headers["Content-Security-Policy"] or "<title>Unbraid" not in page:
        raise Fault(f"{address} is not the page of Unbraid: {page[:200]}")
    needed = re.findall(r'<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+)"', page) + ["unbraid.wasm", "dictionaries/speech.safetensors"]
    for name in needed:
        try:
            _, content = fetch(f"{address}/{name}")
        except urllib.error.HTTPError as error:
            raise Fault(f"{address}/{name}: {error}") from None
        if name.endswith(".wasm") and content[:4] != b"\0asm":
            raise Fault(f"{name} is no WebAssembly")
    print(f"{address}: the page and {len(needed)} files that it loads")


def check_python(docs, build):
    text = section(docs.texts["README.md"], "Research and Python")
    expression = re.search(r"`(unbraid\.separate ?\([^`]+\))`", text)
    if expression is None or "`import unbraid`" not in text:
        raise Fault("README.md has no expression for Python")
    program = f"""import numpy
import unbraid
samples = numpy.random.default_rng (1).normal (0, .1, (4800, 2))
sources = {expression[1]}
assert abs (sum (sources.values()) - samples).max() < 1e-6
print (", ".join (sources))"""
    done = subprocess.run([sys.executable, "-B", "-c", program], text=True, capture_output=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(build / "python")})
    if done.returncode:
        raise Fault(f"README.md: {expression[1]}: {done.stderr.strip()}")
    print(f"{expression[1]}: {done.stdout.strip()}")


DOORS = {"voice": check_voice, "filter": check_filter, "plugin": check_plugin, "browser": check_browser, "python": check_python}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("door", choices=DOORS)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--unbraid", type=Path, required=True)
    arguments = parser.parse_args()
    docs = check_docs.Docs(arguments.root.resolve(), arguments.unbraid.resolve())
    try:
        DOORS[arguments.door](docs, arguments.build.resolve())
    except Missing as missing:
        print(f"skipped: there is not {missing}")
        return 77
    except Fault as fault:
        print(fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

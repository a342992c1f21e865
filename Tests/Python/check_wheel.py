# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the wheel as Docs/Python.md says, installs it into a fresh environment with an empty home, and calls there every function with
its defaults; prints the wheel's size."""
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["UNBRAID_ROOT"])
for module in ("build", "venv", "setuptools", "wheel", "ensurepip"):
    if subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode != 0:
        print(f"skipped: Python's {module} is not installed, see packages-python.txt")
        sys.exit(77)

PROGRAM = """
import inspect, pathlib, pickle
import numpy, unbraid
home = pathlib.Path(unbraid.__file__).parent
noise = numpy.random.default_rng(1).uniform(-.5, .5, (16000, 2))
sources = unbraid.separate(noise, 16000)
assert abs(sum(sources.values()) - noise).max() < 1e-6
time = numpy.arange(32000) / 16000
tone = numpy.exp(-2 * time) * sum(numpy.sin(2 * numpy.pi * 440 * k * time) / k for k in range(1, 9)) / 9
assert {note.pitch for note in unbraid.transcribe(tone, 16000)} == {69}
assert unbraid.upmix(tone, 16000).shape == (32000, 2)
try:
    unbraid.enrol(tone, 16000)
except unbraid.Error as error:
    assert "speech" in str(error) and "dictionary" not in str(error), error
tried = 0
for name in unbraid.__all__: # whatever is a default is in the wheel
    default = getattr(inspect.signature(getattr(unbraid, name)).parameters.get("dictionary"), "default", None) if name != "Error" else None
    if isinstance(default, str):
        assert home in unbraid.Dictionary(default).path.parents, default
        tried += 1
assert tried == 4, tried
assert {"speech", "speech-light", "band", "drums", "piano", "vocals"} <= set(unbraid.dictionaries())
assert unbraid.Dictionary("speech").card and (home / "py.typed").is_file()
assert numpy.array_equal(pickle.loads(pickle.dumps(unbraid.Dictionary("piano"))).W, unbraid.Dictionary("piano").W)
unbraid.NMF().fit(abs(noise.reshape(-1, 20)) + .1)
unbraid.train({"noise": noise}, rate=16000, iterations=2)
unbraid.evaluate([noise], [noise], 16000)
print(unbraid.__file__)
"""
with tempfile.TemporaryDirectory() as folder:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "UNBRAID_DICTIONARIES")
    }
    environment.setdefault("UNBRAID_WHEEL_BUILD", f"{folder}/build")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root / "Python"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
    )
    wheel = next(pathlib.Path(folder).glob("unbraid-*.whl"))
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", f"{folder}/fresh"], check=True)
    subprocess.run(
        [f"{folder}/fresh/bin/pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True
    )
    pathlib.Path(folder, "home").mkdir()
    bare = {"HOME": f"{folder}/home", "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(
        [f"{folder}/fresh/bin/python", "-c", PROGRAM], capture_output=True, text=True, env=bare, cwd=folder
    )
    if done.returncode != 0:
        sys.exit(done.stderr)
    if not done.stdout.startswith(f"{folder}/fresh"):
        sys.exit(f"Another package than the wheel's was imported: {done.stdout}")

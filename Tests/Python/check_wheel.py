# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the wheel as Docs/Python.md says, installs it into a fresh environment, and separates there; prints the wheel's size."""
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path (os.environ["UNBRAID_ROOT"])
for module in ("build", "venv", "setuptools", "wheel", "ensurepip"):
    if subprocess.run ([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode != 0:
        print (f"skipped: Python's {module} is not installed, see packages-python.txt")
        sys.exit (77)

program = """
import numpy, unbraid
sound = numpy.random.default_rng (1).uniform (-.5, .5, (16000, 2))
sources = unbraid.separate (sound, 16000, "speech")
assert abs (sum (sources.values()) - sound).max() < 1e-6
assert {"speech", "speech-light", "band", "drums", "piano", "vocals"} <= set (unbraid.dictionaries())
assert unbraid.Dictionary ("speech").card
print (unbraid.__file__)
"""
with tempfile.TemporaryDirectory() as folder:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "UNBRAID_DICTIONARIES")}
    environment.setdefault ("UNBRAID_WHEEL_BUILD", f"{folder}/build")
    subprocess.run ([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root / "Python"],
                    check=True, stdout=subprocess.DEVNULL, env=environment, cwd=folder)
    wheel = next (pathlib.Path (folder).glob ("unbraid-*.whl"))
    print (f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    subprocess.run ([sys.executable, "-m", "venv", "--system-site-packages", f"{folder}/fresh"], check=True)
    subprocess.run ([f"{folder}/fresh/bin/pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    where = subprocess.run ([f"{folder}/fresh/bin/python", "-c", program], check=True, capture_output=True, text=True,
                            env=environment, cwd=folder).stdout
    if not where.startswith (f"{folder}/fresh"):
        sys.exit (f"Another package than the wheel's was imported: {where}")

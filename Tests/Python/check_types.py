# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`mypy --strict` finds nothing in the package, and in a program that uses it finds what is wrong there and nothing else."""
import os
import pathlib
import subprocess
import sys
import tempfile

if subprocess.run([sys.executable, "-c", "import mypy"], stderr=subprocess.DEVNULL).returncode != 0:
    print("skipped: mypy is not installed, see packages-python.txt")
    sys.exit(77)

PROGRAM = """
import numpy, unbraid
sound = numpy.zeros(100, numpy.float32)
stems: dict[str, numpy.typing.NDArray[numpy.float32]] = unbraid.separate(sound, 48000)
voice: numpy.typing.NDArray[numpy.float32] = unbraid.separate(sound, 48000, only="speech", reduction=-20)
first: int = unbraid.Dictionary("speech").sources[0].count
loud: str = unbraid.Separator("speech", 48000).latency
"""
package = pathlib.Path(os.environ["UNBRAID_ROOT"]) / "Python/unbraid"


def check(*arguments, **environment):
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})


strict = check(str(package))
with tempfile.TemporaryDirectory() as folder:
    program = pathlib.Path(folder, "program.py")
    program.write_text(PROGRAM, encoding="utf-8")
    used = check(str(program), MYPYPATH=os.environ["PYTHONPATH"].split(os.pathsep)[0], PYTHONPATH="")
print(strict.stdout + used.stdout)
if strict.returncode != 0 or used.stdout.count("error:") != 1 or "program.py:7: error" not in used.stdout:
    sys.exit("The types are not right.")

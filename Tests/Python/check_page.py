# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the code of Docs/Python.md, block after block as in a notebook, in an empty folder; and that of the package's own page."""
import os
import pathlib
import re
import sys
import tempfile

root = pathlib.Path(os.environ["UNBRAID_ROOT"])
blocks = re.findall(r"```python\n(.*?)```", (root / "Docs/Python.md").read_text(encoding="utf-8"), re.S)
if len(blocks) < 5:
    sys.exit("Docs/Python.md holds fewer blocks of code than it should.")
blocks += re.findall(r"```python\n(.*?)```", (root / "Python/README.md").read_text(encoding="utf-8"), re.S)
names = {}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"block {number}", "exec"), names)
    os.chdir("/")
print(f"{len (blocks)} blocks of code ran")

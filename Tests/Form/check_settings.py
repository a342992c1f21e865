# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the page on dictionary files explains every setting of the engine, and that each setting stands in few
files. Exits 1 and names what does not.

    check_settings.py ROOT"""
import pathlib, re, sys

root = pathlib.Path(sys.argv[1])
max_files = 6  # of the sources that name a setting: its member, the table, what uses it, the plugin, `unbraid live` and Python
words = {"enabled", "memorySeconds", "updates", "weight", "sparsity", "exponent", "dynamics"}  # of much else as well
table = (root / "Source/Core/EngineSettings.cpp").read_text()
page = (root / "Docs/DictionaryFormat.md").read_text()
entries = re.findall(r'\.key = "(\w+)",.*?getAt<([^>]+)>', table, re.S)
sources = [path.read_text() for path in (root / "Source").rglob("*") if path.suffix in (".h", ".cpp")]
found = [] if entries else ["there is no table of settings"]
for key, path in entries:
    if f"`{key}`" not in page:
        found.append(f"Docs/DictionaryFormat.md does not explain `{key}`")
    member = path.split("::")[-1].strip()
    count = sum(bool(re.search(rf'\b{member}\b|"{key}"', source)) for source in sources)
    if member not in words and count > max_files:
        found.append(f"{member} stands in {count} files, at most {max_files} may name it")
print("\n".join(found))
sys.exit(1 if found else 0)

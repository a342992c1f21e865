#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the tree light.

    check_tree.py ROOT [--prove]

The files that git tracks come to at most 45 MB, and each picture and sound of Docs is shown by a page or compared by a test. With
--prove: a tree that is too heavy, and a picture that nothing shows, are found. Exit 1 with a line for each fault, 77 without git.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_BYTES = 45_000_000
NUM_NAMED = 15
MEDIA = (".png", ".webp", ".jpg", ".svg", ".opus", ".flac", ".wav")
READERS = (".md", ".py", ".json", ".cpp", ".h", ".txt", ".cmake")  # what may show, compare or make them


def tracked(root):
    """Files with their sizes; None where git does not know the folder."""
    listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z"], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, check=False)
    if listed.returncode:
        return None
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return {name: (root / name).lstat().st_size for name in names if (root / name).is_file()}


def weight_faults(sizes):
    total = sum(sizes.values())
    if total <= MOST_BYTES:
        return []
    largest = sorted(sizes.items(), key=lambda each: -each[1])[:NUM_NAMED]
    return [f"the tracked files have {total / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} are allowed. The largest:",
            *(f"{size / 1e6:8.2f} MB  {name}" for name, size in largest)]


def unused_faults(root, sizes):
    """Media files of Docs that no text names: by the file's name, or, for views of the editor, by the name that a test compares
    in each theme."""
    texts = "\n".join((root / name).read_text(encoding="utf-8", errors="replace") for name in sizes
                      if name.endswith(READERS) and not name.startswith("Resources/Dictionaries/Recipes/selections/"))
    faults = []
    for name in sizes:
        path = Path(name)
        if path.parts[0] != "Docs" or path.suffix not in MEDIA:
            continue
        view = re.sub(r"-(dark|light)$", "", path.stem)
        if path.name not in texts and f'"{view}"' not in texts and f'"{path.stem}"' not in texts:
            faults.append(f"{name}: no page shows it and no test compares it")
    return faults


def faults_of(root):
    sizes = tracked(root)
    return None if sizes is None else weight_faults(sizes) + unused_faults(root, sizes)


def prove():
    """In a tree of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "-q", root], check=True)
        for name, text in (("README.md", "![a picture](Docs/seen.png)"), ("Docs/seen.png", ""), ("Docs/unseen.png", "")):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        with (root / "heavy.bin").open("wb") as heavy:
            heavy.truncate(MOST_BYTES + 1)
        (root / "untracked.bin").write_bytes(b"0")
        subprocess.run(["git", "-C", root, "update-index", "--add", "--info-only", "README.md", "Docs/seen.png", "Docs/unseen.png",
                        "heavy.bin"], check=True)
        found = "\n".join(faults_of(root))
        return [f"not as it should be: {words}" for words, expected in
                (("heavy.bin", True), ("45.0 MB", True), ("Docs/unseen.png", True), ("Docs/seen.png: ", False), ("untracked", False))
                if (words in found) != expected]


def main():
    if shutil.which("git") is None:
        print("skipped: git is not here")
        return 77
    faults = prove() if "--prove" in sys.argv else faults_of(Path(sys.argv[1]))
    if faults is None:
        print("skipped: this is no checkout of git")
        return 77
    print(*faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

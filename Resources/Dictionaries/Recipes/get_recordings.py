#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gets the recordings that sources.json names: clones repositories to FOLDER/OWNER+NAME and unpacks Debian packages to
FOLDER/debian/PACKAGE. What is there already is left as it is, so that an interrupted run may be repeated."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from sources import read_table


def origins(table, dictionary, names):
    """Origins of the chosen rows, each once, in the order of the table; of a dictionary, also those that it is developed
    and scored on, which are the rows of other roles whose kind it learns from."""
    chosen = [source for source in table if source.take and (not names or source.name in names)]
    if dictionary:
        kinds = {source.kind for source in chosen if dictionary in source.dictionaries} - {"voice", "noise"}
        chosen = [source for source in chosen
                  if dictionary in source.dictionaries or (source.role != "train" and source.kind in kinds)]
    return list(dict.fromkeys(source.origin for source in chosen))


def place_of(folder, origin):
    """Where `open_origin` of repositories.py looks for an origin."""
    kind, _, name = origin.partition(":")
    return folder / "debian" / name if kind == "debian" else folder / name.replace("/", "+")


def clone(name, place):
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", f"https://github.com/{name}", place], check=True)


def unpack(package, place):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", "--quiet", package], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        for archive in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", archive, place], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder to keep them in")
    parser.add_argument("--dictionary", default="", help="only what this dictionary learns from, is developed and scored on")
    parser.add_argument("--only", nargs="*", help="names of sources; all when left out")
    arguments = parser.parse_args()
    failed = []
    for origin in origins(read_table(), arguments.dictionary, arguments.only):
        place = place_of(arguments.folder, origin)
        if place.exists():
            continue
        print(origin, flush=True)
        kind, _, name = origin.partition(":")
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            unpack(name, place) if kind == "debian" else clone(name, place)
        except subprocess.CalledProcessError as error:
            failed.append(f"{origin}: {error}")
    if failed:
        sys.exit("\n".join(["Not all recordings could be got.", *failed]))


if __name__ == "__main__":
    main()

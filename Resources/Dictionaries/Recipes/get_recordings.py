#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gets the recordings that sources.json names: clones repositories to FOLDER/OWNER+NAME and unpacks Debian packages to
FOLDER/debian/PACKAGE. What is there already is left as it is, so that an interrupted run may be repeated."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from repositories import is_package, name_of, place_of
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


def clone(name, place):
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", f"https://github.com/{name}", place], check=True)


def unpack(package, place):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", "--quiet", package], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        for archive in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", archive, place], check=True)


def get(origin, place):
    """Into a folder beside it first: what has the name of the origin is whole."""
    part = place.with_name(place.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    (unpack if is_package(origin) else clone)(name_of(origin), part)
    part.replace(place)


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
        try:
            get(origin, place)
        except subprocess.CalledProcessError as error:
            failed.append(f"{origin}: {error}")
    if failed:
        sys.exit("\n".join(["Not all recordings could be got.", *failed]))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gets the recordings that sources.json names: clones repositories to FOLDER/OWNER+NAME and unpacks Debian packages to
FOLDER/debian/PACKAGE. What is there already is left as it is, so that an interrupted run may be repeated."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from repositories import is_package, name_of, place_of
from sources import read_table


def rows_for(table, dictionary, names=()):
    """The rows that a dictionary learned from, those that it is developed and scored on, which are of other roles and of a kind
    that it learns from, and the named ones; all without a dictionary and names. In the order of the table. Voices without
    noise sing in rendered songs: they are not scored."""
    kinds = {source.kind for source in table if source.take and dictionary in source.dictionaries}
    kinds -= set() if "noise" in kinds else {"voice"}

    def is_chosen(source):
        if source.name in names or not (dictionary or names):
            return True
        return dictionary in source.dictionaries or (source.role != "train" and source.kind in kinds)

    return [source for source in table if source.take and is_chosen(source)]


def origins(rows):
    """{origin: commit} of rows, in their order."""
    return {source.origin: source.commit for source in rows}


def clone(name, commit, place):
    """That commit alone; the whole repository where its host does not hand out single ones."""
    address, git = f"https://github.com/{name}", ["git", "-C", place]
    os.environ["GIT_TERMINAL_PROMPT"] = "0"  # a repository that is gone is no reason to ask for a password
    subprocess.run(["git", "init", "--quiet", place], check=True)
    if subprocess.run([*git, "fetch", "--quiet", "--depth", "1", address, commit], stderr=subprocess.DEVNULL).returncode == 0:
        subprocess.run([*git, "update-ref", "--no-deref", "HEAD", "FETCH_HEAD"], check=True)
    else:
        shutil.rmtree(place)
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", address, place], check=True)


def unpack(package, place):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", "--quiet", package], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        for archive in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", archive, place], check=True)
    if package in PREPARED:
        PREPARED[package](place)


def extract_audio(place):
    """Of the archive in the package, the sounds; the rest of it goes, as it is large."""
    for path in place.rglob("public.zip"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(place, [name for name in archive.namelist() if name.startswith("audio/")])
        path.unlink()


def render_songs(place):
    """The tracks of the songs that are used. Where a folder is missing, `lmms` writes nothing and says nothing."""
    rendered = {match[1] for source in read_table() if source.origin == "debian:lmms-common"
                if (match := re.match(r"rendered/([^/]+)/", source.take))}
    for project in sorted(place.rglob("*.mmpz")):
        if project.stem in rendered:
            folder = place / "rendered" / project.stem
            folder.mkdir(parents=True)
            subprocess.run(["lmms", "--allowroot", "rendertracks", project, "-o", folder, "-f", "wav", "-s", "44100"], check=True,
                           stdout=subprocess.DEVNULL)


PREPARED = {"0ad-data": extract_audio, "lmms-common": render_songs}  # what is done to a package once it is unpacked


def get(origin, commit, place):
    """Into a folder beside it first: what has the name of the origin is whole."""
    part = place.with_name(place.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    if is_package(origin):
        unpack(name_of(origin), part)
    else:
        clone(name_of(origin), commit, part)
    part.replace(place)


def get_all(wanted, folder, jobs):
    """Gets what is not there, some at a time; {origin: why not} of those that could not be got."""
    failed = {}

    def get_one(origin, commit):
        if place_of(folder, origin).exists():
            return
        print(origin, flush=True)
        try:
            get(origin, commit, place_of(folder, origin))
        except (subprocess.CalledProcessError, OSError) as error:
            failed[origin] = str(error)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda item: get_one(*item), wanted.items()))
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder to keep them in")
    parser.add_argument("--dictionary", default="", help="only what this dictionary learns from, is developed and scored on")
    parser.add_argument("--only", nargs="*", default=[], help="names of sources; with --dictionary, in addition")
    parser.add_argument("--jobs", type=int, default=4, help="how many at a time")
    arguments = parser.parse_args()
    failed = get_all(origins(rows_for(read_table(), arguments.dictionary, arguments.only)), arguments.folder, arguments.jobs)
    if failed:
        sys.exit("\n".join(["Not all recordings could be got.", *(f"{origin}: {why}" for origin, why in failed.items())]))


if __name__ == "__main__":
    main()

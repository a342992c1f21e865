#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gathers what a full-band training of `speech` reads: CORPORA/full_band/KIND_ROLE holds a link to every voice or noise,
at 48 kHz where there is such a version, else at 16 kHz, so that no recording counts twice. CORPORA/full_band/backgrounds holds
those of the noises for training that come and go as what is about a speaker in a room does (backgrounds.json)."""

import argparse
import json
from pathlib import Path

from cut_corpora import SUFFIX
from sources import HERE, ROLES, first_named

WIDE = "_48k"
KINDS = ("voice", "noise")


def best_versions(folders):
    """{file name: path} of all folders; the 48 kHz version replaces the one at 16 kHz."""
    found = {}
    for folder in folders:
        for version in (folder, folder.with_name(folder.name + WIDE)):
            found.update((path.name, path) for path in sorted(version.glob("*.flac")))
    return found


def gather(corpora, out, kind, role, terms):
    """Links for one kind and role; how many there are, and how many of them at 48 kHz."""
    paths = best_versions([corpora / f"{kind}_{role}{SUFFIX[term]}" for term in terms])
    link(paths, out / f"{kind}_{role}")
    return len(paths), sum(path.parent.name.endswith(WIDE) for path in paths.values())


def link(paths, place):
    """Links of {name: path}, and nothing else, in a folder."""
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.flac"):
        old.unlink()
    for name, path in paths.items():
        (place / name).symlink_to(path.resolve())


def gather_backgrounds(out):
    """Links to what backgrounds.json names of the noises for training; how many there are of each kind."""
    kinds = json.loads((HERE / "backgrounds.json").read_text())
    found = {path.name: path for path in sorted((out / "noise_train").glob("*.flac"))}
    kind_of = {name: kind for name in found if (kind := first_named({kind: f"^(?:{names})" for kind, names in kinds.items()}, name))}
    link({name: found[name] for name in kind_of}, out / "backgrounds")
    return {kind: list(kind_of.values()).count(kind) for kind in kinds}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder that cut_corpora.py wrote")
    parser.add_argument("--terms", nargs="+", choices=SUFFIX, default=["permissive", "gpl"],
                        help="which recordings, by what a dictionary of them may be released under")
    arguments = parser.parse_args()
    for kind in KINDS:
        for role in ROLES:
            count, wide = gather(arguments.corpora, arguments.corpora / "full_band", kind, role, arguments.terms)
            print(f"{kind}_{role}: {count} recordings, {wide} of them at 48 kHz")
    for kind, count in gather_backgrounds(arguments.corpora / "full_band").items():
        print(f"backgrounds, {kind}: {count}")


if __name__ == "__main__":
    main()

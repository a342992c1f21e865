#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gathers what a full-band training of `speech` reads: CORPORA/full_band/KIND_ROLE holds a link to every voice or noise,
at 48 kHz where there is such a version, else at 16 kHz, so that no recording counts twice."""

import argparse
from pathlib import Path

from cut_corpora import SUFFIX
from sources import ROLES

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
    place = out / f"{kind}_{role}"
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.flac"):
        old.unlink()
    for name, path in paths.items():
        (place / name).symlink_to(path.resolve())
    return len(paths), sum(path.parent.name.endswith(WIDE) for path in paths.values())


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


if __name__ == "__main__":
    main()

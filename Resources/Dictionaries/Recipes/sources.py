# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of public recordings (sources.json): which repository, which of its files, under what licence, for what."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
MATERIAL = HERE.parents[2] / "Tests" / "Quality" / "Material"  # scripts that compose and render

# What a dictionary that learned from a recording may be released under.
TERMS = {
    "permissive": "any licence, with credit",
    "gpl": "GPL-3.0-or-later",
    "share-alike": "GPL-3.0-only",
}
ROLES = ("train", "development", "test")
KINDS = ("voice", "noise", "instrument", "song", "module")

# Never used, for anything: kept for scoring by others, or under terms that do not let a dictionary ship.
RESERVED = re.compile(r"emodb|somtts|speechdnn/|noisex|vnglst/conference-call-sounds|eigenfocus/focus-assets", re.I)
FORBIDDEN_TERMS = re.compile(r"\bNC\b|\bND\b|GPL-2\.0-only|BY-SA 1\.0|not stated|all rights", re.I)


@dataclass(frozen=True)
class Source:
    """One row of the table. `take` is a regular expression over a repository's paths; its groups name the
    speaker, the kind of noise that short takes are strung together with, the track of a song, or what the file is called."""

    name: str
    kind: str
    origin: str
    licence: str
    terms: str
    role: str
    take: str
    commit: str = ""
    sha256: str = ""
    leave: str = ""
    only: str = ""
    family: str = ""
    cut: dict = field(default_factory=dict)
    dictionaries: tuple = ()
    note: str = ""
    minutes: float = 0.0  # that were cut from it

    def chosen(self, paths):
        """(path, match) of every path that this row takes, sorted."""
        listed = set((HERE / self.only).read_text().splitlines()) if self.only else None
        found = []
        for path in sorted(paths):
            match = re.search(self.take, path)
            if match and not (self.leave and re.search(self.leave, path)) and (listed is None or path in listed):
                found.append((path, match))
        return found


def first_named(groups, text):
    """The first name of {name: regular expression} whose expression is found in `text`, of any case; None if none is."""
    return next((name for name, pattern in groups.items() if re.search(pattern, text, re.IGNORECASE)), None)


def read_table(path=HERE / "sources.json"):
    """Every row, in the order of the file."""
    return [Source(**row) for row in json.loads(Path(path).read_text())]


def problems(table):
    """What is wrong with the table, a sentence each; empty where all is well."""
    found = []
    names = [source.name for source in table]
    found += [f"{name} is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    roles = {}
    for source in table:
        roles.setdefault(kept_whole(source), set()).add(source.role)
        found += [f"{source.name}: {problem}" for problem in row_problems(source)]
    found += [f"{origin} has several roles: {sorted(given)}" for origin, given in roles.items() if len(given) > 1]
    return found


def kept_whole(source):
    """What has one role: a whole repository, or a song."""
    return f"{source.origin}, {source.take}" if source.kind == "song" else source.origin


def row_problems(source):
    """What is wrong with one row."""
    found = []
    if source.kind not in KINDS:
        found.append(f"unknown kind {source.kind}")
    if source.role not in ROLES:
        found.append(f"unknown role {source.role}")
    if source.terms not in TERMS:
        found.append(f"unknown terms {source.terms}")
    if RESERVED.search(source.origin):
        found.append("reserved for scoring")
    if FORBIDDEN_TERMS.search(source.licence):
        found.append(f"{source.licence} does not let a dictionary ship")
    if not re.fullmatch(r"[a-z0-9]+", source.name):
        found.append("a name is lower-case letters and digits")
    try:
        re.compile(source.take)
        re.compile(source.leave)
    except re.error as error:
        found.append(f"bad regular expression: {error}")
    if source.only and not (HERE / source.only).is_file():
        found.append(f"{source.only} is missing")
    return found

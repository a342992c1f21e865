#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints, as Markdown for a model card, whom a dictionary credits: every source it learned from, by kind, with licence
and minutes, and what the dictionary may be released under."""

import argparse
from collections import Counter

from sources import TERMS, read_table


def credits(table, dictionary, terms):
    """Lines of a table, most minutes first, and the strictest terms among the sources."""
    used = [source for source in table if dictionary in source.dictionaries and source.terms in terms]
    minutes = Counter()
    for source in used:
        place, _, name = source.origin.partition(":")
        minutes[source.kind, f"{name} (Debian)" if place == "debian" else name, source.licence] += source.minutes
    lines = ["| kind | source | licence | minutes |", "|---|---|---|---|"]
    for (kind, name, licence), length in sorted(minutes.items(), key=lambda item: (item[0][0], -item[1])):
        lines.append(f"| {kind} | {name} | {licence} | {f'{length:.1f}' if length else '-'} |")
    strictest = max((list(TERMS).index(source.terms) for source in used), default=0)
    return lines, list(TERMS.values())[strictest]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary")
    parser.add_argument("--terms", nargs="+", choices=TERMS, default=list(TERMS), help="of the folders it was trained on")
    arguments = parser.parse_args()
    lines, release = credits(read_table(), arguments.dictionary, arguments.terms)
    if len(lines) == 2:
        raise SystemExit(f"no source names the dictionary {arguments.dictionary}")
    print(*lines, "", f"May be released under: {release}.", sep="\n")


if __name__ == "__main__":
    main()

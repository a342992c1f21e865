#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts tables into a page: those of the section with a heading give way, in their order, to those of a text that score_songs.py
printed. What is between them stays.

    score_songs.py SONGS --dictionary band --by-song | put_tables.py ../../../Docs/Songs.md "Real songs for development" """

import argparse
import re
import sys
from pathlib import Path

TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def section_of(page, heading):
    """(begin, end) of what follows a heading, up to the next one of its level."""
    found = re.search(rf"^## {re.escape(heading)}\n", page, re.MULTILINE)
    if not found:
        raise SystemExit(f"no section has this heading: {heading}")
    following = re.search(r"^## ", page[found.end():], re.MULTILINE)
    return found.end(), found.end() + following.start() if following else len(page)


def with_tables(page, heading, printed):
    """The page with the printed tables in the section."""
    begin, end = section_of(page, heading)
    tables, old = TABLE.findall(printed), TABLE.findall(page[begin:end])
    if len(tables) != len(old):
        raise SystemExit(f"the section has {len(old)} tables, and {len(tables)} were printed")
    following = iter(tables)
    return page[:begin] + TABLE.sub(lambda _: next(following), page[begin:end]) + page[end:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("heading")
    arguments = parser.parse_args()
    arguments.page.write_text(with_tables(arguments.page.read_text(), arguments.heading, sys.stdin.read()))


if __name__ == "__main__":
    main()

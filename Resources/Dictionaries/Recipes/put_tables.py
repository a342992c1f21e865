#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts tables into a page: each table of the section with a heading gives way to the one of a text that score_songs.py
printed whose row of headings begins alike, with the score and the first column. What is between them stays.

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


def head(table):
    """The first two headings of a table: the score, and `stem` where every song has rows of its own."""
    return tuple(cell.strip() for cell in table.split("|")[1:3])


def with_tables(page, heading, printed):
    """The page with the printed tables in the section."""
    begin, end = section_of(page, heading)
    tables = {head(table): table for table in TABLE.findall(printed)}

    def following(old):
        sought = head(old[0])
        if sought not in tables:
            raise SystemExit(f"no such table was printed: {' | '.join(sought)}")
        return tables[sought]
    return page[:begin] + TABLE.sub(following, page[begin:end]) + page[end:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("heading")
    arguments = parser.parse_args()
    arguments.page.write_text(with_tables(arguments.page.read_text(), arguments.heading, sys.stdin.read()))


if __name__ == "__main__":
    main()

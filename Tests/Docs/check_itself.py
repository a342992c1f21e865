#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_docs.py finds what is wrong: a page with a fault of each kind, and what is said of it.

    check_itself.py --root SOURCE --unbraid PROGRAM
"""
import argparse
import sys
import tempfile
from pathlib import Path

import check_docs

PAGE = """# Page

[a missing file](missing.md), [a missing heading](#nowhere), [one that exists](#page), `unbraid inspect NAME --colour`

    unbraid inspect no-such-dictionary
    unbraid inspect speech --colour blue
    unheard-of-program

    not a command, but a formula

    $ unbraid inspect speech-plain
    sources     nothing of the kind

```sh
false
```
"""

EXPECTED = {
    check_docs.check_links: ["no such file: missing.md", "no such heading: #nowhere"],
    check_docs.check_commands: ["README.md: unbraid inspect: no option --colour", "README.md:5: ", "README.md:6: ",
                                "README.md:6: ", "README.md:7: ", "README.md:11: ", "README.md:15: "],
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--unbraid", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("README.md", "CONTRIBUTING.md"):
            (root / name).write_text(PAGE if name == "README.md" else "# Empty\n")
        (root / "Docs").mkdir()
        (root / "Resources").symlink_to(arguments.root.resolve() / "Resources")
        docs = check_docs.Docs(root, arguments.unbraid.resolve())
        docs.texts = {page: text for page, text in docs.texts.items() if not page.startswith("Resources")}
        for check, expected in EXPECTED.items():
            found = check(docs)
            if len(found) != len(expected) or not all(part in fault for part, fault in zip(expected, found)):
                print(f"{check.__name__} finds", *found, "where it should find", *expected, sep="\n")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

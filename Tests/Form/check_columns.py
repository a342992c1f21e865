# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that no line of code is wider than .clang-format allows, but for tables it leaves alone (`clang-format off`) and
comments, which break where they read best. Exits 1 and names every such line.

    check_columns.py ROOT            checks Source and Tests
    check_columns.py ROOT --prove    checks that a wide line of code is found, and a wide comment or table is not"""
import pathlib, re, sys

root = pathlib.Path(sys.argv[1])
limit = int(re.search(r"ColumnLimit: (\d+)", (root / ".clang-format").read_text())[1])


def wide_lines(text):
    """The numbers of the lines of code that are too wide."""
    is_comment = is_table = False
    for number, line in enumerate(text.split("\n"), 1):
        is_table = (is_table or "clang-format off" in line) and "clang-format on" not in line
        begins = line.strip().startswith(("//", "/*")) or is_comment
        if "/*" in line and "*/" not in line.split("/*", 1)[1]:
            is_comment = True
        elif "*/" in line:
            is_comment = False
        if not begins and not is_table and len(re.sub(r"\s*//.*", "", line)) > limit:
            yield number


if "--prove" in sys.argv:
    code = "call (" + "x" * limit + ");"
    assert list(wide_lines(code)) == [1]
    for allowed in (f"// {code}", f"/** one\n{code} */", f"// clang-format off\n{code}\n// clang-format on", code[:limit]):
        assert not list(wide_lines(allowed)), allowed
    assert list(wide_lines(f"/* a */\n{code}")) == [2]
    sys.exit()

found = [f"{path.relative_to(root)}:{number}" for folder in ("Source", "Tests") for path in sorted((root / folder).rglob("*"))
         if path.suffix in (".h", ".cpp") for number in wide_lines(path.read_text(errors="replace"))]
print("\n".join(found))
sys.exit(bool(found))

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that no computation of Eigen's is kept in `auto`: it would be a recipe that is followed at each use, perhaps when
what it refers to is gone. Views (`auto column = matrix.col (3)`) are allowed. Exits 1 and names what is found.

    check_expressions.py SOURCE            checks the tree
    check_expressions.py SOURCE --prove    checks that such a computation is found"""
import pathlib, re, sys

views = r"\.(array|matrix|transpose|adjoint|diagonal|cwise\w+|square|inverse|col|row|colwise|rowwise|head|tail|segment) \(\)$"
statement = re.compile(r"\bauto (\w+) = ([^;{}\[\]]*);")


def operands(text):
    """What stands between arithmetic outside parentheses, with its parentheses emptied."""
    while (emptied := re.sub(r"\((?! ?\))[^()]*\)", "()", text)) != text:
        text = emptied
    return re.split(r" (?:[-+*/<>]|[<>=!]=) ", " ".join(text.split()).replace("()", " ()").replace("  ", " "))


def found_in(text):
    for name, value in statement.findall(text):
        parts = operands(value)
        if len(parts) > 1 and any(re.search(views, part) for part in parts):
            yield f"auto {name} = {' '.join(value.split())}"


def check(source):
    files = [path for path in sorted(source.rglob("*")) if path.suffix in (".h", ".cpp", ".inl")]
    return [f"{path.relative_to(source)}: {line}" for path in files for line in found_in(path.read_text())]


def prove():
    wrong = ["const auto step = above.array() / (below.array() + penalty);", "auto holds = below.array() > 0.0f;",
             "const auto both = first.col (3) +\n    second.col (4);"]
    right = ["const auto column = matrix.col (3);", "const auto sum = a.array().sum() / 2.0f;",
             "const auto half = count (a.array()) / 2;", "const Eigen::VectorXf both = first.col (3) + second.col (4);"]
    missed = [f"is not found: {text}" for text in wrong if not list(found_in(text))]
    return missed + [f"is found, though it is right: {text}" for text in right if list(found_in(text))]


found = prove() if "--prove" in sys.argv else check(pathlib.Path(sys.argv[1]))
print("\n".join(found))
sys.exit(1 if found else 0)

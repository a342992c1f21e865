# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package is written as Python's people expect: docstrings by numpydoc with examples that run, and PEP 8."""
import doctest
import importlib
import inspect
import io
import keyword
import os
import pathlib
import pkgutil
import re
import tokenize
import unittest

import unbraid

ROOT = pathlib.Path(os.environ["UNBRAID_ROOT"])
MAX_COLUMNS = 110
PAGES = ("Docs/Python.md", "Docs/DictionaryFormat.md", "Python/README.md")


def sources():
    """What is Python here: its name, and its text."""
    for folder in ("Python", "Tests/Python", "Examples"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT), file.read_text(encoding="utf-8")
    for page in PAGES:
        for number, block in enumerate(
            re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S), 1
        ):
            yield f"{page}, block {number}", block


def spaced_calls(text):
    """Lines with a space before the parenthesis of a call or an index."""
    before = None
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.OP and token.string in "([" and before is not None:
            is_name = before.type == tokenize.NAME and not keyword.iskeyword(before.string)
            is_closed = before.type == tokenize.OP and before.string in ")]" and token.string == "("
            if (is_name or is_closed) and before.end[0] == token.start[0] and before.end[1] < token.start[1]:
                yield token.start[0]
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = token


class Form(unittest.TestCase):
    def test_no_space_stands_before_the_parenthesis_of_a_call(self):
        self.assertEqual(list(spaced_calls("print (1)\nif (2): a[0] (3)")), [1, 2])
        for name, text in sources():
            self.assertEqual(list(spaced_calls(text)), [], name)

    def test_lines_of_the_package_have_110_columns_at_most(self):
        for file in sorted((ROOT / "Python").rglob("*.py*")):
            if file.suffix in (".py", ".pyi"):
                long = [
                    n
                    for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
                    if len(line) > MAX_COLUMNS
                ]
                self.assertEqual(long, [], file.name)

    def test_everything_public_has_an_example_and_functions_their_sections(self):
        for name in unbraid.__all__:
            public = getattr(unbraid, name)
            if issubclass(public, Exception) if inspect.isclass(public) else False:
                continue
            with self.subTest(name):
                self.assertRegex(public.__doc__, r"Examples\n *-{8}\n *>>> ")
                if inspect.isfunction(public):
                    self.assertRegex(public.__doc__, r"Returns\n *-{7}\n")
                    documented = re.findall(r"^ {4}(?:\*\*)?(\w[\w, ]*) : ", public.__doc__, re.M)
                    listed = {parameter for entry in documented for parameter in entry.split(", ")}
                    self.assertEqual(set(inspect.signature(public).parameters) - listed, set())

    def test_the_examples_run(self):
        tried = 0
        for module in pkgutil.iter_modules(unbraid.__path__, "unbraid."):
            if module.name == "unbraid._unbraid":
                continue
            result = doctest.testmod(importlib.import_module(module.name), optionflags=doctest.ELLIPSIS)
            self.assertEqual(result.failed, 0, module.name)
            tried += result.attempted
        tried += doctest.testmod(unbraid).attempted
        self.assertGreater(tried, 40)


if __name__ == "__main__":
    unittest.main()

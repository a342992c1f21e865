#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes of each lesson what follows from its page: what its code prints, its picture, its notebook.

    make_lessons.py [--notebooks] [LESSON...]

A lesson is a page of this folder. Its blocks of Python run one after the other, as in a notebook; a block of
text right below one is what it prints, and the figure that is drawn is the page's picture. --notebooks: only
these, for which nothing is run.
Needs NumPy, matplotlib, soundfile, `import unbraid`, and `unbraid` on the path or in $UNBRAID_PROGRAM.
"""
import argparse
import contextlib
import io
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parents[1] / "Examples/Notebooks"
LESSONS = sorted(path.stem for path in HERE.glob("[1-9]-*.md"))
DPI = 90
NUM_SHADES = 3  # of each colour of the drawings, from white on
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass
class Cell:
    text: str  # of Markdown, or code
    is_code: bool = False
    output: str | None = None  # what the page shows below the code


def cells(page):
    """The page's text and code in their order."""
    found, language = [Cell("")], None
    for line in page.splitlines(keepends=True):
        fence = re.match(r"```(\w*)\s*$", line)
        if fence and language is None:
            language = fence[1] or "text"
            after_code = found[-1].is_code or (
                len(found) > 1 and found[-2].is_code and not found[-1].text.strip()
            )
            if language == "python":
                found.append(Cell("", True))
            elif language == "text" and after_code:
                found = found[:-1] if not found[-1].is_code else found
                found[-1].output = ""
            else:
                language = "other"
                found[-1].text += line
        elif fence:
            found += [] if language == "other" else [Cell("")]
            found[-1].text += line if language == "other" else ""
            language = None
        elif language == "text":
            found[-1].output += line
        else:
            found[-1].text += line
    return [cell for cell in found if cell.text.strip()]


def notebook(page):
    """The notebook of a page, without outputs and pictures; links lead from the notebooks' folder."""

    def moved(link):
        target = link[1]
        return (
            link[0] if re.match(r"[a-z]+:|#", target) else f"]({os.path.relpath(HERE / target, NOTEBOOKS)})"
        )

    made = []
    for cell in cells(page):
        text = (
            cell.text
            if cell.is_code
            else re.sub(
                r"\]\(([^)\s]+)\)", moved, re.sub(r"^(!\[|</?details>).*\n", "", cell.text, flags=re.M)
            )
        )
        source = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
        if not source:
            continue
        made.append(
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
            if cell.is_code
            else {"cell_type": "markdown", "metadata": {}, "source": source}
        )
    lines = ",\n".join(json.dumps(cell, ensure_ascii=False, separators=(",", ":")) for cell in made)
    return f'{{"cells":[\n{lines}\n],"metadata":{json.dumps(KERNEL)},"nbformat":4,"nbformat_minor":4}}\n'


def run(page):
    """What each block of code prints, and the figures drawn, as PIL has them."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    sys.path.insert(0, str(NOTEBOOKS))
    names, printed = {"__name__": "__main__"}, []
    for cell in cells(page):
        if cell.is_code:
            with contextlib.redirect_stdout(io.StringIO()) as output:
                exec(compile(cell.text, "lesson", "exec"), names)
            printed.append(output.getvalue())
    drawn = [picture(plt.figure(number)) for number in plt.get_fignums()]
    plt.close("all")
    return printed, drawn


def picture(figure):
    """A figure as PIL has it, in shades of the lessons' colours alone, which compress well."""
    import numpy
    from lesson import COLOURS, LOUDNESS
    from matplotlib.colors import to_rgb
    from PIL import Image

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    shades = [
        1 - share * (1 - numpy.array(to_rgb(colour)))
        for colour in COLOURS
        for share in numpy.arange(NUM_SHADES + 1) / NUM_SHADES
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(
        [round(255 * value) for shade in [*shades, *LOUDNESS(range(LOUDNESS.N))[:, :3]] for value in shade]
    )
    return Image.open(buffer).convert("RGB").quantize(palette=palette, dither=0).convert("RGB")


def with_outputs(page, printed):
    """The page with what its code prints in place of what it shows."""
    for cell, output in zip((cell for cell in cells(page) if cell.is_code), printed):
        if output.strip():
            block = f"```python\n{cell.text}```\n\n"
            shown = f"{block}```text\n{cell.output}```\n" if cell.output is not None else block
            page = page.replace(
                shown, f"{block}```text\n{output}```\n" + ("" if cell.output is not None else "\n"), 1
            )
    return page


def make(lesson, only_notebook):
    path = HERE / f"{lesson}.md"
    page = path.read_text(encoding="utf-8")
    if not only_notebook:
        printed, drawn = run(page)
        path.write_text(page := with_outputs(page, printed), encoding="utf-8")
        for shown in drawn:
            shown.save(HERE / f"Images/{lesson}.webp", lossless=True, quality=100, method=6)
    (NOTEBOOKS / f"{lesson}.ipynb").write_text(notebook(page), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", action="store_true")
    parser.add_argument("lessons", nargs="*", choices=[*LESSONS, []])
    arguments = parser.parse_args()
    for lesson in arguments.lessons or LESSONS:
        make(lesson, arguments.notebooks)


if __name__ == "__main__":
    main()

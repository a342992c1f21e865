# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page of Markdown holds: its code blocks, the commands in them, its links and its headings."""
import re
from dataclasses import dataclass, field

# The lines of an indented block whose first line begins with one of these are commands, as are those fenced as `sh`.
PROGRAMS = {"unbraid", "unbraid-live", "unbraid-unfold", "Unbraid", "cmake", "ctest", "ninja", "python3", "pip", "pactl", "systemctl", "apt",
            "apt-get", "apt-cache", "sudo", "xargs", "export", "git", "cd", "cat", "ffmpeg", "dpkg", "tar", "make", "bash", "sh",
            "lintian", "pw-cli", "jalv", "host_editor", "mkdir", "cp", "rm", "pre-commit"}


@dataclass
class Block:
    line: int  # of the page, from 1
    language: str  # "" where it is indented instead of fenced
    lines: list = field(default_factory=list)


@dataclass
class Command:
    page: str
    line: int
    text: str
    output: list = field(default_factory=list)  # what the page shows below it

    def __str__(self):
        return f"{self.page}:{self.line}: {self.text}"


def split(text):
    """The code blocks of a page, and its text without them; a block is a row of fenced or indented lines."""
    blocks, prose, fence, last_blank = [], [], None, True
    for number, line in enumerate(text.splitlines(), 1):
        opening = re.match(r"^```\s*(\S*)\s*$", line)
        if fence is not None:
            if opening:
                fence = None
            else:
                fence.lines.append(line)
        elif opening:
            fence = Block(number + 1, opening[1] or "text")
            blocks.append(fence)
        elif re.match(r"^ {4}\S", line) and (last_blank or (blocks and blocks[-1].line + len(blocks[-1].lines) == number)):
            if not last_blank:
                blocks[-1].lines.append(line[4:])
            else:
                blocks.append(Block(number, "", [line[4:]]))
        elif line.startswith("     ") and blocks and blocks[-1].line + len(blocks[-1].lines) == number:
            blocks[-1].lines.append(line[4:])
        else:
            prose.append(line)
        last_blank = not line.strip()
    return blocks, "\n".join(prose)


def program(line):
    """The name of the program that a line runs; settings of the environment before it are passed over."""
    words = re.sub(r"^(?:[A-Z_]+=\S*\s+)+", "", line).split()
    if not words:
        return ""
    return "sudo" if words[0].startswith("$(command") else words[1 if words[0] == "$" else 0].rsplit("/", 1)[-1]


def is_shell(block):
    return block.language in ("sh", "bash", "console") or (block.language == "" and program(block.lines[0]) in PROGRAMS)


def commands(page, blocks):
    """The commands of a page's blocks. Below a line that begins with `$ ` stands what it prints."""
    found = []
    for block in blocks:
        shows_output = any(line.startswith("$ ") for line in block.lines)
        number = 0
        while number < len(block.lines):
            first, text = number, block.lines[number]
            is_prompt = text.startswith("$ ")
            text = text[2:] if is_prompt else text
            while text.endswith("\\") and number + 1 < len(block.lines):
                number += 1
                text = text[:-1].rstrip() + " " + block.lines[number].strip()
            number += 1
            if is_prompt or (not shows_output and is_shell(block) and text.strip() and not text.startswith("#")):
                found.append(Command(page, block.line + first, text))
            elif shows_output and found:
                found[-1].output.append(block.lines[first])
    return found


def inline_commands(prose):
    """Commands inside a sentence: `unbraid separate ...`."""
    spans = [" ".join(span.split()) for span in re.findall(r"`(unbraid\s[^`]+)`", prose)]
    return [span for span in spans if re.match(r"unbraid [a-z]", span)]


def links(prose):
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", prose))


def anchor_of(heading):
    """The name that GitHub gives to a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")


def anchors(text):
    return [anchor_of(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]


def section(text, anchor):
    """What stands below a heading, with the sections in it; empty where there is no such heading."""
    lines, depth = [], 0
    for line in text.splitlines():
        heading = re.match(r"^(#+) (.+)$", line)
        if heading and depth and len(heading[1]) <= depth:
            break
        if depth:
            lines.append(line)
        elif heading and anchor_of(heading[2]) == anchor:
            depth = len(heading[1])
    return "\n".join(lines)


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def cell(text, row, column):
    """The cell of the first table that has such a row and such a column, less its unit and its number of songs; or nothing."""
    header = []
    for line in text.splitlines():
        if not line.startswith("|"):
            header = []
        elif not header:
            header = [re.sub(r" \(.*", "", name) for name in cells_of(line)]
        elif column in header and cells_of(line)[0] == row:
            return cells_of(line)[header.index(column)]
    return ""

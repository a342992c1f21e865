# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a program prints for --help: its line of purpose, usage, subcommands, options and examples."""
import re
import subprocess
from dataclasses import dataclass, field

TEXT_COLUMN = 30  # where descriptions begin
WIDTH = 100  # beyond it lines are broken
NO_LIMIT = 1e9  # an upper end that is there to refuse nonsense only
PLACEHOLDERS = {"TEXT": "TEXT", "FLOAT": "NUMBER", "INT": "N", "UINT": "N"}
WORD = r"[a-z][a-z0-9]*(?: \([^)]*\))?"
LISTED = re.compile(rf"(?:[^:]*: )?({WORD}(?:, {WORD})*) or ({WORD})")  # a description that only lists the values


@dataclass
class Option:
    names: list  # as typed, the long one last; of a positional its placeholder alone
    value: str = ""  # a placeholder, empty for a flag
    choices: list = field(default_factory=list)
    allowed: str = ""  # "0 to 1"
    required: bool = False
    text: str = ""
    heading: str = ""  # the group it stands in


@dataclass
class Help:
    purpose: str
    usage: str
    commands: dict = field(default_factory=dict)
    positionals: list = field(default_factory=list)
    options: list = field(default_factory=list)
    examples: list = field(default_factory=list)  # (command, meaning)


def parse_left(left):
    """The names and the kind of value of an option: '--rate FLOAT:FLOAT in [8000 - 192000] REQUIRED'."""
    left = re.sub(r" Needs:.*| Excludes:.*", "", left)
    names, _, rest = left.strip().partition(" ")
    option = Option([re.sub(r"\{.*\}", "", name) for name in names.split(",")])
    option.required = "REQUIRED" in rest
    rest = rest.replace("REQUIRED", "").strip()
    if found := re.search(r"\{([^}]*)\}", rest):
        option.choices = found.group(1).split(",")
    found = re.search(r"in \[(\S+) - (\S+)\]", rest)
    if found and abs(float(found.group(2))) < NO_LIMIT:
        option.allowed = f"{found.group(1)} to {found.group(2)}"
    elif ":POSITIVE" in rest:
        option.allowed = "above 0"
    elif ":NONNEGATIVE" in rest:
        option.allowed = "0 or more"
    kind = re.split(r"[: ]", rest)[0]
    if rest:
        option.value = PLACEHOLDERS.get(kind, kind) + (" ..." if "..." in rest else "")
    if re.fullmatch(r"[a-z0-9-]+(\|[a-z0-9-]+)+", kind):
        option.choices = kind.split("|")
    return option


def entries(lines):
    """(left, description) of a block of options: the description stands right of the left part, or on the next lines."""
    found = []
    for at, line in enumerate(lines):
        is_more = line.startswith(" " * TEXT_COLUMN)
        if is_more:
            found[-1][1] = (found[-1][1] + " " + line.strip()).strip()
            continue
        more = lines[at + 1] if at + 1 < len(lines) else ""
        has_more = more.startswith(" " * TEXT_COLUMN)
        is_wide = has_more and len(line) + 1 + len(more.split()[0]) <= WIDTH  # else its description was broken
        found.append([line.strip(), ""] if is_wide else [line[:TEXT_COLUMN].strip(), line[TEXT_COLUMN:].strip()])
    return found


def parse(text):
    lines = [line.rstrip() for line in text.splitlines()]
    usage_at = next(at for at, line in enumerate(lines) if line.startswith("Usage: "))
    purpose = " ".join(line for line in lines[:usage_at] if line).rstrip(".")
    help_ = Help(purpose, lines[usage_at].removeprefix("Usage: "))
    heading, block = "", []

    def end_block():
        if heading == "Examples":
            help_.examples = list(zip(map(str.strip, block[::2]), map(str.strip, block[1::2])))
        if heading in ("Examples", "Environment"):
            return
        for left, description in entries(block):
            if heading == "Subcommands":
                help_.commands[left] = description
                continue
            option = parse_left(left)
            option.text, option.heading = description, heading
            listed = LISTED.fullmatch(description) if option.value and not option.choices else None
            if listed:
                words = re.sub(r" \([^)]*\)", "", ", ".join(listed.groups()))
                option.choices = words.split(", ")
            (help_.positionals if heading == "Positionals" else help_.options).append(option)

    for line in lines[usage_at + 1 :]:
        if line and not line.startswith(" "):
            end_block()
            heading, block = line.rstrip(":"), []
        elif line:
            block.append(line)
    end_block()
    return help_


def ask(*command):
    done = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    return parse(done.stdout)

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make_manual.py --out FOLDER --version VERSION PROGRAM...: a manual page for each command, and completions for the shells, from
what the programs print for --help. NAME.roff beside this file holds what --help does not say; the options stand where it has
the line `OPTIONS`, or behind it."""
import argparse
from pathlib import Path

import completions
import help_text

HERE = Path(__file__).parent


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "")
    return "\\&" + text if text.startswith((".", "'")) else text


def sentence(text, literals=()):
    if not text.startswith(tuple(literals)):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def entry(option):
    """One option: its names and value, what it does, and what it takes."""
    names = ", ".join(f"\\fB{escaped(name)}\\fR" for name in option.names)
    repeats = " ..." if option.value.endswith("...") else ""
    value = "|".join(f"\\fB{escaped(choice)}\\fR" for choice in option.choices) + repeats
    if option.value and not option.choices:
        value = f"\\fI{escaped(option.value if option.names[0].startswith('-') else repeats)}\\fR"
    notes = ["Required."] if option.required else []
    if option.allowed:
        notes.append(f"Allowed: {option.allowed}.")
    text = " ".join([sentence(option.text, option.choices)] * bool(option.text) + notes)
    return f".TP\n{names} {value}".rstrip() + f"\n{escaped(text)}\n"


def options_of(help_):
    text = ""
    for heading in dict.fromkeys(option.heading for option in help_.options):
        title = "OPTIONS" if heading.startswith("Options") else heading.split(" (")[0].upper()
        text += f".SH {escaped(title)}\n"
        if "(" in heading:
            text += escaped(sentence(heading.split("(", 1)[1].rstrip(")"))) + "\n"
        text += "".join(entry(option) for option in help_.options if option.heading == heading)
    return text


def usage_of(help_, name):
    command, _, rest = help_.usage.partition(" [OPTIONS]")
    if command == "Unbraid":  # what the app's file is called before it is installed
        command = name
    return f".SH SYNOPSIS\n\\fB{escaped(command)}\\fR \\fI[OPTIONS]{escaped(rest)}\\fR\n"


def examples_of(help_):
    shown = "".join(
        f"{escaped(sentence(meaning))}\n.PP\n.RS\n.nf\n{escaped(line)}\n.fi\n.RE\n.PP\n" for line, meaning in help_.examples
    )
    return ".SH EXAMPLES\n" + shown if shown else ""


def page(name, help_, version):
    text = f'.TH {escaped(name).upper()} 1 "" "Unbraid {version}" "Unbraid Manual"\n.nh\n.ad l\n'
    is_name = help_.purpose.startswith("Unbraid")
    purpose = help_.purpose if is_name else help_.purpose[:1].lower() + help_.purpose[1:]
    text += f".SH NAME\n{escaped(name)} \\- {escaped(purpose)}\n"
    text += usage_of(help_, name)
    inputs = "".join(entry(option) for option in help_.positionals)
    commands = "".join(
        f".TP\n\\fB{escaped(command)}\\fR\n{escaped(sentence(purpose))} See\n.BR unbraid\\-{escaped(command)} (1).\n"
        for command, purpose in help_.commands.items()
    )
    options = (".SH COMMANDS\n" + commands if commands else "") + options_of(help_)
    own = HERE / f"{name}.roff"
    body = own.read_text() if own.exists() else f".SH DESCRIPTION\n{escaped(sentence(help_.purpose))}\n"
    head, _, tail = body.partition("OPTIONS\n")
    text += head + (".SS Input\n" + inputs if inputs else "") + options + tail + examples_of(help_)
    if name != "unbraid":
        text += ".SH SEE ALSO\n.BR unbraid (1)\n"
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("programs", type=Path, nargs="+")
    arguments = parser.parse_args()
    others = {program.name: program for program in arguments.programs[1:]}
    unbraid = arguments.programs[0]

    overview = help_text.ask(unbraid)
    commands = {}
    for command in overview.commands:
        separate = others.get(f"unbraid-{command}")  # a program of its own, which `unbraid` becomes
        if separate or command != "live":
            commands[command] = help_text.ask(separate) if separate else help_text.ask(unbraid, command)
    pages = {"unbraid": overview} | {f"unbraid-{command}": help_ for command, help_ in commands.items()}
    if "unbraid-unfold" in others:
        pages["unbraid-unfold"] = help_text.ask(others["unbraid-unfold"])
    if "Unbraid" in others:
        pages["unbraid-app"] = help_text.ask(others["Unbraid"])

    (arguments.out / "man1").mkdir(parents=True, exist_ok=True)
    for name, help_ in pages.items():
        (arguments.out / "man1" / f"{name}.1").write_text(page(name, help_, arguments.version))
    for shell, file in ((completions.bash, "unbraid.bash"), (completions.zsh, "_unbraid"), (completions.fish, "unbraid.fish")):
        (arguments.out / file).write_text(shell(commands))


main()

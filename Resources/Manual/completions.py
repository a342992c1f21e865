# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completions for bash, zsh and fish: commands, options, and the values of those that have a fixed set. Dictionaries, and the
sources of the one that is chosen, are asked for when they are needed; everything else completes to files."""
import re

NAMES = "unbraid dictionaries --json 2>/dev/null | sed -n 's/^ *\"name\": \"\\(.*\\)\".*/\\1/p'"
# Of the dictionary that the shell's variable names.
SOURCES = (
    "unbraid inspect \"$dictionary\" --json 2>/dev/null | "
    "sed -n '/^  \"sources\": \\[/,/^  \\]/s/^ *\"name\": \"\\(.*\\)\".*/\\1/p'"
)
HEADER = "# SPDX-FileCopyrightText: Unbraid contributors\n# SPDX-License-Identifier: GPL-3.0-or-later\n"


def takes_dictionary(option):
    return option.names[-1] in ("--dictionary", "DICTIONARY")


def takes_source(option):
    return option.value in ("SOURCE", "SOURCE ...")


def default_dictionary(help_):
    """What the command takes without --dictionary, as its help says."""
    text = next((option.text for option in help_.options if takes_dictionary(option)), "")
    found = re.search(r"([a-z][\w-]*) by default", text)
    return found.group(1) if found else "speech"


def bash(commands):
    cases = []
    for name, help_ in commands.items():
        words = " ".join(n for option in help_.options for n in option.names)
        asking = "|".join(f"{name}:{n}" for option in help_.options if takes_source(option) for n in option.names)
        values = "".join(
            f"            {name}:{option.names[-1]}) words='{' '.join(option.choices)}' ;;\n"
            for option in help_.options
            if option.choices
        )
        if asking:
            values += f"            {asking}) words=$(_unbraid_sources {default_dictionary(help_)}) ;;\n"
        cases.append((name, words, values))
    return (
        HEADER
        + "_unbraid_sources ()\n{\n"
        + "    local dictionary=$1 at\n"
        + "    for ((at = 2; at < COMP_CWORD - 1; at++)); do\n"
        + "        if [ \"${COMP_WORDS[at]}\" = --dictionary ]; then\n"
        + "            dictionary=${COMP_WORDS[at + 1]}\n"
        + "            [ \"$dictionary\" != = ] || dictionary=${COMP_WORDS[at + 2]}\n"
        + "        fi\n"
        + "    done\n"
        + f"    {SOURCES}\n"
        + "}\n"
        + "_unbraid ()\n{\n"
        + "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words=\n"
        + "    COMPREPLY=()\n"
        + "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        + f"        words='{' '.join(commands)} --help --version'\n"
        + "    elif [ \"$last\" = --dictionary ]; then\n"
        + f"        words=$({NAMES})\n"
        + "    elif [[ $word == -* ]]; then\n"
        + "        case $command in\n"
        + "".join(f"            {name}) words='{words}' ;;\n" for name, words, _ in cases)
        + "        esac\n"
        + "    else\n"
        + "        case $command:$last in\n"
        + "".join(values for _, _, values in cases)
        + f"            inspect:inspect) words=$({NAMES}) ;;\n"
        + "        esac\n"
        + "    fi\n"
        + "    [ -z \"$words\" ] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
        + "}\n"
        + "complete -o default -F _unbraid unbraid\n"
    )


def zsh_text(text):
    for character in "\\[]:'":
        text = text.replace(character, "'\\''" if character == "'" else "\\" + character)
    return text


def zsh_values(option):
    if option.choices:
        return f":value:({' '.join(option.choices)})"
    if takes_dictionary(option):
        return ":dictionary:_unbraid_dictionaries"
    if takes_source(option):
        return ":source:_unbraid_sources"
    return ":value:_files" if option.value else ""


def zsh(commands):
    text = "#compdef unbraid\n" + HEADER
    text += (
        "_unbraid_dictionaries ()\n{\n"
        f"    local -a names=(${{(f)\"$({NAMES})\"}})\n"
        "    _alternative \"names:dictionary:($names)\" 'files:file:_files'\n}\n"
        "_unbraid_sources ()\n{\n"
        "    local dictionary=${opt_args[--dictionary]:-speech}\n"
        f"    local -a names=(${{(f)\"$({SOURCES})\"}})\n"
        "    compadd -a names\n}\n"
    )
    for name, help_ in commands.items():
        specs = [
            f"'{'*' if option.value.endswith('...') else ''}{n}[{zsh_text(option.text)}]{zsh_values(option)}'"
            for option in help_.options
            for n in option.names
        ]
        first = "_unbraid_dictionaries" if any(map(takes_dictionary, help_.positionals)) else "_files"
        text += f"_unbraid-{name} ()\n{{\n    _arguments \\\n        " + " \\\n        ".join(specs)
        text += f" \\\n        '*:input:{first}'\n}}\n"
    listed = " ".join(f"'{name}:{zsh_text(help_.purpose)}'" for name, help_ in commands.items())
    return text + (
        "_unbraid ()\n{\n"
        "    if (( CURRENT == 2 )); then\n"
        f"        local -a commands=({listed})\n"
        "        _describe command commands\n"
        "        return\n"
        "    fi\n"
        "    shift words\n"
        "    (( CURRENT-- ))\n"
        "    local action=_unbraid-$words[1]\n"
        "    (( $+functions[$action] )) && $action\n"
        "}\n"
        "_unbraid \"$@\"\n"
    )


def fish_text(text):
    return text.replace("\\", "\\\\").replace("'", "\\'")


def fish(commands):
    text = HEADER + (
        "function __unbraid_sources\n"
        "    set -l dictionary speech\n"
        "    set -l words (commandline -opc)\n"
        "    if set -l at (contains -i -- --dictionary $words)\n"
        "        set dictionary $words[(math $at + 1)]\n"
        "    end\n"
        f"    {SOURCES}\n"
        "end\n"
        "complete -c unbraid -n __fish_use_subcommand -f\n"
    )
    for name, help_ in commands.items():
        text += f"complete -c unbraid -n __fish_use_subcommand -a {name} -d '{fish_text(help_.purpose)}'\n"
        seen = f"-n '__fish_seen_subcommand_from {name}'"
        for option in help_.options:
            names = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in option.names)
            values = " -r" if option.value else ""
            if option.choices:
                values = f" -xa '{' '.join(option.choices)}'"
            elif takes_dictionary(option):
                values = f" -ra '({fish_text(NAMES)})'"
            elif takes_source(option):
                values = " -xa '(__unbraid_sources)'"
            text += f"complete -c unbraid {seen} {names}{values} -d '{fish_text(option.text)}'\n"
    return text

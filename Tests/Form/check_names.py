# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that constants of one name in several sources of a target are named to unbraid_unite (cmake/Precompile.cmake): which
sources are compiled as one depends on the build, so that two may meet in a browser that never meet elsewhere. Exits 1 and names
what is found.

    check_names.py FOLDER            checks the target of this folder
    check_names.py FOLDER --prove    checks that such a constant is found"""
import collections, pathlib, re, sys

constant = re.compile(r"^(?:static |inline )?const(?:expr|init)? ([^;]*)", re.MULTILINE)
united = re.compile(r"unbraid_unite\(\w+ \d+(?: NAMES ([\w ]+?))?(?: ALONE ([^)]*))?\)")


def constants(text):
    """Names of those that stand at the left margin, so in a namespace and in no function or class."""
    names = set()
    for line in constant.findall(text):
        if "(" not in re.split("[={]", line)[0]: # functions have brackets there
            names.update(re.findall(r"(?:^|, )[^=,{(]*?\b(\w+)\s*[={\[]", re.sub(r"\{.*", "{", line, flags=re.DOTALL)))
    return names


def clashes(sources, names):
    """sources: text by path, of those that may be compiled as one."""
    paths = collections.defaultdict(list)
    for path, text in sorted(sources.items()):
        for name in constants(text):
            paths[name].append(path)
    return [f"{name}: {', '.join(where)}" for name, where in sorted(paths.items()) if len(where) > 1 and name not in names]


def check(folder):
    names, alone = united.search((folder / "CMakeLists.txt").read_text()).groups(default="")
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*.cpp")]
    return clashes({path: (folder / path).read_text() for path in paths if path not in alone.split()}, names.split())


def prove():
    sources = {"A.cpp": "constexpr float quiet = 1.0f;\n", "B.cpp": "constexpr double loud = 2.0, quiet = 1.0;\n",
               "C.cpp": "{\n    constexpr float loud = 1.0f;\n}\n",
               "D.cpp": "const char* quiet() noexcept { return name; }\n", "E.cpp": "const Kind other{ .name = 1, .loud = 2 };\n"}
    faults = []
    if clashes(sources, []) != ["quiet: A.cpp, B.cpp"]:
        faults.append(f"found {clashes(sources, [])} where one name clashes")
    if clashes(sources, ["quiet"]):
        faults.append("a name that is told apart is found")
    return faults


found = prove() if "--prove" in sys.argv else check(pathlib.Path(sys.argv[1]))
print("\n".join(found))
sys.exit(1 if found else 0)

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the tests catch small faults: writes each fault of faults.toml alone into a copy of the
sources, builds the tests named beside it, runs them, and says whether one of them failed. Exits 1 if a fault
is not caught.

    check_faults.py                   tries all faults, which takes about half a minute each
    check_faults.py --only Robust     tries those whose file or description holds the word
    check_faults.py --form            checks the list alone, in a moment: each fragment stands in its file
                                      once, and each test exists
    check_faults.py --prove           checks that what is wrong with a list is found"""
import argparse, os, pathlib, re, subprocess, sys, time, tomllib

here = pathlib.Path(__file__).resolve().parent
longest_seconds = 900 # of a test; one that ends later has caught the fault, too
fields = {"file", "before", "after", "breaks", "target", "tests"}
python_target = "unbraid_python"
python_folder = "Tests/Python"


def read_faults(path):
    return tomllib.loads(path.read_text())["fault"]


def chosen(faults, words):
    """Those whose file or description holds one of the words; all, where there is no word."""
    return [fault for fault in faults
            if not words or any(word.lower() in (fault["file"] + fault["breaks"]).lower() for word in words)]


# The form of the list.

def unit_test_names(root):
    literal = r'"((?:[^"\\]|\\.)*)"'
    test = re.compile(rf"TEST_CASE\s*\(\s*((?:{literal}\s*)+)")
    return {"".join(re.findall(literal, found[1])) for path in (root / "Tests/Unit").rglob("*.cpp")
            for found in test.finditer(path.read_text())}


def python_test_names(root):
    """As unittest calls them: module.Class.test_name."""
    names = set()
    for path in (root / python_folder).glob("test_*.py"):
        for line in path.read_text().splitlines():
            if found := re.match(r"class (\w+)", line):
                group = found[1]
            elif found := re.match(r"    def (test_\w+)", line):
                names.add(f"{path.stem}.{group}.{found[1]}")
    return names


def unit_targets(root):
    text = "".join((root / "Tests/Unit" / name).read_text() for name in ("CMakeLists.txt", "Cli.cmake"))
    return {f"unit_{name}" for name in re.findall(r"unbraid_unit_tests\s*\((\w+)", text)} | {python_target}


def wrong_with(fault, root, names, targets):
    """What is wrong with an entry, as sentences."""
    if set(fault) != fields:
        return [f"it has the fields {sorted(fault)}, not {sorted(fields)}"]
    path = root / fault["file"]
    if not path.is_file():
        return ["there is no such file"]
    wrong = []
    if (count := path.read_text().count(fault["before"])) != 1:
        wrong.append(f"'{fault['before']}' stands in it {count} times")
    if fault["before"] == fault["after"]:
        wrong.append("it changes nothing")
    if fault["target"] not in targets:
        wrong.append(f"there is no target '{fault['target']}'")
    return wrong + [f"there is no test '{name}'" for name in fault["tests"] if name not in names] + (
        [] if fault["tests"] else ["it names no test"])


def faults_of_form(faults, root):
    names = unit_test_names(root) | python_test_names(root)
    targets = unit_targets(root)
    return [f"{fault.get('file')}, {fault.get('breaks')}: {wrong}" for fault in faults
            for wrong in wrong_with(fault, root, names, targets)]


def prove(root):
    """Each change to a whole entry must be found."""
    whole = read_faults(here / "faults.toml")[0]
    assert not faults_of_form([whole], root), "a whole entry is refused"
    for change in ({"file": "Source/None.cpp"}, {"before": "not in any file"}, {"before": "\n"},
                   {"after": whole["before"]}, {"target": "unit_none"}, {"tests": ["No such test"]},
                   {"tests": []}, {"extra": ""}):
        assert faults_of_form([{**whole, **change}], root), change


# The trial of the faults.

def copy_sources(root, scratch):
    """Copies what has changed of the files of the checkout, so that little is built anew."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root,
                            check=True, capture_output=True).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if not (source := root / name).is_file():
            continue
        target = scratch / name
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode)


def build(scratch, targets, jobs):
    """Whether they build, and what was printed."""
    done = subprocess.run(["cmake", "--build", "build/release", "-j", str(jobs), "--target", *targets],
                          cwd=scratch, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def python_of(scratch):
    """The Python that the module is built for."""
    cache = (scratch / "build/release/CMakeCache.txt").read_text()
    return re.search(r"^UNBRAID_PYTHON_PROGRAM:\w+=(.+)$", cache, re.MULTILINE)[1]


def test_command(scratch, target, name):
    if target == python_target:
        return [python_of(scratch), "-B", "-m", "unittest", name]
    return [scratch / "build/release/Tests/Unit" / target, re.sub(r"([\\,\[\]*~])", r"\\\1", name)]


def test_passes(scratch, target, name):
    built = scratch / "build/release"
    environment = {**os.environ, "PYTHONPATH": str(built / "python"), "UNBRAID_ROOT": str(scratch),
                   "UNBRAID_PROGRAM": str(built / "bin/unbraid"), "UNBRAID_DICTIONARIES": ""}
    command = test_command(scratch, target, name)
    try:
        done = subprocess.run(command, cwd=scratch / python_folder, env=environment, capture_output=True,
                              timeout=longest_seconds)
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False


def failed_tests(scratch, fault):
    return [name for name in fault["tests"] if not test_passes(scratch, fault["target"], name)]


def targets_of(fault):
    """The programs that its tests run."""
    return [fault["target"], *(["unbraid"] if fault["target"] in ("unit_cli", python_target) else [])]


def tried(scratch, fault, jobs):
    """Writes the fault, and takes it back. Returns what became of it, and whether it was caught."""
    path = scratch / fault["file"]
    text = path.read_text()
    path.write_text(text.replace(fault["before"], fault["after"]))
    try:
        is_built, printed = build(scratch, targets_of(fault), jobs)
        if not is_built:
            return "does NOT build:\n" + printed[-2000:], False
        failed = failed_tests(scratch, fault)
        return (f"caught by '{failed[0]}'", True) if failed else ("NOT caught", False)
    finally:
        path.write_text(text)


def prepare(root, scratch, faults, jobs):
    """Builds the copy as it is, where every test must pass: what fails without a fault catches none."""
    copy_sources(root, scratch)
    if not (scratch / "build/release/build.ninja").exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    targets = sorted({target for fault in faults for target in targets_of(fault)})
    is_built, printed = build(scratch, targets, jobs)
    if not is_built:
        sys.exit("The sources do not build without a fault:\n" + printed[-2000:])
    tests = sorted({(fault["target"], name) for fault in faults for name in fault["tests"]})
    if failing := [name for target, name in tests if not test_passes(scratch, target, name)]:
        sys.exit("These tests fail without a fault:\n" + "\n".join(failing))


def try_all(root, scratch, faults, jobs):
    """Returns how many were not caught."""
    prepare(root, scratch, faults, jobs)
    missed = 0
    for number, fault in enumerate(faults, 1):
        began = time.monotonic()
        said, is_caught = tried(scratch, fault, jobs)
        missed += not is_caught
        seconds = time.monotonic() - began
        name = f"{fault['file']}, {fault['breaks']}"
        print(f"{number}/{len(faults)} {name}: {said} ({seconds:.0f} s)", flush=True)
    print(f"{len(faults) - missed} of {len(faults)} faults are caught.")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=here.parents[1],
                        help="the checkout, which stays as it is")
    parser.add_argument("--list", type=pathlib.Path, default=here / "faults.toml", help="the faults")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD",
                        help="faults whose file or description holds one of the words")
    parser.add_argument("--folder", type=pathlib.Path,
                        help="where the copy is built; build/faults of the checkout by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="compilers at once")
    parser.add_argument("--form", action="store_true", help="check the list alone")
    parser.add_argument("--prove", action="store_true", help="check that what is wrong with a list is found")
    asked = parser.parse_args()
    root = asked.root.resolve()
    faults = chosen(read_faults(asked.list), asked.only)
    scratch = (asked.folder or root / "build/faults").resolve()
    if scratch == root or not faults:
        sys.exit("The copy needs a folder of its own." if faults else "No fault has such a word.")
    if asked.prove:
        return prove(root)
    if found := faults_of_form(faults, root):
        sys.exit("\n".join(found))
    if not asked.form:
        sys.exit(try_all(root, scratch, faults, asked.jobs) > 0)


if __name__ == "__main__":
    main()

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every thread begins with a catch: an exception that leaves a thread ends the whole program. What a thread is
started with, or a function of the same pair of files that it calls, holds `caught (` (Core/Support/Caught.h) or a `catch`. Work of
std::async needs none, since its future keeps what it throws. Exits 1 and names what is found.

    check_threads.py SOURCE            checks the tree
    check_threads.py SOURCE --prove    checks that a thread without a catch is found"""
import collections, pathlib, re, sys

comment = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
catching = re.compile(r"\b(?:caught|catch) \(")
unknown = re.compile(r"\b(?:pthread_create|_beginthread\w*|CreateThread|Thread::launch|ThreadPool|HighResolutionTimer|thrd_create)\b")


def enclosed(text, at):
    """What stands between the bracket at a position and the one that closes it."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] in "({[") - (text[i] in ")}]")
        if depth == 0:
            return text[at + 1:i]
    return text[at + 1:]


def bodies(text, name):
    """Of functions of this name, and of lambdas kept under it."""
    function = re.compile(rf"\b{name} \((?:[^;{{}}()]|\([^()]*\))*\)(?: (?:const|noexcept|override))*\s*\{{|\b{name}\(\)(?: (?:const|noexcept|override))*\s*\{{")
    kept = re.compile(rf"\bauto {name} = \[[^\]]*\](?: \([^)]*\))?[^{{;]*\{{")
    return [enclosed(text, found.end() - 1) for pattern in (function, kept) for found in pattern.finditer(text)]


def starts(text):
    """What threads are started with: the arguments of their constructors."""
    names = re.findall(r"\bstd::j?thread (\w+);", text)
    vectors = re.findall(r"\bstd::vector<std::j?thread> (\w+);", text)
    patterns = [r"\bstd::j?thread[ ]?(?:\w+ )?[({]"] + [rf"[:,] {name} [({{]" for name in names]
    patterns += [rf"\b{name}\.(?:emplace_back|push_back) \(" for name in vectors]
    for pattern in patterns:
        for found in re.finditer(pattern, text):
            if work := enclosed(text, found.end() - 1).strip():
                yield work
    for found in re.finditer(r"(?:class|struct) (\w+)[^;{]*:[^;{]*\bjuce::(Thread|TimeSliceClient)\b[^;{]*\{", text):
        yield "run()" if found[2] == "Thread" else "useTimeSlice()"


def catches(work, text):
    called = set(re.findall(r"\b(\w+) ?\(", work)) | ({work} if work.isidentifier() else set())
    return bool(catching.search(work)) or any(catching.search(body) for name in called for body in bodies(text, name))


def found_in(pairs):
    """pairs: the text of a header and its source, by their path without ending."""
    faults, numStarts = [], 0
    for path, text in sorted(pairs.items()):
        text = comment.sub("", text)
        faults += [f"{path}: a kind of thread that this check does not know: {kind}" for kind in sorted(set(unknown.findall(text)))]
        for work in starts(text):
            numStarts += 1
            if not catches(work, text):
                faults.append(f"{path}: a thread begins without a catch: {' '.join(work.split())[:80]}")
    return faults, numStarts


def check(source):
    pairs = collections.defaultdict(str)
    for path in sorted(source.rglob("*")):
        if path.suffix in (".h", ".inl", ".cpp", ".mm"):
            pairs[path.relative_to(source).with_suffix("").as_posix()] += path.read_text() + "\n"
    faults, numStarts = found_in(pairs)
    fewest = 10 # there are; fewer found: the check no longer knows how they are started
    return faults + ([f"only {numStarts} threads are found"] if numStarts < fewest else [])


def prove():
    member = "std::thread worker;\n"
    wrong = [member + "Player::Player()\n    : worker ([this] { run(); })\n{\n}\nvoid Player::run()\n{\n    read();\n}\n",
             member + "void start()\n{\n    worker = std::jthread ([this] (const std::stop_token& token) { run (token); });\n}\n"
             "void run (const std::stop_token& token)\n{\n    work();\n}\n", "std::thread ([made] { made->serve(); }).detach();\n",
             "std::vector<std::jthread> all;\nconst auto take = [&]\n{\n    list.take();\n};\nall.emplace_back (take);\n",
             "struct Loop : juce::Thread\n{\n    void run() override\n    {\n        loop();\n    }\n};\n",
             "class Shelf : private juce::TimeSliceClient\n{\n    int useTimeSlice() override;\n};\nint Shelf::useTimeSlice()\n{\n    return 1; // caught ()\n}\n",
             "pthread_create (&thread, nullptr, run, nullptr);\n"]
    right = [text.replace("read();", "core::caught (what, {}, read);").replace("work();", "try { work(); } catch (...) { }")
             .replace("made->serve()", "core::caught (what, {}, serve)").replace("list.take();", "try { list.take(); } catch (...) { }")
             .replace("loop();", "core::caught (what, {}, loop);").replace("return 1;", "return core::caught (what, {}, look);")
             for text in wrong[:-1]]
    right.append(member + "worker.join();\nworker = {};\nconst auto id = std::thread::hardware_concurrency();\n")
    missed = [f"is not found: {text}" for text in wrong if not found_in({"A": text})[0]]
    return missed + [f"is found, though it is right: {text}" for text in right if found_in({"A": text})[0]]


found = prove() if "--prove" in sys.argv else check(pathlib.Path(sys.argv[1]))
print("\n".join(found))
sys.exit(1 if found else 0)

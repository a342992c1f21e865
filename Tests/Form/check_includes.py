# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks who includes whom: each module of Source may include the modules of the table below and no others, directly or
through headers, and the libraries that are named for it. From any folder of a module, includes point one way: following
them from folder to folder leads back to none. What connects a module's folders lies beside them and is not one of them.
Exits 1 and names every include that is forbidden.

    check_includes.py SOURCE            checks the tree
    check_includes.py SOURCE --prove    checks that forbidden includes are found: one of each kind is put into a copy"""
import pathlib, re, shutil, sys, tempfile

# module: what all of it may include, what only its .cpp files may
table = {
    "Platform": ([], []),
    "Core": ([], []),
    "Files": (["Core"], ["Platform"]),
    "Training": (["Core", "Files"], []),
    "Restoration": (["Core", "Training"], []),
    "Mosaic": (["Core", "Training"], []),
    "Offline": (["Core", "Training"], []),
    "Evaluation": (["Core"], []),
    "Unfolding/Mixing": (["Core"], ["Files", "Training"]),
    "Unfolding": (["Unfolding/Mixing", "Core"], ["Files", "Training", "Platform"]),
    "Parallel": (["Core", "Training"], []),
    "Plugin": (["Core", "Training"], ["Files", "Platform"]),
    "Editor": (["Core", "Plugin"], ["Platform"]), # and of these only what `sees_only` names
    "Formats": ([], ["Plugin", "Editor"]),
    "Clap": (["Plugin"], ["Core", "Editor", "Files"]),
    "Live": (["Core", "Plugin"], ["Files", "Platform"]),
    "App": (["Live", "Editor"], ["Platform"]),
    "Midi": (["Core"], []),
    "Interface": ([], ["Core", "Files"]),
    "Filter": (["Interface"], []),
    "Python": (["Core", "Midi"], ["Files", "Training", "Restoration", "Mosaic", "Evaluation", "Offline"]),
    "Cli": (["Core", "Files", "Training", "Restoration", "Mosaic", "Offline", "Evaluation", "Midi", "Unfolding", "Parallel", "Platform"], []),
}

# Headers of other modules that a module may see beside or instead of all of theirs, directly or through headers.
editors_view = {"Plugin/Model/PluginModel.h", "Plugin/Model/PresetModel.h", "Plugin/Model/LearnModel.h", "Plugin/Model/PictureModel.h", "Plugin/Model/HistoryModel.h", "Plugin/Session/History.h", "Plugin/Model/ViewState.h",
                "Plugin/Model/StatusModel.h", "Plugin/Model/PictureFrame.h", "Plugin/Parameters.h", "Plugin/Model/Meters.h", "Plugin/Audio/Controls.h", "Plugin/Model/Strips.h"}
small = {"Core/EngineSettings.h", "Core/Guidance/NoteName.h", "Core/SeparatorSettings.h", "Core/Support/FactoryGroups.h", "Core/Support/Result.h", "Core/Spectral/LatencyMode.h", "Core/Transcription/NoteFindingSettings.h",
         "Platform/Machine.h"}
sees_only = {"Editor": editors_view | small}

# What the operating systems bring beside the C++ library.
system = (r"(unistd|fcntl|dlfcn|signal|spawn|pthread|sched|semaphore|poll|termios|fnmatch|glob|malloc|execinfo|dirent|pwd|link|elf|"
          r"errno|netdb|syslog|mqueue|ucontext|utime|wordexp|getopt|strings|libgen|ifaddrs|io|direct|process|conio)\.h|csignal|"
          r"(sys|linux|asm|net|netinet|arpa|mach|mach-o)/.*")
windows = r"(windows|winbase|winnt|winsock2?|ws2tcpip|shl\w+|shellapi|knownfolders|psapi|tlhelp32|avrt|mm\w+api|objbase|combaseapi)\.h"

# library: the files that may include it, as beginnings of paths
libraries = {
    r"fftw3\.h": ["Core/Spectral/Fft.cpp"],
    r"sndfile\.h|soxr\.h": ["Files/"],
    r"nlohmann/.*": ["Files/", "Cli/"],
    r"Juce(Header|Versions)\.h|juce_.*": ["Plugin/", "Editor/", "Formats/", "Clap/", "Live/", "App/"],
    r"torch/.*|ATen/.*|c10/.*": ["Unfolding/"],
    r"CLI/.*": ["Cli/", "Live/"],
    r"mpi\.h": ["Parallel/"],
    r"pulse/.*": ["Live/Pulse/"],
    r"cairo.*": ["Cli/"],
    r"lv2/.*": ["Formats/"],
    r"obs(-module)?\.h": ["Filter/Obs.cpp"],
    system: ["Platform/"],
    windows: ["Platform/Windows/"],
    r"Platform/(Posix|Windows)/.*": ["Platform/"],
}
libraries_of_none = {  # library: modules without it, and files that have it all the same
    r"iostream|cstdio|ostream|istream": (["Core", "Files", "Training", "Restoration", "Mosaic", "Offline", "Evaluation", "Platform"],
                                           ["Core/Support/Result.h", "Core/Support/Digits.h", "Platform/Descriptors.cpp", "Platform/Posix/Paths.cpp",
                                           "Platform/Posix/Terminal.cpp"]),
    r"thread|mutex|condition_variable|chrono|fstream|filesystem|shared_mutex|future": (["Core"], ["Core/Spectral/Fft.cpp", "Core/Factorisation/Dictionary/SharedMatrix.cpp"]),
    r"torch/.*": (["Unfolding/Mixing"], []),
    r"Eigen/.*": (["Editor", "App", "Formats"], []),
}


def module_of(path):
    return max((module for module in table if path.startswith(module + "/")), key=len, default=None)


def includes_in(source):
    """File, from the root: what it includes."""
    pattern = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
    files = [path for path in sorted(source.rglob("*")) if path.suffix in (".h", ".cpp", ".inl")]
    return {path.relative_to(source).as_posix(): pattern.findall(path.read_text()) for path in files}


def reach(path, includes):
    """Our headers that a file sees, each with the one that includes it."""
    seen, waiting = {}, [path]
    while waiting:
        current = waiting.pop()
        for header in includes[current]:
            if header in includes and header not in seen and header != path:
                seen[header] = current
                waiting.append(header)
    return seen


def forbidden_modules(path, includes):
    module = module_of(path)
    everywhere, in_sources = table[module]
    allowed = {module, *everywhere} | (set(in_sources) if path.endswith(".cpp") else set())
    for header in includes[path]:
        if header in includes and module_of(header) not in allowed:
            yield f"{path} includes {header}: {module} may include {', '.join(sorted(allowed))}"
    if module in sees_only:
        for header, through in reach(path, includes).items():
            if module_of(header) not in (module, None) and header not in sees_only[module]:
                yield f"{path} sees {header} through {through}: {module} may see {', '.join(sorted(sees_only[module]))}"


def forbidden_libraries(path, includes):
    for header in includes[path]:
        for library, owners in libraries.items():
            if re.fullmatch(library, header) and not any(path.startswith(owner) for owner in owners):
                yield f"{path} includes <{header}>: only {', '.join(owners)} may"
        for library, (modules, exceptions) in libraries_of_none.items():
            if re.fullmatch(library, header) and module_of(path) in modules and path not in exceptions:
                yield f"{path} includes <{header}>: {module_of(path)} may not"


def folder_of(path):
    """The innermost folder of a file; None for what lies beside a module's folders."""
    folder = path.rsplit("/", 1)[0]
    return None if folder in table else folder


def reachable(folder, arrows):
    seen, waiting = set(), [folder]
    while waiting:
        new = arrows.get(waiting.pop(), {}).keys() - seen
        seen |= new
        waiting += new
    return seen


def circles(includes):
    """Arrows between folders, from which others lead back."""
    arrows = {}
    for path, headers in includes.items():
        for header in headers:
            ends = folder_of(path), header in includes and folder_of(header)
            if all(ends) and ends[0] != ends[1]:
                arrows.setdefault(ends[0], {}).setdefault(ends[1], []).append(f"{path} includes {header}")
    for start, ends in sorted(arrows.items()):
        for end, lines in sorted(ends.items()):
            if start in reachable(end, arrows):
                yield f"{start} and {end} include each other, directly or through others: " + "; ".join(lines[:3])


def check(source):
    includes = includes_in(source)
    found = [f"{path} lies in no module of the table" for path in includes if module_of(path) is None]
    for path in includes:
        if module_of(path) is not None:
            found += [*forbidden_modules(path, includes), *forbidden_libraries(path, includes)]
    return found + list(circles(includes))


def prove(source):
    """Every kind of breach, put into a copy, is found."""
    breaches = [("Core/Separator.cpp", '"Files/AudioReader.h"'), ("Editor/Look/Theme.cpp", '"Plugin/PluginProcessor.h"'),
                ("Plugin/Audio/Controls.h", '"Core/Separator.h"'), ("Core/Separator.cpp", "<mutex>"),
                ("Evaluation/Stoi.cpp", '"JuceHeader.h"'), ("Offline/Phase/Misi.cpp", '"Files/AudioReader.h"'), ("Training/Material/Runs.cpp", "<iostream>"),
                ("Unfolding/Mixing/Room.h", '"Files/AudioReader.h"'), ("Editor/Look/Theme.cpp", "<Eigen/Core>"),
                ("Files/AtomicFile.cpp", "<unistd.h>"), ("Cli/Main.cpp", "<sys/stat.h>"), ("Live/LiveMain.cpp", "<csignal>"),
                ("Editor/Look/Theme.cpp", "<windows.h>"), ("Plugin/Parameters.cpp", "<lv2/core/lv2.h>"), ("Platform/Posix/Machine.cpp", "<windows.h>"),
                ("Cli/Main.cpp", '"Platform/Windows/Text.h"'), ("Core/Separator.cpp", '"Platform/Paths.h"'),
                ("Files/AtomicFile.h", '"Platform/Paths.h"'), ("Platform/Paths.h", '"Core/Support/Result.h"'),
                ("Core/Spectral/Window.cpp", '"Core/Factorisation/Dictionary/Dictionary.h"'), ("Plugin/Picture/FrameFeed.cpp", '"Plugin/Audio/Controls.h"'),
                ("Editor/Widgets/SpokenValue.h", '"Editor/Panels/PictureArea.h"')]
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "Source"
        shutil.copytree(source, copy)
        for path, header in breaches:
            file = copy / path
            before = file.read_text()
            file.write_text(before.replace("#pragma once\n", "", 1) + f"\n#include {header}\n")
            if not check(copy):
                missed.append(f"{path} may include {header} without being found")
            file.write_text(before)
    return missed


def main():
    source = pathlib.Path(sys.argv[1])
    found = prove(source) if "--prove" in sys.argv else check(source)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

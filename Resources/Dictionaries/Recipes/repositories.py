# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the repositories and packages that the table names, read without a work tree."""

import hashlib
import subprocess
from pathlib import Path

LARGE_FILE_POINTER = b"version https://git-lfs"


class Repository:
    """A git repository cloned to a folder (bare or not), read at one commit."""

    def __init__(self, place, commit=""):
        self.git = ["git", f"--git-dir={git_folder(place)}"]
        self.commit = commit if self._has(commit) else self._run("rev-parse", "HEAD").decode().strip()
        self.blobs = dict(self._listed())

    def _has(self, commit):
        return bool(commit) and subprocess.run([*self.git, "cat-file", "-e", commit], capture_output=True).returncode == 0

    def _run(self, *arguments):
        return subprocess.run([*self.git, *arguments], check=True, capture_output=True).stdout

    def _listed(self):
        for line in self._run("ls-tree", "-r", "-z", self.commit).split(b"\0"):
            if line:
                about, path = line.split(b"\t", 1)
                yield path.decode("utf-8", "replace"), about.split()[2].decode()

    def paths(self):
        return list(self.blobs)

    def read(self, paths):
        """(path, bytes) of every file that the repository holds; pointers and files left out of a clone are skipped."""
        command = [*self.git, "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
            for path in paths:
                reader.stdin.write(self.blobs[path].encode() + b"\n")
                reader.stdin.flush()
                answer = reader.stdout.readline().split()
                if len(answer) < 3:
                    continue
                content = reader.stdout.read(int(answer[2]) + 1)[:-1]
                if not content.startswith(LARGE_FILE_POINTER):
                    yield path, content


class Package:
    """A Debian package unpacked to a folder by `dpkg-deb -x` (archives in it unpacked as well)."""

    def __init__(self, place):
        self.root = place
        self.commit = ""
        if not self.root.is_dir():
            raise FileNotFoundError(f"{self.root}: unpack the package there first")

    def paths(self):
        return [str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()]

    def read(self, paths):
        for path in paths:
            yield path, (self.root / path).read_bytes()


def is_package(origin):
    return origin.startswith("debian:")


def name_of(origin):
    """Of the repository, OWNER/NAME, or of the package."""
    return origin.partition(":")[2]


def place_of(folder, origin):
    """Where an origin is kept: repositories in FOLDER/OWNER+NAME, packages in FOLDER/debian/NAME."""
    name = name_of(origin)
    return Path(folder) / "debian" / name if is_package(origin) else Path(folder) / name.replace("/", "+")


def open_origin(folder, source):
    """The repository or package that a row of the table names."""
    place = place_of(folder, source.origin)
    return Package(place) if is_package(source.origin) else Repository(place, source.commit)


def git_folder(place):
    """The git directory at or below a folder."""
    for candidate in (place / ".git", place, place / "repo" / ".git", place / "repo"):
        if (candidate / "HEAD").is_file():
            return candidate
    raise FileNotFoundError(f"{place}: clone the repository there first")


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def listing_sum(sums):
    """SHA-256 over the lines 'sum  path' of the files taken, in order of path: the same files give the same sum."""
    return sum_of("".join(f"{total}  {path}\n" for path, total in sorted(sums)).encode())

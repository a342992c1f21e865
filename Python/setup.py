# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the wheel: CMake compiles the module and gathers the package, setuptools packs it. ccache is used
where it is installed; the environment's CMAKE_ARGS are options for CMake.

    python3 -m build --wheel --no-isolation Python"""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = pathlib.Path(__file__).resolve().parent.parent
OFF = (
    "UNBRAID_JUCE",
    "UNBRAID_TESTS",
    "UNBRAID_TORCH",
    "UNBRAID_MPI",
    "UNBRAID_FILTER",
    "UNBRAID_USE_SOURCE_TREE",
)


class WithCMake(build_ext):
    def run(self):
        built = pathlib.Path(os.environ.get("UNBRAID_WHEEL_BUILD", self.build_temp)).resolve()
        generator = ["-G", "Ninja"] if shutil.which("ninja") and not (built / "Makefile").exists() else []
        subprocess.run(
            [
                "cmake",
                *generator,
                "-S",
                str(ROOT),
                "-B",
                str(built),
                "-D",
                "CMAKE_BUILD_TYPE=Release",
                "-D",
                f"UNBRAID_PYTHON_PROGRAM={sys.executable}",
                *(f"-D{name}=OFF" for name in OFF),
                *shlex.split(os.environ.get("CMAKE_ARGS", "")),
            ],
            check=True,
        )
        subprocess.run(
            ["cmake", "--build", str(built), "--target", "unbraid_python", "--parallel"], check=True
        )
        package = pathlib.Path(self.build_lib) / "unbraid"
        if self.inplace:  # an editable installation
            package = pathlib.Path(__file__).resolve().parent / "unbraid"
        shutil.copytree(
            built / "python" / "unbraid",
            package,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )


setup(ext_modules=[Extension("unbraid._unbraid", [])], cmdclass={"build_ext": WithCMake})

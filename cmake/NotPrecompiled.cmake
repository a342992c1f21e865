# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D IN=compile_commands.json -D OUT=FILE -P NotPrecompiled.cmake: the commands without GCC's precompiled headers and parameters, which
# Clang cannot read. Each source includes what it uses, and does without them.
cmake_minimum_required(VERSION 3.22)
file(READ "${IN}" commands)
string(REGEX REPLACE " -Winvalid-pch( -x c[+][+]-header)? -include [^ ]*cmake_pch[^ ]*" "" commands "${commands}")
string(REGEX REPLACE " --param=[^ ]*" "" commands "${commands}")
file(WRITE "${OUT}" "${commands}")

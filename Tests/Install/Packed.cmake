# SPDX-License-Identifier: GPL-3.0-or-later
# `release-packages` of BUILD builds every program, plugin and library that `cmake --install` would put somewhere: what is not built
# is not installed, without a word.
cmake_minimum_required(VERSION 3.22)
find_program(NINJA NAMES ninja ninja-build)
if(NOT NINJA OR NOT EXISTS "${BUILD}/build.ninja")
    message("skipped: only Ninja can be asked what it builds")
    return()
endif()
execute_process(COMMAND "${NINJA}" -C "${BUILD}" -t inputs release-packages OUTPUT_VARIABLE inputs COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "'|ninja: [^\n]*\n" "" inputs "${inputs}")
string(REPLACE "\n" ";" inputs "${inputs}")

file(READ "${BUILD}/cmake_install.cmake" script)
string(REGEX MATCHALL "TYPE (EXECUTABLE|PROGRAM|MODULE|SHARED_LIBRARY|STATIC_LIBRARY) [^\n]*FILES \"[^\"]+" installed "${script}")
list(LENGTH installed count)
if(count LESS 4)
    message(FATAL_ERROR "only ${count} files to install were found")
endif()
foreach(line IN LISTS installed)
    string(REGEX REPLACE "^.*FILES \"${BUILD}/" "" file "${line}")
    string(REGEX REPLACE "\\.so\\.[0-9]+$" ".so" file "${file}") # of one library
    if(file MATCHES "-mpi$") # in no package: MPI is the cluster's own
        continue()
    endif()
    if(NOT file IN_LIST inputs)
        message(SEND_ERROR "${file} is installed, but no package builds it (unbraid_pack)")
    endif()
endforeach()
if(script MATCHES "dist-packages/unbraid" AND NOT inputs MATCHES "python/unbraid/_unbraid")
    message(SEND_ERROR "the Python package is installed, but no package builds it (unbraid_pack)")
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# Windows on x86-64 by Debian's MinGW (packages-windows.txt). The libraries come from UNBRAID_WINDOWS_PREFIX, which
# build_libraries.sh fills; nothing of this machine's own libraries is seen.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(triplet x86_64-w64-mingw32)
set(CMAKE_C_COMPILER ${triplet}-gcc-posix) # with the threads of the C++ library
set(CMAKE_CXX_COMPILER ${triplet}-g++-posix)
set(CMAKE_RC_COMPILER ${triplet}-windres)
find_program(UNBRAID_MINGW ${CMAKE_CXX_COMPILER} NO_CMAKE_FIND_ROOT_PATH)
if(NOT UNBRAID_MINGW)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} is missing. On Debian the package `g++-mingw-w64-x86-64-posix` brings it; "
        "packages-windows.txt lists all that Windows needs.")
endif()

set(UNBRAID_WINDOWS_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../build/windows-libraries" CACHE PATH
    "Static libraries for Windows, by cmake/Windows/build_libraries.sh")
get_filename_component(prefix "${UNBRAID_WINDOWS_PREFIX}" ABSOLUTE)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES UNBRAID_WINDOWS_PREFIX)
set(CMAKE_FIND_ROOT_PATH "${prefix}" /usr/${triplet})
set(CMAKE_PREFIX_PATH "${prefix}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${prefix}/lib/pkgconfig")
set(ENV{PKG_CONFIG_PATH} "")
set(PKG_CONFIG_ARGN --static CACHE STRING "Libraries bring what they need themselves")

# Of this machine after all, since neither is code for it: JUCE's modules and tools, and the type.
file(GLOB juce_here /usr/lib/*/cmake/JUCE-* /usr/lib/cmake/JUCE-*)
if(juce_here)
    list(GET juce_here 0 juce_here)
    set(JUCE_DIR "${juce_here}" CACHE PATH "JUCE's CMake package")
endif()
if(EXISTS /usr/share/fonts/opentype/inter/Inter-Regular.otf)
    set(UNBRAID_FONTS /usr/share/fonts/opentype/inter CACHE PATH "The folder of Inter-Regular.otf and its kin")
endif()

# GCC does not align the stack for AVX on Windows (its bug 54412): so no instruction may count on it.
set(CMAKE_C_FLAGS_INIT "-Wa,-muse-unaligned-vector-move")
set(CMAKE_CXX_FLAGS_INIT "-Wa,-muse-unaligned-vector-move")
foreach(kind EXE SHARED MODULE)
    set(CMAKE_${kind}_LINKER_FLAGS_INIT "-static -L${prefix}/lib") # one file, without DLLs of the compiler; JUCE asks for -lz
    set(CMAKE_${kind}_LINKER_FLAGS_RELEASE_INIT "-s") # bundles are installed as they are
endforeach()

set(CMAKE_CXX_STANDARD_LIBRARIES # CMake's own, and the checks that Opus and Cairo are compiled with
    "-lkernel32 -luser32 -lgdi32 -lwinspool -lshell32 -lole32 -loleaut32 -luuid -lcomdlg32 -ladvapi32 -lmsimg32 -lssp"
    CACHE STRING "Libraries that every program is linked with")

find_program(WINE NAMES wine64 wine PATHS /usr/lib/wine NO_CMAKE_FIND_ROOT_PATH)
if(WINE)
    set(CMAKE_CROSSCOMPILING_EMULATOR "${WINE}") # runs the tests
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# ccache, where it is installed, compiles nothing twice: paths below the root are hashed as relative ones, so that a second
# checkout of the same commit is served by what the first one compiled. A launcher that was given is kept, and
# -D UNBRAID_CCACHE=OFF leaves it out.
option(UNBRAID_CCACHE "Compile through ccache where it is installed" ON)
find_program(UNBRAID_CCACHE_PROGRAM ccache DOC "Remembers what the compiler made")
mark_as_advanced(UNBRAID_CCACHE_PROGRAM)
if(UNBRAID_CCACHE AND UNBRAID_CCACHE_PROGRAM AND CMAKE_HOST_UNIX AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Includes are taken from the list that the compiler writes, not from a run of the preprocessor. Precompiled headers define
    # macros of their own. What is changed while it is compiled is not kept: ccache sees it by its time.
    set(launcher env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
        CCACHE_SLOPPINESS=pch_defines,time_macros "${UNBRAID_CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# The large headers (Eigen, CLI11, JSON, Catch2, JUCE, libtorch) are read once for many sources: several sources of a
# target are compiled as one, or headers are precompiled. UNBRAID_PRECOMPILE=OFF compiles each source by itself.

# unbraid_precompile (target [REUSE_FROM other]): JUCE's headers alone, whose reading costs more than all that is ours. A
# program reuses those of a program, a library those of a library, and whoever reuses has all the definitions of whom it
# reuses from.
function(unbraid_precompile target)
    if(UNBRAID_PRECOMPILE)
        if(ARGN)
            target_precompile_headers(${target} ${ARGN})
        else()
            target_precompile_headers(${target} PRIVATE <JuceHeader.h>)
        endif()
    endif()
endfunction()

# unbraid_unite (target size [NAMES name ...] [ALONE source ...]): `size` sources of the target are compiled as one.
# NAMES are those that more than one of them has in an unnamed namespace and no header has: each gets the source's own
# suffix. A source that clashes by another name is compiled ALONE.
function(unbraid_unite target size)
    if(NOT UNBRAID_PRECOMPILE)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "NAMES;ALONE")
    set(before "#define UNBRAID_JOINED(name, suffix) name##suffix\n#define UNBRAID_OWN(name, suffix) UNBRAID_JOINED (name, suffix)\n")
    set(after "")
    foreach(name IN LISTS arg_NAMES)
        string(APPEND before "#define ${name} UNBRAID_OWN (${name}, UNBRAID_UNIT)\n")
        string(APPEND after "#undef ${name}\n")
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
    if(arg_NAMES)
        set_target_properties(${target} PROPERTIES UNITY_BUILD_UNIQUE_ID UNBRAID_UNIT
            UNITY_BUILD_CODE_BEFORE_INCLUDE "${before}" UNITY_BUILD_CODE_AFTER_INCLUDE "${after}")
    endif()
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

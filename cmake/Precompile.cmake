# SPDX-License-Identifier: GPL-3.0-or-later
# The large headers (Eigen, CLI11, JSON, Catch2, JUCE, libtorch) are read once for many sources: several sources of a
# target are compiled as one (unity), or their headers are precompiled. Off for tools that want each source by itself.

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

# unbraid_unite (target size [ALONE source ...]): `size` sources of the target are compiled as one. Names in unnamed
# namespaces must differ within a unit; a source whose names do not is compiled ALONE.
function(unbraid_unite target size)
    if(UNBRAID_PRECOMPILE)
        cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ALONE")
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
        set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
endfunction()

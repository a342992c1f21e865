# SPDX-License-Identifier: GPL-3.0-or-later
# The large headers (Eigen, CLI11, JSON, Catch2, JUCE, libtorch) are read once for many sources: several sources of a
# target are compiled as one, or headers are precompiled. UNBRAID_PRECOMPILE=OFF compiles each source by itself.

# unbraid_precompile (target [REUSE_FROM other]): JUCE's headers alone, whose reading costs more than all that is ours. A
# program reuses those of a program, a library those of a library, and whoever reuses has all the definitions of whom it
# reuses from. A source with options of its own that the headers ask for gets SKIP_PRECOMPILE_HEADERS.
function(unbraid_precompile target)
    if(UNBRAID_PRECOMPILE)
        if(ARGN)
            target_precompile_headers(${target} ${ARGN})
        else()
            target_precompile_headers(${target} PRIVATE <JuceHeader.h>)
        endif()
    endif()
endfunction()

# What nearly every source without JUCE reads, alone or by our headers: a second of each unit.
set(UNBRAID_COMMON_HEADERS <Eigen/Core> <algorithm> <array> <atomic> <cmath> <complex> <cstdint> <cstring> <filesystem> <functional>
    <limits> <map> <memory> <mutex> <numbers> <optional> <set> <span> <sstream> <string> <string_view> <utility> <vector>)

# unbraid_precompile_common (target [REUSE_FROM other | header ...]): these, and more where they are named. GCC's alone: Clang's hold the times
# of the files that they were made from, so that ccache would serve neither another checkout nor this one configured again.
function(unbraid_precompile_common target)
    if(UNBRAID_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        if(ARGV1 STREQUAL "REUSE_FROM")
            target_precompile_headers(${target} ${ARGN})
        else()
            target_precompile_headers(${target} PRIVATE ${ARGN} ${UNBRAID_COMMON_HEADERS})
        endif()
    endif()
endfunction()

# unbraid_unite (target size [NAMES name ...] [ALONE source ...] [FIRST line]): `size` sources of the target are compiled as one.
# NAMES are those that more than one of them has in an unnamed namespace and no header has: each gets the source's own
# suffix. A source that clashes by another name, or has options of its own, is compiled ALONE. FIRST stands above each source.
function(unbraid_unite target size)
    if(NOT UNBRAID_PRECOMPILE)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "FIRST" "NAMES;ALONE")
    set_target_properties(${target} PROPERTIES
        UNBRAID_UNIT_SIZE ${size} UNBRAID_UNIT_NAMES "${arg_NAMES}" UNBRAID_UNIT_FIRST "${arg_FIRST}")
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    set_property(GLOBAL APPEND PROPERTY UNBRAID_UNITED ${target})
endfunction()

# Writes the units of all targets, once their sources are known. CMake's own include sources by absolute paths, and ccache would
# take each checkout's for others.
function(unbraid_write_units)
    get_property(targets GLOBAL PROPERTY UNBRAID_UNITED)
    list(REMOVE_DUPLICATES targets)
    foreach(target IN LISTS targets)
        unbraid_sources_to_unite(${target} sources)
        get_target_property(size ${target} UNBRAID_UNIT_SIZE)
        get_target_property(built ${target} BINARY_DIR)
        unbraid_name_from_root(${target} "${built}/units/${target}")
        set(number 0)
        while(sources)
            set(batch "")
            set(length 0)
            while(sources AND length LESS size)
                list(POP_FRONT sources source)
                list(APPEND batch "${source}")
                math(EXPR length "${length} + 1")
            endwhile()
            unbraid_write_unit(${target} "${built}/units/${target}/${number}.cpp" ${batch})
            math(EXPR number "${number} + 1")
        endwhile()
    endforeach()
endfunction()

# unbraid_name_from_root (target folder): messages and line numbers name sources by their path from the root, also those that units in
# that folder include.
function(unbraid_name_from_root target folder)
    if(NOT MSVC)
        cmake_path(RELATIVE_PATH CMAKE_SOURCE_DIR BASE_DIRECTORY "${folder}" OUTPUT_VARIABLE up)
        target_compile_options(${target} PRIVATE "-ffile-prefix-map=${folder}/${up}/=")
    endif()
endfunction()

# unbraid_sources_to_unite (target result): by their full paths, without those that are compiled alone.
function(unbraid_sources_to_unite target result)
    get_target_property(sources ${target} SOURCES)
    get_target_property(folder ${target} SOURCE_DIR)
    set(united "")
    foreach(source IN LISTS sources)
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}" NORMALIZE)
        set(is_alone OFF)
        foreach(property IN ITEMS SKIP_UNITY_BUILD_INCLUSION COMPILE_OPTIONS COMPILE_DEFINITIONS INCLUDE_DIRECTORIES)
            get_source_file_property(value "${source}" TARGET_DIRECTORY ${target} ${property})
            if(value)
                set(is_alone ON)
            endif()
        endforeach()
        if(source MATCHES "\\.cpp$" AND NOT is_alone)
            list(APPEND united "${source}")
        endif()
    endforeach()
    set(${result} "${united}" PARENT_SCOPE)
endfunction()

function(unbraid_write_unit target unit)
    cmake_path(GET unit PARENT_PATH folder)
    get_target_property(names ${target} UNBRAID_UNIT_NAMES)
    get_target_property(first ${target} UNBRAID_UNIT_FIRST)
    set(text "#define UNBRAID_JOINED(name, suffix) name##suffix\n#define UNBRAID_OWN(name, suffix) UNBRAID_JOINED (name, suffix)\n")
    set(number 0)
    foreach(source IN LISTS ARGN)
        cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${folder}" OUTPUT_VARIABLE path)
        string(APPEND text "\n${first}\n")
        foreach(name IN LISTS names)
            string(APPEND text "#define ${name} UNBRAID_OWN (${name}, _of${number})\n")
        endforeach()
        string(APPEND text "#include \"${path}\"\n")
        foreach(name IN LISTS names)
            string(APPEND text "#undef ${name}\n")
        endforeach()
        math(EXPR number "${number} + 1")
    endforeach()
    file(CONFIGURE OUTPUT "${unit}" CONTENT "${text}" @ONLY)
    target_sources(${target} PRIVATE "${unit}")
    set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target} PROPERTIES HEADER_FILE_ONLY ON)
endfunction()

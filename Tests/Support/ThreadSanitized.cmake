# SPDX-License-Identifier: GPL-3.0-or-later
# unbraid_thread_sanitized (unbraid_core unbraid_files ...): for each static library of ours a twin, <name>_tsan, of
# the same sources and settings, which links the twins of the others, and whose users are compiled and linked with the
# thread sanitizer too. Name every library of ours that the named ones link. Built when something that links it is.
set(thread_sanitizer -O1 -fsanitize=thread -fno-omit-frame-pointer -g1)

# What a program with them is started by; a test program takes it as its CROSSCOMPILING_EMULATOR. GCC 12's sanitizer
# stops with "unexpected memory mapping" on kernels that scatter addresses over 32 bits. Empty where that is forbidden.
execute_process(COMMAND setarch -R true RESULT_VARIABLE setarch_result OUTPUT_QUIET ERROR_QUIET)
set(fixed_addresses "")
if(setarch_result EQUAL 0)
    set(fixed_addresses setarch -R)
endif()

function(unbraid_thread_sanitized)
    list(JOIN ARGN "|" ours)
    foreach(library IN LISTS ARGN)
        unbraid_sources_of(${library} sources)
        add_library(${library}_tsan STATIC EXCLUDE_FROM_ALL ${sources})
        set_target_properties(${library}_tsan PROPERTIES EXPORT_COMPILE_COMMANDS OFF) # clang-tidy sees a source once
        foreach(property IN ITEMS
            LINK_LIBRARIES INCLUDE_DIRECTORIES COMPILE_DEFINITIONS COMPILE_OPTIONS COMPILE_FEATURES)
            foreach(name IN ITEMS ${property} INTERFACE_${property})
                get_target_property(values ${library} ${name})
                if(values)
                    list(TRANSFORM values REPLACE "(^|:)(${ours})(>|$)" "\\1\\2_tsan\\3")
                    set_target_properties(${library}_tsan PROPERTIES ${name} "${values}")
                endif()
            endforeach()
        endforeach()
        target_compile_options(${library}_tsan PUBLIC ${thread_sanitizer})
        target_link_options(${library}_tsan PUBLIC -fsanitize=thread)
        get_target_property(size ${library} UNBRAID_UNIT_SIZE)
        get_target_property(names ${library} UNBRAID_UNIT_NAMES)
        if(size)
            unbraid_unite(${library}_tsan ${size} NAMES ${names})
        endif()
        get_target_property(headers ${library} PRECOMPILE_HEADERS)
        if(headers)
            target_precompile_headers(${library}_tsan PRIVATE ${headers})
        endif()
    endforeach()
endfunction()

# The sources by their full paths, with their own properties, which CMake keeps by folder.
function(unbraid_sources_of library result)
    get_target_property(folder ${library} SOURCE_DIR)
    get_target_property(sources ${library} SOURCES)
    foreach(source IN LISTS sources)
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}")
        foreach(property IN ITEMS COMPILE_OPTIONS COMPILE_DEFINITIONS SKIP_PRECOMPILE_HEADERS SKIP_UNITY_BUILD_INCLUSION)
            get_source_file_property(value "${source}" TARGET_DIRECTORY ${library} ${property})
            if(value)
                set_source_files_properties("${source}" PROPERTIES ${property} "${value}")
            endif()
        endforeach()
        list(APPEND paths "${source}")
    endforeach()
    set(${result} "${paths}" PARENT_SCOPE)
endfunction()

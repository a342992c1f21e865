# SPDX-License-Identifier: GPL-3.0-or-later
# unbraid_windows_program (target description): what Windows shows of a program, its icon, and the manifest by which its narrow
# text is UTF-8 and its paths may be long. Elsewhere nothing.
function(unbraid_windows_program target description)
    if(NOT WIN32)
        return()
    endif()
    set(folder "${CMAKE_SOURCE_DIR}/Resources/Windows")
    set(manifest "${folder}/program.manifest")
    set(icon "${folder}/unbraid.ico")
    string(REPLACE "." "," version "${PROJECT_VERSION}.0")
    configure_file("${folder}/program.rc.in" "${CMAKE_CURRENT_BINARY_DIR}/${target}.rc" @ONLY)
    target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${target}.rc")
    if(MSVC)
        target_link_options(${target} PRIVATE /MANIFEST:NO) # the resource has it
    endif()
endfunction()

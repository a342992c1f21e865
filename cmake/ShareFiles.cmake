# SPDX-License-Identifier: GPL-3.0-or-later
# Folders with the same files, whose bytes lie on the disk once: hard links, which a copy of a bundle, an archive and a file manager
# take for the files that they are. Where links are not to be had, copies.
#
# cmake -D FOLDER=folder -D FILES=file;... -P: the folder has these files
# cmake -D FOLDERS=folder;... -P: files of one name and the same bytes in several of them become one

# unbraid_share_files (folder file...): the folder has these files, and none else.
function(unbraid_share_files folder)
    file(REMOVE_RECURSE "${folder}")
    file(MAKE_DIRECTORY "${folder}")
    foreach(file IN LISTS ARGN)
        cmake_path(GET file FILENAME name)
        file(CREATE_LINK "${file}" "${folder}/${name}" COPY_ON_ERROR)
    endforeach()
endfunction()

# unbraid_unite_files (folder...): files of one name and the same bytes become one.
function(unbraid_unite_files)
    set(others "")
    foreach(folder IN LISTS ARGN)
        file(GLOB files LIST_DIRECTORIES FALSE "${folder}/*")
        foreach(file IN LISTS files)
            cmake_path(GET file FILENAME name)
            foreach(other IN LISTS others)
                execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files "${file}" "${other}/${name}" RESULT_VARIABLE different
                    OUTPUT_QUIET ERROR_QUIET) # or there is none
                if(NOT different)
                    file(CREATE_LINK "${other}/${name}" "${file}" COPY_ON_ERROR)
                    break()
                endif()
            endforeach()
        endforeach()
        list(APPEND others "${folder}")
    endforeach()
endfunction()

# unbraid_share_with_bundles (prefix): the plugins' bundles below it have the dictionaries of its data.
function(unbraid_share_with_bundles prefix)
    file(GLOB dictionaries LIST_DIRECTORIES FALSE "${prefix}/share/unbraid/dictionaries/*")
    foreach(plugin Unbraid "Unbraid Stereo")
        foreach(bundle "lib/vst3/${plugin}.vst3/Contents" "lib/lv2/${plugin}.lv2")
            if(dictionaries AND EXISTS "${prefix}/${bundle}")
                unbraid_share_files("${prefix}/${bundle}/Resources/Dictionaries" ${dictionaries})
            endif()
        endforeach()
    endforeach()
    set(bundle "${prefix}/lib/lv2/unbraid-voice.lv2") # with its own two alone
    if(dictionaries AND EXISTS "${bundle}")
        list(FILTER dictionaries INCLUDE REGEX "/speech(-light)?\\.(safetensors|md)$")
        unbraid_share_files("${bundle}/Resources/Dictionaries" ${dictionaries})
    endif()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    if(FILES)
        unbraid_share_files("${FOLDER}" ${FILES})
    endif()
    unbraid_unite_files(${FOLDERS})
endif()

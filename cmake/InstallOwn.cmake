# SPDX-License-Identifier: GPL-3.0-or-later
# Puts what was built into the user's own folders. A place begins with `home`, or with `config`, the user's folder of settings, which
# are looked up when this is run.
#
# cmake -P InstallOwn.cmake folder FOLDER PLACE    the place is a copy of the folder, and nothing else
# cmake -P InstallOwn.cmake files PLACE FILE...    the place has these files
# cmake -P InstallOwn.cmake share PLACE...         files that several of the places have lie on the disk once

# unbraid_own_place (place variable): where that is.
function(unbraid_own_place place variable)
    set(home "$ENV{HOME}")
    set(config "$ENV{XDG_CONFIG_HOME}")
    if(NOT IS_ABSOLUTE "${config}")
        set(config "${home}/.config")
    endif()
    if(NOT IS_ABSOLUTE "${home}" OR NOT place MATCHES "^(home|config)/(.+)$")
        message(FATAL_ERROR "There is no home folder. (HOME: '${home}', place: '${place}')")
    endif()
    set(${variable} "${${CMAKE_MATCH_1}}/${CMAKE_MATCH_2}" PARENT_SCOPE)
endfunction()

set(arguments "")
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(number RANGE 4 ${last})
    list(APPEND arguments "${CMAKE_ARGV${number}}")
endforeach()
if(CMAKE_ARGV3 STREQUAL "folder")
    list(POP_FRONT arguments folder place)
    unbraid_own_place("${place}" place)
    cmake_path(GET place PARENT_PATH around)
    file(MAKE_DIRECTORY "${around}")
    file(REMOVE_RECURSE "${place}")
    execute_process(COMMAND ${CMAKE_COMMAND} -E copy_directory "${folder}" "${place}" COMMAND_ERROR_IS_FATAL ANY)
    message("${place}")
elseif(CMAKE_ARGV3 STREQUAL "files")
    list(POP_FRONT arguments place)
    unbraid_own_place("${place}" place)
    file(MAKE_DIRECTORY "${place}")
    execute_process(COMMAND ${CMAKE_COMMAND} -E copy ${arguments} "${place}" COMMAND_ERROR_IS_FATAL ANY)
    message("${place}")
elseif(CMAKE_ARGV3 STREQUAL "share")
    include("${CMAKE_CURRENT_LIST_DIR}/ShareFiles.cmake")
    set(places "")
    foreach(place IN LISTS arguments)
        unbraid_own_place("${place}" place)
        list(APPEND places "${place}")
    endforeach()
    unbraid_unite_files(${places})
else()
    message(FATAL_ERROR "InstallOwn.cmake takes folder, files or share, not '${CMAKE_ARGV3}'.")
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# What is looked for, and what is said of it: which parts are built, and why the others are not.
set(UNBRAID_BUILT "" CACHE INTERNAL "What is built, in words")
set(UNBRAID_LEFT_OUT "" CACHE INTERNAL "What is left out, in words, with what brings it")

# unbraid_component (FOUND what list [reason]): notes whether `what` is built; `list` names the packages that it needs, `reason`
# says more where there is more to say.
function(unbraid_component found what list)
    if(found)
        set(UNBRAID_BUILT ${UNBRAID_BUILT} "${what}" CACHE INTERNAL "")
        return()
    endif()
    set(why "needs the packages in ${list}")
    if(ARGV3)
        set(why "${ARGV3}")
    endif()
    set(UNBRAID_LEFT_OUT ${UNBRAID_LEFT_OUT} "${what} (${why})" CACHE INTERNAL "")
endfunction()

# unbraid_need (found what package): notes that `what` is needed in any case, and the Debian package that brings it; unbraid_end_needs
# (list) ends the configuration where something is missing, and names all of it.
set(UNBRAID_MISSING "" CACHE INTERNAL "What is needed and missing, in words, with the Debian package that brings it")
function(unbraid_need found what package)
    if(NOT found)
        set(UNBRAID_MISSING ${UNBRAID_MISSING} "${what} (${package})" CACHE INTERNAL "")
    endif()
endfunction()

function(unbraid_end_needs list)
    if(UNBRAID_MISSING)
        list(JOIN UNBRAID_MISSING ", " missing)
        message(FATAL_ERROR "Something is missing that Unbraid is built with. In parentheses the Debian package that brings it; ${list} "
            "lists them all.\n  ${missing}\n")
    endif()
endfunction()

function(unbraid_print_components)
    list(JOIN UNBRAID_BUILT ", " built)
    message(STATUS "Built: ${built}")
    foreach(part IN LISTS UNBRAID_LEFT_OUT)
        message(STATUS "Left out: ${part}")
    endforeach()
endfunction()

# unbraid_find_version (package oldest before folder reason): the folder of the first installed `package` that is at least
# `oldest` and older than `before`, where find_package looks; empty where there is none, and then `reason` says what there is.
# The package itself is not loaded: find_package (package CONFIG PATHS folder NO_DEFAULT_PATH) does that. find_package alone takes
# another major version for a mismatch, and keeps it to itself.
function(unbraid_find_version package oldest before folder reason)
    set(chosen "${${package}_DIR}") # which the search for a version that nobody has forgets
    find_package(${package} 65535 EXACT CONFIG QUIET)
    unset(${package}_DIR CACHE)
    if(chosen)
        set(${package}_DIR "${chosen}" CACHE PATH "The folder of ${package}'s CMake files")
    endif()

    set(refused "")
    foreach(config version IN ZIP_LISTS ${package}_CONSIDERED_CONFIGS ${package}_CONSIDERED_VERSIONS)
        file(REAL_PATH "${config}" place) # /lib is /usr/lib
        cmake_path(GET place PARENT_PATH place)
        if(version VERSION_GREATER_EQUAL oldest AND version VERSION_LESS before)
            set(${folder} "${place}" PARENT_SCOPE)
            set(${reason} "" PARENT_SCOPE)
            return()
        endif()
        list(APPEND refused "${package} ${version} found in ${place}")
    endforeach()
    list(REMOVE_DUPLICATES refused)
    list(JOIN refused ", " refused)
    if(refused)
        set(refused "${refused}: at least ${oldest} and less than ${before} is needed")
    else()
        set(refused "${package} not found: at least ${oldest} and less than ${before} is needed")
    endif()
    set(${folder} "" PARENT_SCOPE)
    set(${reason} "${refused}" PARENT_SCOPE)
endfunction()

# unbraid_find_debian_tools (found reason): whether those programs are here without which a Debian package would not name the libraries
# that it needs; CPack makes it all the same, and it installs and does not start.
function(unbraid_find_debian_tools found reason)
    set(missing "")
    foreach(program dpkg-shlibdeps file)
        find_program(place ${program} NO_CACHE)
        if(NOT place)
            list(APPEND missing ${program})
        endif()
        unset(place)
    endforeach()
    if(missing)
        list(JOIN missing " and " names)
        set(${found} OFF PARENT_SCOPE)
        set(${reason} "the libraries that a Debian package depends on cannot be found without ${names}, see packages-package.txt" PARENT_SCOPE)
    else()
        set(${found} ON PARENT_SCOPE)
        set(${reason} "" PARENT_SCOPE)
    endif()
endfunction()

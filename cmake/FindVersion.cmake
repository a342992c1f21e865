# SPDX-License-Identifier: GPL-3.0-or-later
# Packages of more than one major version: what find_package alone takes for a mismatch, and keeps to itself.

# unbraid_find_version (package oldest before folder reason): the folder of the first installed `package` that is at least
# `oldest` and older than `before`, where find_package looks; empty where there is none, and then `reason` says what there is.
# The package itself is not loaded: find_package (package CONFIG PATHS folder NO_DEFAULT_PATH) does that.
function(unbraid_find_version package oldest before folder reason)
    set(chosen "${${package}_DIR}") # which the search for a version that nobody has forgets
    find_package(${package} 65535 EXACT CONFIG QUIET)
    unset(${package}_DIR CACHE)
    if(chosen)
        set(${package}_DIR "${chosen}" CACHE PATH "The folder of ${package}'s CMake files")
    endif()

    set(refused "")
    foreach(config version IN ZIP_LISTS ${package}_CONSIDERED_CONFIGS ${package}_CONSIDERED_VERSIONS)
        cmake_path(GET config PARENT_PATH place)
        if(version VERSION_GREATER_EQUAL oldest AND version VERSION_LESS before)
            set(${folder} "${place}" PARENT_SCOPE)
            set(${reason} "" PARENT_SCOPE)
            return()
        endif()
        list(APPEND refused "${package} ${version} found in ${place}")
    endforeach()
    list(JOIN refused ", " refused)
    if(refused)
        set(refused "${refused}: at least ${oldest} and less than ${before} is needed")
    else()
        set(refused "${package} not found: at least ${oldest} and less than ${before} is needed")
    endif()
    set(${folder} "" PARENT_SCOPE)
    set(${reason} "${refused}" PARENT_SCOPE)
endfunction()

# SPDX-License-Identifier: GPL-3.0-or-later
# No Debian package is made whose libraries cannot be found: neither where a program is missing that finds them, nor where it is there and
# the package names none all the same.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}/empty" "${FOLDER}/some" "${FOLDER}/all")
foreach(program IN ITEMS some/file all/file all/dpkg-shlibdeps)
    file(WRITE "${FOLDER}/${program}" "#!/bin/sh\n")
    file(CHMOD "${FOLDER}/${program}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endforeach()

# check (folder pattern): with the programs of that folder alone, DebianFiles.cmake ends as `pattern` says; empty: without an error.
function(check folder pattern)
    execute_process(COMMAND ${CMAKE_COMMAND} -D CPACK_GENERATOR=DEB -D CMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF
        -D CMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF -D "CMAKE_PROGRAM_PATH=${FOLDER}/${folder}" -P "${SOURCE}/cmake/DebianFiles.cmake"
        OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
    string(REGEX REPLACE "[ \n]+" " " said "${said}")
    if(pattern STREQUAL "")
        if(failed)
            message(FATAL_ERROR "${folder}: ${said}")
        endif()
    elseif(NOT failed OR NOT said MATCHES "No Debian package can be made: the libraries that a Debian package depends on cannot be found without ${pattern}, see packages-package.txt")
        message(FATAL_ERROR "${folder}: ${said}")
    endif()
endfunction()
check(empty "dpkg-shlibdeps and file")
check(some "dpkg-shlibdeps")
check(all "")

find_program(DPKG_DEB dpkg-deb)
if(NOT DPKG_DEB)
    message("skipped: dpkg-deb is not here")
    return()
endif()
foreach(depends IN ITEMS "libx11-6, libxext6" "libx11-6, libc6 (>= 2.34)")
    set(tree "${FOLDER}/tree")
    file(REMOVE_RECURSE "${tree}")
    file(WRITE "${tree}/DEBIAN/control" "Package: kettle\nVersion: 1\nArchitecture: all\nMaintainer: nobody <a@b.example>\n"
        "Depends: ${depends}\nDescription: a package for a test\n")
    set(package "${FOLDER}/kettle_1_all.deb")
    execute_process(COMMAND "${DPKG_DEB}" --root-owner-group -b "${tree}" "${package}" OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${CMAKE_COMMAND} -D "CPACK_PACKAGE_FILES=${package}" -P "${SOURCE}/cmake/PackLinks.cmake"
        ERROR_VARIABLE said RESULT_VARIABLE failed)
    string(REGEX REPLACE "[ \n]+" " " said "${said}")
    if(depends MATCHES "libc6")
        if(failed OR NOT EXISTS "${package}")
            message(FATAL_ERROR "a package with '${depends}' is refused: ${said}")
        endif()
    elseif(NOT failed OR EXISTS "${package}" OR NOT said MATCHES "would not depend on the libraries that it needs")
        message(FATAL_ERROR "a package with '${depends}' is kept: ${said}")
    endif()
endforeach()
file(REMOVE_RECURSE "${FOLDER}")

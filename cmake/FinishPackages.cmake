# SPDX-License-Identifier: GPL-3.0-or-later
# After CPack: the source beside the packages, without CPack's own folder, and the sums of all files.
file(REMOVE_RECURSE "${FOLDER}/_CPack_Packages")
find_program(GIT git)
if(GIT AND EXISTS "${SOURCE}/.git")
    execute_process(COMMAND "${GIT}" archive --prefix=${NAME}/ -o "${FOLDER}/${NAME}-source.tar.gz" HEAD
        WORKING_DIRECTORY "${SOURCE}" COMMAND_ERROR_IS_FATAL ANY)
endif()
file(GLOB packages LIST_DIRECTORIES FALSE RELATIVE "${FOLDER}" "${FOLDER}/*")
list(FILTER packages EXCLUDE REGEX "SHA256SUMS")
set(sums "")
foreach(package IN LISTS packages)
    file(SHA256 "${FOLDER}/${package}" sum)
    file(SIZE "${FOLDER}/${package}" bytes)
    math(EXPR kilobytes "${bytes} / 1000")
    string(APPEND sums "${sum}  ${package}\n")
    message(STATUS "${package}: ${kilobytes} kB")
endforeach()
file(WRITE "${FOLDER}/SHA256SUMS" "${sums}")

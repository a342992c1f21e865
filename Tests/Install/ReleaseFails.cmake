# SPDX-License-Identifier: GPL-3.0-or-later
# A release of which one file cannot be made ends with an error that names the file, and with the last that was said, however little or
# much it was.
set(python "${FOLDER}/python") # finds all that a wheel needs, and makes none
foreach(lines IN ITEMS 1 4000)
    file(WRITE "${python}" "#!/bin/sh\n[ \"$1\" = -c ] || { echo its beginning; seq ${lines}; echo 'no wheel today'; exit 3; }\n")
    file(CHMOD "${python}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    execute_process(COMMAND ${CMAKE_COMMAND} -D "OUT=${FOLDER}/files" -D PARTS=wheel -D "PYTHON=${python}" -P "${SOURCE}/cmake/Release.cmake"
        OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
    string(FIND "${said}" "its beginning" beginning)
    if(NOT failed OR NOT said MATCHES "the wheel cannot be made" OR NOT said MATCHES "no wheel today" OR (lines GREATER 1 AND beginning GREATER -1))
        message(FATAL_ERROR "after ${lines} lines the release said: ${said}")
    endif()
endforeach()
file(REMOVE_RECURSE "${FOLDER}")

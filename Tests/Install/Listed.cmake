# SPDX-License-Identifier: GPL-3.0-or-later
# What catalogues get: with a page, AppStream metadata with screenshots that the standard takes, of pictures that are there; and an
# entry for the registry with the size and the sum of a package.
include("${SOURCE}/cmake/Listing.cmake")
set(CMAKE_SOURCE_DIR "${SOURCE}")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
set(metainfo "${SOURCE}/Resources/Desktop/org.unbraid.unbraid.metainfo.xml")
unbraid_list("" "${metainfo}" "${FOLDER}/without.metainfo.xml")
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files "${metainfo}" "${FOLDER}/without.metainfo.xml" COMMAND_ERROR_IS_FATAL ANY)
unbraid_list("https://unbraid.example" "${metainfo}" "${FOLDER}/org.unbraid.unbraid.metainfo.xml")
file(READ "${FOLDER}/org.unbraid.unbraid.metainfo.xml" listed)
string(REGEX MATCHALL "https://unbraid.example/screenshots/[^<]+" pictures "${listed}")
list(LENGTH pictures count)
if(count LESS 3 OR NOT listed MATCHES "<url type=\"homepage\">https://unbraid.example</url>")
    message(FATAL_ERROR "${count} screenshots: ${listed}")
endif()
foreach(picture IN LISTS pictures)
    cmake_path(GET picture FILENAME name)
    if(NOT EXISTS "${SOURCE}/Docs/Images/Editor/${name}")
        message(FATAL_ERROR "no picture ${name} in Docs/Images/Editor")
    endif()
endforeach()
find_program(APPSTREAMCLI appstreamcli)
if(APPSTREAMCLI)
    execute_process(COMMAND "${APPSTREAMCLI}" validate --no-net --pedantic "${FOLDER}/org.unbraid.unbraid.metainfo.xml"
        COMMAND_ERROR_IS_FATAL ANY)
endif()

file(WRITE "${FOLDER}/unbraid-${VERSION}-Linux-x86_64.tar.gz" "seven b")
set(entry ${CMAKE_COMMAND} -D "FOLDER=${FOLDER}" -D "VERSION=${VERSION}" -D "SOURCE=${SOURCE}")
execute_process(COMMAND ${entry} -D HOME=https://unbraid.example -P "${SOURCE}/cmake/RegistryEntry.cmake" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND python3 -c "
import hashlib, sys
try:
    import yaml
except ImportError:
    sys.exit (0) # its form stays unread
entry = yaml.safe_load (open (sys.argv[1]))
only, = entry['files']
assert only['size'] == 7 and only['sha256'] == hashlib.sha256 (b'seven b').hexdigest() and only['type'] == 'archive', only
assert only['url'] == 'https://unbraid.example/downloads/unbraid-' + sys.argv[2] + '-Linux-x86_64.tar.gz', only
assert entry['license'] == 'gpl-3.0' and entry['type'] == 'effect' and len (entry['changes']) <= 256, entry
assert {'name', 'author', 'description', 'tags', 'url', 'image', 'audio', 'date'} <= set (entry), entry
" "${FOLDER}/registry/index.yaml" "${VERSION}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${entry} -P "${SOURCE}/cmake/RegistryEntry.cmake" COMMAND_ERROR_IS_FATAL ANY)
file(READ "${FOLDER}/registry/index.yaml" unlisted)
if(unlisted MATCHES "url:" OR NOT unlisted MATCHES "size: 7\n")
    message(FATAL_ERROR "an entry without a page: ${unlisted}")
endif()
message("listed")

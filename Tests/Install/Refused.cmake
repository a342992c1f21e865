# SPDX-License-Identifier: GPL-3.0-or-later
# unbraid_find_version among made-up packages: takes what is new enough and not too new, else says what there is, and where.
cmake_minimum_required(VERSION 3.22)
include("${SOURCE}/cmake/Requirements.cmake")
file(REMOVE_RECURSE "${FOLDER}")

# A package that compares versions as Debian's JUCE and Catch2 do: none but its own will do.
function(make_package prefix name version)
    set(place "${FOLDER}/${prefix}/lib/cmake/${name}")
    file(WRITE "${place}/${name}Config.cmake" "message(FATAL_ERROR \"${name} is loaded\")\n")
    file(WRITE "${place}/${name}ConfigVersion.cmake" "set(PACKAGE_VERSION ${version})
        if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
            set(PACKAGE_VERSION_EXACT TRUE)
            set(PACKAGE_VERSION_COMPATIBLE TRUE)
        endif()\n")
endfunction()
make_package(old Kettle 6.1.5)
make_package(good Kettle 8.0.6)
make_package(early Kettle 7.0.5)
make_package(late Kettle 9.0.0)

# check (prefixes place pattern): with these prefixes Kettle 7.0.5 to 8 is found in `place`, the reason matches `pattern`.
function(check prefixes place pattern)
    list(TRANSFORM prefixes PREPEND "${FOLDER}/")
    set(CMAKE_PREFIX_PATH ${prefixes})
    unbraid_find_version(Kettle 7.0.5 9 folder reason)
    if(place)
        set(place "${FOLDER}/${place}/lib/cmake/Kettle")
    endif()
    if(NOT folder STREQUAL place OR NOT reason MATCHES "^${pattern}$")
        message(FATAL_ERROR "with ${prefixes}: found '${folder}', not '${place}'; '${reason}', not '${pattern}'")
    endif()
endfunction()
set(range "at least 7\\.0\\.5 and less than 9 is needed")
check("" "" "Kettle not found: ${range}")
check(old "" "Kettle 6\\.1\\.5 found in ${FOLDER}/old/lib/cmake/Kettle: ${range}")
file(CREATE_LINK "${FOLDER}/old" "${FOLDER}/linked" SYMBOLIC)
check("old;linked" "" "Kettle 6\\.1\\.5 found in ${FOLDER}/old/lib/cmake/Kettle: ${range}")
check("old;late" "" "Kettle 6\\.1\\.5 found in [^,]+, Kettle 9\\.0\\.0 found in [^,]+: ${range}")
check(good good "")
check("early;good" early "")
check("old;late;good" good "")

# What cannot be done without is named all at once, with the package that brings it.
file(WRITE "${FOLDER}/needs.cmake" "include(\"${SOURCE}/cmake/Requirements.cmake\")
    unbraid_need(OFF \"a kettle\" kettle-dev)
    unbraid_need(ON water water-dev)
    unbraid_need(\"\" \"a cup\" cup-dev)
    unbraid_end_needs(list.txt)\n")
execute_process(COMMAND ${CMAKE_COMMAND} -P "${FOLDER}/needs.cmake" ERROR_VARIABLE said RESULT_VARIABLE failed)
if(NOT failed OR NOT said MATCHES "list.txt.*a kettle \\(kettle-dev\\), a cup \\(cup-dev\\)" OR said MATCHES "water")
    message(FATAL_ERROR "what is missing is not named: ${said}")
endif()
# Nothing else ends a configuration: whatever is looked for is named in this way.
file(STRINGS "${SOURCE}/cmake/Components.cmake" required REGEX "(find_package|pkg_check_modules|find_path|find_library).* REQUIRED")
file(STRINGS "${SOURCE}/cmake/Web/Page.cmake" required_by_page REGEX " REQUIRED")
list(FILTER required EXCLUDE REGEX "Threads") # the C library's own
if(required OR required_by_page)
    message(FATAL_ERROR "these end a configuration without the name of a package: ${required} ${required_by_page}")
endif()

# It is told as it was found.
unbraid_component(FALSE tea list.txt "Kettle 6.1.5 found in x: more is needed")
unbraid_component(FALSE coffee list.txt)
unbraid_component(TRUE water list.txt)
if(NOT UNBRAID_LEFT_OUT STREQUAL "tea (Kettle 6.1.5 found in x: more is needed);coffee (needs the packages in list.txt)"
        OR NOT UNBRAID_BUILT STREQUAL water)
    message(FATAL_ERROR "built: ${UNBRAID_BUILT}; left out: ${UNBRAID_LEFT_OUT}")
endif()

# Whoever names a folder gets that one, now and the next time.
set(Kettle_DIR "${FOLDER}/good/lib/cmake/Kettle" CACHE PATH "")
check(early good "")
check(early good "")
file(REMOVE_RECURSE "${FOLDER}")

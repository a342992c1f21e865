# SPDX-License-Identifier: GPL-3.0-or-later
# What catalogues of programs are told that only the project's page can answer: where the page is, and where pictures and packages
# lie, for the AppStream metadata and the entry for the Open Audio Stack's registry. The address is that which the plugins and the
# Windows installer name; whoever publishes elsewhere names another. Empty: there is no page.
set(UNBRAID_HOME "https://unbraid.org" CACHE STRING "Address of the project's page, https://...; pictures are expected in its folder screenshots, packages in downloads")
if(UNBRAID_HOME AND NOT UNBRAID_HOME MATCHES "^https://[^ ]+[^/ ]$")
    message(FATAL_ERROR "UNBRAID_HOME, '${UNBRAID_HOME}', is no address: https://... without a slash at its end is needed")
endif()

# unbraid_list (home metainfo result): the AppStream metadata, with the page and its screenshots where there is one. The pictures are
# those of Docs/Images/Editor, which Resources/Desktop/screenshots.txt names with their captions.
function(unbraid_list home metainfo result)
    file(READ "${metainfo}" text)
    if(home)
        file(STRINGS "${CMAKE_SOURCE_DIR}/Resources/Desktop/screenshots.txt" pictures REGEX "^[^#]")
        set(block "  <url type=\"homepage\">${home}</url>\n  <screenshots>\n")
        set(kind " type=\"default\"")
        foreach(picture IN LISTS pictures)
            string(REGEX MATCH "^([^ ]+) +(.+)$" ignored "${picture}")
            string(APPEND block "    <screenshot${kind}>\n      <caption>${CMAKE_MATCH_2}</caption>\n"
                "      <image>${home}/screenshots/${CMAKE_MATCH_1}</image>\n    </screenshot>\n")
            set(kind "")
        endforeach()
        string(REPLACE "  <provides>" "${block}  </screenshots>\n  <provides>" text "${text}")
    endif()
    file(CONFIGURE OUTPUT "${result}" CONTENT "${text}" @ONLY)
endfunction()

# SPDX-License-Identifier: GPL-3.0-or-later
# Run by CPack on what it is about to pack: what a Debian package has and other installations have not.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif()
include("${CMAKE_CURRENT_LIST_DIR}/Requirements.cmake")
unbraid_find_debian_tools(found reason)
if(NOT found)
    message(FATAL_ERROR "No Debian package can be made: ${reason}")
endif()

string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(changelog "unbraid (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}; changelog.gz says what is new.

 -- ${CPACK_PACKAGE_CONTACT} <>  ${now}
")

function(compress file)
    execute_process(COMMAND gzip -9n "${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER "${component}" COMPONENT)
    set(package "${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME}")
    set(prefix "${CPACK_TEMPORARY_DIRECTORY}/${component}${CPACK_PACKAGING_INSTALL_PREFIX}")
    set(doc "${prefix}/share/doc/${package}")
    file(REMOVE "${prefix}/share/doc/unbraid/LICENCE") # named in `copyright`, on every Debian system
    file(MAKE_DIRECTORY "${doc}")
    if(EXISTS /usr/share/common-licenses/AGPL-3.0)
        file(REMOVE "${prefix}/share/doc/unbraid/AGPL-3.0.txt")
    endif()
    file(COPY "${CPACK_UNBRAID_COPYRIGHT}" DESTINATION "${doc}")
    file(RENAME "${prefix}/share/doc/unbraid/CHANGELOG.md" "${doc}/changelog" RESULT ignored)
    file(WRITE "${doc}/changelog.Debian" "${changelog}")
    compress("${doc}/changelog.Debian")
    if(EXISTS "${doc}/changelog")
        compress("${doc}/changelog")
    endif()
    configure_file("${CPACK_UNBRAID_PACKAGING}/lintian-overrides" "${prefix}/share/lintian/overrides/${package}" COPYONLY)
    if(EXISTS "${prefix}/lib/obs-plugins") # where its OBS looks
        file(MAKE_DIRECTORY "${prefix}/lib/${CPACK_UNBRAID_ARCHITECTURE}")
        file(RENAME "${prefix}/lib/obs-plugins" "${prefix}/lib/${CPACK_UNBRAID_ARCHITECTURE}/obs-plugins")
    endif()
    if(EXISTS "${prefix}/share/zsh/site-functions") # Debian's zsh looks elsewhere
        file(RENAME "${prefix}/share/zsh/site-functions" "${prefix}/share/zsh/vendor-completions")
    endif()
endforeach()

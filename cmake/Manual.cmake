# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages and completions for bash, zsh and fish, made from what the programs that were built say of themselves.
find_package(Python3 3.9 COMPONENTS Interpreter)
unbraid_component("${Python3_FOUND}" "manual pages and completions" packages-plugin.txt)
if(NOT Python3_FOUND)
    return()
endif()

set(manual "${CMAKE_BINARY_DIR}/manual")
set(generators "${CMAKE_SOURCE_DIR}/Resources/Manual")
file(GLOB texts CONFIGURE_DEPENDS "${generators}/*.roff" "${generators}/*.py")
set(programs unbraid)
foreach(program unbraid_live_program unbraid_unfold unbraid_app)
    if(TARGET ${program})
        list(APPEND programs ${program})
    endif()
endforeach()
list(TRANSFORM programs REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE program_files)
find_program(GZIP gzip) # manual pages are kept compressed where they can be

add_custom_command(OUTPUT "${manual}/made"
    COMMAND ${CMAKE_COMMAND} -E rm -rf "${manual}"
    COMMAND Python3::Interpreter -B "${generators}/make_manual.py" --out "${manual}" --version "${PROJECT_VERSION}"
        ${program_files}
    COMMAND "$<$<BOOL:${GZIP}>:${GZIP};-9n;-r;${manual}/man1>"
    COMMAND ${CMAKE_COMMAND} -E touch "${manual}/made"
    DEPENDS ${programs} ${texts} COMMAND_EXPAND_LISTS VERBATIM COMMENT "Writing the manual pages and completions")
add_custom_target(unbraid_manual ALL DEPENDS "${manual}/made")
unbraid_pack(unbraid_manual)

install(DIRECTORY "${manual}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT programs OPTIONAL
    PATTERN "unbraid-unfold.1*" EXCLUDE)
install(DIRECTORY "${manual}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT unfolding OPTIONAL
    FILES_MATCHING PATTERN "unbraid-unfold.1*")
install(FILES "${manual}/unbraid.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME unbraid
    COMPONENT programs OPTIONAL)
install(FILES "${manual}/_unbraid" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" COMPONENT programs OPTIONAL)
install(FILES "${manual}/unbraid.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d"
    COMPONENT programs OPTIONAL)

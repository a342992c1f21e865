# SPDX-License-Identifier: GPL-3.0-or-later
# Pictures of the docs, by hand and looked at before they are committed. `refresh-pictures`: those of the editor and the app that
# a person sees changed. `refresh-plots`: the atoms of every dictionary whose card shows them.
# `refresh-lessons`: what the lessons print and draw, and their notebooks. All need packages-docs.txt.
find_program(UNBRAID_CWEBP NAMES cwebp DOC "Makes WebP pictures")
mark_as_advanced(UNBRAID_CWEBP)
if(TARGET host_editor AND TARGET host_app)
    add_custom_target(refresh-pictures USES_TERMINAL VERBATIM
        COMMAND ${CMAKE_COMMAND} "-DPROGRAMS=$<TARGET_FILE:host_editor>;$<TARGET_FILE:host_app>" "-DCWEBP=${UNBRAID_CWEBP}"
            "-DKEPT=${CMAKE_SOURCE_DIR}/Docs/Images/Editor" "-DSHOTS=${CMAKE_BINARY_DIR}/screenshots/editor"
            -P "${CMAKE_CURRENT_LIST_DIR}/RefreshPictures.cmake")
    add_dependencies(refresh-pictures host_editor host_app)
endif()
if(TARGET unbraid)
    add_custom_target(refresh-plots USES_TERMINAL VERBATIM
        COMMAND ${CMAKE_COMMAND} "-DUNBRAID=$<TARGET_FILE:unbraid>" "-DCWEBP=${UNBRAID_CWEBP}"
            "-DDICTIONARIES=${CMAKE_SOURCE_DIR}/Resources/Dictionaries" "-DIMAGES=${CMAKE_SOURCE_DIR}/Docs/Images"
            "-DSCRATCH=${CMAKE_BINARY_DIR}/screenshots/plots" -P "${CMAKE_CURRENT_LIST_DIR}/RefreshPlots.cmake")
    add_dependencies(refresh-plots unbraid)
endif()
if(TARGET unbraid_python)
    add_custom_target(refresh-lessons USES_TERMINAL VERBATIM
        COMMAND ${CMAKE_COMMAND} -E env "PYTHONPATH=${CMAKE_BINARY_DIR}/python" "UNBRAID_PROGRAM=$<TARGET_FILE:unbraid>"
            "UNBRAID_DICTIONARIES=${CMAKE_SOURCE_DIR}/Resources/Dictionaries" "${UNBRAID_PYTHON_PROGRAM}" -B
            "${CMAKE_SOURCE_DIR}/Docs/Lessons/make_lessons.py")
    add_dependencies(refresh-lessons unbraid unbraid_python)
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts where: everything that was built, and the data that belongs to it. What was not built is left
# out without a word: hence OPTIONAL. Packages build all of it (unbraid_pack). Five components, one for each package: programs,
# unfolding, obs, development, and python, which is installed by its package alone; and one without a package, mpi, since MPI is the
# cluster's own.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# unbraid_pack (target...): packages build these before they are made.
function(unbraid_pack)
    set_property(GLOBAL APPEND PROPERTY UNBRAID_PACKED ${ARGN})
endfunction()

# unbraid_strip (target): names of functions are for debuggers, and a sixth of a program's size; `dev` keeps them. What is never called
# is left out, function by function: a bundle has the engine, and a part of what learns.
function(unbraid_strip target)
    if(UNIX AND NOT APPLE)
        target_link_options(${target} PRIVATE $<$<CONFIG:Release>:-s> -Wl,--gc-sections)
    endif()
endfunction()
if(UNIX AND NOT APPLE)
    foreach(library platform core files training plugin_engine plugin editor pulse live app_window clap interface)
        if(TARGET unbraid_${library})
            target_compile_options(unbraid_${library} PRIVATE $<$<CONFIG:Release>:-ffunction-sections;-fdata-sections>)
        endif()
    endforeach()
endif()

# unbraid_install_program (target component): of its own name, if the target exists and was built.
function(unbraid_install_program target component)
    if(TARGET ${target})
        unbraid_strip(${target})
        install(TARGETS ${target} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT ${component} OPTIONAL)
        if(NOT component STREQUAL "mpi")
            unbraid_pack(${target})
        endif()
    endif()
endfunction()
unbraid_install_program(unbraid programs)
unbraid_install_program(unbraid_live_program programs)
unbraid_install_program(unbraid_unfold unfolding)
unbraid_install_program(unbraid_mpi mpi)
unbraid_install_program(unbraid_unfold_mpi mpi)

# `Unbraid` and `unbraid` are one name on some disks.
if(TARGET unbraid_app)
    unbraid_strip(unbraid_app)
    unbraid_pack(unbraid_app)
    set(app_name unbraid-app${CMAKE_EXECUTABLE_SUFFIX})
    install(PROGRAMS $<TARGET_FILE:unbraid_app> DESTINATION "${CMAKE_INSTALL_BINDIR}" RENAME ${app_name}
        COMPONENT programs OPTIONAL)
    if(CMAKE_STRIP AND NOT MSVC) # what `install(TARGETS)` does by itself, which cannot rename
        install(CODE "
            set(app \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/${app_name}\")
            if(CMAKE_INSTALL_DO_STRIP AND EXISTS \"\${app}\")
                execute_process(COMMAND \"${CMAKE_STRIP}\" \"\${app}\" COMMAND_ERROR_IS_FATAL ANY)
            endif()" COMPONENT programs)
    endif()
endif()

# unbraid_install_bundle (target folder): a plugin's bundle, its library stripped where the rest is.
function(unbraid_install_bundle target folder)
    unbraid_pack(${target})
    get_target_property(bundle ${target} JUCE_PLUGIN_ARTEFACT_FILE)
    if(APPLE OR WIN32)
        install(DIRECTORY "${bundle}" DESTINATION "${folder}" COMPONENT programs USE_SOURCE_PERMISSIONS OPTIONAL)
        return()
    endif()
    install(DIRECTORY "${bundle}" DESTINATION "${folder}" COMPONENT programs OPTIONAL PATTERN "*.so" EXCLUDE
        PATTERN "Dictionaries" EXCLUDE) # they get those of the data, below
    cmake_path(GET bundle PARENT_PATH built_in)
    get_target_property(library_folder ${target} LIBRARY_OUTPUT_DIRECTORY)
    string(REPLACE "${built_in}/" "" library_folder "${library_folder}")
    install(TARGETS ${target} LIBRARY DESTINATION "${folder}/${library_folder}" COMPONENT programs OPTIONAL)
endfunction()
set(unbraid_folder_of_VST3 lib/vst3) # where every host looks, whatever the libraries' own folder is called
set(unbraid_folder_of_LV2 lib/lv2)
set(unbraid_folder_of_AU lib/components)
foreach(plugin IN LISTS UNBRAID_PLUGINS)
    foreach(format VST3 LV2 AU)
        if(TARGET ${plugin}_${format})
            unbraid_strip(${plugin}_${format})
            unbraid_install_bundle(${plugin}_${format} "${unbraid_folder_of_${format}}")
        endif()
    endforeach()
endforeach()

# The CLAP, which finds the data's dictionaries from there.
if(TARGET unbraid_clap)
    unbraid_strip(unbraid_clap)
    unbraid_pack(unbraid_clap)
    install(TARGETS unbraid_clap LIBRARY DESTINATION lib/clap COMPONENT programs OPTIONAL)
endif()

# The filters where hosts of LV2, LADSPA and OBS look, and the C library. OBS of Debian looks in the folder of its architecture
# (DebianFiles.cmake).
if(TARGET unbraid_voice_lv2)
    unbraid_strip(unbraid_voice_lv2)
    unbraid_pack(unbraid_voice_lv2)
    install(TARGETS unbraid_voice_lv2 LIBRARY DESTINATION lib/lv2/unbraid-voice.lv2 COMPONENT programs OPTIONAL)
    install(DIRECTORY "${CMAKE_BINARY_DIR}/lib/lv2/unbraid-voice.lv2" DESTINATION lib/lv2 COMPONENT programs OPTIONAL
        FILES_MATCHING PATTERN "*.ttl" PATTERN "Resources" EXCLUDE) # it gets those of the data, below
endif()
if(TARGET unbraid_voice)
    unbraid_strip(unbraid_voice)
    unbraid_pack(unbraid_voice)
    install(TARGETS unbraid_voice LIBRARY DESTINATION lib/ladspa COMPONENT programs OPTIONAL)
    install(FILES "${CMAKE_SOURCE_DIR}/Resources/Filter/unbraid-voice.conf" DESTINATION "${CMAKE_INSTALL_DATADIR}/unbraid/filter"
        COMPONENT programs)
endif()
if(TARGET unbraid_obs)
    unbraid_strip(unbraid_obs)
    unbraid_pack(unbraid_obs)
    install(TARGETS unbraid_obs LIBRARY DESTINATION lib/obs-plugins COMPONENT obs OPTIONAL)
endif()
if(NOT WIN32) # whose packages have no libraries
    unbraid_strip(unbraid_shared)
    unbraid_pack(unbraid_shared)
endif()
install(TARGETS unbraid_shared
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development OPTIONAL
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT development OPTIONAL)
install(FILES "${CMAKE_SOURCE_DIR}/Source/Interface/unbraid.h" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
cmake_path(RELATIVE_PATH CMAKE_SOURCE_DIR BASE_DIRECTORY "${CMAKE_SOURCE_DIR}/${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    OUTPUT_VARIABLE pkgconfig_to_prefix)
configure_file("${CMAKE_CURRENT_LIST_DIR}/unbraid.pc.in" "${CMAKE_BINARY_DIR}/unbraid.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/unbraid.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)

# `import unbraid`, where Debian's Python looks, with the dictionaries of the package `unbraid`.
if(TARGET unbraid_python AND UNBRAID_PYTHON_PROGRAM STREQUAL "/usr/bin/python3")
    set(modules lib/python3/dist-packages/unbraid)
    unbraid_pack(unbraid_python)
    install(DIRECTORY "${CMAKE_BINARY_DIR}/python/unbraid/" DESTINATION "${modules}" COMPONENT python EXCLUDE_FROM_ALL
        PATTERN "__pycache__" EXCLUDE PATTERN "Resources" EXCLUDE)
    install(CODE "
        set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${modules}/Resources\")
        file(MAKE_DIRECTORY \"\${folder}\")
        file(CREATE_LINK ../../../../../share/unbraid/dictionaries \"\${folder}/Dictionaries\" SYMBOLIC)"
        COMPONENT python EXCLUDE_FROM_ALL)
    set(UNBRAID_PACK_PYTHON ON)
endif()

# Data.
set(resources "${CMAKE_SOURCE_DIR}/Resources")
install(DIRECTORY "${resources}/Dictionaries/" DESTINATION "${CMAKE_INSTALL_DATADIR}/unbraid/dictionaries"
    COMPONENT programs FILES_MATCHING PATTERN "*.safetensors" PATTERN "*.md" PATTERN "Recipes" EXCLUDE)
if(UNIX AND NOT APPLE)
    install(CODE "
        include(\"${CMAKE_CURRENT_LIST_DIR}/ShareFiles.cmake\")
        unbraid_share_with_bundles(\"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")" COMPONENT programs)
endif()
configure_file("${resources}/Packages/copyright.in" "${CMAKE_BINARY_DIR}/copyright" @ONLY)
install(FILES "${CMAKE_SOURCE_DIR}/LICENCE" "${CMAKE_SOURCE_DIR}/CHANGELOG.md" "${CMAKE_BINARY_DIR}/copyright"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/unbraid" COMPONENT programs)
if(UNBRAID_JUCE_LICENCE)
    install(FILES "${resources}/Packages/AGPL-3.0.txt" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/unbraid" COMPONENT programs)
endif()
if(UNIX AND NOT APPLE)
    set(id org.unbraid.unbraid)
    install(FILES "${resources}/Desktop/${id}.desktop" DESTINATION "${CMAKE_INSTALL_DATADIR}/applications"
        COMPONENT programs)
    include("${CMAKE_CURRENT_LIST_DIR}/Listing.cmake")
    unbraid_list("${UNBRAID_HOME}" "${resources}/Desktop/${id}.metainfo.xml" "${CMAKE_BINARY_DIR}/${id}.metainfo.xml")
    install(FILES "${CMAKE_BINARY_DIR}/${id}.metainfo.xml" DESTINATION "${CMAKE_INSTALL_DATADIR}/metainfo"
        COMPONENT programs)
    # `systemctl --user enable --now unbraid-microphone`
    install(FILES "${resources}/Desktop/unbraid-microphone.service" DESTINATION lib/systemd/user COMPONENT programs)
    set(icons "${CMAKE_INSTALL_DATADIR}/icons/hicolor")
    install(FILES "${resources}/Icons/${id}.svg" DESTINATION "${icons}/scalable/apps" COMPONENT programs)
    set(sizes 16 24 32 48 64 128 256 512)
    foreach(size IN LISTS sizes)
        install(FILES "${resources}/Icons/${size}.png" DESTINATION "${icons}/${size}x${size}/apps"
            RENAME "${id}.png" COMPONENT programs)
        list(APPEND render COMMAND rsvg-convert --width ${size} --height ${size} "${resources}/Icons/${id}.svg"
            --output "${resources}/Icons/${size}.png")
    endforeach()
    add_custom_target(render-icons ${render} VERBATIM) # after a change of the drawing
endif()

# Manual pages and completions, from the programs' own --help.
if(UNIX)
    include("${CMAKE_CURRENT_LIST_DIR}/Manual.cmake")
endif()

# The engine for other programs: find_package (Unbraid), Unbraid::core and Unbraid::files.
set(config "${CMAKE_INSTALL_LIBDIR}/cmake/Unbraid")
foreach(library core files platform)
    set_target_properties(unbraid_${library} PROPERTIES EXPORT_NAME ${library})
endforeach()
unbraid_pack(unbraid_core unbraid_files unbraid_platform)
install(TARGETS unbraid_core unbraid_files unbraid_platform EXPORT UnbraidTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development OPTIONAL
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/unbraid")
install(EXPORT UnbraidTargets NAMESPACE Unbraid:: DESTINATION "${config}" COMPONENT development)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/UnbraidConfig.cmake.in" "${CMAKE_BINARY_DIR}/UnbraidConfig.cmake"
    INSTALL_DESTINATION "${config}" PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/UnbraidConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/UnbraidConfig.cmake" "${CMAKE_BINARY_DIR}/UnbraidConfigVersion.cmake"
    DESTINATION "${config}" COMPONENT development)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/Source/Core" "${CMAKE_SOURCE_DIR}/Source/Files"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/unbraid" COMPONENT development FILES_MATCHING PATTERN "*.h")

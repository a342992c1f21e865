# SPDX-License-Identifier: GPL-3.0-or-later
# Packages of what `cmake --install` installs: on Linux Debian packages (unbraid, unbraid-unfold, which needs libtorch, unbraid-obs,
# python3-unbraid and unbraid-dev) and an archive that runs from any folder. `release-packages` builds and packs all of it.
option(UNBRAID_PACKAGES "Refuse to configure where something that packages need is missing" OFF)
set(CPACK_PACKAGE_NAME unbraid)
set(CPACK_PACKAGE_VENDOR "Unbraid contributors")
set(CPACK_PACKAGE_CONTACT "Unbraid contributors")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENCE")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/packages")
set(CPACK_PACKAGE_FILE_NAME "unbraid-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_THREADS 0)
set(CPACK_COMPONENTS_ALL programs development)
if(TARGET unbraid_unfold)
    list(APPEND CPACK_COMPONENTS_ALL unfolding)
endif()
if(TARGET unbraid_obs)
    list(APPEND CPACK_COMPONENTS_ALL obs)
endif()
if(UNBRAID_PACK_PYTHON)
    list(APPEND CPACK_COMPONENTS_ALL python)
endif()
if(WIN32)
    include("${CMAKE_CURRENT_LIST_DIR}/Windows/Installer.cmake")
else()
    set(CPACK_GENERATOR TGZ)
endif()
find_program(DPKG_DEB dpkg-deb)
if(DPKG_DEB AND NOT WIN32)
    unbraid_find_debian_tools(found reason)
    unbraid_component("${found}" "Debian packages" packages-package.txt "${reason}")
    if(found)
        list(APPEND CPACK_GENERATOR DEB)
    elseif(UNBRAID_PACKAGES)
        message(FATAL_ERROR "No Debian package can be made: ${reason}")
    endif()
endif()

# Debian: one package for each component, with what Debian asks for and nothing else does.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SOURCE unbraid)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip) # quick: PackLinks.cmake compresses them for good
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/DebianFiles.cmake")
set(CPACK_POST_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/PackLinks.cmake")
set(CPACK_UNBRAID_PACKAGING "${CMAKE_SOURCE_DIR}/Resources/Packages") # for that script
set(CPACK_UNBRAID_COPYRIGHT "${CMAKE_BINARY_DIR}/copyright")
set(CPACK_UNBRAID_ARCHITECTURE "${CMAKE_LIBRARY_ARCHITECTURE}") # x86_64-linux-gnu

set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME unbraid)
set(CPACK_COMPONENT_PROGRAMS_DESCRIPTION
"real-time separation of sound into its sources
Unbraid takes live sound and recordings apart: a voice from the noise around
it, a drum kit into its drums, a song into vocals, drums, bass and the rest.
It works by non-negative matrix factorisation against dictionaries that were
learned from recordings; the sources sum to the input, at a latency of 8 to
42 ms. Nothing leaves the computer.
.
This package contains the command-line program, an app for live microphones,
the VST3, LV2, CLAP and LADSPA plugins, and the factory dictionaries.")
# What JUCE opens while it runs, and shlibdeps cannot see: the window, and sound by way of ALSA or JACK.
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_DEPENDS "libx11-6, libxext6, libxcursor1, libxinerama1, libxrandr2, libxrender1")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_RECOMMENDS "fonts-dejavu-core, libpulse0, libasound2-plugins")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SUGGESTS "unbraid-unfold, ardour, ffmpeg, libjack-jackd2-0 | libjack0")

set(CPACK_DEBIAN_UNFOLDING_PACKAGE_NAME unbraid-unfold)
set(CPACK_DEBIAN_UNFOLDING_PACKAGE_DEPENDS "unbraid (= ${PROJECT_VERSION}-1)")
set(CPACK_COMPONENT_UNFOLDING_DESCRIPTION
"training of unfolded dictionaries for Unbraid
Unbraid takes sound apart by dictionaries learned from recordings. This
package adds `unbraid train --unfold`, which learns a dictionary by gradients
through the separation itself. It needs libtorch; separating does not.")

set(CPACK_DEBIAN_OBS_PACKAGE_NAME unbraid-obs)
set(CPACK_DEBIAN_OBS_PACKAGE_DEPENDS "unbraid (= ${PROJECT_VERSION}-1)")
set(CPACK_DEBIAN_OBS_PACKAGE_ENHANCES obs-studio)
set(CPACK_COMPONENT_OBS_DESCRIPTION
"real-time separation of sound into its sources (OBS Studio)
Unbraid takes live sound and recordings apart by dictionaries learned from
recordings. This package adds an audio filter to OBS Studio, Unbraid Voice,
which turns the noise around a voice down.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-unbraid)
set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA "${CMAKE_SOURCE_DIR}/Resources/Packages/python/postinst"
    "${CMAKE_SOURCE_DIR}/Resources/Packages/python/prerm")
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
if(UNBRAID_PACK_PYTHON)
    math(EXPR next_minor "${UNBRAID_PYTHON_MINOR} + 1")
    set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
        "unbraid (= ${PROJECT_VERSION}-1), python3 (>= 3.${UNBRAID_PYTHON_MINOR}), python3 (<< 3.${next_minor}), python3-numpy")
endif()
set(CPACK_COMPONENT_PYTHON_DESCRIPTION
"real-time separation of sound into its sources (Python)
The engine of Unbraid for programs in Python: `import unbraid` separates
NumPy arrays, whole or as streams, learns dictionaries, finds notes, scores
separations, and factorises matrices. It needs neither torch nor a network.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME unbraid-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libeigen3-dev, libfftw3-dev, libsndfile1-dev, libsoxr-dev, pkg-config")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "unbraid, cmake")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_CONTROL_EXTRA "${CMAKE_SOURCE_DIR}/Resources/Packages/development/triggers"
    "${CMAKE_SOURCE_DIR}/Resources/Packages/development/shlibs")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"real-time separation of sound into its sources (library)
The engine of Unbraid for other programs: in C++ a static library that
separates sound frame by frame without allocation or locks, another one that
reads and writes dictionaries and sound files, their headers, and a CMake
package; in C the shared library libunbraid, unbraid.h and unbraid.pc.")
include(CPack)

# Everything that is installed is built, packed and summed; the source as well, where git has it.
get_property(packed GLOBAL PROPERTY UNBRAID_PACKED)
add_custom_target(release-packages VERBATIM USES_TERMINAL
    COMMAND ${CMAKE_COMMAND} -E rm -rf "${CPACK_PACKAGE_DIRECTORY}"
    COMMAND ${CMAKE_CPACK_COMMAND} --config "${CMAKE_BINARY_DIR}/CPackConfig.cmake"
    COMMAND ${CMAKE_COMMAND} -D "FOLDER=${CPACK_PACKAGE_DIRECTORY}" -D "SOURCE=${CMAKE_SOURCE_DIR}"
        -D "NAME=unbraid-${PROJECT_VERSION}" -P "${CMAKE_CURRENT_LIST_DIR}/FinishPackages.cmake"
    COMMAND ${CMAKE_COMMAND} -D "FOLDER=${CPACK_PACKAGE_DIRECTORY}" -D "SOURCE=${CMAKE_SOURCE_DIR}" -D "VERSION=${PROJECT_VERSION}"
        -D "HOME=${UNBRAID_HOME}" -P "${CMAKE_CURRENT_LIST_DIR}/RegistryEntry.cmake")
add_dependencies(release-packages ${packed})

# By hand and as root: lintian, and a Debian that holds nothing else.
if(DPKG_DEB AND NOT WIN32)
    add_custom_target(check-packages USES_TERMINAL VERBATIM
        COMMAND "${CMAKE_SOURCE_DIR}/Tests/Install/check_packages.sh" "${CPACK_PACKAGE_DIRECTORY}" "${CMAKE_SOURCE_DIR}"
            "${CMAKE_BINARY_DIR}/screenshots")
endif()

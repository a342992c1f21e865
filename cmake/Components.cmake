# SPDX-License-Identifier: GPL-3.0-or-later
# What there is to build, as far as the installed packages allow: the command line is needed, all else is built where its
# libraries are. UNBRAID_JUCE and UNBRAID_TESTS are off from here on where theirs are missing.
include("${CMAKE_CURRENT_LIST_DIR}/Requirements.cmake")

find_package(PkgConfig QUIET)
unbraid_need("${PKG_CONFIG_FOUND}" pkg-config pkg-config)
unbraid_end_needs(packages.txt) # what is looked for by it needs it first
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 QUIET NO_MODULE)
unbraid_need("${Eigen3_FOUND}" "Eigen 3.4" libeigen3-dev)
find_package(nlohmann_json 3.11 QUIET)
unbraid_need("${nlohmann_json_FOUND}" "JSON for Modern C++ 3.11" nlohmann-json3-dev)
find_package(CLI11 2.1 QUIET)
unbraid_need("${CLI11_FOUND}" "CLI11 2.1" libcli11-dev)
pkg_check_modules(FFTW3F IMPORTED_TARGET fftw3f)
unbraid_need("${FFTW3F_FOUND}" "FFTW in single precision" libfftw3-dev)
pkg_check_modules(SNDFILE IMPORTED_TARGET sndfile)
unbraid_need("${SNDFILE_FOUND}" libsndfile libsndfile1-dev)
pkg_check_modules(SOXR IMPORTED_TARGET soxr)
unbraid_need("${SOXR_FOUND}" soxr libsoxr-dev)
pkg_check_modules(CAIRO IMPORTED_TARGET cairo)
unbraid_need("${CAIRO_FOUND}" Cairo libcairo2-dev)
unbraid_end_needs(packages.txt)
# Static where it is to be had: a host with an FFTW of its own shall not meet ours.
find_library(UNBRAID_FFTW3F_STATIC libfftw3f.a)
add_library(unbraid_fftw INTERFACE)
target_link_libraries(unbraid_fftw INTERFACE $<IF:$<BOOL:${UNBRAID_FFTW3F_STATIC}>,${UNBRAID_FFTW3F_STATIC},PkgConfig::FFTW3F>)
unbraid_component(TRUE "the command line" packages.txt)

set(reason "UNBRAID_JUCE is off")
if(UNBRAID_JUCE)
    add_subdirectory(JuceLibraryCode)
    set(reason "${UNBRAID_JUCE_REFUSED}, see packages-plugin.txt")
    if(NOT TARGET juce::juce_core)
        set(UNBRAID_JUCE OFF)
    endif()
endif()
unbraid_component("${UNBRAID_JUCE}" "the plugin, the app and unbraid live" packages-plugin.txt "${reason}")

set(reason "UNBRAID_TESTS is off")
if(UNBRAID_TESTS)
    unbraid_find_version(Catch2 2.13 4 folder reason)
    if(folder)
        find_package(Catch2 CONFIG QUIET PATHS "${folder}" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
    else()
        set(UNBRAID_TESTS OFF)
        string(APPEND reason ", see packages-test.txt")
    endif()
endif()
unbraid_component("${UNBRAID_TESTS}" "the tests" packages-test.txt "${reason}")

# The small LV2 needs nothing more; LADSPA its header.
set(reason "UNBRAID_FILTER is off")
set(has_ladspa OFF)
if(WIN32 OR UNBRAID_SANITIZE) # a program without sanitizers could not load it
    set(UNBRAID_FILTER OFF)
elseif(UNBRAID_FILTER)
    find_path(UNBRAID_LADSPA_HEADERS ladspa.h)
    set(reason "ladspa.h is missing, see packages-filter.txt")
    if(UNBRAID_LADSPA_HEADERS)
        set(has_ladspa ON)
    endif()
endif()
unbraid_component("${has_ladspa}" "the filter for PipeWire and ffmpeg (LADSPA)" packages-filter.txt "${reason}")

set(reason "UNBRAID_PYTHON is off")
if(UNBRAID_PYTHON)
    include("${CMAKE_CURRENT_LIST_DIR}/Python.cmake")
endif()
unbraid_component("${UNBRAID_PYTHON}" "import unbraid (Python)" packages-python.txt "${reason}")

find_program(UNBRAID_APT_GET apt-get)
if(UNBRAID_APT_GET)
    add_custom_target(check-desktops
        COMMAND ${CMAKE_COMMAND} -D "SOURCE=${CMAKE_SOURCE_DIR}" -D "FOLDER=${CMAKE_BINARY_DIR}"
            -P "${CMAKE_CURRENT_LIST_DIR}/CheckDesktops.cmake" VERBATIM USES_TERMINAL)
    # By hand and as root: the README's two commands in fresh systems, an hour of two cores.
    set(UNBRAID_DEBIAN_ROOTS "" CACHE PATH "Folder for the fresh Debians of check-debian, to keep their packages for the next time")
    set(UNBRAID_DEBIAN_SUITES bookworm trixie CACHE STRING "The Debians that check-debian sets up")
    option(UNBRAID_DEBIAN_DOORS "check-debian also builds and tests the CLAP, the filters, import unbraid and the page" OFF)
    add_custom_target(check-debian
        COMMAND ${CMAKE_COMMAND} -E env "UNBRAID_DOORS=$<$<BOOL:${UNBRAID_DEBIAN_DOORS}>:1>" "${CMAKE_SOURCE_DIR}/Tests/Install/check_debian.sh" "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/check-debian"
            "${UNBRAID_DEBIAN_ROOTS}" ${UNBRAID_DEBIAN_SUITES} VERBATIM USES_TERMINAL)
endif()

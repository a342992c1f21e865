# SPDX-License-Identifier: GPL-3.0-or-later
# The bundles as they are delivered: in JUCE's own host, under validators where they are installed, and in other hosts.
if(UNBRAID_SANITIZE) # what writes the LV2's description loads the bundle, and has no sanitizer
    return()
endif()
add_executable(bundles BundleStateTests.cpp BundleTests.cpp Lv2HostTests.cpp)
add_dependencies(bundles unbraid_formats_VST3 unbraid_stereo_VST3 unbraid)
if(lv2)
    add_dependencies(bundles unbraid_formats_LV2 unbraid_stereo_LV2)
endif()
target_link_libraries(bundles PRIVATE unbraid_plugin unbraid_platform unbraid_test_paths unbraid_host_main unbraid_options)
target_include_directories(bundles PRIVATE "${CMAKE_SOURCE_DIR}/Tests")
unbraid_discover_tests(bundles host host)
if(WIN32) # what follows asks programs of this machine
    return()
endif()

# The editor needs a display: a virtual one where it is to be had.
find_program(UNBRAID_XVFB_RUN NAMES xvfb-run DOC "Runs a program on a virtual display")
set(on_display "")
if(UNBRAID_XVFB_RUN)
    set(on_display "${UNBRAID_XVFB_RUN}" -a)
endif()
add_test(NAME "host: The bundles' editors open on a display" COMMAND ${on_display} $<TARGET_FILE:bundles> "[window]")
set_tests_properties("host: The bundles' editors open on a display" PROPERTIES LABELS "host quick"
    SKIP_REGULAR_EXPRESSION "skipped:")

# A check by a program that not every machine has: skipped aloud where it is missing.
function(unbraid_check_with program name)
    if(${program})
        add_test(NAME "host: ${name}" COMMAND ${ARGN})
    else()
        add_test(NAME "host: ${name}" COMMAND ${CMAKE_COMMAND} -E echo "skipped: ${program} is not here")
    endif()
    set_tests_properties("host: ${name}" PROPERTIES LABELS "host full" SKIP_REGULAR_EXPRESSION "^skipped:")
endfunction()

find_program(UNBRAID_VST3_VALIDATOR NAMES validator DOC "Steinberg's VST3 validator")
unbraid_check_with(UNBRAID_VST3_VALIDATOR "Steinberg's validator finds no fault in the VST3"
    "${UNBRAID_VST3_VALIDATOR}" -e "${vst3}")
find_program(UNBRAID_PLUGINVAL NAMES pluginval DOC "Tracktion's pluginval")
unbraid_check_with(UNBRAID_PLUGINVAL "pluginval finds no fault in the VST3 at its strictest"
    ${on_display} "${UNBRAID_PLUGINVAL}" --strictness-level 10 --validate-in-process --validate "${vst3}")
find_program(UNBRAID_LV2INFO NAMES lv2info DOC "Describes LV2 plugins")
cmake_path(GET lv2 PARENT_PATH lv2_folder)
unbraid_check_with(UNBRAID_VST3_VALIDATOR "Steinberg's validator finds no fault in the stereo VST3"
    "${UNBRAID_VST3_VALIDATOR}" -e "${stereo_vst3}")
unbraid_check_with(UNBRAID_PLUGINVAL "pluginval finds no fault in the stereo VST3 at its strictest"
    ${on_display} "${UNBRAID_PLUGINVAL}" --strictness-level 10 --validate-in-process --validate "${stereo_vst3}")
unbraid_check_with(UNBRAID_LV2INFO "lv2info finds the LV2 with its URI"
    ${CMAKE_COMMAND} -E env "LV2_PATH=${lv2_folder}" "${UNBRAID_LV2INFO}" https://unbraid.org/plugins/unbraid)

cmake_path(GET stereo_lv2 PARENT_PATH stereo_lv2_folder)
unbraid_check_with(UNBRAID_LV2INFO "lv2info finds the stereo LV2 with its URI"
    ${CMAKE_COMMAND} -E env "LV2_PATH=${stereo_lv2_folder}" "${UNBRAID_LV2INFO}" https://unbraid.org/plugins/unbraid-stereo)

add_test(NAME "host: LV2 hosts see names, a class and the values of choices"
    COMMAND python3 -B "${CMAKE_CURRENT_LIST_DIR}/Scripts/check_lv2.py" "${lv2}" "${stereo_lv2}")
set_tests_properties("host: LV2 hosts see names, a class and the values of choices" PROPERTIES LABELS "host full")

# In other hosts: half a minute each, and nothing else runs meanwhile, for they play in real time.
find_program(UNBRAID_ARDOUR_LUA NAMES ardour7-lua DOC "Ardour 7 without a window")
unbraid_check_with(UNBRAID_ARDOUR_LUA "Ardour plays the VST3 and the stereo bundles, and their sources sum to the input"
    "${CMAKE_CURRENT_LIST_DIR}/Scripts/ardour.sh" "${vst3}" "${stereo_vst3}" "${stereo_lv2}")
set_tests_properties("host: Ardour plays the VST3 and the stereo bundles, and their sources sum to the input" PROPERTIES
    RUN_SERIAL ON TIMEOUT 300)

# Notes in and out, on a server that runs as fast as it can.
find_program(UNBRAID_JALV NAMES jalv DOC "The LV2 host for JACK")
find_program(UNBRAID_DEBIANS_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH DOC "The Python that has Debian's modules")
unbraid_check_with(UNBRAID_JALV "jalv guides the LV2 by notes and gets its notes as the program does"
    "${UNBRAID_DEBIANS_PYTHON}" -B "${CMAKE_CURRENT_LIST_DIR}/Scripts/jalv_notes.py" "${lv2}" $<TARGET_FILE:unbraid>
    "${CMAKE_SOURCE_DIR}/Resources/Audio")
set_tests_properties("host: jalv guides the LV2 by notes and gets its notes as the program does" PROPERTIES
    RUN_SERIAL ON TIMEOUT 300)

# By hand: half a minute, and not for machines that do something else meanwhile.
find_program(UNBRAID_JACK_CAPTURE NAMES jack_capture DOC "Records from JACK")
find_program(UNBRAID_JACK_PLAY NAMES jack-play DOC "Plays into JACK")
if(UNBRAID_JALV AND UNBRAID_JACK_CAPTURE AND UNBRAID_JACK_PLAY)
    add_custom_target(check-jalv USES_TERMINAL VERBATIM
        COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/Scripts/jalv.sh" "${lv2}"
            "${CMAKE_SOURCE_DIR}/Resources/Audio/noisy-voice.flac")
    add_dependencies(check-jalv unbraid_formats_LV2)
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# The quick tier again, with the plugin where it is built, under the address and undefined sanitizers, in a build folder of its own,
# less the scores and some tests that are long for their arithmetic (CMakePresets.json names them).
if(UNBRAID_SANITIZE)
    return()
endif()
set(preset sanitize)
if(TARGET unbraid_plugin)
    set(preset sanitize-plugin)
endif()
add_custom_target(sanitized-tests
    COMMAND ${CMAKE_COMMAND} --preset ${preset}
    COMMAND ${CMAKE_COMMAND} --build --preset ${preset}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM USES_TERMINAL)
add_test(NAME "sanitizers: the quick tier runs without a fault" COMMAND ${CMAKE_CTEST_COMMAND} --preset ${preset}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
set_tests_properties("sanitizers: the quick tier runs without a fault" PROPERTIES LABELS "sanitizers full"
    PROCESSORS 2 TIMEOUT 3600)

# SPDX-License-Identifier: GPL-3.0-or-later
# The quick tier again, under the address and undefined sanitizers, in a build folder of its own.
if(UNBRAID_SANITIZE)
    return()
endif()
add_custom_target(sanitized-tests
    COMMAND ${CMAKE_COMMAND} --preset sanitize
    COMMAND ${CMAKE_COMMAND} --build --preset sanitize
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM USES_TERMINAL)
add_test(NAME "sanitizers: the quick tier runs without a fault" COMMAND ${CMAKE_CTEST_COMMAND} --preset sanitize
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
set_tests_properties("sanitizers: the quick tier runs without a fault" PROPERTIES LABELS "sanitizers full"
    PROCESSORS 2 TIMEOUT 3600)

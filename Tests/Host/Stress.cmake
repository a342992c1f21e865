# SPDX-License-Identifier: GPL-3.0-or-later
# The plugin with all its threads at work under the thread sanitizer.
if(UNBRAID_SANITIZE OR MSVC)
    return()
endif()
include("${CMAKE_SOURCE_DIR}/Tests/Support/ThreadSanitized.cmake")
unbraid_thread_sanitized(unbraid_core unbraid_files unbraid_training unbraid_plugin_engine unbraid_plugin)

add_executable(stress StressTests.cpp ../Unit/Plugin/Threads/HandoverTests.cpp)
target_link_libraries(stress PRIVATE unbraid_plugin_tsan unbraid_host_main unbraid_options)
target_include_directories(stress PRIVATE "${CMAKE_SOURCE_DIR}/Tests")
set_target_properties(stress PROPERTIES CROSSCOMPILING_EMULATOR "${fixed_addresses}")
catch_discover_tests(stress TEST_PREFIX "host: " PROPERTIES LABELS "host full" TIMEOUT 3600)
add_test(NAME "host: The sanitizer finds what it is set for" COMMAND stress "[.race]")
set_tests_properties("host: The sanitizer finds what it is set for" PROPERTIES LABELS "host full"
    PASS_REGULAR_EXPRESSION "ThreadSanitizer: data race")

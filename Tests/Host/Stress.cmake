# SPDX-License-Identifier: GPL-3.0-or-later
# The plugin with all its threads at work under the thread sanitizer.
if(UNBRAID_SANITIZE OR MSVC)
    return()
endif()
include("${CMAKE_SOURCE_DIR}/Tests/Support/ThreadSanitized.cmake")
unbraid_thread_sanitized(unbraid_core unbraid_files unbraid_training unbraid_plugin_engine unbraid_plugin)

# JUCE's threads, locks and messages too: where they are not, the sanitizer does not see that one thread has waited for another. In a
# program's own objects they stand before those of the library.
add_executable(stress StressTests.cpp ../Unit/Plugin/Threads/HandoverTests.cpp)
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
    get_target_property(juce_modules juce::juce_core INTERFACE_JUCE_MODULE_PATH)
    add_library(unbraid_juce_threads_tsan OBJECT EXCLUDE_FROM_ALL
        "${juce_modules}/juce_core/juce_core.cpp" "${juce_modules}/juce_events/juce_events.cpp")
    set_target_properties(unbraid_juce_threads_tsan PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
    target_include_directories(unbraid_juce_threads_tsan SYSTEM PRIVATE $<TARGET_PROPERTY:unbraid_juce,INCLUDE_DIRECTORIES>)
    target_compile_definitions(unbraid_juce_threads_tsan PRIVATE $<TARGET_PROPERTY:unbraid_juce,COMPILE_DEFINITIONS>)
    target_compile_options(unbraid_juce_threads_tsan PRIVATE -w -ffunction-sections -fdata-sections ${thread_sanitizer})
    target_compile_features(unbraid_juce_threads_tsan PRIVATE cxx_std_20)
    target_sources(stress PRIVATE $<TARGET_OBJECTS:unbraid_juce_threads_tsan>)
endif()
target_link_libraries(stress PRIVATE unbraid_plugin_tsan unbraid_host_main unbraid_options)
target_include_directories(stress PRIVATE "${CMAKE_SOURCE_DIR}/Tests")
set_target_properties(stress PROPERTIES CROSSCOMPILING_EMULATOR "${fixed_addresses}")
catch_discover_tests(stress TEST_PREFIX "host: " PROPERTIES LABELS "host full" TIMEOUT 3600)
add_test(NAME "host: The sanitizer finds what it is set for" COMMAND stress "[.race]")
set_tests_properties("host: The sanitizer finds what it is set for" PROPERTIES LABELS "host full"
    PASS_REGULAR_EXPRESSION "ThreadSanitizer: data race")

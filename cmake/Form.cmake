# SPDX-License-Identifier: GPL-3.0-or-later
# The form: `format-check` and `tidy-quick` run in ctest too. `tidy` reads each source by itself and takes half an hour;
# `tidy-quick` reads them as they are compiled, several as one, and leaves out the tests, and what includes JUCE or
# libtorch, which cost most of a minute a file.
find_program(CLANG_FORMAT NAMES clang-format-14 clang-format)
find_program(RUN_CLANG_TIDY NAMES run-clang-tidy-14 run-clang-tidy)
file(GLOB_RECURSE formatted RELATIVE "${CMAKE_SOURCE_DIR}" CONFIGURE_DEPENDS
    "${CMAKE_SOURCE_DIR}/Source/*.h" "${CMAKE_SOURCE_DIR}/Source/*.cpp"
    "${CMAKE_SOURCE_DIR}/Tests/*.h" "${CMAKE_SOURCE_DIR}/Tests/*.cpp" "${CMAKE_SOURCE_DIR}/Examples/*.cpp")

# unbraid_of_clang_14 (program result): whether it is Debian 12's, which decides: other versions write, and warn, otherwise.
function(unbraid_of_clang_14 program result)
    set(version "")
    if(program)
        execute_process(COMMAND "${program}" --version OUTPUT_VARIABLE version)
    endif()
    set(${result} OFF PARENT_SCOPE)
    if(version MATCHES "version 14\\.")
        set(${result} ON PARENT_SCOPE)
    endif()
endfunction()

# unbraid_form_test (name program speed command...): a test, skipped aloud where the program is another version than 14.
function(unbraid_form_test name program speed)
    set(command ${ARGN})
    unbraid_of_clang_14("${program}" decides)
    if(NOT decides)
        set(command ${CMAKE_COMMAND} -E echo "skipped: ${program} is not version 14, which decides")
    endif()
    add_test(NAME "form: ${name}" COMMAND ${command} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties("form: ${name}" PROPERTIES LABELS "form;${speed}" SKIP_REGULAR_EXPRESSION "^skipped:")
endfunction()

if(CLANG_FORMAT)
    set(check_format ${CLANG_FORMAT} --dry-run --Werror ${formatted})
    add_custom_target(format-check COMMAND ${check_format} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM)
    add_custom_target(format COMMAND ${CLANG_FORMAT} -i ${formatted} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM)
    if(UNBRAID_TESTS)
        unbraid_form_test("sources are as clang-format writes them" "${CLANG_FORMAT}" quick ${check_format})
    endif()
endif()

# The page and its package: `npm install --no-save prettier` in the root, or a prettier of the system.
find_program(UNBRAID_PRETTIER prettier PATHS "${CMAKE_SOURCE_DIR}/node_modules/.bin" DOC "Formats the page and the npm package")
set(page_files web/*.js web/*.ts web/*.css web/*.html web/*.webmanifest Examples/Page/* Tests/Web/*.mjs .prettierrc)
if(UNBRAID_PRETTIER)
    add_custom_target(format-page COMMAND "${UNBRAID_PRETTIER}" --log-level warn --write ${page_files}
        WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM)
endif()
if(UNBRAID_TESTS)
    set(check_page ${CMAKE_COMMAND} -E echo "skipped: prettier is missing")
    if(UNBRAID_PRETTIER)
        execute_process(COMMAND "${UNBRAID_PRETTIER}" --version OUTPUT_VARIABLE version ERROR_QUIET)
        set(check_page "${UNBRAID_PRETTIER}" --check ${page_files})
        if(NOT version MATCHES "^3\\.")
            set(check_page ${CMAKE_COMMAND} -E echo "skipped: ${UNBRAID_PRETTIER} is not version 3, which decides")
        endif()
    endif()
    add_test(NAME "form: the page is as Prettier writes it" COMMAND ${check_page} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties("form: the page is as Prettier writes it" PROPERTIES LABELS "form;quick" SKIP_REGULAR_EXPRESSION "^skipped:")
endif()

if(NOT RUN_CLANG_TIDY OR UNBRAID_SANITIZE)
    return()
endif()
set(run_tidy ${RUN_CLANG_TIDY} -quiet -extra-arg=-Wno-unknown-warning-option)
set(plain "${CMAKE_BINARY_DIR}/plain") # without precompiled headers: clang cannot read those of GCC
add_custom_target(tidy
    COMMAND ${CMAKE_COMMAND} -S "${CMAKE_SOURCE_DIR}" -B "${plain}" -G "${CMAKE_GENERATOR}" -DCMAKE_BUILD_TYPE=Release -DUNBRAID_PRECOMPILE=OFF
    COMMAND ${run_tidy} -p "${plain}" "/(Source|Tests)/(?!Unit/Core/IncludesJuce).*\\.cpp$"
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM USES_TERMINAL)
# The kernels are one source for three instruction sets.
set(without_juce "Source/(Core(?!/Factorisation/Kernels/KernelsAvx)|Files|Training|Mosaic|Evaluation|Cli|Unfolding/Mixing)/"
    "Source/Plugin/(Picture/FrameFeed\\.cpp|units/unbraid_plugin_engine/)")
list(JOIN without_juce "|" without_juce)
# A source may include others there, and name what another of them has named.
set(as_one -checks=-bugprone-suspicious-include -extra-arg=-Wno-shadow)
set(tidy_database "${CMAKE_BINARY_DIR}/tidy/compile_commands.json")
add_custom_target(tidy-quick
    COMMAND ${CMAKE_COMMAND} -D "IN=${CMAKE_BINARY_DIR}/compile_commands.json" -D "OUT=${tidy_database}" -P "${CMAKE_SOURCE_DIR}/cmake/NotPrecompiled.cmake"
    COMMAND ${run_tidy} -p "${CMAKE_BINARY_DIR}/tidy" ${as_one} "^(${CMAKE_SOURCE_DIR}|${CMAKE_BINARY_DIR})/(${without_juce})"
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" VERBATIM USES_TERMINAL)
if(UNBRAID_TESTS)
    find_program(CLANG_TIDY NAMES clang-tidy-14 clang-tidy)
    unbraid_form_test("clang-tidy finds nothing in what includes neither JUCE nor libtorch" "${CLANG_TIDY}" full
        ${CMAKE_COMMAND} --build "${CMAKE_BINARY_DIR}" --target tidy-quick)
    set_tests_properties("form: clang-tidy finds nothing in what includes neither JUCE nor libtorch" PROPERTIES
        PROCESSORS 2 TIMEOUT 3600)
endif()

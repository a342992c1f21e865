# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the filter for OBS into a home of its own, by the command of Docs/Calls.md, loads it from there into libobs, and proves
# that it takes the dictionaries beside it.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
file(READ "${SOURCE}/Docs/Calls.md" page)
if(NOT page MATCHES "`~/([^`]+)`:\n\n```sh\ncmake --build --preset release --target ([a-z-]+)\n")
    message(FATAL_ERROR "Docs/Calls.md has no command for OBS")
endif()
set(place "${FOLDER}/home/${CMAKE_MATCH_1}/unbraid-voice/bin/64bit")
set(target "${CMAKE_MATCH_2}")
set(without ${CMAKE_COMMAND} -E env --unset=UNBRAID_DICTIONARIES --unset=XDG_CONFIG_HOME)
execute_process(COMMAND ${without} "HOME=${FOLDER}/home" ${CMAKE_COMMAND} --build "${BUILD}" --target ${target}
    OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "${said}")
endif()

foreach(name speech speech-light)
    file(SHA256 "${place}/Resources/Dictionaries/${name}.safetensors" found)
    file(SHA256 "${SOURCE}/Resources/Dictionaries/${name}.safetensors" wanted)
    if(NOT found STREQUAL wanted)
        message(FATAL_ERROR "another ${name} is installed")
    endif()
endforeach()
set(run ${without} "UNBRAID_OBS_MODULE=${place}/unbraid-voice.so" "${XVFB}" -a "${TEST}")
execute_process(COMMAND ${run} OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "libobs does not run what was installed:\n${said}")
endif()
file(COPY_FILE "${place}/Resources/Dictionaries/speech.safetensors" "${place}/Resources/Dictionaries/speech-light.safetensors")
execute_process(COMMAND ${run} OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
if(NOT failed OR NOT said MATCHES "worst < tolerance")
    message(FATAL_ERROR "another dictionary beside the filter changes nothing:\n${said}")
endif()

# Where the user's settings lie elsewhere.
execute_process(COMMAND ${CMAKE_COMMAND} -E env "HOME=${FOLDER}/home" "XDG_CONFIG_HOME=${FOLDER}/settings" ${CMAKE_COMMAND}
    -P "${SOURCE}/cmake/InstallOwn.cmake" files config/obs-studio "${SOURCE}/LICENCE" ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
if(NOT EXISTS "${FOLDER}/settings/obs-studio/LICENCE")
    message(FATAL_ERROR "XDG_CONFIG_HOME is passed over")
endif()
file(REMOVE_RECURSE "${FOLDER}")

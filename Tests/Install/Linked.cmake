# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the engine's library alone, builds the example against it, and separates a recording with that.
file(REMOVE_RECURSE "${FOLDER}")
set(strictly COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${FOLDER}/installed" --component development
    OUTPUT_QUIET ${strictly})
set(headers "${FOLDER}/installed/include/unbraid")
file(READ "${headers}/Core/Factorisation/Dictionary.h" moved) # where 0.2.0 had it
if(NOT moved MATCHES "#include \"([^\"]+)\"" OR NOT EXISTS "${headers}/${CMAKE_MATCH_1}")
    message(FATAL_ERROR "the path of 0.2.0 leads nowhere: '${moved}'")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -S "${SOURCE}/Examples/Library" -B "${FOLDER}/build" -G "${GENERATOR}"
    -D CMAKE_BUILD_TYPE=Release -D "CMAKE_PREFIX_PATH=${FOLDER}/installed" OUTPUT_QUIET ${strictly})
execute_process(COMMAND ${CMAKE_COMMAND} --build "${FOLDER}/build" ${strictly})
execute_process(COMMAND "${FOLDER}/build/first_source" "${SOURCE}/Resources/Dictionaries/speech-light.safetensors"
    "${SOURCE}/Resources/Audio/noisy-voice.flac" "${FOLDER}/voice.wav" OUTPUT_VARIABLE said ${strictly})
if(NOT said MATCHES "^speech: " OR NOT EXISTS "${FOLDER}/voice.wav")
    message(FATAL_ERROR "the example said '${said}'")
endif()
file(REMOVE_RECURSE "${FOLDER}")

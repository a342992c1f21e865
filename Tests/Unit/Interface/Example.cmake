# SPDX-License-Identifier: GPL-3.0-or-later
# The example in C cleans a voice block by block as `unbraid separate` does, later by its latency: as many bytes come out, and its
# complaint about a dictionary is one line.
set(strictly COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
set(dictionary "${SOURCE}/Resources/Dictionaries/speech-light.safetensors")
execute_process(COMMAND "${UNBRAID}" separate "${SOURCE}/Resources/Audio/noisy-voice.flac" --dictionary "${dictionary}"
    --only speech --reduction 0 --out "${FOLDER}/voice.wav" OUTPUT_QUIET ${strictly})
execute_process(COMMAND "${PROGRAM}" "${dictionary}" INPUT_FILE "${FOLDER}/voice.wav" OUTPUT_FILE "${FOLDER}/cleaned.raw"
    ERROR_VARIABLE said ${strictly})
file(SIZE "${FOLDER}/voice.wav" taken)
file(SIZE "${FOLDER}/cleaned.raw" given)
math(EXPR left "${taken} - ${given}") # bytes of a last sample that is not whole
if(left LESS 0 OR left GREATER 3 OR NOT said MATCHES "^speech, [0-9]+ samples late\n$")
    message(FATAL_ERROR "${given} bytes of ${taken} came out; the example said '${said}'")
endif()
execute_process(COMMAND "${PROGRAM}" nowhere INPUT_FILE "${FOLDER}/voice.wav" OUTPUT_QUIET ERROR_VARIABLE said
    RESULT_VARIABLE code)
if(NOT code EQUAL 1 OR NOT said MATCHES "^There is no dictionary 'nowhere'[^\n]*\n$")
    message(FATAL_ERROR "without a dictionary the example ended with ${code} and said '${said}'")
endif()
file(REMOVE_RECURSE "${FOLDER}")

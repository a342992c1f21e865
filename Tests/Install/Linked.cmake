# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the engine's libraries alone, builds the example against them, and separates a recording with that, to the same bytes as the
# command; a program in C is compiled with what unbraid.pc says, from the folder that the installation was moved to.
file(REMOVE_RECURSE "${FOLDER}")
set(strictly COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build "${BUILD}" --target unbraid_shared OUTPUT_QUIET ${strictly})
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${FOLDER}/installed" --component development
    OUTPUT_QUIET ${strictly})
execute_process(COMMAND ${CMAKE_COMMAND} -S "${SOURCE}/Examples/Library" -B "${FOLDER}/build" -G "${GENERATOR}"
    -D CMAKE_BUILD_TYPE=Release -D "CMAKE_PREFIX_PATH=${FOLDER}/installed" OUTPUT_QUIET ${strictly})
execute_process(COMMAND ${CMAKE_COMMAND} --build "${FOLDER}/build" ${strictly})
execute_process(COMMAND "${FOLDER}/build/first_source" "${SOURCE}/Resources/Dictionaries/speech-light.safetensors"
    "${SOURCE}/Resources/Audio/noisy-voice.flac" "${FOLDER}/voice.wav" OUTPUT_VARIABLE said ${strictly})
if(NOT said MATCHES "^speech: " OR NOT EXISTS "${FOLDER}/voice.wav")
    message(FATAL_ERROR "the example said '${said}'")
endif()
execute_process(COMMAND "${UNBRAID}" separate "${SOURCE}/Resources/Audio/noisy-voice.flac" --only speech --out "${FOLDER}/command.wav"
    --dictionary "${SOURCE}/Resources/Dictionaries/speech-light.safetensors" OUTPUT_QUIET ERROR_QUIET ${strictly})
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files "${FOLDER}/voice.wav" "${FOLDER}/command.wav" RESULT_VARIABLE differs)
if(differs)
    message(FATAL_ERROR "the example writes another voice than `unbraid separate`")
endif()

file(RENAME "${FOLDER}/installed" "${FOLDER}/moved")
file(GLOB_RECURSE description "${FOLDER}/moved/*/unbraid.pc")
cmake_path(GET description PARENT_PATH descriptions)
cmake_path(GET descriptions PARENT_PATH libraries)
file(WRITE "${FOLDER}/program.c" "
#include <stdio.h>
#include <unbraid.h>
int main (int argc, char** argv)
{
    char message[256];
    unbraid_separator* separator = argc == 2 ? unbraid_create (argv[1], NULL, message, sizeof (message)) : NULL;
    if (separator == NULL)
        return 1;
    puts (unbraid_version());
    unbraid_free (separator);
    return 0;
}
")
execute_process(COMMAND sh -euc "
    flags=$(PKG_CONFIG_PATH='${descriptions}' pkg-config --cflags --libs unbraid)
    test \"$(PKG_CONFIG_PATH='${descriptions}' pkg-config --modversion unbraid)\" = '${VERSION}'
    '${CC}' -std=c99 -Wall -Wextra -Werror '${FOLDER}/program.c' $flags -o '${FOLDER}/program'
    LD_LIBRARY_PATH='${libraries}' '${FOLDER}/program' '${SOURCE}/Resources/Dictionaries/speech-light.safetensors'"
    OUTPUT_VARIABLE said ${strictly})
if(NOT said STREQUAL "${VERSION}\n")
    message(FATAL_ERROR "the program in C said '${said}'")
endif()
file(REMOVE_RECURSE "${FOLDER}")

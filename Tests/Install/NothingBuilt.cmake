# SPDX-License-Identifier: GPL-3.0-or-later
# Configures a fresh folder, builds nothing and installs: the data is there, no error, no program.
file(REMOVE_RECURSE "${FOLDER}")
set(quietly OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -S "${SOURCE}" -B "${FOLDER}/build" -G "${GENERATOR}" -D CMAKE_BUILD_TYPE=Release
    -D UNBRAID_TESTS=OFF ${quietly})
execute_process(COMMAND ${CMAKE_COMMAND} --install "${FOLDER}/build" --prefix "${FOLDER}/installed" ${quietly})
if(NOT EXISTS "${FOLDER}/installed/share/unbraid/dictionaries/speech.safetensors")
    message(FATAL_ERROR "the dictionaries are not installed")
endif()
file(GLOB programs "${FOLDER}/installed/bin/*")
if(programs)
    message(FATAL_ERROR "nothing was built, but installed: ${programs}")
endif()
file(REMOVE_RECURSE "${FOLDER}")

# SPDX-License-Identifier: GPL-3.0-or-later
# Plots the atoms of each dictionary in DICTIONARIES whose card shows them, as IMAGES/NAME.webp.
if(NOT CWEBP)
    message(FATAL_ERROR "cwebp is not here; install packages-docs.txt and configure again")
endif()
file(MAKE_DIRECTORY "${SCRATCH}")
file(GLOB cards "${DICTIONARIES}/*.md")
foreach(card IN LISTS cards)
    cmake_path(GET card STEM LAST_ONLY name)
    file(READ "${card}" text)
    string(FIND "${text}" "Docs/Images/${name}.webp" at)
    if(NOT at EQUAL -1)
        set(plot "${SCRATCH}/${name}.png")
        execute_process(COMMAND "${UNBRAID}" inspect "${DICTIONARIES}/${name}.safetensors" --plot "${plot}" OUTPUT_QUIET
            COMMAND_ERROR_IS_FATAL ANY)
        execute_process(COMMAND "${CWEBP}" -quiet -q 50 -m 6 -sharp_yuv -resize 900 0 "${plot}" -o "${IMAGES}/${name}.webp"
            COMMAND_ERROR_IS_FATAL ANY)
        message(STATUS "${name}.webp")
    endif()
endforeach()

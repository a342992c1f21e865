# SPDX-License-Identifier: GPL-3.0-or-later
# Draws every view of the editor and the app, and keeps those in KEPT that look different to a person. The README's picture, at
# twice the size, follows the main view.
set(large "${KEPT}/main-dark@2x")
set(shot "${SHOTS}/main-dark@2x.png")
if(NOT CWEBP)
    message(FATAL_ERROR "cwebp is not here; install packages-docs.txt and configure again")
endif()
if(NOT EXISTS "${large}.webp")
    file(REMOVE "${KEPT}/main-dark.png") # both are made
endif()
file(REMOVE "${shot}")
foreach(program IN LISTS PROGRAMS)
    execute_process(COMMAND ${CMAKE_COMMAND} -E env UNBRAID_KEEP_PICTURES=1 "${program}" "*drawn*" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(EXISTS "${shot}")
    execute_process(COMMAND "${CWEBP}" -quiet -q 64 -m 6 -sharp_yuv "${shot}" -o "${large}.webp" COMMAND_ERROR_IS_FATAL ANY)
endif()

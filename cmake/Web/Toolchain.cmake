# SPDX-License-Identifier: GPL-3.0-or-later
# Debian's Emscripten (packages-web.txt).
set(emscripten /usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake)
if(NOT EXISTS "${emscripten}")
    message(FATAL_ERROR "Emscripten is missing. On Debian the package `emscripten` brings it; packages-web.txt lists all that the page needs.")
endif()
include("${emscripten}")

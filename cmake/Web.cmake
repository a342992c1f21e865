# SPDX-License-Identifier: GPL-3.0-or-later
# The build by Emscripten: the engine behind its C interface as one file of WebAssembly, and the page around it. Of other
# libraries it needs headers alone: Eigen's, whose FFT stands in for FFTW, and the JSON library's.
find_path(UNBRAID_EIGEN_HEADERS Eigen/Core PATHS /usr/include/eigen3 NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
find_path(UNBRAID_JSON_HEADERS nlohmann/json.hpp PATHS /usr/include NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
foreach(needed IN ITEMS "EIGEN libeigen3-dev" "JSON nlohmann-json3-dev")
    string(REPLACE " " ";" needed "${needed}")
    list(POP_FRONT needed headers package)
    if(NOT UNBRAID_${headers}_HEADERS)
        message(FATAL_ERROR "The page needs the package ${package}, see packages.txt.")
    endif()
endforeach()
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/headers") # without those of this machine's C library, which lie beside the latter
file(CREATE_LINK "${UNBRAID_JSON_HEADERS}/nlohmann" "${CMAKE_BINARY_DIR}/headers/nlohmann" SYMBOLIC)

add_library(Eigen3::Eigen INTERFACE IMPORTED)
target_include_directories(Eigen3::Eigen SYSTEM INTERFACE "${UNBRAID_EIGEN_HEADERS}")
add_library(unbraid_fftw INTERFACE)
add_compile_options(-msimd128)
# Guards of the processor do nothing on this one, and its sizes have 32 bits: what is read is compared with what there is before.
target_compile_options(unbraid_options INTERFACE -Wno-unused-variable -Wno-shorten-64-to-32)
add_subdirectory(Source/Core)
add_subdirectory(web)
unbraid_write_units()

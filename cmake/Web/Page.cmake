# SPDX-License-Identifier: GPL-3.0-or-later
# The build by Emscripten: the engine behind its C interface as one file of WebAssembly, and the page around it. Of other
# libraries it needs headers alone: Eigen's, whose FFT stands in for FFTW, and the JSON library's.
include("${CMAKE_CURRENT_LIST_DIR}/../Requirements.cmake")
find_path(UNBRAID_EIGEN_HEADERS Eigen/Core PATHS /usr/include/eigen3 NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
unbraid_need("${UNBRAID_EIGEN_HEADERS}" Eigen libeigen3-dev)
find_path(UNBRAID_JSON_HEADERS nlohmann/json.hpp PATHS /usr/include NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
unbraid_need("${UNBRAID_JSON_HEADERS}" "JSON for Modern C++" nlohmann-json3-dev)
unbraid_end_needs("packages.txt with packages-web.txt")
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

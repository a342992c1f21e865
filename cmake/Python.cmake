# SPDX-License-Identifier: GPL-3.0-or-later
# The Python that `import unbraid` is built for: the system's, unless UNBRAID_PYTHON_PROGRAM names another. Sets UNBRAID_PYTHON
# off, with a reason, where something is missing.
find_program(UNBRAID_PYTHON_PROGRAM python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(UNBRAID_PYTHON_PROGRAM python3)
set(PYBIND11_NOPYTHON ON)
find_package(pybind11 2.9 CONFIG QUIET)
set(reason "pybind11 is missing, see packages-python.txt")
if(NOT pybind11_FOUND OR CMAKE_CROSSCOMPILING OR UNBRAID_SANITIZE)
    set(UNBRAID_PYTHON OFF)
    return()
endif()
execute_process(COMMAND "${UNBRAID_PYTHON_PROGRAM}" -c
    "import sys, sysconfig, numpy; print (sysconfig.get_path ('include'), sysconfig.get_config_var ('EXT_SUFFIX'), numpy.get_include(), sys.version_info.minor, sep=';')"
    OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failure)
if(failure)
    set(reason "NumPy is missing, see packages-python.txt")
    set(UNBRAID_PYTHON OFF)
    return()
endif()
list(GET found 0 UNBRAID_PYTHON_HEADERS)
list(GET found 1 UNBRAID_PYTHON_SUFFIX)
list(GET found 2 UNBRAID_NUMPY_HEADERS)
list(GET found 3 UNBRAID_PYTHON_MINOR) # of 3.11: 11
if(NOT EXISTS "${UNBRAID_PYTHON_HEADERS}/Python.h")
    set(reason "Python.h is missing, see packages-python.txt")
    set(UNBRAID_PYTHON OFF)
endif()

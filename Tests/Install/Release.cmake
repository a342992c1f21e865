# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the files of a release by the one command there is for that, as far as the installed tools allow; what they do not is said. Each
# file is what its name says, bears VERSION, and has its sum in SHA256SUMS.
execute_process(COMMAND ${CMAKE_COMMAND} -D "OUT=${FOLDER}/files" -D "WORK=${FOLDER}/work" -D PARTIAL=ON
        -D "WINDOWS_LIBRARIES=${LIBRARIES}" -P "${SOURCE}/cmake/Release.cmake"
    OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
message("${said}")
if(failed)
    message(FATAL_ERROR "no release")
endif()
file(READ "${FOLDER}/files/SHA256SUMS" sums)

# expect (pattern what): the files are there, or `what` is said to be left out; each has its sum, and the first bytes of its kind.
function(expect pattern what magic)
    file(GLOB files "${FOLDER}/files/${pattern}")
    if(NOT files AND said MATCHES "left out: ${what}")
        return()
    endif()
    list(LENGTH files count)
    if(NOT count EQUAL 1)
        message(FATAL_ERROR "${pattern}: ${count} files")
    endif()
    cmake_path(GET files FILENAME name)
    file(SHA256 "${files}" sum)
    string(FIND "${sums}" "${sum}  ${name}\n" at)
    if(at LESS 0)
        message(FATAL_ERROR "SHA256SUMS does not have ${name}")
    endif()
    file(READ "${files}" begin LIMIT 2 HEX)
    if(NOT begin STREQUAL magic)
        message(FATAL_ERROR "${name} begins with ${begin}, not with ${magic}")
    endif()
endfunction()
expect("unbraid_${VERSION}-1_*.deb" "Debian packages" 213c)
expect("unbraid-dev_${VERSION}-1_*.deb" "Debian packages" 213c)
expect("unbraid-obs_${VERSION}-1_*.deb" "the filter" 213c)
expect("python3-unbraid_${VERSION}-1_*.deb" "import unbraid" 213c)
expect("unbraid-${VERSION}-Linux-*.tar.gz" "nothing" 1f8b)
expect("unbraid-${VERSION}-source.tar.gz" "nothing" 1f8b)
expect("unbraid-${VERSION}-*.whl" "the wheel" 504b)
expect("unbraid-${VERSION}.tgz" "the npm package" 1f8b)
expect("unbraid-${VERSION}-*.zip" "the Windows" 504b)
expect("unbraid-${VERSION}-*.exe" "the Windows" 4d5a)

# The source is that of HEAD, complete enough to be built: a clean clone has no more.
execute_process(COMMAND ${CMAKE_COMMAND} -E tar tzf "${FOLDER}/files/unbraid-${VERSION}-source.tar.gz" OUTPUT_VARIABLE listed
    COMMAND_ERROR_IS_FATAL ANY)
foreach(name IN ITEMS CMakeLists.txt LICENCE README.md Resources/Dictionaries/speech.safetensors cmake/Release.cmake)
    string(FIND "${listed}" "unbraid-${VERSION}/${name}\n" at)
    if(at LESS 0)
        message(FATAL_ERROR "the source lacks ${name}")
    endif()
endforeach()
file(REMOVE_RECURSE "${FOLDER}")

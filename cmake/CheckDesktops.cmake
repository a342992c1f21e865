# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -P CheckDesktops.cmake, by the target `check-desktops`, on Debian or what descends from it: on a machine that has
# just what a desktop depends on, the installation of all our lists together, and of each added to the one before, removes
# nothing. Simulated by apt against a made-up list of installed packages; nothing is installed.
cmake_minimum_required(VERSION 3.22)
set(lists packages.txt packages-plugin.txt packages-test.txt packages-train.txt packages-mpi.txt)
set(desktops gnome-core kde-plasma-desktop pipewire-audio)
set(place "${FOLDER}/check-desktops")

# The packages that apt would put on an empty machine for `desktop`, recommended ones too, as dpkg's list of them.
function(write_status desktop file)
    file(WRITE "${place}/empty" "")
    execute_process(COMMAND apt-get -s -o Dir::State::Status=${place}/empty -o APT::Install-Recommends=true install ${desktop}
        OUTPUT_VARIABLE simulated COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "Inst [^ \n]+" installed "${simulated}")
    list(TRANSFORM installed REPLACE "^Inst ([^:]+).*" "\\1")
    list(REMOVE_DUPLICATES installed)
    execute_process(COMMAND apt-cache show --no-all-versions ${installed} OUTPUT_VARIABLE records COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE "(^|\n)(Package: [^\n]*\n)" "\\1\\2Status: install ok installed\n" records "${records}")
    file(WRITE "${file}" "${records}")
    list(LENGTH installed count)
    message("${desktop}: ${count} packages installed")
endfunction()

# Fails where apt would remove something.
function(check_installation status packages what)
    execute_process(COMMAND apt-get -s -y -o Dir::State::Status=${status} install --no-install-recommends ${packages}
        OUTPUT_VARIABLE simulated ERROR_VARIABLE simulated RESULT_VARIABLE result)
    string(REGEX MATCHALL "\nRemv [^ \n]+" removed "${simulated}")
    string(REGEX MATCHALL "\nInst [^ \n]+" added "${simulated}")
    list(LENGTH added numAdded)
    if(removed OR NOT result EQUAL 0)
        message(SEND_ERROR "  ${what}: removes${removed}\n${simulated}")
    else()
        message("  ${what}: adds ${numAdded}, removes none")
    endif()
endfunction()

foreach(desktop IN LISTS desktops)
    write_status(${desktop} "${place}/${desktop}")
    set(packages "")
    foreach(list IN LISTS lists)
        file(STRINGS "${SOURCE}/${list}" names)
        list(APPEND packages ${names})
        check_installation("${place}/${desktop}" "${packages}" "up to ${list}")
    endforeach()
endforeach()

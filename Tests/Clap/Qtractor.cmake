# SPDX-License-Identifier: GPL-3.0-or-later
# Qtractor's scanner, asked for CLAP, names both plugins of the file with their channels, notes and parameters.
file(WRITE "${FOLDER}/qtractor-asked" "CLAP:${CLAP}\n")
execute_process(COMMAND "${SCAN}" INPUT_FILE "${FOLDER}/qtractor-asked" OUTPUT_VARIABLE said ERROR_VARIABLE complaints RESULT_VARIABLE failed)
if(failed OR NOT said MATCHES "CLAP\\|Unbraid\\|2:2\\|1:1\\|[1-9][0-9]:0\\|" OR NOT said MATCHES "CLAP\\|Unbraid Stereo\\|2:2\\|")
    message(FATAL_ERROR "Qtractor's scanner said: ${said}${complaints}")
endif()
message("${said}")

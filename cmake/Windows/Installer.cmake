# SPDX-License-Identifier: GPL-3.0-or-later
# For Windows: a zip, and an installer that NSIS makes. The plugins go where every host looks; all of it goes away again with
# the uninstaller.
set(CPACK_GENERATOR ZIP)
find_program(UNBRAID_MAKENSIS makensis)
if(UNBRAID_MAKENSIS)
    list(APPEND CPACK_GENERATOR NSIS)
endif()
unbraid_component("${UNBRAID_MAKENSIS}" "the Windows installer" packages-windows.txt)
set(CPACK_COMPONENTS_ALL programs)
set(CPACK_MONOLITHIC_INSTALL OFF)
set(CPACK_PACKAGE_INSTALL_DIRECTORY Unbraid)
set(CPACK_PACKAGE_EXECUTABLES unbraid-app Unbraid) # the start menu's entry

set(CPACK_NSIS_EXECUTABLE "${CMAKE_CURRENT_LIST_DIR}/makensis.sh") # for 64 bits
set(CPACK_NSIS_INSTALL_ROOT "$PROGRAMFILES64")
set(CPACK_NSIS_PACKAGE_NAME Unbraid)
set(CPACK_NSIS_DISPLAY_NAME "Unbraid ${PROJECT_VERSION}")
set(CPACK_NSIS_INSTALLED_ICON_NAME "bin\\unbraid-app.exe")
set(CPACK_NSIS_URL_INFO_ABOUT "https://unbraid.org")
set(CPACK_NSIS_MODIFY_PATH ON) # asks whether `unbraid` shall be found in every folder
set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
set(CPACK_NSIS_MANIFEST_DPI_AWARE ON)

# Bundles come from the installer's own folder, since CPack knows no other.
set(plugins "$COMMONFILES64\\VST3")
set(own "$INSTDIR\\lib\\vst3")
set(place "CreateDirectory \"${plugins}\"")
set(remove "")
foreach(bundle IN ITEMS "Unbraid.vst3" "Unbraid Stereo.vst3")
    string(APPEND place "\n  RMDir /r \"${plugins}\\${bundle}\"\n  CopyFiles /SILENT \"${own}\\${bundle}\" \"${plugins}\"")
    string(APPEND place "\n  RMDir /r \"${own}\\${bundle}\"")
    string(APPEND remove "RMDir /r \"${plugins}\\${bundle}\"\n  ")
endforeach()
string(APPEND place "\n  RMDir \"${own}\"\n  RMDir \"$INSTDIR\\lib\"")
set(CPACK_NSIS_EXTRA_INSTALL_COMMANDS "${place}")
set(CPACK_NSIS_EXTRA_UNINSTALL_COMMANDS "${remove}")

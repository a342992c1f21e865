# SPDX-License-Identifier: GPL-3.0-or-later
# JUCE's licence, for the file `copyright` of packages: JUCE 7 is under the GPL, version 3, JUCE 8 under the AGPL, version 3.

# unbraid_juce_licence (version paragraph licence): JUCE's paragraph for that file, and the licence's own where it has none yet.
function(unbraid_juce_licence version paragraph licence)
    set(name GPL-3.0-only)
    set(text "")
    set(comment " JUCE ${version} is linked into the command line, the app and the plugins.\n")
    if(version VERSION_GREATER_EQUAL 8)
        set(name AGPL-3.0-only)
        set(text "
License: AGPL-3.0-only
 This program is free software: you can redistribute it and/or modify it under the terms of the GNU Affero General Public License
 as published by the Free Software Foundation, version 3 of the License.
 .
 On Debian 13 and later the text is in /usr/share/common-licenses/AGPL-3.0, elsewhere beside this file.
")
        string(APPEND comment " It holds HarfBuzz (Expat) and SheenBidi (Apache-2.0).\n .\n"
            " Section 13 of the GPL, version 3, permits the combination. Unbraid's own code stays under the GPL, version 3 or later; section\n"
            " 13 of the AGPL applies to the programs and plugins as a whole: whoever modifies them and lets others use them over a network\n"
            " must offer those users the source of that version.\n")
    endif()
    set(${paragraph}
        "\nFiles: compiled-in/juce/*\nCopyright: Raw Material Software Limited\nLicense: ${name}\nComment:\n${comment}" PARENT_SCOPE)
    set(${licence} "${text}" PARENT_SCOPE)
endfunction()

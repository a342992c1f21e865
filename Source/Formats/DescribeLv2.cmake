# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DDESCRIPTION=dsp.ttl -P DescribeLv2.cmake: writes into the description that JUCE has made of an LV2 what JUCE does not
# know: the plugin's class, the names of its ports, the author's page in place of an empty address, the values of choices,
# which JUCE gives as shares of the range, and that it does without options and bounded blocks (Lv2Descriptor.cpp).
file(READ "${DESCRIPTION}" text)
string(REPLACE "a lv2:Plugin ;" "a lv2:Plugin , lv2:SpectralPlugin ;" text "${text}")
string(REGEX REPLACE "[ \t]*foaf:mbox <[^>]*> ;\n" "" text "${text}")
string(REGEX REPLACE "(lv2:requiredFeature[ \t\n]*urid:map) ,([ \t\n]*opts:options ,[ \t\n]*bufs:boundedBlockLength ;)"
    "\\1 ;\n\tlv2:optionalFeature\\2" text "${text}")
string(REGEX REPLACE "(lv2:maximum 2[ \t]*;[^.]*rdf:value 0 ;[^.]*)rdf:value 0\\.5 ;([^.]*)rdf:value 1 ;"
    "\\1rdf:value 1 ;\\2rdf:value 2 ;" text "${text}")

set(outputs Mix)
foreach(source RANGE 1 8)
    list(APPEND outputs "Source ${source}")
endforeach()
function(name_ports kind)
    set(number 0)
    foreach(bus IN LISTS ARGN)
        foreach(side Left Right)
            math(EXPR number "${number} + 1")
            string(REPLACE "lv2:name \"Audio ${kind} ${number}\"" "lv2:name \"${bus} ${side}\"" text "${text}")
        endforeach()
    endforeach()
    set(text "${text}" PARENT_SCOPE)
endfunction()
name_ports(In Input Reference)
name_ports(Out ${outputs})
file(WRITE "${DESCRIPTION}" "${text}")

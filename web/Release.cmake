# SPDX-License-Identifier: GPL-3.0-or-later
# Writes release.js into SITE: the release's name and the SHA-256 of its files, by which service-worker.js keeps them together.
# `needed` is what the page loads at first; dictionaries and recordings to try are `others`, kept once they were used.
file(GLOB_RECURSE files RELATIVE "${SITE}" "${SITE}/*.js" "${SITE}/*.css" "${SITE}/*.html" "${SITE}/*.wasm" "${SITE}/*.svg"
    "${SITE}/*.webmanifest" "${SITE}/*.flac" "${SITE}/*.safetensors")
list(REMOVE_ITEM files release.js)
list(SORT files)
set(all "")
set(needed "")
set(others "")
foreach(name IN LISTS files)
    file(SHA256 "${SITE}/${name}" digest)
    string(APPEND all "${name} ${digest}\n")
    if(name STREQUAL "service-worker.js") # the browser keeps it
        continue()
    elseif(name STREQUAL "index.html")
        set(name "./")
    endif()
    set(row "    \"${name}\": \"${digest}\",\n")
    if(name MATCHES "^(dictionaries/|example-)" AND NOT name STREQUAL "dictionaries/speech.safetensors")
        string(APPEND others "${row}")
    else()
        string(APPEND needed "${row}")
    endif()
endforeach()
string(SHA256 digest "${all}")
string(SUBSTRING "${digest}" 0 16 digest)
file(WRITE "${SITE}/release.js" "self.release = {\n  name: \"${digest}\",\n  needed: {\n${needed}  },\n  others: {\n${others}  },\n};\n")

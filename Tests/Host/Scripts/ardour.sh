#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ardour.sh UNBRAID.vst3 STEREO.vst3 STEREO.lv2: the bundles in Ardour without a window, in a home of its own. Its dummy driver
# plays white noise, of which `speech` leaves its first source next to nothing: `speech-plain` divides it between both.
set -eu
scripts=$(dirname "$(realpath "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" UNBRAID_ARDOUR_FOLDER="$folder"
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
export UNBRAID_DICTIONARIES="$folder/dictionaries"
mkdir "$folder/.vst3" "$folder/.lv2" "$folder/dictionaries"
cp "$1/Contents/Resources/Dictionaries/speech-plain.safetensors" "$folder/dictionaries/speech.safetensors"
cp -a "$1" "$2" "$folder/.vst3/" # with their times: the cache has to be younger
cp -a "$3" "$folder/.lv2/"
for bundle in "$folder"/.vst3/*; do
    LD_LIBRARY_PATH=/usr/lib/ardour7 /usr/lib/ardour7/ardour-vst3-scanner -f -v "$bundle"
done
ardour7-lua "$scripts/ardour.lua"
ardour7-lua "$scripts/ardour_insert.lua"

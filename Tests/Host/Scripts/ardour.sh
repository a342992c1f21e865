#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ardour.sh BUNDLE: Unbraid.vst3 in Ardour without a window, in a home of its own.
set -eu
bundle=$1
scripts=$(dirname "$(realpath "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" UNBRAID_ARDOUR_FOLDER="$folder"
unset UNBRAID_DICTIONARIES XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
mkdir "$folder/.vst3"
cp -a "$bundle" "$folder/.vst3/" # with its time: the cache has to be younger
LD_LIBRARY_PATH=/usr/lib/ardour7 /usr/lib/ardour7/ardour-vst3-scanner -f -v "$folder/.vst3/$(basename "$bundle")"
ardour7-lua "$scripts/ardour.lua"

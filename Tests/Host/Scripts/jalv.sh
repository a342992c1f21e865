#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# jalv.sh BUNDLE RECORDING: Unbraid.lv2 in jalv on a JACK server without a sound card; what goes in and what comes out
# of Mix, Source 1 and Source 2 is recorded and compared by null_of_sources.py.
set -eu
bundle=$1
recording=$2
scripts=$(dirname "$(realpath "$0")")
folder=$(mktemp -d)
export JACK_DEFAULT_SERVER="unbraid-$$" JACK_NO_AUDIO_RESERVATION=1
export LV2_PATH="$(dirname "$bundle"):/usr/lib/lv2" XDG_DATA_HOME="$folder/data"
unset UNBRAID_DICTIONARIES

# Synchronous and in large periods, so that a busy machine loses nothing.
jackd -S -r -n "$JACK_DEFAULT_SERVER" -d dummy -r 48000 -p 4096 > "$folder/jackd.log" 2>&1 &
server=$!
trap 'exec 3>&-; kill "$server"; wait; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
jack_wait -w -t 20 > "$folder/wait.log" 2>&1

until_port () # until_port NAME: until it is there, for 20 seconds
{
    for _ in $(seq 100); do
        if jack_lsp | grep -q "^$1"; then return 0; fi
        sleep 0.2
    done
    echo "no port $1"
    cat "$folder"/*.log
    return 1
}

mkfifo "$folder/commands"
jalv https://unbraid.org/plugins/unbraid < "$folder/commands" > "$folder/jalv.log" 2>&1 &
exec 3> "$folder/commands" # held open: jalv ends when it is closed
until_port Unbraid:audio_out_18
echo "ports: $(jack_lsp | grep -c '^Unbraid:audio_in_') in, $(jack_lsp | grep -c '^Unbraid:audio_out_') out"

jack_capture -mc -c 4 -b FLOAT -d 9 --daemon "$folder/captured.wav" &
recorder=$!
until_port jack_capture:input4
jack_connect Unbraid:audio_out_1 jack_capture:input2
jack_connect Unbraid:audio_out_3 jack_capture:input3
jack_connect Unbraid:audio_out_5 jack_capture:input4
JACK_PLAY_CONNECT_TO=Unbraid:audio_in_%d jack-play -b 65536 "$recording" > "$folder/play.log" 2>&1 &
until_port jack-play
jack_connect "$(jack_lsp | grep '^jack-play' | head -n 1)" jack_capture:input1
wait "$recorder"
exec 3>&-
python3 "$scripts/null_of_sources.py" "$folder/captured.wav"

#!/usr/bin/env bash
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_windows.sh SOURCE BUILD [CHECK...]: what was built for Windows in BUILD, under Wine in a prefix of its own and on a
# virtual display: tests (the quick ones), names, separate, editor, session, pluginval, installer, app; all of them where none
# is named. Pictures and the list of results are left in BUILD/wine. UNBRAID_LINUX names the folder of a Linux build, for the
# comparisons; UNBRAID_PLUGINVAL a pluginval.exe.
set -euo pipefail
source=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
linux=${UNBRAID_LINUX:-$source/build/release}
shift 2
checks=("$@")
[ "${#checks[@]}" -gt 0 ] || checks=(tests names separate editor session pluginval installer app)
results=$build/wine
mkdir -p "$results"
work=$(mktemp -d)
wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64)
server=$(command -v wineserver || ls /usr/lib/wine/wineserver64)
display=
end()
{
    "$server" -k 2> /dev/null || true
    [ -z "$display" ] || kill "$display" 2> /dev/null || true
    rm -rf "$work"
}
trap end EXIT
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=" LC_ALL=C.UTF-8
export UNBRAID_DICTIONARIES=
number=90
while [ -e "/tmp/.X$number-lock" ]; do number=$((number + 1)); done
export DISPLAY=:$number
Xvfb "$DISPLAY" -screen 0 3600x2400x24 > /dev/null 2>&1 &
display=$!
"$wine" wineboot --init > /dev/null 2>&1
"$server" -w

# needs CHECK FILE: whether it is there; says so where it is not.
needs() { [ -e "$2" ] || { say "skipped $1: ${2:-its program} is not here"; return 1; }; }
say() { printf '%s\n' "$*" | tee -a "$results/results.txt"; }
windows_path() { "$wine" winepath -w "$1" 2> /dev/null | tr -d '\r'; }
unbraid() { UNBRAID_DICTIONARIES=$(windows_path "$source/Resources/Dictionaries") "$wine" "$build/bin/unbraid.exe" "$@"; }

check_tests()
{
    local program failed=0
    while read -r program; do
        if (cd "$work" && timeout 1800 "$wine" "$program" '~[.]~[window]~[full]' > "$results/$(basename "$program").txt" 2>&1); then
            say "passed  $(basename "$program")  $(tail -n 2 "$results/$(basename "$program").txt" | tr -d '\r\n')"
        else
            say "FAILED  $(basename "$program"), see $results/$(basename "$program").txt"
            failed=1
        fi
    done < <(find "$build/Tests" -name '*.exe' ! -name 'CMake*' ! -path '*Benchmarks*' | sort)
    return "$failed"
}

# Files and folders in other scripts, with spaces, and deeper than old Windows allowed.
check_names()
{
    local folder name
    folder="$work/Ä λ/音 dossier"
    name="голос 1.flac"
    mkdir -p "$folder"
    cp "$source/Resources/Audio/noisy-voice.flac" "$folder/$name"
    unbraid separate "$(windows_path "$folder/$name")" --dictionary speech --only speech --out "$(windows_path "$folder")\\чисто.wav"
    [ -s "$folder/чисто.wav" ]
    say "passed  names in other scripts"
}

check_separate()
{
    local recording start here there
    needs separate "$linux/bin/unbraid" || return 0
    recording=$source/Resources/Audio/noisy-voice.flac
    start=$(date +%s.%N)
    UNBRAID_DICTIONARIES=$source/Resources/Dictionaries "$linux/bin/unbraid" separate "$recording" --dictionary speech --threads 1 --out "$work/linux"
    here=$(date +%s.%N)
    unbraid separate "$(windows_path "$recording")" --dictionary speech --threads 1 --out "$(windows_path "$work")\\wine"
    there=$(date +%s.%N)
    python3 "$source/Tests/Windows/compare_sounds.py" "$work/linux" "$work/wine" -100 | tee -a "$results/results.txt"
    say "passed  separate: Linux $(echo "$here - $start" | bc) s, Wine $(echo "$there - $here" | bc) s"
}

# The plugins' editors in JUCE's host.
check_editor()
{
    (cd "$work" && timeout 300 "$wine" "$build/Tests/Host/bundles.exe" "[window]" > "$results/editor.txt" 2>&1)
    say "passed  editor: $(tail -n 2 "$results/editor.txt" | tr -d '\r\n')"
}

# What a Linux host keeps opens here, and the other way round.
check_session()
{
    local there=$linux/Tests/Host/bundles here=$build/Tests/Host/bundles.exe
    needs session "$there" || return 0
    cd "$work"
    UNBRAID_STATE=$work/linux.state "$there" "[keep-state]" > "$results/session.txt"
    UNBRAID_STATE=$(windows_path "$work/linux.state") "$wine" "$here" "[open-state]" >> "$results/session.txt"
    UNBRAID_STATE=$(windows_path "$work")\\wine.state "$wine" "$here" "[keep-state]" >> "$results/session.txt"
    UNBRAID_STATE=$work/wine.state "$there" "[open-state]" >> "$results/session.txt"
    say "passed  session: from Linux to Windows and back"
}

check_pluginval()
{
    local bundle
    needs pluginval "${UNBRAID_PLUGINVAL:-}" || return 0
    for bundle in "$build"/Source/Formats/*/Release/VST3/*.vst3; do
        timeout 1800 "$wine" "$UNBRAID_PLUGINVAL" --strictness-level 10 --validate-in-process --validate \
            "$(windows_path "$bundle")" > "$results/pluginval $(basename "$bundle").txt" 2>&1
        say "passed  pluginval at strictness 10: $(basename "$bundle")"
    done
}

# first_run PROGRAM PICTURE: starts the app and waits until its window is drawn.
first_run()
{
    "$wine" "$1" > "$results/app.txt" 2>&1 &
    local app=$!
    for _ in $(seq 60); do
        sleep 1
        ! xwininfo -root -tree | grep -q '"Unbraid"' || break
    done
    xwininfo -root -tree | grep -q '"Unbraid"'
    sleep 10
    kill -0 "$app"
    import -window root -trim +repage "$2"
    kill "$app"
    wait "$app" 2> /dev/null || true
}

check_installer()
{
    local installer files="$WINEPREFIX/drive_c/Program Files"
    installer=$(find "$build/packages" -name '*.exe' | head -n 1)
    needs installer "$installer" || return 0
    timeout 300 "$wine" "$installer" /S
    "$server" -w
    for path in Unbraid/bin/unbraid.exe Unbraid/bin/unbraid-app.exe Unbraid/share/unbraid/dictionaries/speech.safetensors \
        "Common Files/VST3/Unbraid.vst3/Contents/x86_64-win/Unbraid.vst3" \
        "Common Files/VST3/Unbraid.vst3/Contents/Resources/Dictionaries/speech.safetensors" \
        "Common Files/VST3/Unbraid Stereo.vst3/Contents/x86_64-win/Unbraid Stereo.vst3"; do
        [ -s "$files/$path" ] || { say "FAILED  the installer leaves out $path"; return 1; }
    done
    "$wine" "$files/Unbraid/bin/unbraid.exe" dictionaries | grep -q speech
    first_run "$files/Unbraid/bin/unbraid-app.exe" "$results/first-run.png"
    timeout 300 "$wine" "$files/Unbraid/Uninstall.exe" /S
    sleep 5 # it goes on as a copy of itself
    "$server" -w
    [ ! -e "$files/Unbraid/bin" ] && [ ! -e "$files/Common Files/VST3/Unbraid.vst3" ]
    say "passed  installer: installed, found its dictionaries, showed the app ($results/first-run.png), removed"
}

check_app()
{
    first_run "$build/app/Unbraid.exe" "$results/app.png"
    say "passed  app: first run, see $results/app.png"
}

: > "$results/results.txt"
all_passed=0
for check in "${checks[@]}"; do
    set +e
    (set -e; trap - EXIT; "check_$check") # no `||` here, which would let the check go on after a failure
    status=$?
    set -e
    [ "$status" -eq 0 ] || { say "FAILED  $check"; all_passed=1; }
done
exit "$all_passed"

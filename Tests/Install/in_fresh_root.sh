#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# in_fresh_root.sh PART...: run by check_packages.sh inside a Debian that has nothing else.
# archive   the archive in a folder of its own, beside the libraries that it is said to need
# packages  the package alone, then those that add something to it
# desktop   after packages: what looks at the installed ones
set -eu
cd /srv
export DEBIAN_FRONTEND=noninteractive
quietly()
{
    "$@" > said 2>&1 || { cat said; return 1; }
}
install_packages()
{
    quietly apt-get install -q -y --no-install-recommends "$@"
}

try_archive()
{
    echo "== the archive, from a folder of its own, beside: $(cat libraries)"
    # shellcheck disable=SC2046 # names of packages
    install_packages $(cat libraries)
    mkdir archive
    tar -x -z -f unbraid.tar.gz --strip-components=1 -C archive
    archive/bin/unbraid --version
    test "$(archive/bin/unbraid dictionaries | grep -c " /srv/archive/share/unbraid/dictionaries/")" -gt 10
    archive/bin/unbraid separate recording.flac --dictionary speech --out separated
    test -s separated/recording.speech.wav
    test -s separated/recording.noise.wav
    archive/bin/unbraid-live --help > /dev/null
    find archive -type f \( -path '*/bin/*' -o -name '*.so*' -o -name '*.clap' \) -not -path '*/obs-plugins/*' -not -name unbraid-unfold > parts
    test "$(wc -l < parts)" -ge 3
    while read -r part; do
        if ldd "$part" | grep 'not found'; then
            echo "$part needs a library that Docs/Packages.md does not name"
            exit 1
        fi
    done < parts
    echo "$(wc -l < parts) programs and plugins find their libraries"
}

try_filter()
{
    echo "== the filter, in hosts of LADSPA and LV2"
    install_packages ladspa-sdk flac lv2file
    analyseplugin /usr/lib/ladspa/unbraid-voice.so -l
    flac -s -d recording.flac -o recording.wav
    applyplugin recording.wav filtered.wav /usr/lib/ladspa/unbraid-voice.so unbraid-voice -20 0
    unbraid separate recording.flac --dictionary speech --only speech --reduction -20 --out cleaned.wav
    test -s filtered.wav
    if ! [ -f python3-unbraid.deb ]; then
        echo "skipped: what it filters is compared where Python's packages are built"
    else
        install_packages python3-numpy
        python3 compare_filter.py filtered.wav cleaned.wav
        lv2file -i recording.wav -o played.wav -p reduction:-20 https://unbraid.org/plugins/unbraid-voice
        python3 compare_filter.py played.wav cleaned.wav
    fi
}

try_obs()
{
    echo "== the filter for OBS"
    install_packages ./unbraid-obs.deb
    module=$(dpkg -L unbraid-obs | grep '/unbraid-voice\.so$')
    if ldd "$module" | grep 'not found'; then
        exit 1
    fi
    quietly apt-get download -q obs-plugins
    dpkg -c obs-plugins_*.deb > listed
    grep -q " \.$(dirname "$module")/[^/]*\.so$" listed # where OBS's own lie
    echo "$module"
}

try_python()
{
    echo "== import unbraid"
    install_packages ./python3-unbraid.deb
    python3 - << 'END'
import numpy, unbraid
assert {"speech", "band", "drums-is"} <= set (unbraid.dictionaries()), unbraid.dictionaries() # those of the package
sound = numpy.random.default_rng (0).normal (0, .1, (48000, 2)).astype (numpy.float32)
stems = unbraid.separate (sound, 48000, "speech")
assert abs (stems["speech"] + stems["noise"] - sound).max() < 1e-6
print (unbraid.__version__, list (stems))
END
    test -d /usr/lib/python3/dist-packages/unbraid/__pycache__
    quietly apt-get remove -q -y python3-unbraid
    test ! -e /usr/lib/python3/dist-packages/unbraid # nor what Python compiled of it
}

try_library()
{
    echo "== the library, in C"
    install_packages ./unbraid-dev.deb gcc libc6-dev
    cat > program.c << 'END'
#include <stdio.h>
#include <unbraid.h>
int main (void)
{
    char message[256];
    unbraid_separator* separator = unbraid_create ("speech", NULL, message, sizeof (message));
    if (separator == NULL)
        return puts (message), 1;
    printf ("unbraid.h: %s, %d samples late\n", unbraid_version(), (int) unbraid_latency (separator));
    unbraid_free (separator);
    return 0;
}
END
    # shellcheck disable=SC2046 # options
    gcc -std=c99 -Wall -Wextra -Werror program.c $(pkg-config --cflags --libs unbraid) -o program
    ./program
}

try_packages()
{
    echo "== the package alone"
    install_packages ./unbraid.deb
    dpkg-query -W | wc -l
    unbraid --version
    unbraid dictionaries > listed
    test "$(grep -c ' /usr/share/unbraid/dictionaries/' listed)" -gt 10
    unbraid separate recording.flac --dictionary speech --out separated
    test -s separated/recording.speech.wav
    test -s separated/recording.noise.wav
    unbraid-live --help > /dev/null
    try_library
    if [ -e /usr/lib/ladspa/unbraid-voice.so ]; then try_filter; else echo "skipped: built without packages-filter.txt"; fi
    if [ -f unbraid-obs.deb ]; then try_obs; else echo "skipped: built without libobs-dev"; fi
    if [ -f python3-unbraid.deb ]; then try_python; else echo "skipped: built without packages-python.txt"; fi
}

try_desktop()
{
    echo "== the plugin in Ardour's scanner, the manual, the app on a display"
    install_packages ardour xvfb xauth imagemagick x11-utils man-db lilv-utils
    LD_LIBRARY_PATH=/usr/lib/ardour7 /usr/lib/ardour7/ardour-vst3-scanner -f -v /usr/lib/vst3/Unbraid.vst3 > scanned 2>&1
    cat scanned
    grep -q Unbraid scanned
    lv2info https://unbraid.org/plugins/unbraid | head -5
    man -P cat unbraid-separate | head -12

    Xvfb :9 -screen 0 1280x900x24 &
    display=$!
    export DISPLAY=:9 XDG_CONFIG_HOME=/srv/config
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        if xdpyinfo > /dev/null 2>&1; then break; fi
        sleep 1
    done
    unbraid-app &
    app=$!
    sleep 6
    kill -0 "$app" # it runs
    xwininfo -root -tree | grep -i unbraid
    import -window root first-run.png
    kill "$app"
    wait "$app"
    kill "$display"
}

apt-get update -q
for part in "$@"; do
    "try_$part"
done

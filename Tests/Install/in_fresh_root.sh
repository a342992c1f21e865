#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Run by check_packages.sh inside a Debian that has nothing but the package: first the package alone, then with what looks at it.
set -eu
cd /srv
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends ./unbraid.deb
dpkg-query -W | wc -l

echo "== separate"
unbraid --version
unbraid dictionaries
unbraid separate recording.flac --dictionary speech --out separated
ls -l separated
test -s separated/recording.speech.wav
test -s separated/recording.noise.wav
unbraid-live --help > /dev/null

echo "== the archive, from a folder of its own"
mkdir archive
tar -x -z -f unbraid.tar.gz --strip-components=1 -C archive
archive/bin/unbraid dictionaries | grep -c " /srv/archive/share/unbraid/dictionaries/"
archive/bin/unbraid separate recording.flac --dictionary speech --out again
cmp separated/recording.speech.wav again/recording.speech.wav

if [ -f python3-unbraid.deb ]; then # not packed where Python's packages were missing
    echo "== import unbraid"
    apt-get install -q -y --no-install-recommends ./python3-unbraid.deb > /dev/null
    python3 - << 'END'
import numpy, unbraid
assert {"speech", "band", "drums-is"} <= set (unbraid.dictionaries()), unbraid.dictionaries() # those of the package
sound = numpy.random.default_rng (0).normal (0, .1, (48000, 2)).astype (numpy.float32)
stems = unbraid.separate (sound, 48000, "speech")
assert abs (stems["speech"] + stems["noise"] - sound).max() < 1e-6
print (unbraid.__version__, list (stems))
END
fi

echo "== the plugin in Ardour's scanner, the manual, the app on a display"
apt-get install -q -y --no-install-recommends ardour xvfb xauth imagemagick x11-utils man-db lilv-utils > /dev/null
LD_LIBRARY_PATH=/usr/lib/ardour7 /usr/lib/ardour7/ardour-vst3-scanner -f -v /usr/lib/vst3/Unbraid.vst3 > scanned 2>&1
cat scanned
grep -q Unbraid scanned
lv2info https://unbraid.org/plugins/unbraid | head -5
MANPAGER=cat man unbraid-separate | head -12

Xvfb :9 -screen 0 1280x900x24 &
display=$!
export DISPLAY=:9 XDG_CONFIG_HOME=/srv/config
for try in 1 2 3 4 5 6 7 8 9 10; do xdpyinfo > /dev/null 2>&1 && break || sleep 1; done
unbraid-app &
app=$!
sleep 6
kill -0 "$app" # it runs
xwininfo -root -tree | grep -i unbraid
import -window root first-run.png
kill "$app"
wait "$app"
kill "$display"

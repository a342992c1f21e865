#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_packages.sh FOLDER RECORDING SCREENSHOTS: the Debian packages of FOLDER under lintian, then `unbraid` alone in a fresh
# Debian of this machine's release: separate RECORDING, by the package and by the archive, and from Python, scan the VST3 as Ardour
# does, start the app for the first time and take its picture.
# As root. UNBRAID_MIRROR names another mirror; UNBRAID_KEEP_ROOT=FOLDER keeps the fresh Debian there for the next time.
set -eu
packages=$(realpath "$1")
recording=$(realpath "$2")
screenshots=$3
here=$(dirname "$(realpath "$0")")
[ "$(id -u)" -eq 0 ] || { echo "skipped: a fresh Debian is set up by root alone"; exit 0; }
deb=$(find "$packages" -maxdepth 1 -name 'unbraid_*.deb')
[ -n "$deb" ] || { echo "no packages in $packages: build release-packages" >&2; exit 1; }

lintian --fail-on error "$packages"/*.deb

if [ -n "${UNBRAID_KEEP_ROOT:-}" ]; then
    base=$UNBRAID_KEEP_ROOT
else
    base=$(mktemp -d)
    trap 'rm -rf "$base"' EXIT
fi
root=$base/root
rm -rf "$root"
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}") # which the packages were built on, and for
if [ ! -d "$base/base" ]; then
    debootstrap --variant=minbase "$suite" "$base/base.part" "${UNBRAID_MIRROR:-http://deb.debian.org/debian}"
    mv "$base/base.part" "$base/base"
fi
cp -a "$base/base" "$root"
cp "$deb" "$root/srv/unbraid.deb"
cp "$(find "$packages" -maxdepth 1 -name 'unbraid-*-Linux-*.tar.gz')" "$root/srv/unbraid.tar.gz"
find "$packages" -maxdepth 1 -name 'python3-unbraid_*.deb' -exec cp {} "$root/srv/python3-unbraid.deb" \;
cp "$recording" "$root/srv/recording.flac"
cp "$here/in_fresh_root.sh" "$root/srv/"
unshare --mount --pid --fork sh -eu -c "
    mount -t proc proc '$root/proc'
    mount --rbind /dev '$root/dev'
    cp -L /etc/resolv.conf '$root/etc/resolv.conf'
    chroot '$root' env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/srv LC_ALL=C.UTF-8 sh -eu /srv/in_fresh_root.sh"
mkdir -p "$screenshots"
cp "$root/srv/first-run.png" "$screenshots/installed-first-run.png"
echo "the picture of the app: $screenshots/installed-first-run.png"

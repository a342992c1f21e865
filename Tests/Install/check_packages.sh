#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_packages.sh FOLDER SOURCE SCREENSHOTS: the Debian packages of FOLDER under lintian, then two fresh Debians of this machine's
# release, which have nothing else (in_fresh_root.sh): in the first the archive runs beside the libraries that Docs/Packages.md names;
# in the second `unbraid` is installed by apt and separates, then the filters, Python and the library for programs are tried, the VST3 is
# scanned as Ardour does, the app is started for the first time and its picture taken.
# As root. UNBRAID_MIRROR names another mirror; UNBRAID_KEEP_ROOT=FOLDER keeps the fresh Debian there for the next time; UNBRAID_PARTS
# names some of the parts (archive packages desktop), all by default.
set -eu
packages=$(realpath "$1")
source=$(realpath "$2")
screenshots=$3
parts=${UNBRAID_PARTS:-archive packages desktop}
here=$(dirname "$(realpath "$0")")
[ "$(id -u)" -eq 0 ] || { echo "skipped: a fresh Debian is set up by root alone"; exit 0; }
command -v debootstrap > /dev/null || { echo "skipped: debootstrap is not here"; exit 0; }
deb=$(find "$packages" -maxdepth 1 -name 'unbraid_*.deb')
[ -n "$deb" ] || { echo "no packages in $packages: build release-packages" >&2; exit 1; }

if command -v lintian > /dev/null; then
    lintian --fail-on error "$packages"/*.deb
else
    echo "skipped: lintian is not here"
fi

if [ -n "${UNBRAID_KEEP_ROOT:-}" ]; then
    base=$UNBRAID_KEEP_ROOT
else
    base=$(mktemp -d)
    trap 'rm -rf "$base"' EXIT
fi
root=$base/root
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}") # which the packages were built on, and for
if [ ! -d "$base/base" ]; then
    debootstrap --variant=minbase "$suite" "$base/base.part" "${UNBRAID_MIRROR:-http://deb.debian.org/debian}"
    mv "$base/base.part" "$base/base"
fi

# The libraries that the archive is said to need, by the names of this release.
libraries=$(sed -n '/^## The archive/,/^## /s/^sudo apt-get install \([^#]*\).*/\1/p' "$source/Docs/Packages.md")
[ -n "$libraries" ] || { echo "Docs/Packages.md names no libraries of the archive" >&2; exit 1; }
if [ "$suite" != bookworm ]; then
    libraries=$(echo "$libraries" | sed 's/\<\(libasound2\|libpng16-16\)\>/\1t64/g')
fi

# in_fresh_root PART...: these parts, one after the other in one fresh root.
in_fresh_root()
{
    rm -rf "$root"
    cp -a "$base/base" "$root"
    for file in "$packages"/*.deb; do
        name=${file##*/}
        cp "$file" "$root/srv/${name%%_*}.deb"
    done
    cp "$(find "$packages" -maxdepth 1 -name 'unbraid-*-Linux-*.tar.gz')" "$root/srv/unbraid.tar.gz"
    cp "$source/Resources/Audio/noisy-voice.flac" "$root/srv/recording.flac"
    cp "$here/in_fresh_root.sh" "$here/compare_filter.py" "$root/srv/"
    echo "$libraries" > "$root/srv/libraries"
    PARTS=$* ROOT=$root unshare --mount --pid --fork sh -euc '
        mount -t proc proc "$ROOT/proc"
        mount --rbind /dev "$ROOT/dev"
        cp -L /etc/resolv.conf "$ROOT/etc/resolv.conf"
        exec chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/srv LC_ALL=C.UTF-8 sh -eu /srv/in_fresh_root.sh $PARTS' < /dev/null
}

has_part()
{
    case " $parts " in *" $1 "*) return 0 ;; esac
    return 1
}

if has_part archive; then
    in_fresh_root archive
fi
if has_part desktop; then
    in_fresh_root packages desktop
    mkdir -p "$screenshots"
    cp "$root/srv/first-run.png" "$screenshots/installed-first-run.png"
    echo "the picture of the app: $screenshots/installed-first-run.png"
elif has_part packages; then
    in_fresh_root packages
fi
rm -rf "$root"

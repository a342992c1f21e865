#!/usr/bin/env bash
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains on a machine that is lent for minutes at a time, has a libtorch, and can install nothing:
#
#   elsewhere.sh bundle BUNDLE CORPORA OPTION...   here, on Debian: packs recordings, libraries and the options
#   elsewhere.sh prepare BUNDLE                    there, in a copy of this source tree: unpacks, and builds once
#   elsewhere.sh train BUNDLE OUT MINUTES          there: the same, and trains, or goes on
#
# Options are those of trainings.json: recordings below CORPORA/, dictionaries below RECIPES/. With --songs their stems travel
# as Opus. Without, speech is trained. There are ARCHIVES (1) archives, any of which may be carried by itself.
# OUT gets trained.safetensors, its checkpoint and curve.csv. Put them into BUNDLE/state, and the next piece goes on from there.
# CODEC (flac): or opus, of KBPS (songs 48, speech 32). SECONDS_EACH (30): of a recording of speech or noise at most.
# MEGABYTES (50): size of an archive of recordings. DEVICE (cuda): or cpu. BUILD (build/elsewhere): folder to build in.
set -euo pipefail
recipes=$(cd "$(dirname "$0")" && pwd)

# What the trainer is built of and loads. Cairo, which only `unbraid` draws with, and what libsndfile is made of need to be there
# by name alone.
packages=(libeigen3-dev nlohmann-json3-dev libcli11-dev pkgconf-bin libpkgconf3 libfftw3-dev
    libsndfile1-dev libsndfile1 libflac12 libogg0 libopus0 libvorbis0a libvorbisenc2 libmp3lame0 libmpg123-0
    libsoxr-dev libsoxr0)

bundle()
{
    local bundle corpora=$2
    mkdir -p "$1/state" "$1/packages"
    bundle=$(cd "$1" && pwd)
    shift 2
    printf '%s\n' "$@" > "$bundle/options"
    (cd "$bundle/packages" && rm -f ./*.deb && apt-get download "${packages[@]}")
    rm -f "$bundle"/*.tar
    if has_songs "$bundle"; then
        python3 "$recipes/pack_songs.py" "$bundle/options" --corpora "$corpora" --out "$bundle" \
            --megabytes "${MEGABYTES:-50}" --archives "${ARCHIVES:-1}" --kbps "${KBPS:-48}" --seed "${SEED:-1}"
    else
        pack_speech "$bundle" "$corpora" "${MEGABYTES:-50}"
    fi
    du -sh "$bundle"
}

has_songs() { grep -qx -- --songs "$1/options"; }

pack_speech()
{
    local i outs=()
    for ((i = 0; i < ${ARCHIVES:-1}; ++i)); do outs+=("$1/train-$((${SEED:-1} + i)).tar"); done
    python3 "$recipes/pack.py" "$2/voice_train" "$2/noise_train" --out "${outs[@]}" --megabytes $(($3 * 9 / 10)) \
        --codec "${CODEC:-flac}" --kbps "${KBPS:-32}" --seconds "${SECONDS_EACH:-30}" --seed "${SEED:-1}"
    python3 "$recipes/pack.py" "$2/voice_development" "$2/noise_development" --out "$1/development.tar" \
        --megabytes $(($3 / 10 + 1)) --codec "${CODEC:-flac}" --kbps "${KBPS:-32}" --seconds 10
}

# Unpacks libraries and recordings, each archive once: recordings of later bundles with other seeds join those of earlier ones.
unpack()
{
    local root=$1 bundle=$2 archive
    mkdir -p "$root/pkgconfig"
    for archive in "$bundle"/packages/*.deb "$bundle"/*.tar; do
        if [ ! -e "$archive" ] || [ -e "$root/${archive##*/}.unpacked" ]; then continue; fi
        case "$archive" in
        *.deb) dpkg-deb -x "$archive" "$root" ;;
        *) tar -xf "$archive" -C "$root" ;;
        esac
        touch "$root/${archive##*/}.unpacked"
    done
    for name in cairo flac libmpg123 ogg opus vorbis vorbisenc; do
        printf 'Name: %s\nDescription: by name alone\nVersion: 99\n' "$name" > "$root/pkgconfig/$name.pc"
    done
}

# Where PyTorch's own libtorch is; nothing where Python has none.
torch_folder()
{
    python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true
}

# Whether its C++ strings are the new ones (1) or those of before 2015 (0), which wheels of PyTorch had up to 2.5: all that is linked
# with it has to be compiled alike.
torch_strings()
{
    python3 -c 'import torch; print(int(torch.compiled_with_cxx11_abi()))' 2>/dev/null || echo 1
}

# The C++ library that libtorch loads. A compiler that has only a static one would give the program a second one of its own, and a
# crash where libtorch writes a warning.
shared_library() { ldconfig -p | awk '/libstdc\+\+\.so\.6/ { print $NF; exit }'; }

build()
{
    local root=$1 libraries=$1/usr/lib/x86_64-linux-gnu
    export PKG_CONFIG_LIBDIR=$libraries/pkgconfig:$root/usr/share/pkgconfig:$root/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
    export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    cmake -S "$recipes/../../.." -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DUNBRAID_JUCE=OFF -DUNBRAID_TESTS=OFF \
        -DCMAKE_CXX_FLAGS="-D_GLIBCXX_USE_CXX11_ABI=$(torch_strings)" \
        -DPKG_CONFIG_EXECUTABLE="$root/usr/bin/pkgconf" -DCMAKE_PREFIX_PATH="$root/usr;$(torch_folder)" \
        -DCMAKE_LIBRARY_PATH="$libraries" -DCMAKE_CXX_STANDARD_LIBRARIES="$(shared_library)" -DCMAKE_EXE_LINKER_FLAGS="-Wl,--allow-shlib-undefined"
    cmake --build "$2" --target unbraid_unfold
}

prepare()
{
    mkdir -p "${BUILD:=build/elsewhere}"
    root=$(cd "$BUILD" && pwd)/root
    unpack "$root" "$(cd "$1" && pwd)"
    if [ ! -e "$root/built" ]; then
        build "$root" "$BUILD"
        touch "$root/built"
    fi
    export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
}

# The options with the places of this machine, a line each.
placed_options()
{
    if has_songs "$1"; then
        sed "s|CORPORA/|$root/|; s|RECIPES/|$recipes/|; s|\.flac\$|.opus|" "$1/options"
    else
        printf '%s\n' --source "speech=$root/voice_train" --source "noise=$root/noise_train" \
            --development "speech=$root/voice_development" "noise=$root/noise_development" --noise noise
        sed "s|RECIPES/|$recipes/|" "$1/options"
    fi
}

train()
{
    local began=$SECONDS out=$2 minutes=$3 resume=() options root
    prepare "$1"
    mkdir -p "$out"
    mapfile -t options < <(placed_options "$1")
    cp -n "$1"/state/* "$out" 2>/dev/null || true
    [ -e "$out/trained.safetensors.checkpoint" ] && resume=(--resume)
    minutes=$(awk "BEGIN { print $minutes - ($SECONDS - $began) / 60 }")
    "$BUILD/bin/unbraid-unfold" "${options[@]}" --device "${DEVICE:-cuda}" --threads "$(nproc)" --minutes "$minutes" \
        "${resume[@]}" --out "$out/trained.safetensors" --curve "$out/curve.csv"
}

case "${1:-}" in
bundle | prepare | train) "$@" ;;
*) sed -n '4,16s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

#!/usr/bin/env bash
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build_libraries.sh PREFIX: builds the libraries that Unbraid needs on Windows from Debian's source packages, static, into
# PREFIX, and puts the libraries that are headers alone beside them. The upstream archives must have the sums of
# sources.sha256. Works in PREFIX.work, which it removes; what is built already is not built again.
# Needs packages-windows.txt; nothing of the system is changed: the lists of source packages are kept in PREFIX.work.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
prefix=$(cd "$1" && pwd -P) # which the description of each library names: no link that may go
work=$prefix.work
triplet=x86_64-w64-mingw32
jobs=$(nproc)
mkdir -p "$work/lists/partial" "$work/parts" "$work/archives"

# The system's own mirrors, asked for sources.
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $list in
        *.sources) sed 's/^Types:.*/Types: deb-src/' "$list" > "$work/parts/${list##*/}" ;;
        *.list) if [ -f "$list" ]; then sed -n 's/^deb /deb-src /p' "$list" > "$work/parts/${list##*/}"; fi ;;
    esac
done
apt=(-q -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$work/parts" -o "Dir::State::Lists=$work/lists"
    -o APT::Sandbox::User=root)

export CC=$triplet-gcc-posix CXX=$triplet-g++-posix AR=$triplet-ar RANLIB=$triplet-ranlib RC=$triplet-windres
export PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig PKG_CONFIG_PATH=
export ACLOCAL=: AUTOCONF=: AUTOHEADER=: AUTOMAKE=: # a patch of what `configure` was made from makes it no older
# GCC does not align the stack for AVX on Windows: no instruction may count on it.
export CFLAGS="-O3 -Wa,-muse-unaligned-vector-move -DFLAC__NO_DLL" CPPFLAGS="-I$prefix/include" LDFLAGS="-L$prefix/lib"

# unpack PACKAGE ARCHIVE: the archive of a source package, checked, with Debian's patches where they are to be had; goes into it.
unpack()
{
    local package=$1 archive=$2 uri name sum
    while read -r uri name _ sum; do
        [ -f "$work/archives/$name" ] || /usr/lib/apt/apt-helper "${apt[@]}" download-file "${uri//\'/}" "$work/archives/$name" "$sum" ||
            echo "$name was not found" >&2
    done < <(apt-get "${apt[@]}" --print-uris source --download-only "$package" | grep "^'")
    (cd "$work/archives" && grep "  $archive\$" "$here/sources.sha256" | sha256sum --check --strict)
    rm -rf "$work/$package"
    mkdir "$work/$package"
    tar -x -f "$work/archives/$archive" -C "$work/$package" --strip-components=1
    cd "$work/$package"
    apply_patches "$package" "${archive%.orig.*}"
}

# apply_patches PACKAGE NAME_VERSION: mends what Debian mended, which is often a hole.
apply_patches()
{
    local changes
    changes=$(find "$work/archives" -name "$2-*.debian.tar.*" | head -n 1)
    if [ -z "$changes" ]; then
        echo "$1: built without Debian's patches" >&2
        return
    fi
    tar -x -f "$changes"
    [ -f debian/patches/series ] || return 0
    sed 's/ *#.*//; /^$/d' debian/patches/series | while read -r name _; do
        patch --quiet -p1 < "debian/patches/$name"
    done
}

# done_already NAME / note_done NAME: one library after the other, each once.
done_already() { [ -f "$prefix/.built/$1" ]; }
note_done() { mkdir -p "$prefix/.built" && touch "$prefix/.built/$1"; rm -rf "${work:?}/$1"; }

by_configure()
{
    ./configure --host=$triplet --prefix="$prefix" --enable-static --disable-shared "$@"
    make -j "$jobs"
    make install
}

by_cmake()
{
    cmake -S . -B build-windows -G Ninja -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_SYSTEM_PROCESSOR=x86_64 -DCMAKE_C_COMPILER="$CC" \
        -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_RC_COMPILER="$RC" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$prefix" \
        -DCMAKE_INSTALL_LIBDIR:PATH=lib -DCMAKE_FIND_ROOT_PATH="$prefix" -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
        -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY -DCMAKE_POLICY_DEFAULT_CMP0074=NEW \
        -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF "$@"
    cmake --build build-windows
    cmake --install build-windows
}

# library PACKAGE ARCHIVE COMMAND...
library()
{
    local package=$1 archive=$2
    shift 2
    done_already "$package" && return
    echo "== $package"
    unpack "$package" "$archive"
    set +e
    (set -e; "$@") > "$prefix/$package.log" 2>&1 # no `||` here, after which nothing would end it
    local status=$?
    set -e
    [ "$status" -eq 0 ] || { tail -n 40 "$prefix/$package.log" >&2; exit 1; }
    cd "$prefix"
    note_done "$package"
}

zlib() # its own way for Windows is not in Debian's archive
{
    ./configure --static --uname=Linux --prefix="$prefix"
    make -j "$jobs" libz.a
    make install
}

pixman() # without its tests
{
    ./configure --host=$triplet --prefix="$prefix" --enable-static --disable-shared --disable-gtk --disable-libpng
    make -j "$jobs" -C pixman
    make -C pixman install
    make install-pkgconfigDATA
}

jpeg() # with a header that JUCE asks for, as Debian's package has it, and with a `boolean` of its own, as elsewhere
{
    by_cmake -DENABLE_SHARED=OFF -DWITH_SIMD=OFF -DWITH_TURBOJPEG=OFF
    cp jpegint.h "$prefix/include/"
    sed -i '/__RPCNDR_H__/,/#endif/{/^#/d}' "$prefix/include/jconfig.h"
}

soxr() # describes itself to pkg-config elsewhere alone
{
    by_cmake -DBUILD_TESTS=OFF -DBUILD_EXAMPLES=OFF -DWITH_OPENMP=OFF -DWITH_LSR_BINDINGS=OFF
    printf '%s\n' "prefix=$prefix" "Name: soxr" "Description: resampling" "Version: 0.1.3" \
        "Libs: -L\${prefix}/lib -lsoxr" "Cflags: -I\${prefix}/include" > "$prefix/lib/pkgconfig/soxr.pc"
}

cairo() # the library without its tests, for pictures as PNG; programs must know that it is static
{
    ./configure --host=$triplet --prefix="$prefix" --enable-static --disable-shared --enable-png --enable-win32 --enable-win32-font --disable-xlib --disable-xcb --disable-ft --disable-fc --disable-ps \
        --disable-pdf --disable-svg --disable-script --disable-interpreter --disable-gobject --disable-trace --disable-gtk-doc \
        --without-x ax_cv_c_float_words_bigendian=no
    make -j "$jobs" -C src
    make -C src install
    sed -i 's/^Cflags:.*/& -DCAIRO_WIN32_STATIC_BUILD/' "$prefix/lib/pkgconfig/cairo.pc"
}

headers()
{
    mkdir -p "$prefix/include" "$prefix/share/cmake" "$prefix/lib/cmake"
    cp -rL /usr/include/eigen3 /usr/include/nlohmann /usr/include/CLI "$prefix/include/"
    cp -rL /usr/share/eigen3 "$prefix/share/"
    cp -rL /usr/share/cmake/nlohmann_json /usr/share/cmake/CLI11 "$prefix/share/cmake/"
    if [ -d /usr/include/catch2 ]; then
        cp -rL /usr/include/catch2 "$prefix/include/"
        cp -rL /usr/lib/cmake/Catch2 "$prefix/lib/cmake/"
        rm "$prefix"/lib/cmake/Catch2/Catch2Targets-*.cmake # its library, which is Linux's
    fi
}

headers
if [ "$(find "$prefix/.built" -type f 2> /dev/null | wc -l)" -lt "$(grep -c . "$here/sources.sha256")" ]; then
    apt-get "${apt[@]}" update
    library zlib zlib_1.2.13.dfsg.orig.tar.bz2 zlib
    library libpng1.6 libpng1.6_1.6.39.orig.tar.gz by_configure
    library libjpeg-turbo libjpeg-turbo_2.1.5.orig.tar.gz jpeg
    library fftw3 fftw3_3.3.10.orig.tar.gz by_configure --enable-float --enable-sse2 --enable-avx2 --with-our-malloc --disable-doc \
        --disable-fortran
    library libogg libogg_1.3.5.orig.tar.xz by_configure
    library libvorbis libvorbis_1.3.7.orig.tar.gz by_configure --disable-examples --disable-docs --disable-oggtest
    library flac flac_1.4.2+ds.orig.tar.xz by_configure --disable-cpplibs --disable-programs --disable-examples --disable-doxygen-docs \
        --disable-stack-smash-protection
    library opus opus_1.3.1.orig.tar.gz by_configure --disable-extra-programs --disable-doc --disable-stack-protector
    library libsndfile libsndfile_1.2.0.orig.tar.gz by_cmake -DBUILD_PROGRAMS=OFF -DBUILD_EXAMPLES=OFF -DENABLE_MPEG=OFF \
        -DENABLE_EXTERNAL_LIBS=ON -DENABLE_CPACK=OFF -DINSTALL_MANPAGES=OFF -DENABLE_CPU_CLIP=OFF \
        -DCPU_CLIPS_POSITIVE=OFF -DCPU_CLIPS_NEGATIVE=OFF
    library libsoxr libsoxr_0.1.3.orig.tar.xz soxr
    library pixman pixman_0.42.2.orig.tar.gz pixman
    library cairo cairo_1.16.0.orig.tar.xz cairo
fi
rm -rf "$work"

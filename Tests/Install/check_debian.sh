#!/usr/bin/env bash
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_debian.sh SOURCE LOGS ROOTS SUITE...: the README's two commands, word for word, each in a fresh Debian of each suite that
# holds a copy of the working tree of SOURCE and nothing else. Says of each how it went, how long it took and what was left out or
# skipped; all that they print goes to LOGS. Exits 1 if one failed or left the plugin or the tests out.
# UNBRAID_DOORS="voice filter plugin browser python package" goes these ways of the README into the program, each in a fresh Debian that
# has nothing but the lists of packages that it is said to need, and looks at what comes of it (Tests/Docs/check_doors.py);
# UNBRAID_DOORS=1 goes all of them, and tests the CLAP, the filters for PipeWire, ffmpeg and OBS, import unbraid and the page, in Chromium too.
# UNBRAID_COMMANDS="first test" names those of the two commands that are run; empty: none.
# As root, with debootstrap. The roots lie in the folder ROOTS, which keeps the bare systems and the downloaded packages for the
# next time; where it is empty, in a temporary folder. UNBRAID_MIRROR names another mirror. UNBRAID_CCACHE_FOLDER keeps what the compiler
# makes there, by ccache, which each root then has as well: times say nothing then.
set -euo pipefail
source=$(realpath "$1")
logs=$2
roots=$3
shift 3
[ "$(id -u)" -eq 0 ] || { echo "skipped: a fresh Debian is set up by root alone"; exit 0; }
command -v debootstrap > /dev/null || { echo "skipped: debootstrap is not here"; exit 0; }
mkdir -p "$logs"
if [ -z "$roots" ]; then
    roots=$(mktemp -d)
    trap 'rm -rf "$roots"' EXIT
fi
mkdir -p "$roots"

# first_command PATTERN: the first indented line of README.md after the one that matches.
first_command()
{
    awk -v after="$1" '$0 ~ after { found = 1 } found && /^    / { sub (/^    /, ""); print; exit }' "$source/README.md"
}

# copy_tree FOLDER: what git has or would add; nothing built.
copy_tree()
{
    mkdir -p "$1"
    git -c safe.directory="$source" -C "$source" ls-files -z --cached --others --exclude-standard |
        (cd "$source" && while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done) |
        tar -C "$source" --null --no-recursion -T - -cf - | tar -C "$1" -xf -
}

# in_root ROOT COMMAND: in a namespace of its own, which takes the mounts and whatever still runs with it.
in_root()
{
    ROOT=$1 COMMAND=$2 unshare --mount --pid --fork bash -euc '
        mount -t proc proc "$ROOT/proc"
        mount --rbind /dev "$ROOT/dev"
        cp -L /etc/resolv.conf "$ROOT/etc/resolv.conf"
        echo "127.0.0.1 localhost" > "$ROOT/etc/hosts" # which every installed Debian has, and a bare one has not
        if [ -n "${UNBRAID_CCACHE_FOLDER:-}" ]; then
            mkdir -p "$ROOT/root/.cache/ccache"
            mount --bind "$UNBRAID_CCACHE_FOLDER" "$ROOT/root/.cache/ccache"
        fi
        exec chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
            bash -euo pipefail -c "cd /srv/unbraid && $COMMAND"' < /dev/null
}

# run SUITE NAME COMMAND: one command in a fresh root; a line of the summary, and its log.
run()
{
    local suite=$1 name=$2 root=$roots/$1-root log=$logs/$1-$2.log state=passed times left
    echo "$suite, $name command: $3"
    rm -rf "$root"
    cp -a "$roots/$suite" "$root"
    mkdir -p "$roots/$suite-packages"
    cp "$roots/$suite-packages"/*.deb "$root/var/cache/apt/archives/" 2> /dev/null || true
    echo 'APT::Keep-Downloaded-Packages "true";' > "$root/etc/apt/apt.conf.d/50keep"
    copy_tree "$root/srv/unbraid"
    if [ -n "${UNBRAID_CCACHE_FOLDER:-}" ]; then
        in_root "$root" "apt-get update -q && apt-get install -q -y --no-install-recommends ccache" > "$log" 2>&1
    fi
    TIMEFORMAT='%R %U %S'
    times=$( { time in_root "$root" "$3" > "$log" 2>&1; } 2>&1) || state=FAILED
    cp -n "$root/var/cache/apt/archives"/*.deb "$roots/$suite-packages/" 2> /dev/null || true
    left=$(sed -n 's/^-- Left out: /  left out: /p' "$log")
    if [ "$name" = test ] && grep -qE 'left out: the (plugin|tests)' <<< "$left"; then
        state=FAILED
    fi
    {
        awk -v what="$suite, $name command: $state" '{ printf "%s, %.1f minutes, %.0f processor seconds\n", what, $1 / 60, $2 + $3 }' \
            <<< "$(tail -n 1 <<< "$times")"
        sed -nE 's/^-- The CXX compiler identification is (.*)/  compiler: \1/p' "$log" | head -n 1
        chroot "$root" dpkg-query -W -f '  ${Package} ${Version}\n' cmake juce-modules-source catch2 2> /dev/null || true
        printf '%s' "${left:+$left$'\n'}"
        sed -nE 's/^([0-9]+% tests passed.*)/  \1/p; s/^[[:space:]]+[0-9]+ - (.*) \((Skipped|Failed|Timeout|Not Run)\)$/  \2: \1/p' "$log"
    } | tee -a "$logs/summary"
    if [ "$state" = FAILED ]; then
        failed=1
        tail -n 30 "$log"
    fi
    rm -rf "$root"
}

demo=$(first_command '^## Install')
test=$(first_command '<!-- test command -->')
[ -n "$demo" ] && [ -n "$test" ] && [ "$demo" != "$test" ] || { echo "README.md does not hold two commands" >&2; exit 1; }
others='cat packages.txt packages-plugin.txt packages-test.txt packages-python.txt packages-filter.txt packages-web.txt |
    xargs apt-get install -y --no-install-recommends && cmake --preset release &&
    cmake --build --preset release --target unbraid unbraid_python unit_interface unit_obs clap install-plugins install-obs &&
    ctest --preset test-all -R "^(python|interface|obs|clap|web): |^docs: the way by |install-obs"'

# door_command DOOR: installs the lists of one way of the README, and nothing else, goes it, and looks at what comes of it.
# What looks is in Python, which not every way needs: it is installed after the way was gone.
door_command()
{
    local lists goes build=build/release unbraid=build/release/bin/unbraid door=$1
    case $1 in
        voice) lists=packages.txt goes='cmake --preset release && cmake --build --preset release --target unbraid' ;;
        filter) lists='packages.txt packages-filter.txt'
            goes='cmake --preset release && cmake --build --preset release --target unbraid unbraid_voice' ;;
        plugin) lists='packages.txt packages-plugin.txt' goes='cmake --preset release' ;;
        browser) lists='packages.txt packages-web.txt' goes='cmake --workflow --preset web' build=build ;;
        python) lists='packages.txt packages-python.txt'
            goes='cmake --preset release && cmake --build --preset release --target unbraid unbraid_python' ;;
        package) lists='packages.txt packages-plugin.txt packages-package.txt' door=voice unbraid=/usr/bin/unbraid
            goes='cmake --workflow --preset packages && apt-get install -y ./build/packages/packages/unbraid_*.deb' ;;
        *) echo "there is no way '$1'" >&2; exit 1 ;;
    esac
    echo "apt-get update && cat $lists | xargs apt-get install -y --no-install-recommends && $goes && \
        { command -v python3 > /dev/null || apt-get install -y --no-install-recommends python3; } && \
        python3 -B Tests/Docs/check_doors.py $door --root . --build $build --unbraid $unbraid"
}
ways=${UNBRAID_DOORS:-}
if [ "$ways" = 1 ]; then
    ways='voice filter plugin browser python package others'
fi
failed=0
: > "$logs/summary"
for suite in "$@"; do
    if [ ! -d "$roots/$suite" ]; then
        debootstrap --variant=minbase "$suite" "$roots/$suite.part" "${UNBRAID_MIRROR:-http://deb.debian.org/debian}" \
            > "$logs/$suite-debootstrap.log"
        mv "$roots/$suite.part" "$roots/$suite"
    fi
    for name in ${UNBRAID_COMMANDS-first test}; do
        case $name in
            first) run "$suite" first "$demo" ;;
            test) run "$suite" test "$test" ;;
            *) echo "there is no command '$name'" >&2; exit 1 ;;
        esac
    done
    for way in $ways; do
        if [ "$way" = others ]; then
            run "$suite" others "apt-get update && $others"
        else
            run "$suite" "$way" "$(door_command "$way")"
        fi
    done
done
echo
cat "$logs/summary"
exit $failed

#!/usr/bin/env bash
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_debian.sh SOURCE LOGS ROOTS SUITE...: the README's two commands, word for word, each in a fresh Debian of each suite that
# holds a copy of the working tree of SOURCE and nothing else. Says of each how it went, how long it took and what was left out or
# skipped; all that they print goes to LOGS. Exits 1 if one failed or left the plugin or the tests out.
# UNBRAID_DOORS=1 does the same with a third command: the CLAP, the filters for PipeWire, ffmpeg and OBS, import unbraid and the page,
# with their tests, Chromium's among them.
# As root, with debootstrap. The roots lie in the folder ROOTS, which keeps the bare systems and the downloaded packages for the
# next time; where it is empty, in a temporary folder. UNBRAID_MIRROR names another mirror.
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
doors='cat packages.txt packages-plugin.txt packages-test.txt packages-python.txt packages-filter.txt packages-web.txt |
    xargs apt-get install -y --no-install-recommends && cmake --preset release &&
    cmake --build --preset release --target unbraid unbraid_python unit_interface unit_obs clap install-plugins install-obs &&
    ctest --preset test-all -R "^(python|interface|obs|clap|web): |^docs: the way by |install-obs"'
failed=0
: > "$logs/summary"
for suite in "$@"; do
    if [ ! -d "$roots/$suite" ]; then
        debootstrap --variant=minbase "$suite" "$roots/$suite.part" "${UNBRAID_MIRROR:-http://deb.debian.org/debian}" \
            > "$logs/$suite-debootstrap.log"
        mv "$roots/$suite.part" "$roots/$suite"
    fi
    run "$suite" first "$demo"
    run "$suite" test "$test"
    [ -z "${UNBRAID_DOORS:-}" ] || run "$suite" doors "apt-get update && $doors"
done
echo
cat "$logs/summary"
exit $failed

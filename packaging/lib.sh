# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of this folder share. Sourced, never run. Everything said goes to stderr: stdout belongs to results.
# shellcheck shell=bash

packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(dirname "$packaging")
cache=${SLIPWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Seconds with one decimal since $1 (a value of EPOCHREALTIME).
since() {
    local now=${EPOCHREALTIME/[.,]/} then=${1/[.,]/} tenths
    tenths=$(((now - then) / 100000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# step TITLE FUNCTION [ARGUMENTS]: runs it with its output in a log, and says in one line what it was and how long it took.
# A failure ends with one sentence; what the command said last helps to find out why.
step() {
    local title=$1 start=$EPOCHREALTIME log status=0
    shift
    mkdir -p "$cache/logs" 2>/dev/null || die "Cannot write to the cache folder $cache; set SLIPWAY_CACHE to a folder that can be written."
    log=$(mktemp "$cache/logs/${1//[^a-zA-Z0-9_-]/_}.XXXXXX") || die "Cannot write to the cache folder $cache: is the disk full?"
    # In a subshell of its own, not in a condition: there `set -e` would be off for all of it.
    set +e
    (set -e; "$@") >"$log" 2>&1 </dev/null
    status=$?
    set -e
    if [ "$status" -ne 0 ]; then
        say "$title: failed after $(since "$start") s"
        explain "$log"
        exit "$status"
    fi
    say "$title: $(since "$start") s"
    rm -f "$log"
}

# One sentence from the log of a failed command.
explain() {
    local log=$1
    if grep -qiE 'no space left on device|disk quota exceeded|you don.t have enough free space' "$log" || ! probe_space "$cache"; then
        say "The disk is full: make room below $cache (or set SLIPWAY_CACHE to a folder on a larger disk), then run the same command again; it goes on from there."
    elif grep -qiE 'could not resolve|temporary failure resolving|failed to fetch|connection (timed out|refused|failed)|could not connect|unable to connect|network is unreachable|cannot initiate the connection|404 +not found' "$log"; then
        say "A download failed ($(grep -iE 'failed to fetch|could not resolve|temporary failure|could not connect|unable to connect|cannot initiate|connection' "$log" | tail -n 1 | tr -s ' ' | cut -c1-160)): check the network or the proxy, then run the same command again; it goes on from there."
    else
        say "$(tail -n 1 "$log" | cut -c1-300)"
        say "All that it said is in $log; run the same command again to go on from there."
    fi
}

# Does the file system of $1 still take a megabyte?
probe_space() {
    local free
    free=$(df -Pk "$1" 2>/dev/null | awk 'NR==2 {print $4}')
    [ -z "$free" ] || [ "$free" -gt 1024 ]
}

# with_lock FILE FUNCTION [ARGUMENTS]: one at a time among all that name the same file.
with_lock() {
    local file=$1 fd
    shift
    mkdir -p "$(dirname "$file")" || die "Cannot write to the cache folder $cache; set SLIPWAY_CACHE to a folder that can be written."
    exec {fd}>"$file" || die "Cannot write $file."
    flock -n "$fd" || { say "Waiting for another Slipway set-up to finish."; flock "$fd"; }
    "$@" {fd}>&-
    exec {fd}>&-
}

# The Debian archive: the machine's own where it is a Debian, so that proxies and mirrors chosen by its owner hold.
debian_mirror() {
    local uri=
    if [ -n "${SLIPWAY_DEBIAN_MIRROR:-}" ]; then printf '%s' "$SLIPWAY_DEBIAN_MIRROR"; return; fi
    if grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
        uri=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '/^URIs:/ && $2 !~ /security/ {print $2; exit}')
        [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
            sed -nE 's/^deb +(\[[^]]*\] +)?(http[^ ]+).*/\2/p' | grep -v security | head -n 1 || true)
    fi
    printf '%s' "${uri:-http://deb.debian.org/debian}"
}

# private_apt FOLDER SUITE COMMAND…: apt-get with its own lists, state and archives, so that the machine's stay untouched.
# An interrupted download goes on where it was.
private_apt() {
    local folder=$1 suite=$2
    shift 2
    mkdir -p "$folder"/{lists,archives}/partial
    : >"$folder/status"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$(debian_mirror)" "$suite" >"$folder/sources.list"
    apt-get -q -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache="$folder" \
        -o APT::Sandbox::User= -o Acquire::Retries=3 -o APT::Install-Recommends=false "$@"
}

# missing_packages NAME…: those that dpkg does not have.
missing_packages() {
    local p
    for p; do dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q ' installed$' || printf '%s ' "$p"; done
}

# need_packages WHY NAME…: installs what is missing. As root at once; else it is asked for once, as a list with its undoing.
need_packages() {
    local why=$1 missing answer
    shift
    missing=$(missing_packages "$@")
    missing=${missing% }
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || die "$why needs the programs of these Debian packages: $missing; install them with your package manager."
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || [ ! -t 0 ] || [ ! -t 2 ]; then
            die "$why needs these packages: run 'sudo apt-get install --no-install-recommends $missing' once (undone by 'sudo apt-get purge $missing'), then the same command again."
        fi
        say "$why needs root once, for this list and nothing else:"
        say "  apt-get install --no-install-recommends $missing"
        say "  (undone by: sudo apt-get purge $missing)"
        printf 'Install them now? [Y/n] ' >&2
        read -r answer
        case $answer in [nN]*) die "Without these packages it cannot go on: $missing." ;; esac
        sudo -v || die "Without root it cannot go on: install $missing."
    fi
    # shellcheck disable=SC2086 # a list of package names
    step "Installing $missing" install_packages $missing
}

install_packages() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@"
}

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of this folder share. Sourced, never run. Everything said goes to stderr: stdout belongs to results.
# shellcheck shell=bash disable=SC2154,SC2034 # variables are shared with who sources it

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
    local title=$1 start=$EPOCHREALTIME log status=0 watch me before
    shift
    mkdir -p "$cache/logs" 2>/dev/null || die "Cannot write to the cache folder $cache; set SLIPWAY_CACHE to a folder that can be written."
    log=${title//[^a-zA-Z0-9_-]/_}
    log=$(mktemp "$cache/logs/${log:0:60}.XXXXXX") || die "Cannot write to the cache folder $cache: is the disk full?"
    [ ! -t 2 ] || printf "%s …\r" "$title" >&2 # until the line with the time takes its place
    me=$BASHPID
    before=$(children "$me")
    watch_space "$me" "$before" >/dev/null 2>&1 </dev/null &
    watch=$!
    # In a subshell of its own, not in a condition: there `set -e` would be off for all of it.
    set +e
    { (set -e; "$@") >"$log" 2>&1 </dev/null; } 2>/dev/null # the shell's own word about one that was ended
    status=$?
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
    set -e
    if [ "$status" -ne 0 ]; then
        say "$title: failed after $(since "$start") s"
        explain "$log"
        exit "$status"
    fi
    say "$title: $(since "$start") s"
    rm -f "$log"
}

# apt waits for ever on a disk that is full. Ends the children of a shell (but those that it had before) when there was no room
# for ten seconds.
watch_space() { # PID CHILDREN-BEFORE
    local full=0 child
    while kill -0 "$1" 2>/dev/null; do
        sleep 2
        if probe_space "$cache"; then full=0; else full=$((full + 1)); fi
        [ "$full" -ge 5 ] || continue
        for child in $(children "$1"); do
            case " $2 $BASHPID " in *" $child "*) ;; *) end_tree "$child" TERM; end_tree "$child" KILL ;; esac
        done
        return
    done
}

children() { tr -s '\n' ' ' 2>/dev/null <"/proc/$1/task/$1/children" || true; }
end_tree() { # PID SIGNAL
    local child
    for child in $(children "$1"); do end_tree "$child" "$2"; done
    kill "-$2" "$1" 2>/dev/null || true
}

# One sentence from the log of a failed command.
explain() {
    local log=$1 words
    words=$(grep -v '^[[:space:]]*$' "$log" | tail -n 1) || true
    if [[ $words == *"it goes on from there." ]]; then
        say "$words" # a sentence of ours already
    elif grep -qiE 'no space left on device|disk quota exceeded|you don.t have enough free space' "$log" || ! probe_space "$cache"; then
        say "The disk is full: make room below $cache (or set SLIPWAY_CACHE to a folder on a larger disk), then run the same command again; it goes on from there."
    elif words=$(grep -iE 'could not resolve|temporary failure resolving|failed to fetch|failed to download|connection (timed out|refused|failed|reset)|could not connect|unable to connect|network is unreachable|cannot initiate the connection|404 +not found|curl: \([0-9]+\)|certificate verif' "$log" | grep -v 'Some index files' | tail -n 1); then
        say "A download failed ($(tr -s ' ' <<<"$words" | cut -c1-160)): check the network or the proxy, then run the same command again; it goes on from there."
    else
        words=$(grep -v '^[[:space:]]*$' "$log" | tail -n 1 | cut -c1-240) || true
        say "${words:-It ended without a word} (all that it said is in $log); run the same command again to go on from there."
    fi
}

# configure BUILD CMAKE-ARGUMENTS…: CMake keeps what it found in a run that failed, be it wrong or half; the next one asks anew.
configure() {
    local build=$1 status=0
    shift
    "$packaging/enter" cmake "$@" || status=$?
    [ "$status" -eq 0 ] || rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
    return "$status"
}

# need_space MEGABYTES: before something large is begun; half-full disks make programs hang rather than fail.
need_space() {
    local free
    free=$(df -Pk "$cache" 2>/dev/null | awk 'NR==2 {print int($4 / 1024)}')
    [ -z "$free" ] || [ "$free" -ge "$1" ] || die "The disk is too full: $free MB are free below $cache and $1 are needed; make room (or set SLIPWAY_CACHE to a folder on a larger disk), then run the same command again; it goes on from there."
}

# Has the file system of $1 room for a file of some size? apt waits for ever with two megabytes left too.
probe_space() {
    local free
    free=$(df -Pk "$1" 2>/dev/null | awk 'NR==2 {print $4}')
    [ -z "$free" ] || [ "$free" -gt 16384 ]
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

# private_apt FOLDER SUITES COMMAND…: apt-get with its own lists, state and archives, so that the machine's stay untouched.
# An interrupted download goes on where it was. Variables: apt_arch and apt_foreign name architectures, apt_cache another
# folder for what is downloaded, so that several can go on at once over one set of lists.
private_apt() {
    local folder=$1 suites=$2 suite key=/usr/share/keyrings/debian-archive-keyring.gpg options=()
    shift 2
    [ -e "$key" ] || need_packages "Checking Debian's signatures" debian-archive-keyring
    mkdir -p "$folder/lists/partial" "${apt_cache:-$folder}/archives/partial"
    [ -e "$folder/status" ] || : >"$folder/status"
    for suite in $suites; do printf 'deb [signed-by=%s] %s %s main\n' "$key" "$(debian_mirror)" "$suite"; done >"$folder/sources.list.$BASHPID"
    mv "$folder/sources.list.$BASHPID" "$folder/sources.list"
    [ -z "${apt_arch:-}" ] || options=(-o "APT::Architecture=$apt_arch" -o "APT::Architectures::=$apt_arch" ${apt_foreign:+-o "APT::Architectures::=$apt_foreign"})
    [ ! -e "$folder/preferences" ] || options+=(-o "Dir::Etc::preferences=$folder/preferences")
    [ -z "${apt_cache:-}" ] || options+=(-o Debug::NoLocking=true) # the callers have locks of their own
    apt-get -q -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::State::lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache="${apt_cache:-$folder}" \
        -o APT::Sandbox::User= -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o APT::Install-Recommends=false "${options[@]}" "$@"
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
    step "Installing $(wc -w <<<"$missing") packages on this machine ($(cut -c1-60 <<<"$missing"))" install_packages $missing
}

install_packages() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@"
}

# Does a display server listen where the environment says? A stale DISPLAY is no display.
socket_answers() {
    [ -S "$1" ] || return 1
    if command -v perl >/dev/null; then
        perl -MSocket -e 'my $s; socket($s, PF_UNIX, SOCK_STREAM, 0) && connect($s, sockaddr_un($ARGV[0])) or exit 1' "$1"
    else
        grep -q " @\?$1\$" /proc/net/unix
    fi
}

has_display() {
    local host number
    case ${WAYLAND_DISPLAY:-} in '') ;; /*) ! socket_answers "$WAYLAND_DISPLAY" || return 0 ;; *) ! socket_answers "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$WAYLAND_DISPLAY" || return 0 ;; esac
    [ -n "${DISPLAY:-}" ] || return 1
    host=${DISPLAY%:*} number=${DISPLAY##*:}
    number=${number%%.*}
    case $host in
        '' | unix) socket_answers "/tmp/.X11-unix/X$number" ;;
        *) timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$((6000 + number))" 2>/dev/null ;;
    esac
}

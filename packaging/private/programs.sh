# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# The private engine's programs: Debian packages with all that they need, unpacked into a tree of their own in the cache
# folder; nothing of them is installed or configured on the machine. Sourced after lib.sh.
# shellcheck shell=bash disable=SC2154,SC2034 # variables are shared with who sources it
# shellcheck source=packaging/lib.sh

# newest: what Debian testing has; oldest: the oldest that Slipway supports (Docker Engine 26.1.5, buildx 0.13.1).
engine_kind() {
    case ${SLIPWAY_ENGINE:-newest} in
        newest | oldest) printf '%s' "${SLIPWAY_ENGINE:-newest}" ;;
        *) die "SLIPWAY_ENGINE is '$SLIPWAY_ENGINE'; it knows newest and oldest." ;;
    esac
}
engine_suite() { if [ "$(engine_kind)" = oldest ]; then printf trixie; else printf forky; fi; }

engine_packages=(docker.io docker-cli docker-buildx containerd runc docker-registry iptables iproute2 passt
    base-files bash coreutils dash util-linux mount kmod git ca-certificates curl jq zstd pigz gzip xz-utils tar sed grep findutils busybox)
registry_packages=(docker-registry base-files bash coreutils curl)
mirror_packages=("${registry_packages[@]}" ca-certificates jq zstd pigz gzip xz-utils tar sed grep findutils busybox)
emulator_packages=(qemu-user)

# The tree's place; a change of the list makes a new one.
programs_path() { # NAME
    local -n list=$1_packages
    local hash
    hash=$(printf '%s\n' "${list[@]}" | sha256sum)
    printf '%s/programs/%s-%s-%s' "$cache" "$1" "$(engine_suite)" "${hash:0:8}"
}

# Sets `programs` to the tree of NAME, made if it is not there.
ensure_programs() { # NAME
    programs=$(programs_path "$1")
    [ -e "$programs/.whole" ] || with_lock "$programs.lock" unpack_programs "$1" "$programs"
}

unpack_programs() { # NAME TREE
    local -n wanted=$1_packages
    local tree=$2 apt log
    [ ! -e "$tree/.whole" ] || return 0
    if [ "$1" = engine ]; then need_space 900; else need_space 300; fi
    apt=$cache/apt/$1-$(engine_suite)
    private_apt "$apt" "$(engine_suite)" update
    private_apt "$apt" "$(engine_suite)" install -y --download-only "${wanted[@]}"
    rm -rf --one-file-system "$tree.new" && mkdir -p "$tree.new"
    # base-files first: it brings the links /bin, /lib and /sbin that all others unpack through.
    for log in "$apt"/archives/base-files_*.deb; do [ ! -e "$log" ] || dpkg-deb -x "$log" "$tree.new"; done
    printf '%s\0' "$apt"/archives/*.deb | xargs -0 -P 2 -I '{}' dpkg-deb -x '{}' "$tree.new"
    for log in iptables ip6tables iptables-save iptables-restore ip6tables-save ip6tables-restore; do
        [ ! -d "$tree.new/usr/sbin" ] || ln -sf "${log/tables/tables-nft}" "$tree.new/usr/sbin/$log"
    done
    mkdir -p "$tree.new/host"
    : >"$tree.new/.whole"
    rm -rf --one-file-system "$tree"
    mv -T "$tree.new" "$tree"
    rm -rf --one-file-system "$apt/archives"
}

# For a person who is not root: a name space of their own in which they are, with the ids that /etc/subuid gives them.
# Its processes, files and networks are theirs alone.
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(unshare --user --map-auto --map-root-user --); fi

# inside COMMAND…: runs with the unpacked programs as its system; the cache folder and this folder are at their own paths.
inside() {
    "${as_root[@]}" bwrap --bind "$programs" / --dev-bind /dev /dev --proc /proc --tmpfs /tmp --tmpfs /run \
        --ro-bind /etc/resolv.conf /etc/resolv.conf --ro-bind-try /etc/hosts /etc/hosts \
        --ro-bind-try /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt \
        --bind "$cache" "$cache" --ro-bind "$packaging" "$packaging" --die-with-parent \
        --setenv PATH /usr/sbin:/usr/bin --setenv HOME /root -- "$@"
}

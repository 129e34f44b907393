# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# The build root: a Debian 13 tree in the cache folder for machines whose own packages are too old (Qt >= 6.8 with
# KF6SyntaxHighlighting and QtKeychain is the floor). Sourced after lib.sh.
# shellcheck shell=bash disable=SC2154,SC2034 # variables are shared with who sources it
# shellcheck source=packaging/lib.sh

root_packages() { sed 's/#.*//' "$packaging/root.packages" | tr -s ' \n' ' '; }

# The name changes with the list, so that an older checkout keeps finding the root that it was made for.
root_path() {
    local hash
    hash=$(sed 's/#.*//' "$packaging/root.packages" | sha256sum)
    printf '%s/roots/debian13-%s' "$cache" "${hash:0:10}"
}

# Does the machine itself have what the program needs? SLIPWAY_ROOT=native or debian13 decides it by hand.
machine_is_new_enough() {
    case ${SLIPWAY_ROOT:-} in native) return 0 ;; debian13) return 1 ;; esac
    local ID='' VERSION_ID=''
    # shellcheck source=/dev/null
    . /etc/os-release 2>/dev/null || return 1
    VERSION_ID=${VERSION_ID%%.*}
    case $ID in
        debian) [ "${VERSION_ID:-13}" -ge 13 ] ;; # testing and unstable have no number
        ubuntu) [ "${VERSION_ID:-0}" -ge 25 ] ;;
        fedora) [ "${VERSION_ID:-0}" -ge 41 ] ;;
        *) return 1 ;;
    esac
}

# Sets `root` to the tree, or to nothing where the machine's own packages serve; makes or installs what is missing.
ensure_root() {
    root=
    if machine_is_new_enough; then ensure_native; return; fi
    root=$(root_path)
    [ -e "$root/.whole" ] || with_lock "$root.lock" make_root
}

make_root() {
    [ ! -e "$root/.whole" ] || return 0 # another call made it while this one waited
    local tools=(mmdebstrap bubblewrap debian-archive-keyring)
    [ "$(id -u)" -eq 0 ] || tools+=(uidmap)
    need_packages "The build root" "${tools[@]}"
    need_space 3500
    # Downloaded apart from unpacking: what has arrived stays when the line breaks.
    step "Downloading Debian 13 for the build" download_root
    step "Unpacking Debian 13 into $root" unpack_root
}

download_root() {
    local apt=$cache/apt/trixie
    private_apt "$apt" trixie update
    # shellcheck disable=SC2046 # a list of package names
    private_apt "$apt" trixie install -y --download-only $(root_packages) apt '?essential'
}

unpack_root() {
    local new=$root.new archives=$cache/apt/trixie/archives mode=root
    [ "$(id -u)" -eq 0 ] || mode=unshare
    remove_tree "$new"
    SLIPWAY_ARCHIVES=$archives mmdebstrap --mode=$mode --variant=apt --include="$(root_packages | xargs | tr ' ' ',')" \
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Retries "3"' \
        --aptopt='APT::Sandbox::User ""' --dpkgopt=force-unsafe-io --dpkgopt=path-exclude=/usr/share/doc/* \
        --skip=download/empty \
        --setup-hook='mkdir -p "$1/var/cache/apt/archives/partial"; cp -l "$SLIPWAY_ARCHIVES"/*.deb "$1/var/cache/apt/archives/" 2>/dev/null || cp "$SLIPWAY_ARCHIVES"/*.deb "$1/var/cache/apt/archives/"' \
        --customize-hook='mkdir -p "$1/usr/host" "$1/work"; rm -f "$1"/var/cache/apt/archives/*.deb; printf "en_US.UTF-8 UTF-8\n" > "$1/etc/locale.gen"' \
        trixie "$new" "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) trixie main"
    : >"$new/.whole"
    mv -T "$new" "$root"
    rm -f "$archives"/*.deb # the root has them now
}

# A tree of a user's own name space belongs to ids that only such a name space may remove.
remove_tree() {
    [ -e "$1" ] || return 0
    rm -rf --one-file-system "$1" 2>/dev/null || unshare --map-auto --map-root-user rm -rf --one-file-system "$1"
}

# On a machine that builds with its own packages, the program needs fewer of them than its tests: packaging/run says
# SLIPWAY_PACKAGES=program, and then it is the list's first part, the linker, a compiler cache, and what a window wants.
native_packages() {
    if [ "${SLIPWAY_PACKAGES:-}" = program ]; then
        sed '/^# Faster/,$d; s/#.*//' "$packaging/root.packages" | tr -s ' \n' ' '
        printf 'lld ccache libxcb-cursor0 fonts-dejavu-core '
    else
        root_packages
    fi
}

ensure_native() {
    local mark
    mark=$cache/native-${SLIPWAY_PACKAGES:-all}-$(sha256sum <"$packaging/root.packages" | cut -c1-10)
    [ ! -e "$mark" ] || return 0
    if command -v apt-get >/dev/null; then
        # shellcheck disable=SC2046 # a list of package names
        need_packages "Building Slipway" $(native_packages)
    else
        need_fedora_packages
    fi
    mkdir -p "$cache" && : >"$mark"
}

need_fedora_packages() {
    local missing list
    list=(cmake ninja-build gcc-c++ git ccache lld qt6-qtbase-devel qt6-qtbase-private-devel qt6-qtsvg-devel qt6-qtwayland qt6-qttools-devel
        kf6-syntax-highlighting-devel qtkeychain-qt6-devel tomlplusplus-devel extra-cmake-modules)
    [ "${SLIPWAY_PACKAGES:-}" = program ] || list+=(xorg-x11-server-Xvfb dbus-daemon libasan libubsan python3-jsonschema jq ShellCheck)
    missing=$(for p in "${list[@]}"; do rpm -q "$p" >/dev/null 2>&1 || printf '%s ' "$p"; done)
    [ -z "$missing" ] || die "Building Slipway needs these packages: run 'sudo dnf install $missing' once (undone by 'sudo dnf remove $missing'), then the same command again."
}

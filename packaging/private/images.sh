# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# The base images that our Dockerfiles name (resources/knowledge/bases.toml), made from Debian's packages and crates.io where
# their own registries do not answer: debian:trixie-slim and the two distroless ones for amd64 and arm64 (for the others when
# somebody asks: on-demand), rust:1-trixie and cargo-chef's image for this machine's architecture. No engine is needed: trees
# become layers, layers go to the registry. Everything made is kept below the cache folder, whatever engine asks for it. Sourced after programs.sh.
# shellcheck shell=bash disable=SC2154,SC2034 # variables are shared with who sources it
# shellcheck source=packaging/private/programs.sh

recipe=4 # a change of what an image holds wants another number
images=$cache/images/$recipe
std=$images/std # Rust's standard libraries that were compiled here, by the compiler's version
usual=(amd64 arm64) # the architectures of most images
native=$(dpkg --print-architecture 2>/dev/null || echo amd64)
if [ "$native" = arm64 ]; then foreign=amd64; else foreign=arm64; fi
chef_version=$(sed -n '/name = "cargo-chef"/,/version/s/^version = "\(.*\)"/\1/p' "$checkout/resources/knowledge/tools.toml" 2>/dev/null || true)

rust_pin='Package: rustc:any cargo:any libstd-rust*:any rust-src:any
Pin: release n=trixie-backports
Pin-Priority: 1001'

# Name of the index, repository and tag in the local registry. The mirror of Docker Hub serves the first ones under their public
# names; gcr.io's are put in place of the public names by named contexts.
image_list='debian-slim library/debian trixie-slim
rust library/rust 1-trixie
cargo-chef lukemathwalker/cargo-chef latest-rust-1-trixie
distroless13-cc distroless/cc-debian13 nonroot
distroless13-static distroless/static-debian13 nonroot'

layers() { inside env SLIPWAY_IMAGES="$images" bash "$packaging/private/layers.sh" "$@"; }
# What a processor is called, from the table that Slipway itself reads: the field of the row that has VALUE as KEY, of all rows in their
# order where no KEY is given. Fails without a word where there is none. Fields that are "" count as not there.
processor() { # FIELD [KEY VALUE]
    awk -F '"' -v field="$1" -v key="${2:-}" -v value="${3:-}" '
        $1 == "[[platform]]" { answer = ""; is_row = key == "" }
        $1 == key " = " && $2 == value && value != "" { is_row = 1 }
        $1 == field " = " { answer = $2 }
        is_row && answer != "" { print answer; found = 1; answer = ""; is_row = 0; if (key != "") exit }
        END { exit !found }' "$checkout/resources/knowledge/platforms.toml"
}
# What Docker calls an architecture of Debian's; and those of an image that were made, in the order of an index.
docker_word() {
    local platform
    platform=$(processor platform debian "$1") && printf '%s\n' "${platform#linux/}"
}
made_for() { # IMAGE
    local a
    for a in $(processor debian); do [ ! -e "$images/images/$1-$a.json" ] || echo "$1-$a"; done
}
is_made() { [ -e "$images/indexes/$1.json" ]; }

# apt-get over the lists of one architecture; what it downloads for NAME lies apart from the others.
image_apt() { # ARCHITECTURE NAME COMMAND…
    local both='' suites='trixie trixie-backports'
    case $1 in "$native") both=$foreign ;; "$foreign") ;; *) suites=trixie ;; esac # Rust is for these two alone
    apt_arch=$1 apt_foreign=$both apt_cache=$cache/apt/$2-$1 private_apt "$cache/apt/images-$1" "$suites" "${@:3}"
}

# Debian's lists for both architectures, once for all images; Rust is taken from the backports.
update_lists() {
    local a
    for a in "$native" "$foreign"; do update_lists_of "$a"; done
}
update_lists_of() { # ARCHITECTURE
    mkdir -p "$cache/apt/images-$1"
    printf '%s\n' "$rust_pin" >"$cache/apt/images-$1/preferences"
    image_apt "$1" lists update
}
# For one that no set-up asks for.
further_lists() { # ARCHITECTURE
    [ "$1" = "$native" ] || [ "$1" = "$foreign" ] || update_lists_of "$1"
}

essential() { printf '?and(?essential,?architecture(%s))' "$1"; }

# A tree of Debian with its packages configured, for this machine's architecture. FOLDER holds what was downloaded for it.
configured_tree() { # TREE FOLDER SUITES ARCHITECTURES PACKAGES OPTIONS…
    local tree=$1 folder=$2 suites=$3 suite list=''
    local common=(--variant=minbase --architectures="$4" --include="$5" --skip=download/empty
        --aptopt='APT::Install-Recommends "false"' --aptopt='APT::Sandbox::User ""' --aptopt='Acquire::Retries "3"' --dpkgopt=force-unsafe-io
        --dpkgopt=path-exclude=/usr/share/doc/* --dpkgopt=path-include=/usr/share/doc/*/copyright --dpkgopt=path-exclude=/usr/share/man/*
        --dpkgopt=path-exclude=/usr/share/locale/*
        --setup-hook='mkdir -p "$1/var/cache/apt/archives/partial"; cp -l "$SLIPWAY_ARCHIVES"/*.deb "$1/var/cache/apt/archives/" 2>/dev/null || cp "$SLIPWAY_ARCHIVES"/*.deb "$1/var/cache/apt/archives/"'
        "${@:6}" --customize-hook='rm -f "$1"/var/cache/apt/archives/*.deb "$1/etc/resolv.conf" "$1/etc/hostname"')
    for suite in $suites; do list+="deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) $suite main"$'\n'; done
    "${as_root[@]}" rm -rf --one-file-system "$tree"
    mkdir -p "$(dirname "$tree")"
    if [ "${#as_root[@]}" -eq 0 ]; then
        SLIPWAY_ARCHIVES=$folder/archives mmdebstrap --mode=root "${common[@]}" '' "$tree" - <<<"$list"
    else
        "${as_root[@]}" mkdir -p "$tree"
        SLIPWAY_ARCHIVES=$folder/archives mmdebstrap --mode=unshare --format=tar "${common[@]}" '' - - <<<"$list" |
            "${as_root[@]}" tar -C "$tree" --exclude='./dev/*' -xf -
    fi
}

# Downloads NAMES for an architecture and unpacks them, without running anything of them.
unpacked_tree() { # TREE ARCHITECTURE NAME…
    local tree=$1 architecture=$2 folder
    shift 2
    folder=$images/tmp/debs-$(basename "$tree")
    mkdir -p "$folder" && rm -f "$folder"/*.deb
    (cd "$folder" && image_apt "$architecture" "$(basename "$tree")" download "$@")
    "${as_root[@]}" rm -rf --one-file-system "$tree"
    "${as_root[@]}" mkdir -p "$tree"
    # Those of a whole system unpack through its links /bin, /lib and /sbin.
    [ ! -e "$(echo "$folder"/base-files_*.deb)" ] || "${as_root[@]}" dpkg-deb -x "$folder"/base-files_*.deb "$tree"
    printf '%s\0' "$folder"/*.deb | "${as_root[@]}" xargs -0 -P 2 -I '{}' dpkg-deb -x '{}' "$tree"
}

slim_packages=(apt debian-archive-keyring tzdata)

make_debian_slim() {
    is_made debian-slim && return 0
    local work=$images/tmp
    mkdir -p "$work"
    image_apt "$native" slim install -y --download-only "${slim_packages[@]}" "$(essential "$native")"
    configured_tree "$work/slim-$native" "$cache/apt/slim-$native" trixie "$native" "$(IFS=,; echo "${slim_packages[*]}")"
    adopt_slim "$foreign"
    add_slim "$foreign"
    add_slim "$native"
    index_slim
    rm -rf --one-file-system "$cache/apt/slim-$native"
}

# The tree of another architecture, with what the packages' scripts wrote in that of this machine's.
adopt_slim() { # ARCHITECTURE
    # shellcheck disable=SC2046 # a list of package names
    unpacked_tree "$images/tmp/slim-$1" "$1" $(image_apt "$1" slim install -y --print-uris "${slim_packages[@]}" "$(essential "$1")" |
        sed -n "s/^'[^']*' \([^_ ]*\)_.*/\1/p")
    "${as_root[@]}" bash "$packaging/private/adopt-configuration" "$images/tmp/slim-$native" "$images/tmp/slim-$1" "$native" "$1" \
        "$(processor multiarch debian "$native")" "$(processor multiarch debian "$1")"
}

add_slim() { # ARCHITECTURE
    layers layer "$images/tmp/slim-$1" "slim-$1" gzip
    layers image "slim-$1" "$(docker_word "$1")" '{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["bash"]}' "slim-$1"
    "${as_root[@]}" rm -rf --one-file-system "$images/tmp/slim-$1"
}

# shellcheck disable=SC2046 # a list of images
index_slim() { layers index debian-slim $(made_for slim); }

# For platforms that no set-up makes. Who calls it makes the index, too: one that was interrupted has images that no index names.
make_further_slim() { # ARCHITECTURE…
    local a tree=$images/tmp/slim-$native blob
    for a; do
        [ ! -e "$images/images/slim-$a.json" ] || continue
        if [ ! -e "$tree/usr/bin/dpkg" ]; then
            "${as_root[@]}" mkdir -p "$tree"
            blob=$(sed -n 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/p' "$images/layers/slim-$native.json")
            inside tar -C "$tree" -xzf "$images/blobs/sha256/$blob"
        fi
        further_lists "$a"
        adopt_slim "$a"
        add_slim "$a"
    done
    "${as_root[@]}" rm -rf --one-file-system "$tree"
}

make_distroless() {
    is_made distroless13-cc && return 0
    local a
    for a in "${usual[@]}"; do add_distroless "$a"; done
    index_distroless
}

add_distroless() { # ARCHITECTURE
    local a=$1 work=$images/tmp tree=$images/tmp/distroless-$1 plain=(base-files netbase tzdata media-types)
    local cc=("${plain[@]}" libc6 libgcc-s1 libstdc++6 libgomp1 gcc-14-base)
    local config='{"User":"65532","WorkingDir":"/home/nonroot","Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"]}'
    unpacked_tree "$tree" "$a" "${plain[@]}"
    "${as_root[@]}" bash "$packaging/private/distroless-files" "$tree" "$work/debs-distroless-$a"
    layers layer "$tree" "distroless-static-$a" gzip
    layers image "distroless-static-$a" "$(docker_word "$a")" "$config" "distroless-static-$a"
    unpacked_tree "$tree" "$a" "${cc[@]}"
    "${as_root[@]}" bash "$packaging/private/distroless-files" "$tree" "$work/debs-distroless-$a"
    layers layer "$tree" "distroless-cc-$a" gzip
    layers image "distroless-cc-$a" "$(docker_word "$a")" "$config" "distroless-cc-$a"
    "${as_root[@]}" rm -rf --one-file-system "$tree"
}

# shellcheck disable=SC2046 # a list of images
index_distroless() {
    layers index distroless13-static $(made_for distroless-static)
    layers index distroless13-cc $(made_for distroless-cc)
}

make_further_distroless() { # ARCHITECTURE…
    local a
    for a; do
        [ ! -e "$images/images/distroless-cc-$a.json" ] || continue
        further_lists "$a"
        add_distroless "$a"
        rm -rf --one-file-system "$images/tmp/debs-distroless-$a"
    done
}

# As the public image has it: Python, but no pip and no venv.
rust_packages=(ca-certificates curl file g++ git libc6-dev make patch perl pkg-config python3 unzip wget xz-utils
    zlib1g-dev libssl-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev rustc cargo)

# What the stand-in for rustup, which has no table with it, knows of targets: Rust's word for each, and Debian's.
rustup_words() { paste -d = <(processor gnu) <(processor debian) | paste -s -d ' '; }

make_rust() {
    is_made rust && return 0
    local tree=$images/tmp/rust folder=$cache/apt/rust-$native names=("${rust_packages[@]}" "libstd-rust-dev:$foreign")
    need_space 4500
    # Some days the backports have the newest Rust for one architecture and not yet for the other.
    image_apt "$native" rust install -y --print-uris "${names[@]}" >/dev/null || names=("${rust_packages[@]}")
    image_apt "$native" rust install -y --download-only "${names[@]}" apt debian-archive-keyring "$(essential "$native")"
    SLIPWAY_PIN=$rust_pin SLIPWAY_RUSTUP=$packaging/private/rustup SLIPWAY_WORDS=$(rustup_words) configured_tree "$tree" "$folder" 'trixie trixie-backports' "$native,$foreign" \
        "$(IFS=,; echo "${names[*]}")" \
        --setup-hook='mkdir -p "$1/etc/apt/preferences.d"; printf "%s\n" "$SLIPWAY_PIN" > "$1/etc/apt/preferences.d/rust"' \
        --customize-hook='mkdir -p "$1/usr/local/cargo/bin" "$1/usr/local/rustup" "$1/usr/local/share/ca-certificates"; sed "s/@words@/$SLIPWAY_WORDS/" "$SLIPWAY_RUSTUP" >"$1/usr/local/cargo/bin/rustup"; chmod 755 "$1/usr/local/cargo/bin/rustup"' \
        --customize-hook='cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/" 2>/dev/null || true; chroot "$1" update-ca-certificates >/dev/null'
    in_rust rustc --version | cut -d' ' -f2 >"$images/rust.version"
    layers layer "$tree" rust zstd
    rm -f "$images/layers/rust-std.json"
    [ "${#names[@]}" -gt "${#rust_packages[@]}" ] || make_foreign_std
    # shellcheck disable=SC2046 # a list of layers
    layers image rust "$native" "$(rust_config)" $(rust_layers)
    layers index rust rust
    rm -rf --one-file-system "$folder"
}

# The other architecture's standard library, compiled, where Debian has none for this very compiler.
make_foreign_std() {
    local target out=$images/tmp/cargo/out
    target=$(processor gnu debian "$foreign")
    add_rust_source
    compile_std "$target"
    "${as_root[@]}" mkdir -p "$out/layer/usr/lib/rustlib"
    "${as_root[@]}" mv "$out/$target" "$out/layer/usr/lib/rustlib/"
    layers layer "$out/layer" rust-std zstd
    "${as_root[@]}" rm -rf --one-file-system "$out"
}

rust_layers() {
    echo rust
    [ ! -e "$images/layers/rust-std.json" ] || echo rust-std
}

rust_config() {
    printf '{"Env":["PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","RUSTUP_HOME=/usr/local/rustup","CARGO_HOME=/usr/local/cargo","RUST_VERSION=%s"],"Cmd":["bash"]}' "$(rust_version)"
}
rust_version() { cat "$images/rust.version"; }

# The tree that the Rust image was made of; from its layer where it is gone.
rust_tree() {
    local blob
    [ ! -x "$images/tmp/rust/usr/bin/rustc" ] || return 0
    "${as_root[@]}" mkdir -p "$images/tmp/rust"
    blob=$(sed -n 's/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/p' "$images/layers/rust.json")
    inside bash -c 'zstd -q -d -c "$1" | tar -C "$2" -xf -' - "$images/blobs/sha256/$blob" "$images/tmp/rust"
}

# Runs a command in that tree, with a folder of its own to write to.
in_rust() {
    local name pass=()
    mkdir -p "$images/tmp/cargo"
    for name in "${proxy_names[@]}" "${!CARGO_@}"; do [ -z "${!name:-}" ] || pass+=(--setenv "$name" "${!name}"); done
    "${as_root[@]}" bwrap --bind "$images/tmp/rust" / --dev /dev --proc /proc --tmpfs /tmp --ro-bind /etc/resolv.conf /etc/resolv.conf \
        --ro-bind-try /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt --bind "$images/tmp/cargo" /work --chdir /work \
        --die-with-parent --clearenv "${pass[@]}" --setenv PATH /usr/sbin:/usr/bin --setenv HOME /work --setenv CARGO_HOME /work/home -- "$@"
}

# Not made to be fast, made fast: what cargo-chef does takes a moment.
make_cargo_chef() {
    is_made cargo-chef && return 0
    local out=$images/tmp/cargo/chef
    rust_tree
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64 CARGO_PROFILE_RELEASE_DEBUG=0 \
        CARGO_PROFILE_RELEASE_STRIP=symbols in_rust cargo install --locked "cargo-chef@$chef_version" --root /work/chef
    "${as_root[@]}" mkdir -p "$out/layer/usr/local/cargo/bin"
    "${as_root[@]}" cp "$out/bin/cargo-chef" "$out/layer/usr/local/cargo/bin/"
    layers layer "$out/layer" cargo-chef zstd
    # shellcheck disable=SC2046 # a list of layers
    layers image cargo-chef "$native" "$(rust_config)" $(rust_layers) cargo-chef
    layers index cargo-chef cargo-chef
    "${as_root[@]}" rm -rf --one-file-system "$out"
}

# The sign that a registry has an image as it is made now.
pushed_mark() { printf '%s/pushed-%s-%s' "$home" "$1" "$(cksum <"$images/indexes/$1.json" | cut -d' ' -f1)"; }
are_pushed() { local n; for n; do is_made "$n" && [ -e "$(pushed_mark "$n")" ] || return 1; done; }

push_images() { # NAME…
    local line mark n
    for n; do
        while read -r -a line; do
            [ "${line[0]}" = "$n" ] || continue
            mark=$(pushed_mark "$n")
            [ ! -e "$mark" ] || continue
            layers push "127.0.0.1:$port" "${line[1]}" "${line[2]}" "$n"
            [ "$n" != debian-slim ] || layers push "127.0.0.1:$port" library/debian trixie "$n"
            : >"$mark"
        done <<<"$image_list"
    done
}

# Rust's standard library for the targets that every set-up brings, compiled from rust-src; the rustup stand-in fetches it when a
# build wants it.
musl_targets() { for a in "${usual[@]}"; do processor musl debian "$a"; done; }

announce_musl() { # STATE
    local folder t
    folder=$std/$(rust_version)
    mkdir -p "$folder"
    for t in $(musl_targets); do [ -e "$folder/$t.tar.gz" ] || echo "$1" >"$folder/$t.state"; done
}

has_musl() {
    local t
    for t in $(musl_targets); do [ -e "$std/$(rust_version)/$t.tar.gz" ] || return 1; done
}

# The compiler's own source, into the tree that in_rust enters.
add_rust_source() {
    (cd "$images/tmp" && rm -f rust-src_*.deb && image_apt "$native" rust download rust-src)
    "${as_root[@]}" dpkg-deb -x "$images"/tmp/rust-src_*.deb "$images/tmp/rust"
}

compile_std() { # TARGET, to tmp/cargo/out/TARGET
    local a
    a=$(debian_of "$1")
    mkdir -p "$images/tmp/cargo"
    cp "$packaging/private/compile-std" "$images/tmp/cargo/"
    CARGO_BUILD_JOBS=2 in_rust sh /work/compile-std "$1" "$a" "$(processor multiarch debian "$a")" "$(processor prefix debian "$a")"
}

make_musl() {
    ! has_musl || return 0
    announce_musl making
    # shellcheck disable=SC2046 # a list of targets
    make_std $(musl_targets)
}

# Debian's architecture that has a target's C library.
debian_of() { # TARGET
    processor debian gnu "$1" || processor debian musl "$1" || { echo "Debian has nothing for the target $1." >&2; return 1; }
}

# The standard library of any target that rustup has, to where the stand-in finds it.
make_std() { # TARGET…
    local folder t a
    folder=$std/$(rust_version)
    mkdir -p "$folder"
    for t; do
        [ ! -e "$folder/$t.tar.gz" ] || continue
        a=$(debian_of "$t")
        rust_tree
        [ -e "$images/tmp/rust/usr/lib/rustlib/src/rust/library/std" ] || add_rust_source
        if [[ $t == *-musl* ]] && [ ! -d "$images/tmp/cargo/musl-$a" ]; then
            further_lists "$a"
            unpacked_tree "$images/tmp/cargo/musl-$a" "$a" musl-dev libgcc-14-dev
        fi
        compile_std "$t"
        inside tar -C "$images/tmp/cargo/out" -czf "$folder/$t.part" "$t"
        mv "$folder/$t.part" "$folder/$t.tar.gz"
    done
    "${as_root[@]}" rm -rf --one-file-system "$images/tmp/cargo" "$images/tmp/rust"
    rm -rf --one-file-system "$images"/tmp/debs-* "$images"/tmp/*.deb
}

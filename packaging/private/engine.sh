# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# What packaging/engine and its keeper share. Sourced after lib.sh and programs.sh.
# shellcheck shell=bash disable=SC2154,SC2034 # variables are shared with who sources it
# shellcheck source=packaging/private/programs.sh

# One engine per name and kind: "user" is the one of packaging/run, "test" that of packaging/test.
engine_home() { printf '%s/engines/%s-%s' "$cache" "$1" "$(engine_kind)"; }

# When a process was started, in the kernel's ticks: with its number it names a process for good.
started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# Is the keeper of this engine alive? Sets `keeper` and `keeper_mode`.
keeper_lives() {
    local start
    keeper='' keeper_mode=''
    read -r keeper start keeper_mode 2>/dev/null <"$home/keeper" || return 1
    [ -n "$keeper" ] && [ "$(started "$keeper")" = "$start" ]
}

# What the network needs, passed on where a clean environment is made.
proxy_names=(http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY)
proxies=()
for proxy_name in "${proxy_names[@]}"; do
    [ -z "${!proxy_name:-}" ] || proxies+=(--setenv "$proxy_name" "${!proxy_name}")
done

# Foreign programs run by QEMU, for tests of foreign images; a kernel setting, so root only. Those that are there are used as they
# are; 32-bit x86 needs none.
emulated=(aarch64 arm riscv64 ppc64le s390x)

# How the kernel knows a program: class, byte order and machine in its ELF header (binfmt-misc in the kernel's admin guide).
emulator_rule() { # MACHINE INTERPRETER
    local class='\x02\x01' type='\x02\x00' type_mask='\xfe\xff' machine rest='\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00'
    case $1 in
        aarch64) machine='\xb7\x00' ;;
        arm) machine='\x28\x00' class='\x01\x01' ;;
        riscv64) machine='\xf3\x00' ;;
        ppc64le) machine='\x15\x00' ;;
        s390x) machine='\x00\x16' class='\x02\x02' type='\x00\x02' type_mask='\xff\xfe' ;;
    esac
    printf ':slipway-%s:M::%s:%s:%s:F' "$1" '\x7fELF'"$class$rest$type$machine" '\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff'"$type_mask"'\xff\xff' "$2"
}

has_emulator() { grep -Elqs "interpreter .*[/-]$1(-|\$)" /proc/sys/fs/binfmt_misc/*; }

ensure_emulator() {
    local files=/proc/sys/fs/binfmt_misc name missing=()
    [ "$native" = amd64 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        has_emulator aarch64 || { echo "Running arm64 images needs root once: sudo apt-get install qemu-user-static (undone by sudo apt-get purge qemu-user-static)."; return 1; }
        return 0
    fi
    [ -e "$files/register" ] || mount -t binfmt_misc binfmt_misc "$files"
    for name in "${emulated[@]}"; do has_emulator "$name" || missing+=("$name"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    programs=$(programs_path emulator)
    ensure_programs emulator
    for name in "${missing[@]}"; do
        echo "$name" >>"$home/binfmt"
        emulator_rule "$name" "$programs/usr/bin/qemu-$name" >"$files/register"
    done
}

forget_emulator() {
    local name
    while read -r name; do echo -1 >"/proc/sys/fs/binfmt_misc/slipway-$name"; done <"$home/binfmt" 2>/dev/null || true
    rm -f "$home/binfmt"
}

# Does Docker Hub answer? SLIPWAY_PUBLIC_IMAGES=yes or no decides it by hand. $@: what to run curl with.
public_images_answer() {
    case ${SLIPWAY_PUBLIC_IMAGES:-} in yes) return 0 ;; no) return 1 ;; esac
    local code
    for _ in 1 2; do
        code=$("$@" curl -s -o /dev/null -m 6 -w '%{http_code}' https://registry-1.docker.io/v2/ 2>/dev/null || true)
        case $code in 200 | 401) return 0 ;; esac
    done
    return 1
}

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# The private engine's processes: Docker Engine, registry and file server run in name spaces of their own (processes, mounts,
# network), so that no other engine, bridge, firewall rule or mount of the machine is touched, and the end of the first
# process is the end of all. pasta (package passt) joins their network to the machine's: outgoing as the person's own
# connections, incoming for 127.0.0.1 alone. Sourced after programs.sh; wants `home` (the engine's folder) and `port`.
# shellcheck shell=bash disable=SC2154,SC2034 # variables are shared with who sources it
# shellcheck source=packaging/private/programs.sh

dns=169.254.1.1 # pasta answers here with the machine's own resolver, wherever that listens

write_pod_files() {
    local domain
    mkdir -p "$std" "$home/run" "$home/data" "$home/registry" "$home/bin" "$home/config/cli-plugins"
    domain=$(grep -E '^(search|domain|options)' /etc/resolv.conf 2>/dev/null || true)
    printf '%s\nnameserver %s\n' "$domain" "$dns" >"$home/run/resolv.conf"
    cat >"$home/run/registry.yml" <<EOF
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: "$home/registry"}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port"}
EOF
    local mirror=''
    [ ! -e "$home/mirrored" ] || mirror="\"registry-mirrors\": [\"http://127.0.0.1:$port\"],"
    cat >"$home/run/daemon.json" <<EOF
{"data-root": "$home/data", "exec-root": "/run/docker", "pidfile": "/run/docker.pid", "hosts": ["unix://$socket"],
 "features": {"containerd-snapshotter": true}, $mirror "insecure-registries": ["127.0.0.1:$port"], "shutdown-timeout": 3}
EOF
    # The client is called by its own path; the person's log-ins stay where they are.
    ln -sfn "$programs/usr/bin/docker" "$home/bin/docker"
    ln -sfn "$programs/usr/libexec/docker/cli-plugins/docker-buildx" "$home/config/cli-plugins/docker-buildx"
    local logins=${DOCKER_CONFIG:-${HOME:-/}/.docker}/config.json
    [ -e "$home/config/config.json" ] || rm -f "$home/config/config.json"
    if [ -e "$logins" ] && [ ! -e "$home/config/config.json" ] && [ "$name" != test ]; then ln -sfn "$logins" "$home/config/config.json"; fi
}

# A folder deep in the tree is too long for a socket's name (108 bytes).
socket_path() {
    local path=$home/run/docker.sock
    if [ "${#path}" -gt 100 ]; then
        path=${XDG_RUNTIME_DIR:-/tmp}/slipway-$(printf %s "$home" | sha256sum | cut -c1-12)/docker.sock
        mkdir -m 700 "$(dirname "$path")" 2>/dev/null || true
    fi
    printf '%s' "$path"
}

# Starts all and returns when the engine answers; sets `pod` to the outer process.
start_pod() {
    local info=$home/run/info init i net=(--unshare-net) owner
    write_pod_files
    rm -f "$socket" "$info" "$home/run/stop"
    mkfifo "$home/run/stop"
    [ -c /dev/net/tun ] || net=()
    if [ "${#net[@]}" -gt 0 ] && [ ! -w /dev/net/tun ]; then
        echo "Without root the private engine's network needs /dev/net/tun: run 'sudo chmod 666 /dev/net/tun' once (undone by 'sudo chmod 600 /dev/net/tun')."
        return 1
    fi
    owner=$(id -g)
    [ "${#as_root[@]}" -eq 0 ] || owner=0 # of the name space
    # shellcheck disable=SC2094 # the file is written by bwrap, read later
    "${as_root[@]}" bwrap --bind "$programs" / --dev-bind /dev /dev --proc /proc --bind /sys /sys --tmpfs /run --tmpfs /tmp \
        --ro-bind "$( [ ${#net[@]} -gt 0 ] && printf %s "$home/run/resolv.conf" || printf /etc/resolv.conf)" /etc/resolv.conf \
        --ro-bind-try /etc/hosts /etc/hosts --ro-bind-try /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt \
        --bind "$home" "$home" --bind "$(dirname "$socket")" "$(dirname "$socket")" --ro-bind "$packaging" "$packaging" \
        --bind "$std" "$std" "${net[@]}" --unshare-pid --unshare-ipc --unshare-uts --hostname slipway --cap-add ALL \
        --die-with-parent --clearenv --setenv PATH /usr/sbin:/usr/bin --setenv HOME /root "${proxies[@]}" --info-fd 5 -- \
        bash "$packaging/private/pod-init" "$home" "$std" "${#net[@]}" "$owner" "${#as_root[@]}" "$first_port" \
        5>"$info" </dev/null >"$home/run/pod.log" 2>&1 8<&- 9<&- &
    pod=$!
    for i in {1..100}; do
        init=$(sed -n 's/.*"child-pid": *\([0-9]*\).*/\1/p' "$info" 2>/dev/null)
        [ -z "$init" ] || break
        sleep 0.05
    done
    [ -n "$init" ] || { cat "$home/run/pod.log"; echo "The engine's name spaces could not be made."; return 1; }
    [ "${#net[@]}" -eq 0 ] || join_network "$init"
    for i in {1..300}; do
        # The engine's socket may be there before the network that the registry's port comes through.
        if port_is_taken "$port" && docker_private version >/dev/null 2>&1; then return 0; fi
        kill -0 "$pod" 2>/dev/null || break
        sleep 0.1
    done
    echo "The private engine did not start: $(tail -qn 1 "$home/run/pod.log" "$home/run/dockerd.log" 2>/dev/null | tail -n 1)"
    return 1
}

# Ports of the pod, the registry's and those that containers publish, are to be had on the machine's 127.0.0.1.
join_network() { # PID
    # `auto`: those that somebody listens to in the pod, looked at once a second. 8047 is the pod's own.
    local userns=() ports=(-t "127.0.0.1/$port" -t "127.0.0.1/auto,~8047,~$port")
    # Debian 13's pasta cannot follow ports on one address: the first ones that containers publish without a number have to do.
    [ "$(engine_kind)" = newest ] || ports=(-t "127.0.0.1/$port,$first_port-$((first_port + 63))")
    [ "${#as_root[@]}" -eq 0 ] || userns=(--userns "/proc/$1/ns/user")
    # As the person, outside of the name spaces: the tree's loader starts the tree's program on any machine.
    local loader
    loader=$(echo "$programs"/usr/lib*/ld-linux-*.so.*)
    "${loader%% *}" --library-path "$(echo "$programs"/usr/lib/*-linux-gnu)" "$programs/usr/bin/pasta" --foreground --quiet --config-net --no-map-gw \
        --dns-forward "$dns" --host-lo-to-ns-lo "${ports[@]}" -u none -T none -U none --runas "$(id -u)" \
        "${userns[@]}" --netns "/proc/$1/ns/net" </dev/null >"$home/run/network.log" 2>&1 8<&- 9<&- &
    network=$!
}

docker_private() { DOCKER_HOST=unix://$socket DOCKER_CONFIG=$home/config "$home/bin/docker" "$@"; }

# Politely first, so that the engine writes down what it has; the name space's end takes the rest.
stop_pod() {
    local i
    [ -n "${pod:-}" ] || return 0
    if [ -p "$home/run/stop" ]; then echo stop 1<>"$home/run/stop"; else kill -TERM "$pod" 2>/dev/null || true; fi
    for i in {1..80}; do kill -0 "$pod" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pod" 2>/dev/null || true
    [ -z "${network:-}" ] || kill "$network" 2>/dev/null || true
    pod='' network=''
}

# Without an engine: the registry alone, for a person who has Docker. It needs no root and no name space.
start_registry_alone() {
    local i
    mkdir -p "$home/run" "$home/registry"
    rm -f "$home/run/stop"
    printf 'version: 0.1\nlog: {level: warn, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}\nhttp: {addr: "127.0.0.1:%s"}\n' \
        "$home/registry" "$port" >"$home/run/registry.yml"
    local loader
    loader=$(echo "$programs"/usr/lib*/ld-linux-*.so.*)
    "${loader%% *}" --library-path "$(echo "$programs"/usr/lib/*-linux-gnu)" "$programs/usr/bin/docker-registry" serve "$home/run/registry.yml" \
        </dev/null >"$home/run/registry.log" 2>&1 8<&- 9<&- &
    pod=$!
    for i in {1..100}; do
        if port_is_taken "$port"; then return 0; fi
        kill -0 "$pod" 2>/dev/null || break
        sleep 0.1
    done
    echo "The registry did not start; what it said is in $home/run/registry.log."
    return 1
}

# What the stand-in for rustup asks for musl's standard library: build containers of the person's engine reach their gateway.
start_std_server() {
    local address loader
    address=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null) || return 0
    loader=$(echo "$programs"/usr/lib*/ld-linux-*.so.*)
    "${loader%% *}" --library-path "$(echo "$programs"/usr/lib/*-linux-gnu)" "$programs/usr/bin/busybox" httpd -f -p "$address:8047" -h "$std" \
        </dev/null >"$home/run/std-server.log" 2>&1 8<&- 9<&- &
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port of last time, so that references stay good; another one where somebody else has it now.
choose_port() {
    local first=5050
    [ "$name" != test ] || first=5150
    port=$(cat "$home/port" 2>/dev/null || true)
    [ -n "$port" ] || port=$first
    while port_is_taken "$port"; do port=$((port + 1)); done
    printf '%s\n' "$port" >"$home/port"
    # Of those that containers publish without a number: far from another engine's, which may run beside this one.
    first_port=$((first + 5000 + (port - first) * 200))
}

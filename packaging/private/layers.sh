# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
#
# Container images without an engine: a tree becomes a layer, layers become images and an index (OCI image specification 1.1),
# and a registry takes them over HTTP (OCI distribution specification 1.1). Run inside the private engine's programs, which have
# tar, zstd, pigz, jq and curl:
#   layers.sh layer TREE NAME gzip|zstd          STORE/layers/NAME.json, STORE/blobs/sha256/…
#   layers.sh image NAME ARCHITECTURE CONFIG LAYER…   STORE/images/NAME.json: one platform (arm/v7: with its variant)
#   layers.sh index NAME IMAGE…                  STORE/indexes/NAME.json
#   layers.sh push REGISTRY REPOSITORY TAG INDEX      with all that it names
# STORE is the variable SLIPWAY_IMAGES.
# shellcheck shell=bash
set -euo pipefail
store=$SLIPWAY_IMAGES
mkdir -p "$store"/{blobs/sha256,layers,images,indexes,tmp}

# Puts a file under its digest; prints the descriptor's digest and size.
keep() { # FILE MEDIA-TYPE
    local digest size
    digest=$(sha256sum <"$1" | cut -d' ' -f1)
    size=$(stat -c %s "$1")
    mv "$1" "$store/blobs/sha256/$digest"
    jq -cn --arg m "$2" --arg d "sha256:$digest" --argjson s "$size" '{mediaType: $m, digest: $d, size: $s}'
}

layer() { # TREE NAME COMPRESSION
    local work diff_id blob size compress=(pigz -6 -n)
    work=$(mktemp -d "$store/tmp/layer.XXXXXX")
    [ "$3" != zstd ] || compress=(zstd -q -2 -T2)
    mkfifo "$work/copy"
    sha256sum <"$work/copy" >"$work/diff" &
    tar -C "$1" --sort=name --numeric-owner --one-file-system --exclude=./dev/* --exclude=./proc/* --exclude=./sys/* --exclude=./run/* --exclude=./tmp/* -cf - . |
        tee "$work/copy" | "${compress[@]}" | tee "$work/blob" | sha256sum >"$work/digest"
    wait $!
    diff_id=sha256:$(cut -d' ' -f1 "$work/diff")
    blob=$(cut -d' ' -f1 "$work/digest")
    size=$(stat -c %s "$work/blob")
    mv "$work/blob" "$store/blobs/sha256/$blob"
    jq -cn --arg c "$3" --arg d "sha256:$blob" --argjson s "$size" --arg i "$diff_id" \
        '{diff: $i, descriptor: {mediaType: ("application/vnd.oci.image.layer.v1.tar+" + $c), digest: $d, size: $s}}' >"$work/layer"
    mv "$work/layer" "$store/layers/$2.json"
    rm -rf "$work"
}

image() { # NAME ARCHITECTURE CONFIG LAYER…
    local name=$1 architecture=${2%%/*} variant='' config=$3 files=() l descriptor
    case $2 in */*) variant=${2#*/} ;; arm64) variant=v8 ;; esac
    shift 3
    for l; do files+=("$store/layers/$l.json"); done
    jq -cs --arg a "$architecture" --arg v "$variant" --argjson c "$config" --arg t "$(date -u +%Y-%m-%dT00:00:00Z)" \
        '{created: $t, architecture: $a, os: "linux", config: $c, rootfs: {type: "layers", diff_ids: map(.diff)}}
         + (if $v == "" then {} else {variant: $v} end)' "${files[@]}" >"$store/tmp/config.$$"
    descriptor=$(keep "$store/tmp/config.$$" application/vnd.oci.image.config.v1+json)
    jq -cs --argjson c "$descriptor" \
        '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: $c, layers: map(.descriptor)}' "${files[@]}" >"$store/tmp/manifest.$$"
    descriptor=$(keep "$store/tmp/manifest.$$" application/vnd.oci.image.manifest.v1+json)
    jq -cn --argjson d "$descriptor" --arg a "$architecture" --arg v "$variant" \
        '$d + {platform: ({architecture: $a, os: "linux"} + (if $v == "" then {} else {variant: $v} end))}' >"$store/images/$name.json"
}

index() { # NAME IMAGE…
    local name=$1 files=() i
    shift
    for i; do files+=("$store/images/$i.json"); done
    jq -cs '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: .}' "${files[@]}" >"$store/tmp/index.$$"
    mv "$store/tmp/index.$$" "$store/indexes/$name.json"
}

request() { curl -sS --fail-with-body --retry 3 --noproxy '*' "$@"; }

push_blob() { # BASE DIGEST
    local where
    if request -o /dev/null -I "$1/blobs/$2" 2>/dev/null; then return; fi
    where=$(request -X POST -o /dev/null -w '%header{location}' "$1/blobs/uploads/")
    case $where in /*) where=${1%%/v2/*}$where ;; esac
    case $where in *\?*) where="$where&digest=$2" ;; *) where="$where?digest=$2" ;; esac
    request -o /dev/null -H 'Content-Type: application/octet-stream' -T "$store/blobs/sha256/${2#sha256:}" "$where"
}

push() { # REGISTRY REPOSITORY TAG INDEX
    local base=http://$1/v2/$2 manifest blob file
    for manifest in $(jq -r '.manifests[].digest' "$store/indexes/$4.json"); do
        file=$store/blobs/sha256/${manifest#sha256:}
        for blob in $(jq -r '.config.digest, .layers[].digest' "$file"); do push_blob "$base" "$blob"; done
        request -o /dev/null -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary "@$file" "$base/manifests/$manifest"
    done
    request -o /dev/null -X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary "@$store/indexes/$4.json" "$base/manifests/$3"
}

"$@"

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""The Dockerfiles that Slipway's are measured against, and what is done to all of them."""

import json
import re

import lab as l

MUSL = "--target x86_64-unknown-linux-musl --target aarch64-unknown-linux-musl"

RECIPE_TOOLS = """FROM --platform=$BUILDPLATFORM rust:1-trixie AS chef
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && pip install --break-system-packages --root-user-action=ignore ziglang==0.16.0
RUN cargo install --locked cargo-zigbuild cargo-chef
RUN rustup target add x86_64-unknown-linux-musl aarch64-unknown-linux-musl
"""
RECIPE = """
FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json
FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --release --zigbuild MUSL
COPY . .
RUN cargo zigbuild --release MUSL && mkdir -p /app/linux/arm64 /app/linux/amd64 && \\
    cp ARM64 /app/linux/arm64/ && \\
    cp AMD64 /app/linux/amd64/
FROM scratch
ARG TARGETPLATFORM
COPY --from=builder /app/${TARGETPLATFORM}/ /app/
ENTRYPOINT ["/app/FIRST"]
"""
SCCACHE_MOUNT = "RUN --mount=type=cache,id=bench-sccache,target=/sccache cargo"
SCCACHE = "ENV RUSTC_WRAPPER=sccache SCCACHE_DIR=/sccache\n" + RECIPE.replace("RUN cargo chef cook", f"{SCCACHE_MOUNT} chef cook").replace("RUN cargo zigbuild", f"{SCCACHE_MOUNT} zigbuild")
PLAIN = """FROM rust:1-trixie AS build
WORKDIR /app
COPY . .
RUN cargo build --release --locked
FROM debian:trixie-slim
COPY --from=build NATIVE /usr/local/bin/
ENTRYPOINT ["/usr/local/bin/FIRST"]
"""
# Below the tools stage of Slipway's own plan. The target folder is kept in a mount, so that this is the limit after a change, too.
LIMIT = """
FROM tools AS fetched
RUN --mount=type=bind,target=/app,rw cargo fetch --locked
FROM fetched AS limit
COPY . .
RUN --mount=type=cache,id=bench-limit,target=/app/target cargo zigbuild --release --locked TARGETS
"""


def filled(text, binaries):
    """A recipe for a project's binaries, which all go into one image."""
    def built(folder):
        return " ".join(f"{folder}/release/{name}" for name in binaries)

    text = text.replace("MUSL", MUSL).replace("ARM64", built("target/aarch64-unknown-linux-musl")).replace("AMD64", built("target/x86_64-unknown-linux-musl"))
    return text.replace("NATIVE", built("/app/target")).replace("FIRST", binaries[0])


def on_tools(reference):
    return f"FROM --platform=$BUILDPLATFORM {reference} AS chef\n"


def limit(plan):
    """The limit for a Dockerfile of Slipway's that has its tools from an image: the same tools and targets, one call of cargo."""
    head, found, rest = plan.partition("\nFROM tools AS ")
    targets = sorted(set(re.findall(r"--target (\S+-linux-\S+)", rest)))
    l.need(found and targets, "Slipway's Dockerfile has no stage of tools with targets, so there is no limit to it.")
    return head + LIMIT.replace("TARGETS", " ".join(f"--target {one}" for one in targets))


def bases(text):
    """The FROM lines of images from outside, in order, without their stage's name."""
    stages, found = {"scratch"}, []
    for line in re.findall(r"^FROM .*$", text, re.MULTILINE):
        words = re.fullmatch(r"(FROM (?:--platform=\S+ )?(\S+))(?: AS (\S+))?\s*", line)
        l.need(words, f"Not a FROM line as this program knows them: {line}")
        if words.group(2) not in stages:
            found.append(words.group(1))
        stages.add(words.group(3))
    return found


def marked(text, mark):
    """Every stage on an image from outside gets a variable of its own: no layer of another round serves this one."""
    starts = set(bases(text))
    return "".join(line + (f"ENV BENCH_RUN={mark}\n" if line.split(" AS ")[0].strip() in starts else "") for line in text.splitlines(keepends=True))


def image_stages(text):
    """Names of the stages that are images; "" for one without a name."""
    found = []
    for block in re.split(r"^(?=FROM )", text, flags=re.MULTILINE):
        if re.search(r"^ENTRYPOINT ", block, re.MULTILINE):
            found.append((re.search(r"^FROM .* AS (\S+)", block.splitlines()[0]) or ["", ""])[1])
    return found


def bake_file(stages, context, dockerfile, contexts, folder):
    """One build of several images, as `slipway build` does it."""
    targets = {}
    for stage in stages:
        targets[stage] = {"context": str(context), "dockerfile": str(dockerfile), "target": stage, "platforms": list(l.BOTH), "contexts": contexts,
                          "output": [f"type=oci,dest={folder}/{stage}.tar"]}
    return json.dumps({"group": {"default": {"targets": list(stages)}}, "target": targets}, indent=1)

FROM --platform=$BUILDPLATFORM lukemathwalker/cargo-chef:latest-rust-1-trixie AS chef

FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools
RUN apt-get update && \
    apt-get install -y --no-install-recommends python3-pip && \
    rm -rf /var/lib/apt/lists/* && \
    pip install --break-system-packages --root-user-action=ignore --no-cache-dir ziglang==0.16.0 cargo-zigbuild==0.24.0
COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/cargo-chef
WORKDIR /app
RUN rustup target add x86_64-unknown-linux-musl aarch64-unknown-linux-musl
RUN cargo new -q --vcs none --edition 2021 --name probe /tmp/probe && \
    cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target \
      --target x86_64-unknown-linux-musl --target aarch64-unknown-linux-musl && \
    rm -rf /tmp/probe
RUN mkdir -p /base/etc/ssl/certs && \
    cp /etc/ssl/certs/ca-certificates.crt /base/etc/ssl/certs/ && \
    mkdir -m 1777 /base/tmp && \
    echo 'app:x:65532:65532::/:/sbin/nologin' > /base/etc/passwd && \
    echo 'app:x:65532:' > /base/etc/group

FROM tools AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --zigbuild --release --locked \
      --target x86_64-unknown-linux-musl \
      --target aarch64-unknown-linux-musl && \
    for name in hello; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done
COPY . .
RUN cargo zigbuild --release --locked --bin hello \
      --target x86_64-unknown-linux-musl \
      --target aarch64-unknown-linux-musl && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in hello; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-musl 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-musl AArch64

FROM scratch AS hello
COPY --from=tools /base/ /
ARG TARGETPLATFORM
COPY --from=build /out/${TARGETPLATFORM}/hello /usr/local/bin/hello
LABEL org.opencontainers.image.title="hello" \
    org.opencontainers.image.version="0.1.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/hello"]

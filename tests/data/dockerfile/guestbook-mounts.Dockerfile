FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools
RUN apt-get update && \
    apt-get install -y --no-install-recommends python3-pip && \
    rm -rf /var/lib/apt/lists/* && \
    pip install --break-system-packages --root-user-action=ignore --no-cache-dir ziglang==0.16.0 cargo-zigbuild==0.24.0
WORKDIR /app
RUN rustup target add x86_64-unknown-linux-gnu && \
    cargo new -q --vcs none --edition 2021 --name probe /tmp/probe && \
    cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target --target x86_64-unknown-linux-gnu && \
    rm -rf /tmp/probe
RUN rustup target add aarch64-unknown-linux-gnu && \
    cargo new -q --vcs none --edition 2021 --name probe /tmp/probe && \
    cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target --target aarch64-unknown-linux-gnu && \
    rm -rf /tmp/probe
ENV PKG_CONFIG_LIBDIR_x86_64_unknown_linux_gnu="/opt/sysroot/x86_64-unknown-linux-gnu/lib/pkgconfig" \
    PKG_CONFIG_LIBDIR_aarch64_unknown_linux_gnu="/opt/sysroot/aarch64-unknown-linux-gnu/lib/pkgconfig"

FROM tools AS build
COPY . .
RUN --mount=type=cache,id=slipway-cargo,target=/var/cache/cargo \
    --mount=type=cache,id=slipway-target-guestbook,target=/app/target,sharing=locked \
    home="${CARGO_HOME:-$HOME/.cargo}" && \
    mkdir -p "$home" /var/cache/cargo/registry /var/cache/cargo/git && \
    for name in registry git .package-cache .package-cache-mutate .global-cache; do \
      rm -rf "$home/$name" && ln -s /var/cache/cargo/"$name" "$home/$name" || exit 1; \
    done && \
    for name in guestbook; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done && \
    cargo zigbuild --release --locked --bin guestbook \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in guestbook; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-gnu 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-gnu AArch64

FROM gcr.io/distroless/cc-debian13:nonroot AS guestbook
ARG TARGETPLATFORM
COPY --from=build /out/${TARGETPLATFORM}/guestbook /usr/local/bin/guestbook
LABEL org.opencontainers.image.title="guestbook" \
    org.opencontainers.image.version="0.4.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/guestbook"]

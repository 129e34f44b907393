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
RUN cargo new -q --vcs none --lib --edition 2021 --name source /tmp/source && \
    printf '%s\n' \
      'openssl-sys = { version = "=0.9.118", features = ["vendored"] }' \
      'openssl-src = "=300.6.1"' \
      >> /tmp/source/Cargo.toml && \
    compile() { root=/opt/sysroot/$1; \
      mkdir -p "$root/lib/pkgconfig" "$root/include" || exit 1; \
      cargo zigbuild -q --release --manifest-path /tmp/source/Cargo.toml --target-dir /tmp/source/target --target "$1" || exit 1; \
      cd "/tmp/source/target/$1/release/build" || exit 1; \
      cp openssl-sys-*/out/openssl-build/install/lib*/libssl.a openssl-sys-*/out/openssl-build/install/lib*/libcrypto.a "$root/lib/" || exit 1; \
      cp -RL openssl-sys-*/out/openssl-build/install/include/openssl "$root/include/" || exit 1; \
      printf '%s\n' "Name: libcrypto" "Description: libcrypto" "Version: 3.6.3" "Libs: -L$root/lib -lcrypto" "Cflags: -I$root/include" \
        > "$root/lib/pkgconfig/libcrypto.pc" || exit 1; \
      printf '%s\n' "Name: libssl" "Description: libssl" "Version: 3.6.3" "Libs: -L$root/lib -lssl -lcrypto" "Cflags: -I$root/include" \
        > "$root/lib/pkgconfig/libssl.pc" || exit 1; \
      printf '%s\n' "Name: openssl" "Description: openssl" "Version: 3.6.3" "Libs: -L$root/lib -lssl -lcrypto" "Cflags: -I$root/include" \
        > "$root/lib/pkgconfig/openssl.pc" || exit 1; \
      cd /app; } && \
    compile x86_64-unknown-linux-musl && \
    compile aarch64-unknown-linux-musl && \
    rm -rf /tmp/source
ENV PKG_CONFIG_ALLOW_CROSS_x86_64_unknown_linux_musl="1" \
    PKG_CONFIG_LIBDIR_x86_64_unknown_linux_musl="/opt/sysroot/x86_64-unknown-linux-musl/lib/pkgconfig" \
    PKG_CONFIG_ALLOW_CROSS_aarch64_unknown_linux_musl="1" \
    PKG_CONFIG_LIBDIR_aarch64_unknown_linux_musl="/opt/sysroot/aarch64-unknown-linux-musl/lib/pkgconfig" \
    PKG_CONFIG_ALL_STATIC="1"
ENV AARCH64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR="/opt/sysroot/aarch64-unknown-linux-musl" \
    OPENSSL_STATIC="1" \
    X86_64_UNKNOWN_LINUX_MUSL_OPENSSL_DIR="/opt/sysroot/x86_64-unknown-linux-musl"

FROM tools AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --zigbuild --release --locked \
      --target x86_64-unknown-linux-musl \
      --target aarch64-unknown-linux-musl && \
    for name in tls-probe; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done
COPY . .
RUN cargo zigbuild --release --locked --bin tls-probe \
      --target x86_64-unknown-linux-musl \
      --target aarch64-unknown-linux-musl && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in tls-probe; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-musl 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-musl AArch64

FROM gcr.io/distroless/static-debian13:nonroot AS tls-probe
ARG TARGETPLATFORM
COPY --from=build /out/${TARGETPLATFORM}/tls-probe /usr/local/bin/tls-probe
ENV SSL_CERT_FILE="/etc/ssl/certs/ca-certificates.crt"
LABEL org.opencontainers.image.title="tls-probe" \
    org.opencontainers.image.version="0.2.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/tls-probe"]

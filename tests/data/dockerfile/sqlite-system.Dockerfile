FROM --platform=$BUILDPLATFORM lukemathwalker/cargo-chef:latest-rust-1-trixie AS chef

FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools
RUN apt-get update && \
    apt-get install -y --no-install-recommends python3-pip && \
    rm -rf /var/lib/apt/lists/* && \
    pip install --break-system-packages --root-user-action=ignore --no-cache-dir ziglang==0.16.0 cargo-zigbuild==0.24.0
COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/cargo-chef
WORKDIR /app
RUN rustup target add x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu
RUN cargo new -q --vcs none --edition 2021 --name probe /tmp/probe && \
    cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target \
      --target x86_64-unknown-linux-gnu.2.41 --target aarch64-unknown-linux-gnu.2.41 && \
    rm -rf /tmp/probe
RUN dpkg --add-architecture amd64 && \
    dpkg --add-architecture arm64 && \
    apt-get update && \
    sysroot() { root=/opt/sysroot/$1; multiarch=$2; shift 2; \
      mkdir -p "$root/lib/pkgconfig" "$root/include" /tmp/packages && cd /tmp/packages && apt-get download "$@" || exit 1; \
      for file in *.deb; do dpkg -x "$file" . || exit 1; done; \
      for name in libsqlite3.a libz.a; do cp "usr/lib/$multiarch/$name" "$root/lib/" || exit 1; done; \
      for name in sqlite3.h sqlite3ext.h; do \
        for folder in usr/include "usr/include/$multiarch"; do \
          if [ -e "$folder/$name" ]; then cp -a "$folder/$name" "$root/include/" || exit 1; fi; done; done; \
      for file in "usr/lib/$multiarch/pkgconfig/"*.pc; do \
        sed -e "s|^prefix=.*|prefix=$root|" -e "s|^libdir=.*|libdir=$root/lib|" -e "s|^includedir=.*|includedir=$root/include|" \
          "$file" > "$root/lib/pkgconfig/${file##*/}" || exit 1; done; \
      cd / && rm -rf /tmp/packages; } && \
    sysroot x86_64-unknown-linux-gnu x86_64-linux-gnu libsqlite3-dev:amd64 zlib1g-dev:amd64 && \
    sysroot aarch64-unknown-linux-gnu aarch64-linux-gnu libsqlite3-dev:arm64 zlib1g-dev:arm64 && \
    rm -rf /var/lib/apt/lists/*
ENV PKG_CONFIG_ALLOW_CROSS_x86_64_unknown_linux_gnu="1" \
    PKG_CONFIG_LIBDIR_x86_64_unknown_linux_gnu="/opt/sysroot/x86_64-unknown-linux-gnu/lib/pkgconfig" \
    PKG_CONFIG_ALLOW_CROSS_aarch64_unknown_linux_gnu="1" \
    PKG_CONFIG_LIBDIR_aarch64_unknown_linux_gnu="/opt/sysroot/aarch64-unknown-linux-gnu/lib/pkgconfig" \
    PKG_CONFIG_ALL_STATIC="1"
ENV SQLITE3_STATIC="1"

FROM tools AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --no-build && \
    cargo zigbuild --release --locked \
      --target x86_64-unknown-linux-gnu.2.41 \
      --target aarch64-unknown-linux-gnu.2.41 && \
    for name in sqlite-system; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done
COPY . .
RUN cargo zigbuild --release --locked --bin sqlite-system \
      --target x86_64-unknown-linux-gnu.2.41 \
      --target aarch64-unknown-linux-gnu.2.41 && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in sqlite-system; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-gnu 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-gnu AArch64

FROM gcr.io/distroless/cc-debian13:nonroot AS sqlite-system
ARG TARGETPLATFORM
COPY --from=build /out/${TARGETPLATFORM}/sqlite-system /usr/local/bin/sqlite-system
LABEL org.opencontainers.image.title="sqlite-system" \
    org.opencontainers.image.version="0.1.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/sqlite-system"]

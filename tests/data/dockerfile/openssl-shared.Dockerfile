FROM --platform=$BUILDPLATFORM lukemathwalker/cargo-chef:latest-rust-1-trixie AS chef

FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools
COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/cargo-chef
WORKDIR /app
RUN rustup target add x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu
RUN dpkg --add-architecture amd64 && \
    dpkg --add-architecture arm64 && \
    apt-get update && \
    apt-get install -y --no-install-recommends g++-aarch64-linux-gnu g++-x86-64-linux-gnu gcc-aarch64-linux-gnu gcc-x86-64-linux-gnu libc6-dev:amd64 libc6-dev:arm64 libssl-dev:amd64 libssl-dev:arm64 && \
    rm -rf /var/lib/apt/lists/*
ENV CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER="x86_64-linux-gnu-gcc" \
    CC_x86_64_unknown_linux_gnu="x86_64-linux-gnu-gcc" \
    CXX_x86_64_unknown_linux_gnu="x86_64-linux-gnu-g++" \
    AR_x86_64_unknown_linux_gnu="x86_64-linux-gnu-ar" \
    PKG_CONFIG_ALLOW_CROSS_x86_64_unknown_linux_gnu="1" \
    PKG_CONFIG_LIBDIR_x86_64_unknown_linux_gnu="/usr/lib/x86_64-linux-gnu/pkgconfig:/usr/share/pkgconfig" \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER="aarch64-linux-gnu-gcc" \
    CC_aarch64_unknown_linux_gnu="aarch64-linux-gnu-gcc" \
    CXX_aarch64_unknown_linux_gnu="aarch64-linux-gnu-g++" \
    AR_aarch64_unknown_linux_gnu="aarch64-linux-gnu-ar" \
    PKG_CONFIG_ALLOW_CROSS_aarch64_unknown_linux_gnu="1" \
    PKG_CONFIG_LIBDIR_aarch64_unknown_linux_gnu="/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig"

FROM tools AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --release --locked \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    for name in tls-probe; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done
COPY . .
RUN cargo build --release --locked --bin tls-probe \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in tls-probe; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-gnu 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-gnu AArch64
RUN libraries() { \
      for library in $(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do \
        file=/usr/lib/$3/$library; \
        if [ ! -e "$file" ] || [ -e "/out/root/$2$file" ]; then continue; fi; \
        package=$(dpkg-query -S "*/$3/$(basename "$(realpath "$file")")" | head -n 1 | cut -d : -f 1); \
        case " libc6 libgcc-s1 libgomp1 libstdc++6 tzdata ca-certificates " in *" $package "*) continue ;; esac; \
        install -D -m 644 "$file" "/out/root/$2$file" || exit 1; \
        dpkg-query -s "$package:$4" > "/out/root/$2/var/lib/dpkg/status.d/$package" || exit 1; \
        libraries "$file" "$2" "$3" "$4"; \
      done; } && \
    mkdir -p "/out/root/linux/amd64/var/lib/dpkg/status.d" && \
    for name in tls-probe; do libraries "/out/linux/amd64/$name" "linux/amd64" x86_64-linux-gnu amd64; done && \
    mkdir -p "/out/root/linux/arm64/var/lib/dpkg/status.d" && \
    for name in tls-probe; do libraries "/out/linux/arm64/$name" "linux/arm64" aarch64-linux-gnu arm64; done

FROM gcr.io/distroless/cc-debian13:nonroot AS tls-probe
ARG TARGETPLATFORM
COPY --from=build /out/root/${TARGETPLATFORM}/ /
COPY --from=build /out/${TARGETPLATFORM}/tls-probe /usr/local/bin/tls-probe
ENV SSL_CERT_FILE="/etc/ssl/certs/ca-certificates.crt"
LABEL org.opencontainers.image.title="tls-probe" \
    org.opencontainers.image.version="0.2.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/tls-probe"]

FROM lukemathwalker/cargo-chef:latest-rust-1-trixie AS chef

FROM rust:1-trixie AS tools
COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/cargo-chef
WORKDIR /app
ARG TARGETPLATFORM
RUN case "$TARGETPLATFORM" in \
      linux/amd64) set -- x86_64-unknown-linux-gnu 'Advanced Micro Devices X86-64' ;; \
      linux/arm64) set -- aarch64-unknown-linux-gnu AArch64 ;; \
      *) echo "This Dockerfile is not for $TARGETPLATFORM." >&2; exit 1 ;; \
    esac && \
    echo "$1" > /target && \
    echo "$2" > /machine && \
    rustup target add "$1"

FROM tools AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --release --locked \
      --target "$(cat /target)" && \
    for name in hello; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done
ARG TARGETPLATFORM
COPY . .
RUN cargo build --release --locked --bin hello \
      --target "$(cat /target)" && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in hello; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect "$TARGETPLATFORM" "$(cat /target)" "$(cat /machine)"

FROM gcr.io/distroless/cc-debian13:nonroot AS hello
ARG TARGETPLATFORM
COPY --from=build /out/${TARGETPLATFORM}/hello /usr/local/bin/hello
LABEL org.opencontainers.image.title="hello" \
    org.opencontainers.image.version="0.1.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/hello"]

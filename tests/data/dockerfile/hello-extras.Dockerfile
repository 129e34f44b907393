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
      --target x86_64-unknown-linux-gnu --target aarch64-unknown-linux-gnu && \
    rm -rf /tmp/probe
RUN apt-get update && \
    apt-get install -y --no-install-recommends cmake && \
    rm -rf /var/lib/apt/lists/*
ENV GREETING="it's 50 \$ \"each\""
RUN echo "$GREETING" > /greeting

FROM tools AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --recipe-path recipe.json --zigbuild --release --locked \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    for name in hello; do \
      rm -rf target/release/.fingerprint/"$name"-???????????????? target/*/release/.fingerprint/"$name"-????????????????; \
    done
COPY . .
RUN cargo zigbuild --release --locked --bin hello \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in hello; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-gnu 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-gnu AArch64

FROM gcr.io/distroless/cc-debian13:nonroot AS hello
ARG TARGETPLATFORM
COPY --from=build /out/${TARGETPLATFORM}/hello /usr/local/bin/hello
WORKDIR "/srv/my app"
COPY ["src", "/srv/my app/src"]
ENV PRICE="50 \$ \"each\""
VOLUME /data
LABEL org.example.team="A \"B\" \$C" \
    org.opencontainers.image.title="hello" \
    org.opencontainers.image.version="0.1.0"
EXPOSE 8080 53/udp
USER 1000:1000
ENTRYPOINT ["/usr/local/bin/hello"]
CMD ["it's", "50 $"]

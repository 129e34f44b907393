FROM --platform=$BUILDPLATFORM registry.example/tools:1 AS tools
WORKDIR /app
RUN rustup target add x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu

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
LABEL org.opencontainers.image.title="hello" \
    org.opencontainers.image.version="0.1.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/hello"]

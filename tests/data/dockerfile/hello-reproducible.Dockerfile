FROM --platform=$BUILDPLATFORM lukemathwalker/cargo-chef:latest-rust-1-trixie AS chef

FROM --platform=$BUILDPLATFORM rust:1-trixie AS tools
RUN apt-get update && \
    apt-get install -y --no-install-recommends python3-pip && \
    rm -rf /var/lib/apt/lists/* && \
    pip install --break-system-packages --root-user-action=ignore --no-cache-dir ziglang==0.16.0 cargo-zigbuild==0.24.0
COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/cargo-chef
WORKDIR /app
RUN rustup target add x86_64-unknown-linux-gnu && \
    cargo new -q --vcs none --edition 2021 --name probe /tmp/probe && \
    cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target --target x86_64-unknown-linux-gnu && \
    rm -rf /tmp/probe
RUN rustup target add aarch64-unknown-linux-gnu && \
    cargo new -q --vcs none --edition 2021 --name probe /tmp/probe && \
    cargo zigbuild -q --release --manifest-path /tmp/probe/Cargo.toml --target-dir /tmp/probe/target --target aarch64-unknown-linux-gnu && \
    rm -rf /tmp/probe

FROM tools AS planner
COPY <<"PYTHON" /usr/local/lib/dependencies.py
# Boils cargo-chef's recipe down to what compiled dependencies hang on: one stand-in package that asks for the same crates with the same
# features as the chosen packages and the members below them. Versions, binaries, lints and texts of the members leave no trace in it.
#   cargo metadata --no-deps --format-version 1 | python3 dependencies.py recipe.json [-p NAME]... [--features LIST] [--all-features] ...
import argparse, json, os, re, sys, tomllib
from collections import defaultdict
parser = argparse.ArgumentParser()
parser.add_argument("recipe")
parser.add_argument("-p", action="append", dest="packages")
parser.add_argument("--features", default="")
parser.add_argument("--all-features", action="store_true")
parser.add_argument("--no-default-features", action="store_true")
call, metadata = parser.parse_args(), json.load(sys.stdin)
recipe = json.load(open(call.recipe, encoding="utf-8"))
root = tomllib.load(open(os.path.join(metadata["workspace_root"], "Cargo.toml"), "rb"))
members = {package["name"]: package for package in metadata["packages"]}
folders = {os.path.dirname(package["manifest_path"]): name for name, package in members.items()}
kinds = {name: {kind for target in package["targets"] for kind in target["kind"]} for name, package in members.items()}
default = [name for name, package in members.items() if package["id"] in metadata.get("workspace_default_members", metadata["workspace_members"])]
chosen = call.packages or default
edition = members[folders[metadata["workspace_root"]]]["edition"] if metadata["workspace_root"] in folders else "2015"
resolver = root.get("workspace", {}).get("resolver") or root.get("package", {}).get("resolver") or {"2021": "2", "2024": "3"}.get(edition, "1")
locked = tomllib.loads(recipe["skeleton"].get("lock_file") or "").get("package", [])
# A place is a member for the target or, with True, for the builder; to resolver 1 the features of both are the same.
on, used, inner, conditions = defaultdict(set), defaultdict(set), defaultdict(set), defaultdict(set)
requests = {}
def key_of(place):
    return place[0] if resolver == "1" else place
def enable(place, feature):
    if feature in members[place[0]]["features"] and feature not in on[key_of(place)]:
        on[key_of(place)].add(feature)
        for word in members[place[0]]["features"][feature]:
            follow(place, word)
def follow(place, word):
    name, slash, feature = word.partition("/")
    if word.startswith("dep:"):
        used[key_of(place)].add(word[4:])
    elif not slash:
        enable(place, word)
    else:
        inner[key_of(place)].add((name.rstrip("?"), feature))
        if not name.endswith("?"):
            used[key_of(place)].add(name)
            enable(place, name)
def fits(requirement, version):
    asked, parts = re.findall(r"\d+", requirement.split(",")[0]), version.split(".")
    same = 1 + next((i for i, number in enumerate(asked) if number != "0"), len(asked) - 1)
    return requirement[:1] in ">*" or parts[:same] == asked[:same]
def version(member, dependency):
    entries = [one for one in locked if "source" not in one and one["name"] == member]
    words = [link.split() for one in entries for link in one.get("dependencies", []) if link.split()[0] == dependency["name"]]
    found = {word[1] if len(word) > 1 else one["version"] for word in words for one in locked if one["name"] == word[0] and "source" in one}
    found = sorted((one.partition("+")[0] for one in found if fits(dependency["req"], one)), key=lambda one: [int(n) for n in re.findall(r"\d+", one)])
    return "=" + found[-1] if found else dependency["req"]
def request(place, dependency, table, features, where):
    source, asked = dependency["source"] or "", {"package": dependency["name"], "version": version(place[0], dependency)}
    if source.startswith("git+"):
        address, _, query = source[4:].partition("#")[0].partition("?")
        asked = {"package": dependency["name"], "git": address, **dict(pair.split("=", 1) for pair in query.split("&") if pair)}
    elif dependency.get("path"):
        asked = {"package": dependency["name"], "path": os.path.relpath(dependency["path"], metadata["workspace_root"])}
    elif dependency.get("registry"):
        asked["registry-index"] = dependency["registry"]
    for condition in [frozenset()] if frozenset() in where else where:
        triples, words = [word for word in condition if not word.startswith("cfg(")], sorted(condition)
        target = triples[0] if triples else "cfg(all(%s))" % ", ".join(word[4:-1] for word in words) if len(words) > 1 else "".join(words)
        entry = requests.setdefault((table, target, json.dumps(asked, sort_keys=True)), {**asked, "default-features": False, "features": set()})
        entry["features"] |= features
        entry["default-features"] |= dependency["uses_default_features"]
def visit(place):
    name, host, key = *place, key_of(place)
    for dependency in members[name]["dependencies"]:
        kind, alias = dependency["kind"] or "normal", dependency["rename"] or dependency["name"]
        if dependency["optional"] and alias not in used[key] or kind == "build" and "custom-build" not in kinds[name]:
            continue
        if kind == "dev" and not (resolver == "1" and name in chosen):
            continue
        features = set(dependency["features"]) | {feature for one, feature in inner[key] if one == alias}
        where = {frozenset(condition | {dependency["target"]} - {None}) for condition in conditions[place]}
        child = folders.get(dependency.get("path"))
        if child:
            child = (child, host or kind == "build" or "proc-macro" in kinds[child])
            conditions[child] |= where
            for feature in features | ({"default"} if dependency["uses_default_features"] else set()):
                enable(child, feature)
        else:
            request(place, dependency, "dev-dependencies" if kind == "dev" else "build-dependencies" if host or kind == "build" else "dependencies", features, where)
for name in chosen:
    place = (name, "proc-macro" in kinds[name])
    conditions[place].add(frozenset())
    for word in list(members[name]["features"]) if call.all_features else [] if call.no_default_features else ["default"]:
        enable(place, word)
    for word in re.findall("[^, ]+", call.features):
        word = word.removeprefix(name + "/")
        if any(word.partition("/")[0].rstrip("?") == (one["rename"] or one["name"]) for one in members[name]["dependencies"]) or "/" not in word:
            follow(place, word)
before = ""
while before != (before := repr([sorted((repr(key), sorted(map(repr, value))) for key, value in table.items()) for table in (on, used, inner, conditions)])):
    requests.clear()
    for place in list(conditions):
        visit(place)
def written(value):
    if isinstance(value, dict):
        return "{ %s }" % ", ".join(f"{json.dumps(key)} = {written(value[key])}" for key in value)
    return "[%s]" % ", ".join(map(written, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
types = {kind for name, host in conditions for kind in kinds[name] if not host and kind in ("cdylib", "dylib", "staticlib")}
has_script = any(table == "build-dependencies" for table, _, _ in requests)
manifest = {key: root[key] for key in ("cargo-features", "patch", "replace", "profile") if key in root}
manifest.update(package={"name": "slipway-dependencies", "version": "0.0.1", "edition": "2021", "resolver": resolver, "build": "build.rs" if has_script else False},
                lib={"path": "src/lib.rs", "crate-type": ["lib", *sorted(types)]}, workspace={})
for patches in manifest.get("patch", {}).values():
    for name in [name for name, patch in patches.items() if os.path.normpath(os.path.join(metadata["workspace_root"], patch.get("path", ".."))) in folders]:
        del patches[name]
for profile in manifest.get("profile", {}).values():
    for name in members.keys() & profile.get("package", {}).keys():
        del profile["package"][name]
for (table, target, _), entry in sorted(requests.items()):
    place = manifest.setdefault("target", {}).setdefault(target, {}) if target else manifest
    alias = re.sub("[^A-Za-z0-9]+", "-", entry["package"] + entry.get("version", ""))
    place.setdefault(table, {})[alias] = {**entry, "features": sorted(entry["features"])}
targets = [{"path": "src/lib.rs", "kind": {"Lib": {"is_proc_macro": False}}, "name": "slipway_dependencies"}]
targets += [{"path": "build.rs", "kind": "BuildScript", "name": "build-script-build"}] if has_script else []
contents = "".join(f"{key} = {written(manifest[key])}\n" for key in sorted(manifest, key=lambda key: (key != "cargo-features", key)))
recipe["skeleton"]["manifests"] = [{"relative_path": "Cargo.toml", "contents": contents, "targets": targets}]
if recipe["skeleton"].get("lock_file"):
    head, *blocks = re.split(r"(?m)^\[\[package\]\]\n", recipe["skeleton"]["lock_file"])
    recipe["skeleton"]["lock_file"] = head + "".join("[[package]]\n" + block for block in blocks if "\nsource = " in block)
json.dump(recipe, open(call.recipe, "w", encoding="utf-8"))
PYTHON
COPY . .
RUN cargo chef prepare --recipe-path recipe.json && \
    cargo metadata --no-deps --format-version 1 > /tmp/metadata.json && \
    python3 /usr/local/lib/dependencies.py recipe.json < /tmp/metadata.json

FROM tools AS build
COPY --from=planner /app/recipe.json recipe.json
RUN export SOURCE_DATE_EPOCH=0 && \
    cargo chef cook --recipe-path recipe.json --zigbuild --release \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    rm -rf Cargo.toml Cargo.lock .cargo src build.rs recipe.json
ARG SOURCE_DATE_EPOCH=0
COPY . .
RUN find /app -path /app/target -prune -o ! -type l -exec chmod u=rwX,go=rX {} + && \
    cargo zigbuild --release --locked --bin hello \
      --target x86_64-unknown-linux-gnu \
      --target aarch64-unknown-linux-gnu && \
    collect() { mkdir -p "/out/$1" || exit 1; \
      for name in hello; do \
        readelf -h "target/$2/release/$name" | grep -q "Machine: *$3\$" || { echo "$name is not a program for $1." >&2; exit 1; }; \
        cp "target/$2/release/$name" "/out/$1/" || exit 1; \
      done; } && \
    collect linux/amd64 x86_64-unknown-linux-gnu 'Advanced Micro Devices X86-64' && \
    collect linux/arm64 aarch64-unknown-linux-gnu AArch64
RUN lay() { root=/out/images/$1/$2; platform=$2; shift 2; \
      mkdir -p "$root/usr/local/bin" || exit 1; \
      for name in "$@"; do cp "/out/$platform/$name" "$root/usr/local/bin/" || exit 1; done; \
      mkdir -p "$root"/app || exit 1; \
      mkdir -p "$root"/app/ && cp -aH src "$root"/app/ || exit 1; \
      install -d -o 65532 -g 65532 "$root"/var/lib/hello || exit 1; \
      find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; } && \
    lay hello linux/amd64 hello && \
    lay hello linux/arm64 hello

FROM gcr.io/distroless/cc-debian13:nonroot AS hello
ARG TARGETPLATFORM
COPY --from=build /out/images/hello/${TARGETPLATFORM}/ /
WORKDIR /app
VOLUME ["/var/lib/hello"]
LABEL org.opencontainers.image.title="hello" \
    org.opencontainers.image.version="0.1.0"
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/hello"]

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Workspaces for tests/accuracy/compare, whole on disk: the crates come from a directory source, so Cargo needs no network for them."""
import json, pathlib, random, subprocess

GNU64, ARM64 = "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"
MUSL64, WINDOWS = "x86_64-unknown-linux-musl", "x86_64-pc-windows-gnu"


def write(folder, path, text):
    file = pathlib.Path(folder) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def vendored(root, name, version, manifest="", build=False, proc_macro=False):
    folder = pathlib.Path(root) / "vendor" / f"{name}-{version}"
    library = "[lib]\nproc-macro = true\n" if proc_macro else ""
    write(folder, "Cargo.toml", f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n{library}{manifest}')
    write(folder, "src/lib.rs", "")
    if build:
        write(folder, "build.rs", "fn main() {}\n")
    write(folder, ".cargo-checksum.json", json.dumps({"files": {}, "package": "0" * 64}))


def configured(root, extra=""):
    write(root, ".cargo/config.toml", '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n' + extra)


def package(root, path, name, manifest="", binary=True, library=False, build=False, head=""):
    base = f"{path}/" if path else ""
    write(root, base + "Cargo.toml", f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n{head}\n{manifest}')
    if binary:
        write(root, base + "src/main.rs", "fn main() {}\n")
    if library:
        write(root, base + "src/lib.rs", "")
    if build:
        write(root, base + "build.rs", "fn main() {}\n")


def locked(root):
    result = subprocess.run(["cargo", "generate-lockfile", "--offline"], cwd=root, capture_output=True, text=True)
    return None if result.returncode == 0 else result.stderr


def small_registry(root):
    configured(root)
    vendored(root, "leaf", "1.0.0", "[features]\ndefault = [\"std\"]\nstd = []\nextra = []\nbuildonly = []\ndevonly = []\nwindowsonly = []\n")
    vendored(root, "leaf", "2.1.0", "[features]\nfast = []\n")
    vendored(root, "helper", "0.3.1", '[dependencies]\nleaf = { version = "1", default-features = false, features = ["buildonly"] }\n')
    vendored(root, "derive", "1.0.0", '[dependencies]\nleaf = { version = "1", features = ["extra"] }\n', proc_macro=True)
    vendored(root, "native-sys", "0.9.0", '[features]\nvendored = ["dep:src"]\n[dependencies]\nsrc = { package = "leaf", version = "2", optional = true }\n'
             '[build-dependencies]\nhelper = "0.3"\n', build=True)
    vendored(root, "weak", "1.2.0", '[features]\ndefault = []\nfast = ["renamed?/fast", "std"]\nstd = ["leaf?/std"]\nfull = ["fast", "dep:renamed"]\n'
             '[dependencies]\nrenamed = { package = "leaf", version = "2", optional = true }\nleaf = { version = "1", optional = true, default-features = false }\n')
    vendored(root, "platform", "1.0.0", '[target.\'cfg(windows)\'.dependencies]\nleaf = { version = "1", features = ["windowsonly"] }\n'
             '[target.\'cfg(all(unix, target_arch = "aarch64"))\'.dependencies]\nweak = { version = "1", features = ["full"] }\n'
             '[target.\'cfg(not(target_env = "musl"))\'.dependencies]\nnative-sys = "0.9"\n')


def fixed(top):
    both = [GNU64, ARM64]

    def fixture(name, make):
        root = top / name.replace(" ", "-")
        small_registry(root)
        make(root)
        problem = locked(root)
        if problem:
            raise RuntimeError(f"{name}: {problem}")
        return str(root)

    def workspace(root, resolver, virtual=True, members='["app", "tool", "macros", "shared"]', more=""):
        line = f'resolver = "{resolver}"\n' if resolver else ""
        text = (f'[workspace]\nmembers = {members}\n{line}{more}[workspace.package]\nrust-version = "1.80"\n[workspace.dependencies]\n'
                'leaf = { version = "1", default-features = false }\nweak = { version = "1", features = ["std"] }\nshared = { path = "shared" }\n')
        if virtual:
            write(root, "Cargo.toml", text)
        else:
            package(root, "", "root", '[dependencies]\nshared = { workspace = true, optional = true }\nleaf = { workspace = true }\n[dev-dependencies]\n'
                    'leaf = { version = "1", features = ["devonly"] }\n[features]\ndefault = ["shared"]\nbig = ["leaf/extra"]\n' + text, library=True)
        package(root, "app", "app", '[dependencies]\nleaf = { workspace = true, features = ["extra"] }\nshared.workspace = true\nmacros = { path = "../macros" }\n'
                'platform = "1"\n[features]\nfast = ["weak/fast"]\n[dependencies.weak]\nworkspace = true\noptional = true\n'
                '[[bin]]\nname = "app"\npath = "src/main.rs"\n[[bin]]\nname = "needs"\npath = "src/needs.rs"\nrequired-features = ["fast"]\n'
                '[dev-dependencies]\nleaf = { version = "1", features = ["devonly"] }\n')
        write(root, "app/src/needs.rs", "fn main() {}\n")
        package(root, "tool", "tool", '[dependencies]\nleaf2 = { package = "leaf", version = "2", features = ["fast"] }\nnative-sys = { version = "0.9", features = ["vendored"] }\n'
                '[build-dependencies]\nshared = { path = "../shared", features = ["more"] }\n', build=True)
        package(root, "macros", "macros", '[lib]\nproc-macro = true\n[dependencies]\nhelper = "0.3"\nderive = "1"\n', binary=False, library=True)
        package(root, "shared", "shared", '[dependencies]\nleaf = { version = "1", default-features = false }\nderive = { version = "1", optional = true }\n'
                '[features]\nmore = ["derive", "leaf/extra"]\n', binary=False, library=True)

    for title, resolver, virtual in (("resolver 2, virtual", "2", True), ("resolver 3, virtual", "3", True), ("resolver 1, virtual", "1", True),
                                     ("virtual without resolver", "", True), ("resolver 1 with a root package", "1", False),
                                     ("resolver 2 with a root package", "2", False)):
        root = fixture(title, lambda where: workspace(where, resolver, virtual))
        for targets in ([GNU64], [ARM64], [MUSL64], both):
            options = [{}, {"allFeatures": True}, {"packages": ["app"]}, {"packages": ["app"], "features": ["fast"]}, {"packages": ["tool"]},
                       {"packages": ["app"], "features": ["app/fast"], "binaries": ["needs"]}, {"binaries": ["tool"]}, {"packages": ["app", "tool"]}, {"packages": ["macros"]}]
            for option in options:
                if option.get("binaries") == ["tool"] and not virtual:
                    continue
                if option.get("features") == ["fast"] and not virtual and resolver == "1":
                    continue
                yield title, {"root": root, "targets": targets, **option}

    root = fixture("default members", lambda where: workspace(where, "2", True, more='default-members = ["tool"]\n'))
    yield "default members", {"root": root, "targets": both}
    root = fixture("globs and exclude", lambda where: workspace(where, "2", True, members='["[a-z]*"]', more='exclude = ["vendor", "macros"]\n') or
                   write(where, "macros/Cargo.toml", (where / "macros/Cargo.toml").read_text() + "[workspace]\n"))
    yield "globs and exclude", {"root": root, "targets": both}

    def patched(where):
        package(where, "", "patched", '[dependencies]\nhelper = "0.3"\n[patch.crates-io]\nleaf = { path = "mine" }\n')
        write(where, "mine/Cargo.toml", '[package]\nname = "leaf"\nversion = "1.0.9"\nedition = "2021"\n[features]\nbuildonly = ["dep:weak"]\n[dependencies]\nweak = { version = "1", optional = true }\n')
        write(where, "mine/src/lib.rs", "")
        # Its own crate would be a circle.
        vendored(where, "weak", "1.2.0", "")
    yield "patch with a folder", {"root": fixture("patch with a folder", patched), "targets": both}

    def flagged(where):
        configured(where, '[build]\nrustflags = ["--cfg", "slow_path"]\n[target.aarch64-unknown-linux-gnu]\nrustflags = ["--cfg=arm_path"]\n')
        package(where, "", "flagged", '[target.\'cfg(slow_path)\'.dependencies]\nleaf = "1"\n[target.\'cfg(arm_path)\'.dependencies]\nweak = "1"\n'
                '[target.\'cfg(slow_path)\'.build-dependencies]\nhelper = "0.3"\n', build=True)
    for targets in ([GNU64], [ARM64]):
        yield "cfg from rustflags", {"root": fixture("cfg from rustflags", flagged), "targets": targets}


CFGS = ["cfg(unix)", "cfg(windows)", 'cfg(target_os = "linux")', 'cfg(target_arch = "aarch64")', 'cfg(not(target_arch = "aarch64"))', 'cfg(target_env = "musl")',
        'cfg(any(windows, target_arch = "x86_64"))', 'cfg(all(unix, not(target_env = "musl")))', "aarch64-unknown-linux-gnu", "cfg(debug_assertions)",
        'cfg(target_feature = "crt-static")', 'cfg(target_has_atomic = "64")']


def generated(root, seed):
    """One random workspace with its own registry; yields calls. Deterministic in the seed."""
    dice = random.Random(seed)
    configured(root)
    crates = []  # (name, version, features, is proc macro)

    def dependencies(known, count, table, taken):
        """`taken`: crates that the package names already; Cargo refuses one crate under two names."""
        text = {}
        declared = {}  # key: optional or not
        for _ in range(count):
            if not known:
                break
            name, version, features, _ = dice.choice(known)
            key = name if dice.random() < 0.75 else f"{name}_r{version.split('.')[0]}"
            if key in declared or (name, version) in taken:
                continue
            taken.add((name, version))
            optional = dice.random() < 0.4 and table != "dev"
            # A key may stand in one table only here; Cargo allows more, with the same source.
            declared[key] = (optional, features)
            where = table
            parts = [f'version = "{version.split(".")[0]}"' if dice.random() < 0.7 else f'version = "{version}"']
            if key != name:
                parts.append(f'package = "{name}"')
            if optional:
                parts.append("optional = true")
            if dice.random() < 0.4:
                parts.append("default-features = false")
            chosen = [one for one in features if dice.random() < 0.3]
            if chosen:
                parts.append("features = " + json.dumps(chosen))
            prefix = {"normal": "dependencies", "build": "build-dependencies", "dev": "dev-dependencies"}[where]
            head = f"[{prefix}]" if dice.random() < 0.65 else f"[target.'{dice.choice(CFGS)}'.{prefix}]"
            text.setdefault(head, []).append(f"{key} = {{ {', '.join(parts)} }}")
        return "".join(head + "\n" + "\n".join(lines) + "\n" for head, lines in text.items()), declared

    def features_of(declared):
        names = [f"f{i}" for i in range(dice.randrange(4))]
        optional = [key for key, (is_optional, _) in declared.items() if is_optional]
        lines = {}
        for i, name in enumerate(names):
            values = [one for one in names[i + 1:] if dice.random() < 0.4]
            for key in declared:
                is_optional, features = declared[key]
                if is_optional and dice.random() < 0.35:
                    values.append(f"dep:{key}")
                if features and dice.random() < 0.4:
                    values.append(f"{key}{'?' if is_optional and dice.random() < 0.5 else ''}/{dice.choice(features)}")
            lines[name] = values
        if names and dice.random() < 0.6:
            lines["default"] = [one for one in names if dice.random() < 0.5]
        hidden = {value[4:] for values in lines.values() for value in values if value.startswith("dep:")}
        implicit = [key for key in optional if key not in hidden]
        for key in implicit:
            if names and dice.random() < 0.3:
                lines[names[0]].append(key)
        text = "[features]\n" + "".join(f"{name} = {json.dumps(values)}\n" for name, values in lines.items())
        return text, names + implicit

    def body(known, scale, has_build, dev=False):
        taken = set()
        text, declared = dependencies(known, dice.randrange(scale), "normal", taken)
        # Build scripts may share a crate with the library under its one name; half of them do.
        more, others = dependencies(known, dice.randrange(3), "build", taken if dice.random() < 0.5 else set()) if has_build or dice.random() < 0.15 else ("", {})
        # A key in both tables must agree on more than chance gives: leave the second out.
        for key in set(others) & set(declared):
            others, more = {}, ""
            break
        declared.update(others)
        tests, _ = dependencies(known, dice.randrange(3), "dev", taken) if dev else ("", {})
        features, names = features_of(declared)
        return text + more + tests + features, names

    for i in range(dice.randrange(4, 22)):
        is_macro, has_build = dice.random() < 0.15, dice.random() < 0.25
        for version in dice.sample(["0.4.1", "1.2.0", "2.0.3"], dice.choice([1, 1, 1, 2])):
            # Cargo would choose by itself among versions that fit; names with two versions are asked for by their first number.
            text, names = body(list(crates), 5, has_build)
            vendored(root, f"c{i}", version, text, build=has_build, proc_macro=is_macro)
            crates.append((f"c{i}", version if not version.startswith("0") else version, names, is_macro))
    resolver = dice.choice(["1", "2", "2", "3", ""])
    members = [f"m{i}" for i in range(dice.randrange(1, 5))]
    known = []
    features = {}
    for member in members:
        text, names = body([(*crate,) for crate in crates], 6, dice.random() < 0.4, dev=True)
        has_build = "build-dependencies" in text
        paths = ""
        for other, other_names in dice.sample(known, min(len(known), dice.randrange(3))):
            chosen = json.dumps([one for one in other_names if dice.random() < 0.4])
            paths += f'[dependencies.{other}]\npath = "../{other}"\nfeatures = {chosen}\n'
        library = dice.random() < 0.7
        macro = library and dice.random() < 0.2
        package(root, member, member, ("[lib]\nproc-macro = true\n" if macro else "") + paths + text, binary=not macro or dice.random() < 0.5, library=library, build=has_build)
        features[member] = names
        if library:
            known.append((member, names))
    line = f'resolver = "{resolver}"\n' if resolver else ""
    default = f"default-members = {json.dumps(dice.sample(members, dice.randrange(1, len(members) + 1)))}\n" if dice.random() < 0.3 else ""
    if dice.random() < 0.3:
        text, names = body([(*crate,) for crate in crates], 4, False, dev=True)
        package(root, "", "top", text + f"[workspace]\nmembers = {json.dumps(members)}\n{line}{default}", library=True)
        features["top"] = names
    else:
        write(root, "Cargo.toml", f"[workspace]\nmembers = {json.dumps(members)}\n{line}{default}")
    if locked(root):
        return
    for _ in range(3):
        call = {"root": str(root), "targets": dice.choice([[GNU64], [ARM64], [MUSL64], [GNU64, ARM64], [WINDOWS, ARM64]])}
        if dice.random() < 0.4:
            call["packages"] = dice.sample(members, dice.randrange(1, len(members) + 1))
        kind = dice.random()
        if kind < 0.2:
            call["allFeatures"] = True
        elif kind < 0.4:
            call["noDefaultFeatures"] = True
        elif kind < 0.6:
            member = dice.choice(call.get("packages", members))
            if features[member]:
                call["features"] = [f"{member}/{dice.choice(features[member])}"]
        yield call

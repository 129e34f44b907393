# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Workspaces for tests/accuracy/compare, whole on disk: the crates come from a directory source, so Cargo needs no network for them."""
import json, os, pathlib, subprocess

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


def locked(root, environment=None):
    """Makes the lock file; what Cargo says where it cannot."""
    result = subprocess.run(["cargo", "generate-lockfile"], cwd=root, capture_output=True, text=True, env=dict(os.environ, **(environment or {})))
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

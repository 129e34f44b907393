# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures for tests/accuracy/compare whose crates depend on Cargo's configuration: every place that it is read from, and every kind of source."""
import os, shutil, subprocess
from fixtures import ARM64, GNU64, MUSL64, locked, package, small_registry, vendored, write
from registry import SparseRegistry, git_registry, local_registry

VENDORED = '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "{place}"\n'
FLAGS = ('[dependencies]\nplatform = "1"\n[target.\'cfg(slow_path)\'.dependencies]\nleaf = {{ version = "1", features = ["extra"] }}\n'
         '[target.\'cfg(arm_path)\'.dependencies]\nweak = "1"\n[target.\'cfg(not(slow_path))\'.dependencies]\nhelper = "0.3"\n'
         '[target.\'cfg(flavour = "odd")\'.dependencies]\nderive = "1"\n{more}')


class Place:
    """A folder with home, parent and project in it."""

    def __init__(self, top, name):
        self.top = top / name.replace(" ", "-")
        self.home, self.parent, self.root = self.top / "home", self.top / "parent", self.top / "parent" / "project"
        self.environment = {"CARGO_HOME": str(self.home)}
        small_registry(self.top / "crates")
        vendored(self.top / "crates", "plain", "1.0.0", build=True)
        self.vendor = self.top / "crates" / "vendor"
        self.config(self.home, VENDORED.format(place=self.vendor))

    def config(self, folder, text, name="config.toml"):
        write(folder if folder == self.home else folder / ".cargo", name, text)

    def calls(self, targets=((GNU64,), (ARM64,), (MUSL64,), (GNU64, ARM64)), **options):
        problem = locked(self.root, self.environment)
        if problem:
            raise RuntimeError(f"{self.top.name}: {problem}")
        return [{"root": str(self.root), "targets": list(one), "environment": dict(self.environment), **options} for one in targets]


def leaf_of_our_own(folder, version):
    write(folder, "Cargo.toml", f'[package]\nname = "leaf"\nversion = "{version}"\nedition = "2021"\n[features]\ndefault = ["std"]\nstd = []\nextra = ["more"]\n'
          'more = []\nbuildonly = ["extra"]\ndevonly = []\nwindowsonly = []\n[build-dependencies]\nplain = "1"\n')
    write(folder, "src/lib.rs", "")
    write(folder, "build.rs", "fn main() {}\n")


def flag_cases(top):
    """Each place where flags may stand (Cargo reference, "build.rustflags")."""
    def case(name, config="", parent="", home="", environment=None, more="", old=False):
        place = Place(top, name)
        package(place.root, "", "flagged", FLAGS.format(more=more))
        place.environment.update(environment or {})
        if config:
            place.config(place.root, config, "config" if old else "config.toml")
        if parent:
            place.config(place.parent, parent)
        if home:
            place.config(place.home, VENDORED.format(place=place.vendor) + home)
        return [(name, call) for call in place.calls()]

    build = '[build]\nrustflags = ["--cfg", "slow_path"]\n'
    arm = f'[target.{ARM64}]\nrustflags = "--cfg arm_path"\n'
    odd = "[target.'cfg(target_env = \"gnu\")']\nrustflags = ['--cfg=flavour=\"odd\"']\n"
    yield from case("flags in the project", build)
    yield from case("flags in a file of the old name", build, old=True)
    yield from case("flags of a parent", parent=build)
    yield from case("flags of the home", home=build)
    yield from case("flags of a target are instead of those of the build", build + arm)
    yield from case("flags of a target and of what it matches add up", arm + odd)
    yield from case("flags of several files add up", build, parent='[build]\nrustflags = ["--cfg", "arm_path"]\n', home="[build]\nrustflags = ['--cfg', 'flavour=\"odd\"']\n")
    yield from case("a text of the nearest file counts", '[build]\nrustflags = "--cfg slow_path"\n', parent='[build]\nrustflags = "--cfg arm_path"\n')
    yield from case("flags of the environment are instead of all others", arm + build, environment={"RUSTFLAGS": "--cfg  arm_path"})
    yield from case("encoded flags of the environment", build, environment={"CARGO_ENCODED_RUSTFLAGS": '--cfg\x1fflavour="odd"', "RUSTFLAGS": "--cfg arm_path"})
    yield from case("empty flags of the environment", build, environment={"RUSTFLAGS": ""})
    yield from case("flags of the build in the environment", environment={"CARGO_BUILD_RUSTFLAGS": "--cfg slow_path"})
    yield from case("flags of a target in the environment", build, environment={"CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS": "--cfg arm_path"})
    yield from case("static by flags", "[target.'cfg(target_env = \"musl\")']\nrustflags = [\"-Ctarget-feature=+crt-static\"]\n",
                    more='[target.\'cfg(target_feature = "crt-static")\'.dependencies]\nnative-sys = "0.9"\n')


def include_case(top):
    name = "files that are included"
    place = Place(top, name)
    package(place.root, "", "flagged", FLAGS.format(more=""))
    place.config(place.root, 'include = ["one.toml", { path = "sub/two.toml" }, { path = "gone.toml", optional = true }]\n')
    write(place.root, ".cargo/one.toml", '[build]\nrustflags = "--cfg arm_path"\n')
    write(place.root, ".cargo/sub/two.toml", '[build]\nrustflags = "--cfg slow_path"\n')
    return [(name, call) for call in place.calls()]


def source_cases(top):
    """Each kind of source in the place of another."""
    program = '[dependencies]\nplatform = "1"\nweak = { version = "1", features = ["std"] }\nnative-sys = { version = "0.9", features = ["vendored"] }\n'

    name = "a local registry"
    place = Place(top, name)
    package(place.root, "", "app", program)
    local_registry(place.vendor, place.top / "registry")
    place.config(place.home, '[source.crates-io]\nreplace-with = "mine"\n[source.mine]\nlocal-registry = "registry"\n')
    shutil.rmtree(place.vendor)
    for call in place.calls():
        yield name, call

    name = "a mirror over HTTP"
    place = Place(top, name)
    package(place.root, "", "app", program)
    server = SparseRegistry(place.vendor)
    place.config(place.root, f'[source.crates-io]\nreplace-with = "near"\n[source.near]\nreplace-with = "mirror"\nregistry = "https://example.org/other"\n'
                 f'[source.mirror]\nregistry = "{server.address}"\n')
    place.config(place.home, "")
    shutil.rmtree(place.vendor)
    calls = fetched(place, server)
    for call in calls:
        yield name, call

    name = "a registry of one's own, over HTTP"
    place = Place(top, name)
    package(place.root, "", "app", '[dependencies]\nplatform = { version = "1", registry = "mine" }\n')
    server = SparseRegistry(place.vendor)
    place.config(place.home, f'[registries.mine]\nindex = "{server.address}"\n')
    for call in fetched(place, server):
        yield name, call

    name = "a registry of one's own, in git"
    place = Place(top, name)
    package(place.root, "", "app", '[dependencies]\nplatform = { version = "1", registry = "mine" }\n')
    place.config(place.home, f'[registries.mine]\nindex = "{git_registry(place.vendor, place.top / "registry")}"\n')
    for call in fetched(place):
        yield name, call


def fetched(place, server=None):
    """The calls, with the crates in the caches of the home; the server is not needed any more."""
    calls = place.calls()
    subprocess.run(["cargo", "fetch", "--locked"], cwd=place.root, env=dict(os.environ, **place.environment), check=True, capture_output=True)
    if server:
        server.close()
    return calls


def stand_in_cases(top):
    """Packages in the place of others: [replace], paths, [patch]."""
    program = '[dependencies]\nhelper = "0.3"\nleaf = { version = "1", features = ["extra"] }\nplatform = "1"\n'

    name = "replace"
    place = Place(top, name)
    package(place.root, "", "app", program + '[replace]\n"leaf:1.0.0" = { path = "mine" }\n')
    leaf_of_our_own(place.root / "mine", "1.0.0")
    for call in place.calls():
        yield name, call

    name = "paths"
    place = Place(top, name)
    package(place.root, "", "app", program)
    folder = place.parent / "overrides/deep/helper"
    write(folder, "Cargo.toml", '[package]\nname = "helper"\nversion = "0.3.1"\n[features]\ndefault = ["more"]\nmore = ["leaf/extra"]\n'
          '[dependencies]\nleaf = { version = "1", default-features = false, features = ["buildonly"] }\n')
    write(folder, "src/lib.rs", "")
    write(folder, "build.rs", "fn main() {}\n")
    place.config(place.parent, 'paths = ["overrides"]\n')
    for call in place.calls():
        yield name, call

    name = "patch in the configuration"
    place = Place(top, name)
    package(place.root, "", "app", program)
    leaf_of_our_own(place.parent / "mine", "1.0.7")
    place.config(place.parent, '[patch.crates-io]\nleaf = { path = "mine" }\n')
    for call in place.calls():
        yield name, call

    name = "patch of two versions"
    place = Place(top, name)
    package(place.root, "", "app", program + 'new = { package = "leaf", version = "2" }\n')
    leaf_of_our_own(place.parent / "one", "1.0.7")
    leaf_of_our_own(place.parent / "two", "2.4.0")
    place.config(place.parent, '[patch.crates-io]\nold-leaf = { path = "one", package = "leaf" }\nnew-leaf = { path = "two", package = "leaf" }\n')
    for call in place.calls():
        yield name, call


def cases(top):
    yield from flag_cases(top)
    yield from include_case(top)
    yield from source_cases(top)
    yield from stand_in_cases(top)

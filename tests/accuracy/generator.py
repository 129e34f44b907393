# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Random workspaces for tests/accuracy/compare: one for each seed, with its own registry (a directory source), sometimes git, patches and flags."""
import json, pathlib, random, subprocess
from fixtures import ARM64, GNU64, MUSL64, WINDOWS, locked, write

MUSLARM, RISCV, I686 = "aarch64-unknown-linux-musl", "riscv64gc-unknown-linux-gnu", "i686-unknown-linux-gnu"
TARGETS = [[GNU64], [ARM64], [MUSL64], [MUSLARM], [GNU64, ARM64], [MUSL64, MUSLARM], [WINDOWS, ARM64], [GNU64, MUSL64], [GNU64, ARM64, RISCV], [I686]]
CFGS = ["cfg(unix)", "cfg(windows)", 'cfg(target_os = "linux")', 'cfg(target_arch = "aarch64")', 'cfg(not(target_arch = "aarch64"))', 'cfg(target_env = "musl")',
        'cfg(any(windows, target_arch = "x86_64"))', 'cfg(all(unix, not(target_env = "musl")))', "aarch64-unknown-linux-gnu", "cfg(debug_assertions)",
        'cfg(target_feature = "crt-static")', 'cfg(target_has_atomic = "64")', "cfg(slow_path)", 'cfg(flavour = "odd")', "cfg(not(slow_path))",
        'cfg(target_pointer_width = "32")', "x86_64-unknown-linux-musl", 'cfg(panic = "unwind")', "cfg(any())", "cfg(all(unix, any(slow_path, target_env = \"gnu\")))"]
VERSIONS = ["0.4.1", "0.5.0", "1.2.0", "2.0.3"]


class Crate:
    """A package that others may depend on."""

    def __init__(self, name, version, features, place=None, has_library=True):
        self.name, self.version, self.features, self.place, self.has_library = name, version, features, place, has_library

    def requirement(self, dice):
        major, minor, _ = self.version.split(".")
        short = f"0.{minor}" if major == "0" else major
        return dice.choice([short, self.version, f"^{short}", f"={self.version}", f"~{major}.{minor}"])


class Workspace:
    def __init__(self, root, seed):
        self.root, self.dice = pathlib.Path(root), random.Random(seed)
        self.registry, self.members, self.outside, self.git = [], [], [], []
        self.inherited = {}  # key: table text in [workspace.dependencies]
        self.bins = {}

    def often(self, chance):
        return self.dice.random() < chance

    # -- pieces of manifests

    def tables(self, known, count, kind, declared, may_inherit, optional_chance=0.4):
        """Dependency tables; `declared` collects key -> [optional, features] over all tables of one package."""
        text = {}
        for _ in range(count):
            if not known:
                break
            crate = self.dice.choice(known)
            key = crate.name if self.often(0.75) or crate.place == "member" else f"{crate.name}_r{crate.version.split('.')[0]}"
            if key in declared and declared[key][2] is not crate:
                continue
            if any(other[2] is crate and name != key for name, other in declared.items()):
                continue  # one crate under two names is refused
            optional = self.often(optional_chance) and kind != "dev-dependencies"
            if key in declared and self.often(0.5):
                optional = declared[key][0] and kind != "dev-dependencies"
            chosen = [one for one in crate.features if self.often(0.3)]
            parts = self.place_of(crate, kind)
            if key != crate.name:
                parts.append(f'package = "{crate.name}"')
            if self.often(0.4):
                parts.append("default-features = false")
            if chosen:
                parts.append("features = " + json.dumps(chosen))
            if may_inherit and crate.place is None and self.often(0.35):
                line = self.inherit(key, crate, parts, optional, chosen)
            else:
                if optional:
                    parts.append("optional = true")
                line = f"{key} = {{ {', '.join(parts)} }}"
            head = f"[{kind}]" if self.often(0.6) else f"[target.'{self.dice.choice(CFGS)}'.{kind}]"
            lines = text.setdefault(head, {})
            if key in lines:
                continue
            lines[key] = line
            before = declared.get(key)
            declared[key] = [optional or bool(before and before[0]), crate.features, crate]
        return "".join(head + "\n" + "\n".join(lines.values()) + "\n" for head, lines in text.items())

    def place_of(self, crate, kind):
        if crate.place == "member":
            return [f'path = "@UP@{crate.name}"']
        if crate.place == "outside":
            return [f'path = "@UP@outside/{crate.name}"']
        if crate.place == "git":
            return [f'git = "file://{self.root}/repository"']
        return [f'version = "{crate.requirement(self.dice)}"']

    def inherit(self, key, crate, parts, optional, chosen):
        if key not in self.inherited or self.inherited[key][0] is not crate:
            if key in self.inherited:
                return f"{key} = {{ {', '.join(parts + (['optional = true'] if optional else []))} }}"
            self.inherited[key] = (crate, f"{key} = {{ {', '.join(parts)} }}", "default-features = false" in parts)
        own = ["workspace = true"] + (["optional = true"] if optional else [])
        more = [one for one in crate.features if self.often(0.2)]
        if more:
            own.append("features = " + json.dumps(more))
        if self.inherited[key][2] and self.often(0.3):
            own.append("default-features = true")
        return f"{key} = {{ {', '.join(own)} }}"

    def features(self, declared):
        names = [f"f{i}" for i in range(self.dice.randrange(5))]
        optional = [key for key, one in declared.items() if one[0]]
        lines = {}
        for i, name in enumerate(names):
            values = [one for one in names[i + 1:] if self.often(0.4)]
            for key, (is_optional, features, _) in declared.items():
                if is_optional and self.often(0.3):
                    values.append(f"dep:{key}")
                for _ in range(2):
                    if features and self.often(0.3):
                        values.append(f"{key}{'?' if is_optional and self.often(0.5) else ''}/{self.dice.choice(features)}")
            self.dice.shuffle(values)
            lines[name] = values
        if names and self.often(0.6):
            lines["default"] = [one for one in names if self.often(0.5)]
        hidden = {value[4:] for values in lines.values() for value in values if value.startswith("dep:")}
        implicit = [key for key in optional if key not in hidden]
        for key in implicit:
            if names and self.often(0.3):
                lines[self.dice.choice(names)].append(key)
        if optional and self.often(0.15):
            # A feature that has the name of its optional dependency.
            key = self.dice.choice(optional)
            if key not in lines:
                lines[key] = [f"dep:{key}"]
        return "[features]\n" + "".join(f"{name} = {json.dumps(values)}\n" for name, values in lines.items()), names + implicit

    def body(self, known, scale, has_build, may_inherit=False, dev=()):
        declared = {}
        text = self.tables(known, self.dice.randrange(scale), "dependencies", declared, may_inherit)
        if has_build or self.often(0.15):
            text += self.tables(known, self.dice.randrange(4), "build-dependencies", declared, may_inherit)
        own = dict(declared)
        if dev:
            text += self.tables(list(dev), self.dice.randrange(4), "dev-dependencies", declared, may_inherit)
        parts = {}
        for chunk in text.replace("\n[", "\n\0[").split("\0"):
            head, _, lines = chunk.partition("\n")
            if head:
                parts.setdefault(head, {}).update({line.split(" = ", 1)[0]: line for line in lines.splitlines() if line})
        text = "".join(head + "\n" + "\n".join(lines.values()) + "\n" for head, lines in parts.items())
        features, names = self.features(own)
        return text + features, names

    # -- packages

    def make_registry(self, below="vendor", prefix="c", count=None):
        for i in range(count or self.dice.randrange(4, 26)):
            for version in self.dice.sample(VERSIONS, self.dice.choice([1, 1, 1, 2, 3])):
                is_macro, has_build = self.often(0.15), self.often(0.25)
                text, names = self.body(list(self.registry), 6, has_build)
                folder = self.root / below / f"{prefix}{i}-{version}"
                has_library = is_macro or self.often(0.97)
                library = "[lib]\nproc-macro = true\n" if is_macro else '[lib]\npath = "src/strange.rs"\n' if has_library and self.often(0.1) else ""
                build = 'build = "make/it.rs"\n' if has_build and self.often(0.2) else "build = false\n" if not has_build and self.often(0.1) else ""
                edition = self.dice.choice(["2015", "2018", "2021", "2021"])
                links = f'links = "{prefix}{i}"\n' if has_build and self.often(0.2) else ""
                write(folder, "Cargo.toml", f'[package]\nname = "{prefix}{i}"\nversion = "{version}"\nedition = "{edition}"\n{build}{links}{library}{text}')
                write(folder, "src/strange.rs" if "strange" in library else "src/lib.rs" if has_library else "src/main.rs", "fn main() {}\n" if not has_library else "")
                if has_build or build.startswith("build = false"):
                    write(folder, "make/it.rs" if "make" in build else "build.rs", "fn main() {}\n")
                write(folder, ".cargo-checksum.json", json.dumps({"files": {}, "package": "0" * 64}))
                self.registry.append(Crate(f"{prefix}{i}", version, names, None, has_library))

    def make_package(self, folder, name, up, known, dev=(), may_inherit=True, head="", scale=6):
        has_build = self.often(0.35)
        library = self.often(0.75)
        macro = library and self.often(0.2)
        binary = not library or self.often(0.6)
        text, names = self.body(known, scale, has_build, may_inherit, dev)
        bins = [name] if binary else []
        if binary and self.often(0.4):
            write(folder, "src/bin/second-" + name + ".rs", "fn main() {}\n")
            bins.append("second-" + name)
        more = ""
        if binary and names and self.often(0.4):
            needed = [self.dice.choice(names)]
            more = f'[[bin]]\nname = "needs-{name}"\npath = "src/needs.rs"\nrequired-features = {json.dumps(needed)}\n'
            write(folder, "src/needs.rs", "fn main() {}\n")
        edition = self.dice.choice(["2018", "2021", "2021", "2024"])
        write(folder, "Cargo.toml", f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "{edition}"\n{head}'
              + ("[lib]\nproc-macro = true\n" if macro else "") + more + text.replace("@UP@", up))
        if binary:
            write(folder, "src/main.rs", "fn main() {}\n")
        if library:
            write(folder, "src/lib.rs", "")
        if has_build:
            write(folder, "build.rs", "fn main() {}\n")
        return names, library, bins

    def make_outside(self):
        """Path dependencies that are no members."""
        for i in range(self.dice.randrange(3) if self.often(0.4) else 0):
            names, library, _ = self.make_package(self.root / "outside" / f"o{i}", f"o{i}", "../../", self.registry + list(self.outside), may_inherit=False, scale=4)
            if library:
                self.outside.append(Crate(f"o{i}", "0.1.0", names, "outside"))

    def make_git(self):
        if not self.often(0.15):
            return
        repository = self.root / "repository"
        inside = []
        for i in range(self.dice.randrange(1, 4)):
            text, names = self.body(self.registry, 4, False)
            paths = "".join(f'[dependencies.{one}]\npath = "../{one}"\n' for one in inside if self.often(0.5))
            write(repository, f"g{i}/Cargo.toml", f'[package]\nname = "g{i}"\nversion.workspace = true\nedition = "2021"\n{text}{paths}')
            write(repository, f"g{i}/src/lib.rs", "")
            inside.append(f"g{i}")
            self.git.append(Crate(f"g{i}", "3.1.0", names, "git"))
        write(repository, "Cargo.toml", '[workspace]\nresolver = "2"\nmembers = ["g*"]\n[workspace.package]\nversion = "3.1.0"\n')
        for command in (["init", "-q", "-b", "main"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]):
            subprocess.run(["git", *command], cwd=repository, check=True, capture_output=True)

    def patches(self):
        """[patch] with folders that stand in for crates of the registry."""
        lines = []
        for crate in self.dice.sample(self.registry, min(len(self.registry), self.dice.randrange(1, 3))) if self.often(0.3) else []:
            major, minor, patch = crate.version.split(".")
            text, names = self.body([one for one in self.registry if one.name < crate.name], 3, False)
            present = text.split("[features]\n", 1)[1]
            missing = "".join(f"{name} = []\n" for name in crate.features if f"{name} = " not in present)
            version = f"{major}.{minor}.{int(patch) + 4}"
            folder = f"patched/{crate.name}-{major}-{minor}"
            write(self.root, f"{folder}/Cargo.toml", f'[package]\nname = "{crate.name}"\nversion = "{version}"\nedition = "2021"\n{text}{missing}')
            write(self.root, f"{folder}/src/lib.rs", "")
            lines.append(f'{crate.name}_p{major}{minor} = {{ path = "{folder}", package = "{crate.name}" }}')
        return "[patch.crates-io]\n" + "\n".join(lines) + "\n" if lines else ""

    def flags(self):
        """Flags of config.toml, and of the environment of the calls."""
        config, environment = "", {}
        if self.often(0.25):
            config += '[build]\nrustflags = ["--cfg", "slow_path"]\n'
        if self.often(0.15):
            config += f"[target.{self.dice.choice([GNU64, ARM64, MUSL64])}]\n" + "rustflags = ['--cfg=flavour=\"odd\"']\n"
        if self.often(0.1):
            config += "[target.'cfg(target_env = \"musl\")']\nrustflags = [\"-C\", \"target-feature=+crt-static\"]\n"
        if self.often(0.08):
            environment["RUSTFLAGS"] = "--cfg slow_path"
        return config, environment

    def make(self):
        """False when Cargo refuses the workspace as a whole."""
        self.make_registry()
        self.make_outside()
        self.make_git()
        names = [f"m{i}" for i in range(self.dice.randrange(1, 6))]
        if self.often(0.35):
            names.append("top")
        libraries = []
        packages = {}
        for name in names:
            folder = self.root if name == "top" else self.root / name
            known = self.registry + self.outside * 2 + self.git * 3 + libraries * 3
            result = self.make_package(folder, name, "" if name == "top" else "../", known, dev=known)
            packages[name] = result
            if result[1] and name != "top":
                libraries.append(Crate(name, "0.1.0", result[0], "member"))
        self.members = names
        self.features_of = {name: result[0] for name, result in packages.items()}
        self.bins = {name: result[2] for name, result in packages.items()}
        folders = [name for name in names if name != "top"]
        resolver = self.dice.choice(["1", "2", "2", "3", ""])
        line = f'resolver = "{resolver}"\n' if resolver else ""
        default = f"default-members = {json.dumps(self.dice.sample(folders, self.dice.randrange(1, len(folders) + 1)))}\n" if self.often(0.3) else ""
        text = f"[workspace]\nmembers = {json.dumps(['m*'] if self.often(0.2) else folders)}\n{line}{default}" + 'exclude = ["outside", "repository", "patched", "vendor"]\n'
        if self.inherited:
            text += "[workspace.dependencies]\n" + "\n".join(one[1] for one in self.inherited.values()) + "\n"
        text += self.patches()
        manifest = self.root / "Cargo.toml"
        write(self.root, "Cargo.toml", (manifest.read_text() if "top" in names else "") + text)
        config, self.environment = self.flags()
        write(self.root, ".cargo/config.toml", '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n' + config)
        self.environment["CARGO_HOME"] = str(self.root / "home")
        problem = locked(self.root, self.environment)
        return problem is None

    def calls(self):
        for _ in range(5):
            call = {"root": str(self.root), "targets": self.dice.choice(TARGETS), "environment": dict(self.environment)}
            if self.often(0.4):
                call["packages"] = self.dice.sample(self.members, self.dice.randrange(1, len(self.members) + 1))
            bins = [one for name in call.get("packages", self.members) for one in self.bins[name]]
            if bins and self.often(0.25):
                call["binaries"] = self.dice.sample(bins, self.dice.randrange(1, min(3, len(bins) + 1)))
            kind = self.dice.random()
            if kind < 0.2:
                call["allFeatures"] = True
            elif kind < 0.35:
                call["noDefaultFeatures"] = True
            if 0.3 < kind < 0.6:
                wanted = []
                for member in self.dice.sample(call.get("packages", self.members), 1):
                    for one in self.features_of[member][:2]:
                        wanted.append(f"{member}/{one}" if self.often(0.7) else one)
                if wanted:
                    call["features"] = wanted
            yield call


def generated(root, seed):
    """The calls of one random workspace, which is written to `root`; none where Cargo refuses all of it."""
    workspace = Workspace(root, seed)
    if workspace.make():
        yield from workspace.calls()

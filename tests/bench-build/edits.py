# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""The changes of a project between two builds."""

import json
import re
import shutil
import subprocess
import tomllib

import lab as l

# Tried in turn: crates without dependencies of their own; and small ones that others use, none of which is of the steps before.
LEAVES = ("itoa", "ryu", "httparse", "fnv")
SMALL = ("bitflags", "memchr", "log", "smallvec", "once_cell", "httparse", "zeroize", "bytes", "mime", "slab", "socket2", "mio", "pin-project-lite",
         "ipnet", "form_urlencoded", "uuid", "tower-http", "hyper-util", "cfg-if", "ryu", "httpdate", "url", "lazy_static", "regex-syntax")
BUMPS = {"leaf": (LEAVES, 1), "tokio": (("tokio",), 1), "libc": (("libc",), 1), "ten": (SMALL, 10)}


def fresh(source, project):
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(source, project, ignore=shutil.ignore_patterns("target", ".git"))


def binaries(project):
    """Names of the project's binaries, as Cargo gives them."""
    done = subprocess.run(["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=project, capture_output=True, text=True, check=False)
    l.need(done.returncode == 0, f"cargo metadata failed: {done.stderr.strip()[-300:]}")
    targets = [target for package in json.loads(done.stdout)["packages"] for target in package["targets"]]
    names = sorted(target["name"] for target in targets if "bin" in target["kind"])
    l.need(names, "The project has no binary.")
    return names


def edit_code(project, mark):
    """Adds a line of code to one program, the first by name."""
    mains = sorted(path for path in project.rglob("src/main.rs") if "target" not in path.relative_to(project).parts)
    l.need(mains, "The project has no src/main.rs to edit.")
    with open(mains[0], "a", encoding="utf-8") as file:
        file.write(f'\nconst _: &str = "{mark}";\n')


def versions(lock):
    """(name, version) of all crates from a registry."""
    return [(one["name"], one["version"]) for one in tomllib.loads(lock).get("package", []) if one.get("source", "").startswith(("registry+", "sparse+"))]


def patches_before(version):
    """The patch releases before one, the nearest first; at most five, some of which may never have been published."""
    head, _, patch = version.partition("+")[0].rpartition(".")
    return [f"{head}.{number}" for number in range(int(patch) - 1, max(-1, int(patch) - 6), -1)] if patch.isdigit() and head.count(".") == 1 else []


def cargo_update(project, name, version, precise):
    done = subprocess.run(["cargo", "update", "--package", f"{name}@{version}", "--precise", precise], cwd=project, capture_output=True, check=False)
    return done.returncode == 0


def bump(project, name, update):
    """Sets a crate to the patch release before and gives "NAME OLD -> NEW"; None, and the lock as it was, where that does not work."""
    path = project / "Cargo.lock"
    before = path.read_text(encoding="utf-8")
    for version in [version for one, version in versions(before) if one == name]:
        for precise in patches_before(version):
            is_done = update(project, name, version, precise)
            gone, come = set(versions(before)), set(versions(path.read_text(encoding="utf-8")))
            if is_done and gone - come == {(name, version)} and come - gone == {(name, precise)}:
                return f"{name} {version} -> {precise}"
            path.write_text(before, encoding="utf-8")
    return None


def bumped_locks(project, steps, update=cargo_update):
    """{step: (text of Cargo.lock, what was bumped)} of the steps that bump, each on top of the one before: the same for every variant and
    round. Fails where a step would be no bump, before anything is built. `project` is changed."""
    locks, used = {}, set()
    for step in steps:
        if step not in BUMPS:
            continue
        names, wanted = BUMPS[step]
        done = []
        for name in names:
            if len(done) < wanted and name not in used and (change := bump(project, name, update)):
                done.append(change)
                used.add(name)
        l.need(len(done) == wanted, f"The step {step} wants {wanted} crate(s) with an earlier patch release, but only {len(done)} of {', '.join(names)} can be set back in "
               "Cargo.lock; leave the step out by --steps.")
        locks[step] = ((project / "Cargo.lock").read_text(encoding="utf-8"), done)
    return locks


def in_table(text, table, old, new):
    """A manifest with another version in one of its tables."""
    pattern = re.compile(rf'(^\[{re.escape(table)}\][^\n]*\n(?:(?!\[)[^\n]*\n)*?version\s*=\s*"){re.escape(old)}"', re.MULTILINE)
    text, count = pattern.subn(lambda found: f'{found.group(1)}{new}"', text)
    l.need(count == 1, f"The version {old} is not where it should be, in [{table}].")
    return text


def edit_version(project):
    """A new patch version of the package, or of the whole workspace, whose members inherit it; also in Cargo.lock. Gives it."""
    root = tomllib.loads((project / "Cargo.toml").read_text(encoding="utf-8"))
    packages = [tomllib.loads(path.read_text(encoding="utf-8")).get("package") for path in sorted(project.rglob("Cargo.toml"))]
    names = [one["name"] for one in packages if one and one.get("version") == {"workspace": True}]
    table, holder = ("workspace.package", root["workspace"]["package"]) if names else ("package", root.get("package", {}))
    old = holder.get("version")
    l.need(isinstance(old, str), "Neither [package] nor [workspace.package] of the root names a version.")
    numbers = re.fullmatch(r"(\d+\.\d+\.)(\d+)(.*)", old)
    new = f"{numbers.group(1)}{int(numbers.group(2)) + 1}{numbers.group(3)}"
    path = project / "Cargo.toml"
    path.write_text(in_table(path.read_text(encoding="utf-8"), table, old, new), encoding="utf-8")
    path = project / "Cargo.lock"
    text = path.read_text(encoding="utf-8")
    for name in names or [root["package"]["name"]]:
        before = f'name = "{name}"\nversion = "{old}"\n'
        l.need(text.count(before) == 1, f"Cargo.lock does not hold {name} {old}.")
        text = text.replace(before, before.replace(old, new))
    path.write_text(text, encoding="utf-8")
    return new


def apply(project, step, locks, mark):
    """Changes the project for a step; gives what was changed, in words."""
    if step == "edit":
        edit_code(project, mark)
    elif step == "version":
        return edit_version(project)
    elif step in locks:
        (project / "Cargo.lock").write_text(locks[step][0], encoding="utf-8")
        return ", ".join(locks[step][1])
    return ""

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Builders of the driver docker-container in the lab's engine, with one node or several.

Where Docker Hub does not answer, BuildKit is compiled from its published Go module (a few minutes, once) and put into the lab's registry.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import urllib.error
from pathlib import Path

import lab as l

VERSION = "v0.25.0"
MODULE = "github.com/moby/buildkit"
DOCKERFILE = """FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates runc && rm -rf /var/lib/apt/lists/*
COPY buildkitd buildctl /usr/bin/
ENTRYPOINT ["buildkitd"]
"""


def cache_folder():
    return Path(os.environ.get("SLIPWAY_CACHE") or Path.home() / ".cache" / "slipway")


def compiled():
    """buildkitd and buildctl, static; gives their folder."""
    folder = cache_folder() / "programs" / f"buildkit-{VERSION}"
    if folder.is_dir():
        return folder
    l.need(shutil.which("go"), "BuildKit has to be compiled here, for which Go is missing (package golang-go).")
    work = cache_folder() / "go-buildkit"
    new, module = work / "bin", work / "module"
    for path in (new, module):
        path.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GOPATH": str(work / "path"), "GOCACHE": str(work / "cache"), "GOFLAGS": "-trimpath -modcacherw", "CGO_ENABLED": "0"}
    l.say(f"Compiling BuildKit {VERSION}, once.")
    # A module of its own around it: `go install` refuses one that excludes versions.
    (module / "go.mod").write_text(f"module slipway.invalid/buildkit\n\ngo 1.24\n\nrequire {MODULE} {VERSION}\n", encoding="utf-8")
    commands = [f"{MODULE}/cmd/buildkitd", f"{MODULE}/cmd/buildctl"]
    (module / "commands.go").write_text("//go:build tools\n\npackage commands\n\nimport (\n" + "".join(f'\t_ "{one}"\n' for one in commands) + ")\n", encoding="utf-8")
    flags = f"-s -w -X {MODULE}/version.Version={VERSION}"
    for arguments in (["mod", "tidy"], ["build", "-ldflags", flags, "-o", f"{new}/", *commands]):
        done = subprocess.run(["nice", "-n", "19", "go", *arguments], cwd=module, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False)
        l.need(done.returncode == 0, f"BuildKit could not be compiled: {done.stderr.strip()[-600:]}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    new.rename(folder)
    shutil.rmtree(work, ignore_errors=True)
    return folder


def image(lab):
    """The reference of BuildKit's image."""
    if not lab.has_own_images:
        return f"moby/buildkit:{VERSION}"
    repository = "slipway-test/buildkit"
    try:
        lab.fetch(repository, f"manifests/{VERSION}")
    except urllib.error.HTTPError:
        place = lab.folder / "buildkit"
        place.mkdir()
        for name in ("buildkitd", "buildctl"):
            shutil.copy(compiled() / name, place)
        (place / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
        lab.docker_checked("buildx", "build", "--builder", "default", "--provenance=false", "--platform", lab.own_platform(), "-t", lab.reference(repository, VERSION), "--push", str(place))
        shutil.rmtree(place)
    return lab.reference(repository, VERSION)


def configuration(lab, platforms=(), domain=""):
    """buildkitd.toml for a node in the engine's own network: what it names as its own platforms, and the search domain by which its steps can be told."""
    text = f'debug = true\n[registry."{lab.registry}"]\nhttp = true\n'
    if lab.has_own_images:
        text += f'[registry."docker.io"]\nmirrors = ["{lab.registry}"]\n'
    if platforms:
        text += "[worker.oci]\nplatforms = [" + ", ".join(f'"{one}"' for one in platforms) + "]\n"
    if domain:
        text += f'[dns]\nsearchDomains = ["{domain}"]\n'
    return text


class Builder:
    """A builder of `docker buildx`, with a list of its own: the engine's and the person's are not touched."""

    def __init__(self, lab, name):
        self.lab, self.name, self.nodes = lab, name, []

    def endpoint(self):
        """The engine, under another address for each node: buildx refuses a second node at one address."""
        host = self.lab.environment.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        l.need(host.startswith("unix://"), f"The engine at {host} is not on this machine.")
        link = self.lab.folder / f"{self.name[-8:]}-{len(self.nodes)}.sock"
        link.symlink_to(host.removeprefix("unix://"))
        return f"unix://{link}"

    def add(self, node, offered=(), domain="", fixed=()):
        """Adds a node that names these platforms first (else the engine's own), `fixed` ones given to it by --platform, and starts it; gives the name of its container."""
        file = self.lab.folder / f"{node}.toml"
        file.write_text(configuration(self.lab, offered, domain), encoding="utf-8")
        options = [*(["--append"] if self.nodes else []), *(["--platform", ",".join(fixed)] if fixed else [])]
        endpoint, full = self.endpoint(), f"{self.name}-{node}"
        self.lab.docker_checked("buildx", "create", "--name", self.name, "--node", full, "--driver", "docker-container", "--driver-opt", f"image={image(self.lab)}", "--driver-opt", "network=host",
                                "--buildkitd-config", str(file), *options, endpoint)
        self.nodes.append(full)
        self.lab.docker_checked("buildx", "inspect", "--bootstrap", self.name)
        return f"buildx_buildkit_{full}"


@contextlib.contextmanager
def builder(lab):
    """A builder without a node, gone at the end with all that it holds."""
    lab.environment["BUILDX_CONFIG"] = str(lab.folder / "buildx")
    made = Builder(lab, f"slipway-test-{secrets.token_hex(4)}")
    try:
        image(lab)
        yield made
    finally:
        if made.nodes:
            code, _, error = lab.docker("buildx", "rm", "--force", made.name)
            if code != 0:
                l.say(f"The builder {made.name} could not be removed: {error.strip()[-300:]}")
        lab.environment.pop("BUILDX_CONFIG", None)

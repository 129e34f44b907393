# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""docker, cargo and slipway as scripts that do nothing but answer, for `run --self-test`: a whole measurement without an engine."""

import json
import os
import subprocess
import sys
from pathlib import Path

HEAD = f"#!{sys.executable} -IS\nimport json, os, sys\nfrom pathlib import Path\nwords, here = sys.argv[1:], Path(__file__).parent\n"
DOCKER = """
with open(here / "docker.log", "a", encoding="utf-8") as log:
    log.write(json.dumps(words) + "\\n")
if words[:2] == ["buildx", "du"]:
    print("Reclaimable:\\t1GB\\nTotal:\\t\\t12.5GB")
if words[1] in ("build", "bake"):
    dockerfile = Path(words[words.index("--file") + 1])
    assert dockerfile.exists() and (words[1] == "bake" or Path(words[-1]).is_dir()), words
    sys.stderr.write((here / "stream.rawjson").read_text(encoding="utf-8"))
    if (here / "fails").exists() and (here / "fails").read_text(encoding="utf-8") in " ".join(words):
        sys.exit("ERROR: it fails")
"""
SLIPWAY = """
if words[0] == "generate":
    Path(words[words.index("-o") + 1]).write_text((here / "plan").read_text(encoding="utf-8"), encoding="utf-8")
"""
CARGO = """
if words[0] == "metadata":
    print(json.dumps({"packages": [{"targets": [{"name": "signpost", "kind": ["bin"]}, {"name": "x", "kind": ["lib"]}]}]}))
if words[0] == "update":
    name, _, version = words[words.index("--package") + 1].partition("@")
    text = Path("Cargo.lock").read_text(encoding="utf-8")
    Path("Cargo.lock").write_text(text.replace(f'name = "{name}"\\nversion = "{version}"', f'name = "{name}"\\nversion = "{words[-1]}"'), encoding="utf-8")
"""


class Scripted:
    """A measurement of projects/service in a folder of its own."""

    def __init__(self, folder, stream, plan):
        self.folder, self.data = folder, folder / "data.json"
        for name, text in (("docker", DOCKER), ("slipway", SLIPWAY), ("cargo", CARGO)):
            (folder / name).write_text(HEAD + text, encoding="utf-8")
            (folder / name).chmod(0o755)
        (folder / "stream.rawjson").write_text(stream, encoding="utf-8")
        (folder / "plan").write_text(plan, encoding="utf-8")
        ready = {"ready": True, "variables": {}, "path": [str(folder)], "mirrors": {"gcr.io/x:1": "127.0.0.1:1/x:1", "debian:1": "127.0.0.1:1/debian:1"}, "registry": "127.0.0.1:1"}
        (folder / "engine").write_text(json.dumps(ready), encoding="utf-8")
        self.environment = {**os.environ, "PATH": f"{folder}:{os.environ.get('PATH', os.defpath)}", "SLIPWAY_TEST_ENGINE": str(folder / "engine"), "SLIPWAY_BINARY": str(folder / "slipway")}

    def run(self, *words):
        """Gives (exit code, standard output, standard error)."""
        command = [sys.executable, str(Path(__file__).resolve().parent / "run"), "--work", str(self.folder / "work"), "--data", str(self.data), *words]
        done = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def calls(self):
        """What docker was asked since the last time."""
        path = self.folder / "docker.log"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.write_text("", encoding="utf-8")
        return [json.loads(line) for line in lines]

    def runs(self):
        return json.loads(self.data.read_text(encoding="utf-8"))["runs"]

    def fails_at(self, word):
        if word:
            (self.folder / "fails").write_text(word, encoding="utf-8")
        else:
            (self.folder / "fails").unlink()

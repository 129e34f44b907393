# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""What the programs beside the tests share: the engine they were given, Slipway's command line, the registry, running images.

The engine is named by SLIPWAY_TEST_ENGINE, a file with the object that packaging/engine writes when it is ready:
{"ready": true, "variables": {...}, "path": [...], "mirrors": {...}, "registry": "HOST:PORT"}. packaging/test brings one.
Slipway is SLIPWAY_BINARY (a command, may have arguments), else packaging/run.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECTS = CHECKOUT / "tests" / "projects"
BOTH = ("linux/amd64", "linux/arm64")
# e_machine of each platform: EM_X86_64, EM_AARCH64, EM_ARM, EM_386, EM_RISCV, EM_PPC64, EM_S390.
MACHINES = {"linux/amd64": 62, "linux/arm64": 183, "linux/arm/v7": 40, "linux/386": 3, "linux/riscv64": 243, "linux/ppc64le": 21, "linux/s390x": 22}
INDEX_TYPES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFEST_TYPES = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")


class Failure(Exception):
    """What a check found, in one sentence."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def need(condition, sentence):
    if not condition:
        raise Failure(sentence)


def duration(seconds):
    return f"{seconds:.0f} s" if seconds < 120 else f"{int(seconds) // 60} min {int(seconds) % 60} s"


def megabytes(count):
    return f"{count / 1e6:.1f} MB"


def commit():
    """What is measured, for the tables that are kept: the checkout's commit, with -dirty where files differ from it."""
    def git(*arguments):
        return subprocess.run(["git", "-C", str(CHECKOUT), *arguments], capture_output=True, text=True, check=False).stdout.strip()

    # The table that is just being written is no other program.
    changes = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!tests/*/results.md")
    return (git("rev-parse", "--short=10", "HEAD") or "unknown") + ("-dirty" if changes else "")


class Lab:
    """An engine with its registry, and Slipway's command line for it."""

    def __init__(self, folder):
        name = os.environ.get("SLIPWAY_TEST_ENGINE", "")
        need(name, "No engine: SLIPWAY_TEST_ENGINE has to name the file that packaging/engine writes (packaging/test sets it).")
        ready = json.loads(Path(name).read_text(encoding="utf-8").strip().splitlines()[-1])
        need(ready.get("ready"), f"The engine of {name} is not ready: {ready.get('failed', 'no reason given')}")
        self.registry = ready["registry"]
        self.has_own_images = bool(ready.get("mirrors"))  # made by packaging/engine, where Docker Hub does not answer
        self.folder = Path(folder)
        self.environment = dict(os.environ)
        self.environment.update(ready.get("variables", {}))
        path = [*ready.get("path", []), os.environ.get("PATH", os.defpath)]
        self.environment["PATH"] = ":".join(path)
        # Records and choices of these builds are not the user's.
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            self.environment[variable] = str(self.folder / variable.lower())
        status = self.folder / "setup.ndjson"
        status.write_text(json.dumps(ready) + "\n", encoding="utf-8")
        self.environment["SLIPWAY_SETUP_STATUS"] = str(status)
        self.command = shlex.split(os.environ.get("SLIPWAY_BINARY", "")) or [str(CHECKOUT / "packaging" / "run")]

    def reference(self, repository, tag):
        return f"{self.registry}/{repository}:{tag}"

    def slipway(self, *arguments, log=None, timeout=3600):
        """Runs the command line; gives (exit code, standard output). Standard error goes to the file `log`."""
        with open(log or os.devnull, "ab") as sink, subprocess.Popen([*self.command, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=sink,
                                                                     env=self.environment, start_new_session=True) as process:
            try:
                out, _ = process.communicate(timeout=timeout)
            except BaseException:
                # Also what it started: a build that nobody waits for goes on in the engine.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                raise
        return process.returncode, out.decode(errors="replace")

    def build(self, project, reference, log, *options):
        """`slipway build --push` with no plan option touched; gives the pushed "reference@digest" lines and the seconds."""
        begin = time.monotonic()
        code, text = self.slipway("build", str(project), "--push", "-t", reference, "--progress", "plain", *options, log=log)
        need(code == 0, f"slipway build ended with {code}; its words are in {log}: {last_words(log)}")
        pushed = text.split()
        need(pushed and all("@sha256:" in line for line in pushed), f"slipway build named no pushed image but printed {text!r}.")
        return pushed, time.monotonic() - begin

    def verify(self, reference, platforms, log):
        """`slipway verify`, and the same asked of the registry without Slipway: both have to agree. Gives {platform: bytes}."""
        code, text = self.slipway("verify", reference, "--platform", ",".join(platforms), "--json", log=log)
        need(code == 0, f"slipway verify {reference} ended with {code}: {last_words(log)}")
        report = json.loads(text)
        need(report["isVerified"], f"slipway verify says that {reference} is not verified: {report['problems']}")
        digest, own = self.held(reference)
        need(report["digest"] == digest, f"slipway verify says {report['digest']}, the registry {digest}.")
        said = {entry["platform"]: (entry["digest"], entry["bytes"]) for entry in report["platforms"]}
        need(said == own, f"slipway verify says {said}, the registry {own}.")
        need(set(own) == set(platforms), f"The registry holds {sorted(own)}, asked for were {sorted(platforms)}.")
        return {platform: size for platform, (_, size) in own.items()}

    def fetch(self, repository, what):
        request = urllib.request.Request(f"http://{self.registry}/v2/{repository}/{what}")
        request.add_header("Accept", ", ".join((*INDEX_TYPES, *MANIFEST_TYPES)))
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def held(self, reference):
        """What the registry holds, asked without Slipway: (digest, {platform: (digest, bytes)})."""
        name = reference.removeprefix(self.registry + "/")
        repository, _, digest = name.partition("@")
        repository, _, tag = repository.partition(":")
        raw = self.fetch(repository, f"manifests/{digest or tag}")
        digest = "sha256:" + hashlib.sha256(raw).hexdigest()
        top = json.loads(raw)
        if top.get("mediaType") in MANIFEST_TYPES:  # one platform needs no index
            config = json.loads(self.fetch(repository, f"blobs/{top['config']['digest']}"))
            return digest, {place_name(config): (digest, content_bytes(top))}
        platforms = {}
        for entry in top["manifests"]:
            if entry["platform"]["os"] == "unknown":
                continue  # an attestation
            manifest = self.fetch(repository, f"manifests/{entry['digest']}")
            need("sha256:" + hashlib.sha256(manifest).hexdigest() == entry["digest"], f"{entry['digest']} is not the digest of its bytes.")
            platforms[place_name(entry["platform"])] = (entry["digest"], content_bytes(json.loads(manifest)))
        return digest, platforms

    def docker(self, *arguments, timeout=600):
        """Runs docker; gives (exit code, standard output, standard error)."""
        done = subprocess.run(["docker", *arguments], stdin=subprocess.DEVNULL, capture_output=True, env=self.environment, timeout=timeout, check=False)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def docker_checked(self, *arguments, timeout=600):
        code, out, error = self.docker(*arguments, timeout=timeout)
        need(code == 0, f"docker {arguments[0]} ended with {code}: {(error or out).strip()[-600:]}")
        return out.strip()

    @contextlib.contextmanager
    def network(self):
        """A network of containers of its own, in which they know each other by alias: its name. What is asked in it (http()) is asked by a
        container, too: an engine may live in another network than we do (a private one, Docker Desktop's)."""
        name = f"slipway-test-{secrets.token_hex(6)}"
        self.docker_checked("network", "create", name)
        try:
            with self.packed("curl") as self._curl:
                yield name
        finally:
            self.docker("network", "rm", name)

    @contextlib.contextmanager
    def packed(self, program):
        """An image of one program of this machine, as /program; nothing has to be fetched for it. Gives its name."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            archive, image = Path(folder) / "image.tar", f"slipway-test-{program}:{secrets.token_hex(6)}"
            pack_program(program, archive)
            self.docker_checked("import", str(archive), image)
        try:
            yield image
        finally:
            self.docker("image", "rm", "--force", image)

    def http(self, network, address, data=None):
        """GET or POST in a network; gives (status, body), status 0 when there was no answer."""
        arguments = ["/program", "--silent", "--max-time", "60", "--write-out", "\\n%{http_code}", address]
        if data is not None:
            arguments += ["--header", "Content-Type: text/plain", "--data-binary", data]
        _, text, _ = self.docker("run", "--rm", "--network", network, self._curl, *arguments)
        body, _, status = text.rpartition("\n")
        return int(status or 0), body

    @contextlib.contextmanager
    def registry_with_login(self, user, password):
        """A registry that lets only one user in (Basic), in a container of the engine's; gives its HOST:PORT, which is the same for the engine and for
        us: a private engine's published ports are the machine's, too."""
        config = ("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: /data}}\nhttp: {addr: ':5000'}\n"
                  "auth: {htpasswd: {realm: lab, path: /htpasswd}}\n")
        files = {"/config.yml": self.folder / "registry.yml", "/htpasswd": self.folder / "htpasswd"}
        files["/config.yml"].write_text(config, encoding="utf-8")
        files["/htpasswd"].write_text(f"{user}:{bcrypt(password)}\n", encoding="utf-8")
        options = ("--publish", "127.0.0.1::5000", "--env", "OTEL_TRACES_EXPORTER=none")
        with self.packed("docker-registry") as image, self.container(image, self.own_platform(), ("/program", "serve", "/config.yml"), files, options) as name:
            self.docker_checked("start", name)
            host = self.docker_checked("port", name, "5000/tcp").splitlines()[0]
            limit = time.monotonic() + 30
            while not answers(host):
                logs = "".join(self.docker("logs", name)[1:])
                need(time.monotonic() < limit, f"The registry at {host} does not answer: {logs.strip()[-400:]}")
                time.sleep(0.2)
            yield host

    @contextlib.contextmanager
    def container(self, reference, platform, arguments=(), files=None, options=()):
        """A container of an image, made but not started, with `files` {path inside: path outside} in it; removed at the end."""
        name = self.docker_checked("create", "--platform", platform, *options, reference, *arguments)
        try:
            for inside, outside in (files or {}).items():
                self.docker_checked("cp", str(outside), f"{name}:{inside}")
            yield name
        finally:
            self.docker("rm", "--force", "--volumes", name)

    def run(self, reference, platform, arguments=(), files=None, network="none", timeout=180):
        """Runs an image to its end; gives (exit code, both outputs)."""
        with self.container(reference, platform, arguments, files, ("--network", network)) as name:
            code, out, error = self.docker("start", "--attach", name, timeout=timeout)
            return code, out + error

    @contextlib.contextmanager
    def service(self, reference, platform, network, alias, arguments=(), files=None):
        """A running service, http://alias:8080 in a network; gives the container's name once it answers HTTP."""
        with self.container(reference, platform, arguments, files, ("--network", network, "--network-alias", alias)) as name:
            self.docker_checked("start", name)
            limit = time.monotonic() + 90
            while not self.http(network, f"http://{alias}:8080/")[0]:
                running = self.docker_checked("inspect", "--format", "{{.State.Running}}", name)
                logs = "".join(self.docker("logs", name)[1:])
                need(running == "true", f"{reference} on {platform} has ended: {logs.strip()[-600:]}")
                need(time.monotonic() < limit, f"{reference} on {platform} does not answer: {logs.strip()[-600:]}")
            yield name

    @contextlib.contextmanager
    def tls_server(self, folder, word, network):
        """An https server in a network, https://tls-server:8443/word, with a certificate of an authority of its own; gives the authority's file."""
        authority = certificates(Path(folder), "tls-server")
        (Path(folder) / "word").write_text(word, encoding="utf-8")
        files = {f"/{name}": Path(folder) / name for name in ("server.pem", "server.key", "word")}
        command = ("/program", "s_server", "-quiet", "-accept", "8443", "-cert", "/server.pem", "-key", "/server.key", "-WWW")
        options = ("--network", network, "--network-alias", "tls-server", "--env", "OPENSSL_CONF=/none")
        with self.packed("openssl") as image, self.container(image, self.own_platform(), command, files, options) as name:
            self.docker_checked("start", name)
            yield authority
            running = self.docker_checked("inspect", "--format", "{{.State.Running}}", name)
            need(running == "true", f"The TLS server has ended: {''.join(self.docker('logs', name)[1:])[-400:]}")

    def own_platform(self):
        return self.docker_checked("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}")

    def stops_politely(self, name):
        """SIGTERM ends the service by itself: docker would kill it after 10 s, with 137."""
        self.docker_checked("stop", "--time", "10", name)
        code = self.docker_checked("inspect", "--format", "{{.State.ExitCode}}", name)
        need(code == "0", f"The service ended with {code} when it was asked to stop.")

    def check_binary(self, reference, platform):
        """The entry point is a program of the platform, and the image's user is a number that is not root's."""
        with self.container(reference, platform) as name:
            config = json.loads(self.docker_checked("inspect", name))[0]["Config"]
            user = (config.get("User") or "0").partition(":")[0]
            need(user.isdigit() and user != "0", f"{reference} runs as {user!r}; wanted is the number of a user who is not root.")
            entry = config["Entrypoint"][0]
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                target = Path(folder) / "program"
                self.docker_checked("cp", "--follow-link", f"{name}:{entry}", str(target))
                head = target.read_bytes()[:20]
        need(head[:4] == b"\x7fELF", f"{entry} in {reference} is not a program.")
        (machine,) = struct.unpack("<H" if head[5] == 1 else ">H", head[18:20])
        need(machine == MACHINES[platform], f"{entry} in {reference} for {platform} is for ELF machine {machine}, not {MACHINES[platform]}.")


def bcrypt(password):
    """The hash that docker-registry's htpasswd takes, by the C library's crypt()."""
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    salt = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(21)) + "O"
    return crypt(password.encode(), f"$2b$05${salt}".encode()).decode()


def answers(host):
    """Whether something there speaks HTTP, whatever it says."""
    try:
        urllib.request.urlopen(f"http://{host}/v2/", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def place_name(place):
    """"linux/arm/v7" of what an index or a configuration says; arm64's variant is not written."""
    variant = place.get("variant") if place["architecture"] == "arm" else None
    return "/".join(filter(None, (place["os"], place["architecture"], variant)))


def content_bytes(manifest):
    return manifest["config"]["size"] + sum(layer["size"] for layer in manifest["layers"])


def last_words(log):
    lines = [line for line in Path(log).read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return " / ".join(lines[-3:])[-600:]


def certificates(folder, host):
    """Makes server.pem and server.key for a host, signed by an authority of its own, whose file it gives."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-days", "2", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Slipway test authority",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={host}")
    (folder / "server.ext").write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n", encoding="utf-8")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-out", "server.pem", "-extfile", "server.ext")
    (folder / "ca.pem").chmod(0o644)
    return folder / "ca.pem"


def pack_program(name, archive):
    """A root with one program of this machine, /program, and the libraries that it needs at their own places."""
    program = shutil.which(name)
    need(program, f"The program {name} is missing.")
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    libraries = set(re.findall(r"(/\S+) \(0x", listed))
    with tarfile.open(archive, "w", dereference=True) as tar:
        tar.add(os.path.realpath(program), "program")
        for library in sorted(libraries):
            tar.add(os.path.realpath(library), library.lstrip("/"))


def table(head, rows):
    """A Markdown table with columns of even width."""
    rows = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def end_on_signals():
    """SIGTERM as Ctrl+C: containers and servers are cleared away."""
    def interrupted(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, interrupted)

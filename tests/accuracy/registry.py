# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Small registries made from folders of crates: .crate files and index rows, as a local registry, a git index or a sparse index over HTTP."""
import hashlib, http.server, io, json, pathlib, subprocess, tarfile, threading, tomllib


def index_path(name):
    name = name.lower()
    if len(name) < 3:
        return f"{len(name)}/{name}"
    return f"3/{name[0]}/{name}" if len(name) == 3 else f"{name[:2]}/{name[2:4]}/{name}"


def dependency_rows(manifest):
    rows = []
    places = [(None, manifest)] + list(manifest.get("target", {}).items())
    for target, tables in places:
        for kind, table in (("normal", "dependencies"), ("build", "build-dependencies"), ("dev", "dev-dependencies")):
            for key, value in tables.get(table, {}).items():
                value = {"version": value} if isinstance(value, str) else value
                rows.append({"name": key, "req": value.get("version", "*"), "features": value.get("features", []), "optional": value.get("optional", False),
                             "default_features": value.get("default-features", True), "target": target, "kind": kind, "package": value.get("package")})
    return rows


def packed(folder):
    """A crate's folder as the bytes of its .crate file."""
    manifest = tomllib.loads((folder / "Cargo.toml").read_text())
    top = f"{manifest['package']['name']}-{manifest['package']['version']}"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.name != ".cargo-checksum.json":
                archive.add(file, f"{top}/{file.relative_to(folder)}")
    return manifest, buffer.getvalue()


def crates_of(folder):
    """Name, version, bytes and index row of each crate in the folders of a directory source."""
    for crate in sorted(pathlib.Path(folder).iterdir()):
        manifest, data = packed(crate)
        package = manifest["package"]
        features = manifest.get("features", {})
        row = {"name": package["name"], "vers": package["version"], "deps": dependency_rows(manifest), "cksum": hashlib.sha256(data).hexdigest(),
               "features": {}, "features2": features, "yanked": False, "links": package.get("links"), "v": 2}
        yield package["name"], package["version"], data, row


def write_index(crates, folder):
    for name, _, _, row in crates:
        file = folder / index_path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as stream:
            stream.write(json.dumps(row) + "\n")


def local_registry(vendor, folder):
    """A local registry (Cargo reference, "Local Registry Sources")."""
    folder.mkdir(parents=True)
    crates = list(crates_of(vendor))
    for name, version, data, _ in crates:
        (folder / f"{name}-{version}.crate").write_bytes(data)
    write_index(crates, folder / "index")


def git_registry(vendor, folder):
    """A registry with its index in git and its crates beside it; gives the address of the index."""
    crates = list(crates_of(vendor))
    index, files = folder / "index", folder / "files"
    files.mkdir(parents=True)
    index.mkdir()
    for name, version, data, _ in crates:
        (files / f"{name}-{version}.crate").write_bytes(data)
    write_index(crates, index)
    (index / "config.json").write_text(json.dumps({"dl": f"file://{files}/{{crate}}-{{version}}.crate"}))
    for command in (["init", "-q", "-b", "master"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=index, check=True, capture_output=True)
    return f"file://{index}"


class SparseRegistry:
    """A sparse registry on 127.0.0.1, until it is closed."""

    def __init__(self, vendor):
        self.files = {}
        crates = list(crates_of(vendor))
        for name, version, data, row in crates:
            path = "/index/" + index_path(name)
            self.files[path] = self.files.get(path, b"") + json.dumps(row).encode() + b"\n"
            self.files[f"/files/{name}/{version}/download"] = data
        files = self.files

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                data = files.get(self.path)
                self.send_response(200 if data is not None else 404)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        files["/index/config.json"] = json.dumps({"dl": f"http://{self.host}/files"}).encode()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"sparse+http://{self.host}/index/"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

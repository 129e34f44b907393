# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""`run --self-test`: what needs no engine, on small inputs, so that a measurement of hours does not end on a typo."""

import base64
import json
import tempfile
import tomllib
from pathlib import Path

import edits
import lab as l
import recipes
import report
import scripted
import streamtimes

HERE = Path(__file__).resolve().parent


def same(found, expected, what):
    l.need(found == expected, f"{what}: {found!r}, not {expected!r}")


def at(seconds):
    return f"2026-01-02T03:04:{seconds:012.9f}Z".replace("0000000Z", "Z")


def vertex(digest, name, *spans, **more):
    return [{"digest": digest, "name": name, **more}, *({"digest": digest, "name": name, "started": at(began), "completed": at(ended), **more} for began, ended in spans)]


def log(digest, seconds, text):
    return {"vertex": digest, "stream": 2, "data": base64.b64encode(text.encode()).decode(), "timestamp": at(seconds)}


def stream():
    """A build of 20 s: tools from an image with cargo in its name, a planner, two steps that compile, the second of which another image
    then has from the cache, a step from the cache, an export."""
    steps = [*vertex("a", "[linux/amd64 chef 1/1] FROM docker.io/lukemathwalker/cargo-chef:1", (1, 2), (2, 2.5)), *vertex("b", "[linux/amd64 planner 2/2] RUN cargo chef prepare --recipe-path x", (3, 4)),
             *vertex("c", "[signpost linux/amd64 build 2/4] RUN --mount=type=cache,id=x,target=/y cargo chef cook   --release", (4, 10)), *vertex("d", "[linux/amd64 build 3/4] COPY . .", (10, 11)),
             *vertex("e", "[linux/amd64 build 4/4] RUN cargo zigbuild --release", (11, 15)), *vertex("f", "exporting to oci image format", (15, 20)),
             *vertex("g", "[linux/amd64 tools 2/2] RUN cargo install --locked cargo-chef", (3, 3), cached=True), *vertex("e", "[linux/amd64 build 4/4] RUN cargo zigbuild --release", (16, 16), cached=True)]
    logs = [log("c", 5, "   Compiling"), log("c", 5, " itoa v1.0.1\n"), log("c", 6, "   Compiling ring v0.17.1\n"), log("c", 9, "    Finished `release` profile\n"), log("e", 12, "   Compiling signpost v0.3.0\n")]
    return [{"vertexes": steps}, {}, {"logs": logs}]


def check_stream():
    texts = ["".join(json.dumps(one) + "\n" for one in stream()), "\n".join(json.dumps(one, indent=2) for one in stream())]
    for text in texts:
        found = streamtimes.analysis("WARNING: {plain text}\n" + text + "ERROR: RUN collect() { x; }\n", 21.0)
        # In the steps of cargo 4..10 and 11..15; compiled was 5..9 and, never finished, 12..15.
        same((found["binaries"], found["outside"], found["idle"]), (14.0, 11.0, 14.0), "times of a stream")
        same(found["longest"][0], ["[signpost linux/amd64 build 2/4] RUN cargo chef cook --release", 6.0], "the longest step")
    same(streamtimes.analysis("ERROR: no engine\n", 2.0), {"binaries": None, "outside": 2.0, "idle": 2.0, "longest": []}, "a stream without steps")
    same(streamtimes.union([(1, 3), (2, 4), (2, 3), (6, 7)]), 4.0, "a union of spans")
    same(streamtimes.moment("2026-01-02T03:04:05Z") + 0.5, streamtimes.moment("2026-01-02T03:04:05.500000123Z"), "a moment with nine digits")
    same(streamtimes.moment("2026-01-02T03:04:05Z"), streamtimes.moment("2026-01-02T04:04:05+01:00"), "a moment of another zone")
    for name, runs in (("[build 2/2] RUN cargo build --release", True), ("[2/2] RUN cargo auditable zigbuild", True), ("[x 1/2] COPY --from=chef /usr/local/cargo/bin/cargo-chef /usr/local/cargo/bin/", False),
                       ("[x 1/2] RUN cargo fetch --locked", False), ("[x 1/2] RUN --mount=type=cache,target=/var/cache/cargo true", False)):
        same(streamtimes.runs_cargo({"name": name, "is_cached": False, "spans": {1: 2}}), runs, name)
        same(streamtimes.runs_cargo({"name": name, "is_cached": True, "spans": {1: 1.1}}), False, f"{name} from the cache")


def lock(*crates, own=()):
    text = "version = 4\n"
    for name, version in crates:
        text += f'\n[[package]]\nname = "{name}"\nversion = "{version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'
    return text + "".join(f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n' for name, version in own)


def update_as_cargo(project, name, version, precise):
    """Knows no itoa 1.0.3, does nothing with slab though it says so, and sets back url with mime."""
    if (name, precise) == ("itoa", "1.0.3"):
        return False
    path = project / "Cargo.lock"
    text = path.read_text(encoding="utf-8")
    if name != "slab":
        text = text.replace(f'name = "{name}"\nversion = "{version}"', f'name = "{name}"\nversion = "{precise}"')
    if name == "mime":
        text = text.replace('name = "url"\nversion = "1.0.1"', 'name = "url"\nversion = "1.0.0"')
    path.write_text(text, encoding="utf-8")
    return True


def check_bumps(folder):
    same(edits.patches_before("1.2.3"), ["1.2.2", "1.2.1", "1.2.0"], "patch releases")
    same((edits.patches_before("1.2.0"), edits.patches_before("1.2.3-rc.1"), edits.patches_before("0.11.1+wasi-1")), ([], [], ["0.11.0"]), "patch releases of odd versions")
    crates = [("itoa", "1.0.4"), ("tokio", "1.40.0"), ("libc", "0.2.9"), ("mime", "0.3.4"), *((name, "1.0.1") for name in edits.SMALL if name not in ("mime", "uuid"))]
    path = folder / "Cargo.lock"
    path.write_text(lock(*crates), encoding="utf-8")
    locks = edits.bumped_locks(folder, ["cold", "leaf", "libc", "ten", "version"], update_as_cargo)
    same((list(locks), locks["leaf"][1], locks["libc"][1]), (["leaf", "libc", "ten"], ["itoa 1.0.4 -> 1.0.2"], ["libc 0.2.9 -> 0.2.8"]), "bumps")
    same((len(locks["ten"][1]), [change for change in locks["ten"][1] if change.startswith(("mime ", "slab "))]), (10, []), "ten bumps")
    l.need('name = "url"\nversion = "1.0.1"' in locks["ten"][0], "What a bump changed that was given up is not undone.")
    same(len(set(edits.versions(locks["ten"][0])) - set(edits.versions(locks["libc"][0]))), 10, "crates changed by ten")
    same(path.read_text(encoding="utf-8"), locks["ten"][0], "the lock after the last step")
    path.write_text(lock(("tokio", "1.40.0"), ("ryu", "1.0.3"), *((name, "1.0.1") for name in (*edits.SMALL[:8], "cfg-if"))), encoding="utf-8")
    for steps in (["tokio"], ["leaf", "ten"]):  # no earlier patch release; ten, but one of them is the leaf
        try:
            edits.bumped_locks(folder, steps, update_as_cargo)
        except l.Failure as failure:
            l.need(f"step {steps[-1]} " in str(failure) and "--steps" in str(failure), f"a bump that cannot be: {failure}")
        else:
            raise l.Failure(f"{steps} cannot be, but were made.")


def check_edits(folder):
    (folder / "api/src").mkdir(parents=True)
    (folder / "api/src/main.rs").write_text("fn main() {}\n", encoding="utf-8")
    edits.edit_code(folder, "one")
    same((folder / "api/src/main.rs").read_text(encoding="utf-8"), 'fn main() {}\n\nconst _: &str = "one";\n', "an edit")
    (folder / "Cargo.toml").write_text('[workspace]\nmembers = ["api", "old"]\n\n[workspace.package]\nedition = "2024"\nversion = "1.2.9"\n\n[workspace.dependencies]\nx = { version = "1.2.9" }\n', encoding="utf-8")
    (folder / "api/Cargo.toml").write_text('[package]\nname = "api"\nversion.workspace = true\n', encoding="utf-8")
    (folder / "old").mkdir()
    (folder / "old/Cargo.toml").write_text('[package]\nname = "old"\nversion = "1.2.9"\n', encoding="utf-8")
    (folder / "Cargo.lock").write_text(lock(("x", "1.2.9"), own=[("api", "1.2.9"), ("old", "1.2.9")]), encoding="utf-8")
    same(edits.edit_version(folder), "1.2.10", "a workspace's new version")
    root = tomllib.loads((folder / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]
    same((root["package"]["version"], root["dependencies"]["x"]["version"]), ("1.2.10", "1.2.9"), "a workspace's manifest")
    same((folder / "Cargo.lock").read_text(encoding="utf-8"), lock(("x", "1.2.9"), own=[("api", "1.2.10"), ("old", "1.2.9")]), "a workspace's lock")


def check_projects(folder):
    for name, members in (("service", 1), ("services", 6)):
        edits.fresh(HERE / "projects" / name, folder / name)
        new, text = edits.edit_version(folder / name), (folder / name / "Cargo.lock").read_text(encoding="utf-8")
        own = [one["version"] for one in tomllib.loads(text)["package"] if "source" not in one]
        same(own, [new] * members, f"the members' versions in {name}")
        edits.edit_code(folder / name, "x")
        names = {one for one, version in edits.versions(text) if edits.patches_before(version)}
        l.need({"tokio", "libc"} <= names and names & set(edits.LEAVES) and len(names & set(edits.SMALL)) >= 12, f"{name} has too few crates with an earlier patch release.")


PLAN = """FROM --platform=$BUILDPLATFORM registry.example/tools:1 AS tools
WORKDIR /app

FROM tools AS planner
COPY . .

FROM tools AS build
RUN cargo zigbuild --release --locked --bin api \\
      --target x86_64-unknown-linux-gnu \\
      --target aarch64-unknown-linux-gnu && \\
    true

FROM gcr.io/distroless/cc-debian13:nonroot AS api
ENTRYPOINT ["/usr/local/bin/api"]

FROM gcr.io/distroless/cc-debian13:nonroot AS web
ENTRYPOINT ["/usr/local/bin/web"]
"""


def check_recipes():
    text = recipes.filled(recipes.RECIPE_TOOLS + recipes.RECIPE, ["api", "web"])
    l.need("cp target/x86_64-unknown-linux-musl/release/api target/x86_64-unknown-linux-musl/release/web /app/linux/amd64/" in text, "The recipe does not copy both binaries.")
    for one in (text, recipes.filled(recipes.on_tools("x:1") + recipes.SCCACHE, ["api"]), recipes.filled(recipes.PLAIN, ["api"])):
        left = [word for word in ("MUSL", "ARM64", "AMD64", "NATIVE", "FIRST", "TARGETS") if word in one]
        same((left, recipes.image_stages(one)), ([], [""]), "a recipe")
    same(recipes.SCCACHE.count("target=/sccache"), 2, "mounts of sccache")
    same(recipes.bases(text), ["FROM --platform=$BUILDPLATFORM rust:1-trixie"], "base images of the recipe")
    same(recipes.bases(PLAN), ["FROM --platform=$BUILDPLATFORM registry.example/tools:1", *["FROM gcr.io/distroless/cc-debian13:nonroot"] * 2], "base images of a plan")
    same(recipes.marked(PLAN, "m").count("ENV BENCH_RUN=m\n"), 3, "marks")
    same(recipes.image_stages(PLAN), ["api", "web"], "images of a plan")
    limit = recipes.limit(PLAN)
    l.need(limit.rstrip().endswith("--locked --target aarch64-unknown-linux-gnu --target x86_64-unknown-linux-gnu") and "planner" not in limit, f"a limit: {limit}")
    bake = json.loads(recipes.bake_file(["api", "web"], "/p", "/d", {"a": "b"}, "/o"))
    same((list(bake["target"]), bake["target"]["web"]["output"]), (["api", "web"], ["type=oci,dest=/o/web.tar"]), "a bake file")


def data():
    """Two rounds; hybrid is good at all bumps but libc, and c misses what was wanted of it."""
    seconds = {"b": 130, "b2": 100, "c": 100, "d": 90, "e": 80, "f": 60, "m": 95, "h": 95}
    runs = []
    for number in (0, 1):
        for variant, cold in seconds.items():
            for step, part in (("cold", 1), ("edit", 0.2), ("leaf", 0.5), ("tokio", 0.5), ("libc", 0.5), ("ten", 0.5)):
                took = cold * part / (5 if variant == "h" and step not in ("cold", "libc") else 1) + number
                runs.append({"round": number, "variant": variant, "step": step, "seconds": took, "binaries": took - 5, "outside": 6.0 if variant == "c" else 3.0, "idle": 7.0, "memory": 100,
                             "stored": 10, "load": 0.5, "failed": "", "longest": [["exporting to `x`", 6.0]], "commit": "abc", "date": "2026-01-02", "machine": "M"})
    return {"project": "p", "variants": list(seconds), "steps": ["cold", "edit", "leaf", "tokio", "libc", "ten"], "rounds": 2, "runs": runs, "tools": {"d": {"seconds": 40}}}


def check_report():
    one = data()
    rows = {row["cells"][0]: row["cells"][1:] for row in report.wanted(one)}
    same(rows["c beside b, cold: times as fast"], ["1.30x", "≥ 1.4x", "missed"], "c beside b")
    same(rows["d beside b2, cold: times as fast"], ["1.11x", "≥ 1.0x", "met"], "d beside b2")
    same(rows["d beside the limit e, cold, up to the binaries: times as long"], ["1.132x", "≤ 1.05x", "missed"], "d beside e")
    same(rows["m or h after an edit, beside b2 (the better one: h)"], ["4.77x", "≥ 3x", "met"], "after an edit")
    same(rows["mi after an edit, beside b2"], ["—", "≥ 3x", "not measured"], "incremental after an edit")
    same([cells[2] for title, cells in rows.items() if "outside of the steps" in title], ["missed", "met", "met", "not measured", "met"], "time outside of cargo")
    same(rows["h over the bumps, beside b2: the least (libc)"], ["1.05x", "≥ 0.9x", "met"], "the least ratio")
    same((rows["h over the bumps, beside b2: median of the ratios"], rows["h over the bumps, beside f: median of the ratios"]), (["5.05x", "≥ 4x", "met"], ["3.05x", "> 1x", "met"]), "medians of the ratios")
    text = report.table(one)
    l.need("| c       | 100 s (100–101)" in text and "d with the making of its tools image, cold: 130 s" in text and "- 6.0 s `exporting to 'x'`" in text, f"a table: {text}")
    l.need(report.plot(one).count("<rect") == 1 + 8 * 6, "bars")
    few = {**one, "variants": ["c", "e-musl"], "runs": [{**run, "failed": True} for run in one["runs"] if run["variant"] == "c"]}
    same({row["cells"][3] for row in report.wanted(few)}, {"not measured", ""}, "nothing was measured")
    l.need("| failed" in report.table(few) and report.plot({**few, "runs": []}), "a table of failures")


def check_flow(folder):
    """A whole measurement with scripts for docker, cargo and Slipway: begun, continued, failed, continued."""
    bench = scripted.Scripted(folder, "".join(json.dumps(one) + "\n" for one in stream()), PLAN)
    code, text, error = bench.run("--variants", "a,b,b2,c,d,e,f,m-musl,h", "--rounds", "2")
    l.need(code == 0, f"a scripted measurement ended with {code}: {error[-1500:]}")
    runs, calls = bench.runs(), bench.calls()
    same(len(runs), 2 * 8 * 8 + 1, "runs of a scripted measurement")
    prunes = [call for call in calls if call[1] == "prune"]
    same((len(prunes), prunes[0]), (17, ["buildx", "prune", "--force", "--filter", "type=exec.cachemount"]), "prunes before cold runs")
    same((sum("--no-cache" in call for call in calls), sum(call[1] == "bake" for call in calls), sum("fetched" in call for call in calls)), (15, 64, 16), "calls of docker")
    one = next(run for run in runs if (run["variant"], run["step"]) == ("h", "ten"))
    same((one["change"].count("->"), one["binaries"], one["stored"], one["failed"]), (10, 14.0, 0, ""), "what is kept of a run")
    l.need(one["date"] and one["commit"] and "cores" in one["machine"], f"when and where a run was: {one}")
    same((bench.run("--table")[:2], text.count("d with the making of its tools image")), ((0, text), 1), "the table alone")
    bench.run("--variants", "b,h", "--rounds", "2")
    same([call for call in bench.calls() if "rawjson" in call], [], "builds of a measurement that is whole")
    bench.fails_at("bake --progress rawjson")
    code, text, _ = bench.run("--variants", "c-musl", "--rounds", "1")
    same((code, "failed" in text, [run["step"] for run in bench.runs() if run["variant"] == "c-musl"]), (1, True, ["cold"]), "a build that fails")
    bench.fails_at("")
    code, text, _ = bench.run("--variants", "c-musl", "--rounds", "1", "--note", "Again.")
    same((code, len([run for run in bench.runs() if run["variant"] == "c-musl"]), "Again." in text), (0, 8, True), "a build that fails no more")


def main():
    try:
        check_stream()
        with tempfile.TemporaryDirectory() as name:
            for check in (check_bumps, check_edits, check_projects, check_flow):
                folder = Path(name) / check.__name__
                folder.mkdir()
                check(folder)
        check_recipes()
        check_report()
    except l.Failure as failure:
        l.say(f"self-test: {failure}")
        return 1
    l.say("self-test: all is well")
    return 0

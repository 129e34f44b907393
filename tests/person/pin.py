# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Pins base images by digest with the button, saves, updates pins that are out of date, builds with them, unpins. The digests are compared with what the
registry says; slipway.toml keeps its comments and its order."""

import re
import tomllib
import urllib.request

import desk
import lab as l
from person import Person

OLD = "sha256:" + "0" * 64


def digest_of(lab, reference):
    """What the tag names in the registry, asked without Slipway."""
    repository, _, tag = reference.removeprefix(lab.registry + "/").partition(":")
    request = urllib.request.Request(f"http://{lab.registry}/v2/{repository}/manifests/{tag}", method="HEAD")
    request.add_header("Accept", ", ".join((*l.INDEX_TYPES, *l.MANIFEST_TYPES)))
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers["Docker-Content-Digest"]


def written(place, lab, builder, runtime):
    """slipway.toml as a team has it: comments, an order of its own."""
    text = (f'# What the team agreed on.\nruntime = "{runtime}"   # no shell in it\nplatforms = ["linux/amd64"]\n\n'
            f'# Rust comes from our own registry.\nbuilder-image = "{builder}"\n\n[image]\n# "{{bin}}" is the binary.\nname = "{lab.registry}/pinned/{{bin}}"\n')
    (place / "slipway.toml").write_text(text, encoding="utf-8")
    return text


def pinned(place):
    return tomllib.loads((place / "slipway.toml").read_text(encoding="utf-8")).get("pins", {})


def save(person, place, wanted):
    person.key("ctrl+s")
    person.wait(lambda: wanted.items() <= pinned(place).items(), "slipway.toml with the digests", 20)


def act(folder, lab, program, pictures):
    place, _ = desk.project(folder)
    builder, runtime = f"{lab.registry}/library/rust:1-trixie", f"{lab.registry}/distroless/cc-debian13:nonroot"
    wanted = {reference: digest_of(lab, reference) for reference in (builder, runtime)}
    before = written(place, lab, builder, runtime)
    with Person(folder, lab.environment, pictures) as person:
        person.start([program, "open", str(place)])
        person.find("dockerfileView", 60)
        preview = person.wait(lambda: person.text("dockerfileView"), "the preview", 30)
        l.need(builder in preview and "@sha256" not in preview, f"The preview is not that of slipway.toml: {preview[:300]!r}")
        person.click(person.find("pinButton"))
        lines = [f"{reference}@{digest}" for reference, digest in wanted.items()]
        both = lambda: all(line in person.text("dockerfileView") for line in lines)  # noqa: E731
        person.wait(both, "both digests in the preview", 60)
        person.picture("pinned")
        person.key("ctrl+z")
        person.wait(lambda: person.text_unless("dockerfileView", "@sha256"), "the preview without digests after undo", 10)
        l.need(not person.maybe("unpinButton"), "Undo left pins behind.")
        l.need((place / "slipway.toml").read_text(encoding="utf-8") == before, "slipway.toml was changed before anybody saved.")
        person.key("ctrl+shift+z")
        person.wait(both, "both digests in the preview after redo", 10)
        save(person, place, wanted)
        after = (place / "slipway.toml").read_text(encoding="utf-8")
        kept = [line for line in after.splitlines() if line in before.splitlines() and line]
        l.need(kept == [line for line in before.splitlines() if line], f"slipway.toml has another order now: {after!r}")

        # The tag has moved on since somebody pinned it: the button says so, and brings the pin up to date.
        stale = re.sub(r"sha256:[0-9a-f]{64}", OLD, after)
        (place / "slipway.toml").write_text(stale, encoding="utf-8")
        person.wait(lambda: OLD in person.text("dockerfileView"), "the old digest in the preview", 30)
        l.need(person.name(person.find("pinButton")).startswith("Update"), "The button does not offer to update the pins.")
        person.click(person.find("pinButton"))
        person.wait(lambda: both() and OLD not in person.text("dockerfileView"), "the digests of today", 60)
        save(person, place, wanted)
        l.need((place / "slipway.toml").read_text(encoding="utf-8") == after, "Updating the pins changed something else in slipway.toml.")

        desk.press_push(person)
        _, digest, _ = desk.wait_for_card(person, lab.registry)
        person.picture("pinned-card")
        held, _ = lab.held(f"{lab.registry}/pinned/hello:latest")
        l.need(held == digest, f"The card says {digest}, the registry holds {held}.")

        person.key("ctrl+1")
        person.click(person.find("unpinButton"))
        person.wait(lambda: person.text_unless("dockerfileView", "@sha256"), "the preview without digests", 10)
        l.need(person.name(person.find("pinButton")).startswith("Pin"), "The button does not offer to pin again.")
        person.picture("unpinned")
        person.key("ctrl+s")
        person.wait(lambda: not pinned(place), "slipway.toml without digests", 20)
        l.need((place / "slipway.toml").read_text(encoding="utf-8").rstrip("\n") == before.rstrip("\n"), "Unpinning changed something else in slipway.toml.")
        desk.leave(person)
    return "pinned, undone, saved with comments and order kept, updated, built, unpinned: the digests are the registry's"

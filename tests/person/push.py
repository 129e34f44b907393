# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens a project by the dialog, unticks a platform, reads the preview, clicks Build & Push, waits for the card, reads the digest from it and
compares with what the registry holds."""

import desk
import lab as l
from person import Person


def act(folder, lab, program, pictures):
    place, version = desk.project(folder)
    with Person(folder, lab.environment, pictures) as person:
        person.start([program, "open"])
        person.wait(lambda: person.maybe("openButton"), "the window", 60)
        person.picture("start")
        desk.open_project(person, place)
        person.picture("opened")
        desk.untick(person, "linux/arm64", "aarch64-unknown-linux")
        person.picture("unticked")
        desk.press_push(person)
        person.wait(lambda: person.maybe("cancelButton") or person.maybe("resultCard"), "the build to start", 60)
        person.picture("building")
        references, digest, words = desk.wait_for_card(person, lab.registry)
        person.picture("card")
        l.need(any(version in reference for reference in references), f"None of {sorted(references)} carries the version {version}.")
        for reference in references:
            held, platforms = lab.held(reference)
            l.need(held == digest, f"The card says {digest} for {reference}, the registry holds {held}.")
            l.need(list(platforms) == ["linux/amd64"], f"The registry holds {sorted(platforms)}; only linux/amd64 was left ticked.")
        l.need(any("linux/amd64" in word for word in words), f"The card does not name linux/amd64: {words}")
        l.need(not any("linux/arm64" in word for word in words), f"The card names linux/arm64: {words}")
        code, text = lab.run(f"{min(references).rpartition(':')[0]}@{digest}", "linux/amd64", ["--version"])
        l.need(code == 0 and text.strip() == f"hello {version}", f"The image ended with {code} and said {text!r}.")
        l.need(sorted(path.name for path in place.iterdir()) == sorted(path.name for path in (l.PROJECTS / desk.SAMPLE).iterdir() if path.name != "target"),
               "Building left files in the project.")
        desk.leave(person)
    return "opened, unticked, read, built, pushed: the card's digest is the registry's"

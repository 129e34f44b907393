# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""What the scenarios share: installing, a project of their own, opening it, building, reading the card."""

import re
import shutil
import subprocess
import time

import lab as l

SAMPLE = "hello"


def install(build, prefix):
    """The program as `cmake --install` puts it on a machine."""
    done = subprocess.run(["cmake", "--install", str(build), "--prefix", str(prefix)], capture_output=True, text=True, check=False)
    l.need(done.returncode == 0, f"cmake --install failed: {(done.stderr or done.stdout).strip()[-400:]}")


def project(folder):
    """A copy of the sample with a version that no registry has seen, so that what is found there later was pushed by this run."""
    target = folder / SAMPLE
    shutil.copytree(l.PROJECTS / SAMPLE, target, ignore=shutil.ignore_patterns("target"))
    version = f"1.0.{int(time.time())}"
    for name in ("Cargo.toml", "Cargo.lock"):
        path = target / name
        text = path.read_text(encoding="utf-8")
        changed = text.replace('version = "1.0.0"', f'version = "{version}"', 1)
        l.need(changed != text, f"{name} of the sample has no version 1.0.0.")
        path.write_text(changed, encoding="utf-8")
    return target, version


def open_project(person, folder):
    person.click(person.find("openButton"))
    person.find("openDialog")
    person.type(str(folder))
    person.key("Return")
    person.wait(lambda: person.maybe("dockerfileView"), "the project's preview", 30)


def untick(person, platform, target):
    before = person.wait(lambda: person.text("dockerfileView"), "a Dockerfile in the preview", 30)
    l.need("FROM" in before, f"The preview is no Dockerfile: {before[:200]!r}")
    box = person.find(f"platform:{platform}")
    l.need(person.is_checked(box), f"{platform} is not ticked by itself.")
    l.need(target in before, f"The preview does not name {target} while {platform} is ticked.")
    person.click(box)
    after = person.wait(lambda: person.text_unless("dockerfileView", target), f"a preview without {target}", 10)
    l.need(not person.is_checked(person.find(f"platform:{platform}")), f"{platform} is still ticked.")
    l.need("x86_64-unknown-linux" in after, "The preview lost the platform that is still ticked.")


def press_push(person):
    person.wait(lambda: person.is_enabled(person.find("buildPushButton")), "the button Build & Push to be enabled", 60)
    person.click(person.find("buildPushButton"))


def wait_for_card(person, registry, look=lambda: None):
    """Waits for the end of a build that went well; gives (references, digest, all words of the card). `look` is called while it runs."""
    def is_there():
        look()
        return person.maybe("resultCard")
    person.wait(is_there, "the card", 1500, look=1.0)
    title = person.name(person.find("resultTitle"))
    words = person.names_below("resultCard")
    l.need(not person.maybe("againButton"), f"The build failed: {words}")
    found = {match.group(0) for word in words for match in [re.search(r"sha256:[0-9a-f]{64}", word)] if match}
    l.need(len(found) == 1, f"The card shows {len(found)} digests: {words}")
    references = {match.group(0) for word in words for match in [re.search(re.escape(registry) + r"/[\w./-]+:[\w.-]+", word)] if match}
    l.need(references, f"The card shows no reference: {words}")
    l.say(f"The card says: {title}; {', '.join(sorted(references))} {min(found)}")
    return references, found.pop(), words


def leave(person):
    person.key("ctrl+q")
    l.need(person.ended(20) == 0, "The program did not end with 0 after Ctrl+Q.")

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""Pushes to a registry that wants a log-in: asked before anything is compiled, refused with a wrong password, let in with the right one, which is then
in the desktop's key store and in no file, argument or environment of any program; the next start needs no question."""

import base64
import json
import os
import secrets
import urllib.request
from pathlib import Path

import desk
import lab as l
from person import Person

USER = "ferris"


def image_named(person, host):
    """One platform is enough, and the image goes to the registry with the log-in."""
    desk.untick(person, "linux/arm64", "aarch64-unknown-linux")
    person.fill("imageName", f"{host}/login/hello")
    person.key("Tab")


def log_in(person, password):
    person.find("loginDialog")
    person.fill("loginUser", USER)
    person.fill("loginSecret", password)
    person.key("Return")


def try_again(person, password):
    """After a refusal: the name is still there, the password is marked, so that typing takes its place."""
    l.need(person.text("loginUser") == USER, f"The name was lost: {person.text('loginUser')!r} stands in its field.")
    person.type(password)
    person.key("Return")


def ask_later(person, host):
    """Whoever closes the question reads why nothing was built, and gets it back."""
    person.key("Escape")
    person.wait(lambda: not person.maybe("loginDialog"), "the end of the dialog", 10)
    sentence = person.name(person.find("bannerSentence"))
    l.need(sentence == f"{host} asks for a log-in: log in with Slipway, or with `docker login {host}`.", f"The banner says {sentence!r}.")
    person.click(person.find("bannerButton"))
    person.find("loginDialog")


def edit(place):
    """Something to compile, so that the second build is one."""
    source = place / "src" / "main.rs"
    source.write_text(source.read_text(encoding="utf-8") + f"\n// {secrets.token_hex(8)}\n", encoding="utf-8")


def held(host, repository, tag, password):
    """The digest that the registry has, asked without Slipway."""
    request = urllib.request.Request(f"http://{host}/v2/{repository}/manifests/{tag}", method="HEAD")
    request.add_header("Accept", ", ".join((*l.INDEX_TYPES, *l.MANIFEST_TYPES)))
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{USER}:{password}".encode()).decode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers["Docker-Content-Digest"]


class Watcher:
    """Looks for the password where it must not be: arguments and environments of all processes, files."""

    def __init__(self, password):
        packed = base64.b64encode(f"{USER}:{password}".encode()).decode().rstrip("=")
        self.words = [password.encode(), packed.encode()]
        self.looks = 0

    def processes(self):
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                try:
                    text = (process / name).read_bytes()
                except OSError:
                    continue
                # xdotool is our own hand.
                if not text.startswith(b"xdotool"):
                    l.need(not any(word in text for word in self.words), f"The password stands in the {name} of {text.split(bytes(1))[0]!r}.")
        self.looks += 1

    def files(self, *folders):
        seen = 0
        for folder in filter(os.path.isdir, folders):
            for path in Path(folder).rglob("*"):
                if path.is_file() and not path.is_symlink() and path.stat().st_size < 50_000_000:
                    seen += 1
                    l.need(not any(word in path.read_bytes() for word in self.words), f"The password stands in {path}.")
        l.need(seen > 0, "No file was looked at.")


def act(folder, lab, program, pictures):
    password = "pw-" + secrets.token_hex(12)
    watcher = Watcher(password)
    place, version = desk.project(folder)
    with lab.registry_with_login(USER, password) as host, Person(folder, lab.environment, pictures) as person:
        person.start([program, "open", str(place)])
        person.find("dockerfileView", 60)
        image_named(person, host)
        desk.press_push(person)
        person.find("loginDialog", 60)
        l.need(not person.maybe("cancelButton"), "The build runs although the registry lets nobody in.")
        person.picture("login")
        ask_later(person, host)
        log_in(person, "wrong")
        problem = person.name(person.find("loginProblem"))
        l.need(problem == f"{host} refused the log-in: check user and password.", f"A wrong password is answered with {problem!r}.")
        l.need(not person.secret(server="Slipway", user=host), "A wrong password came into the key store.")
        person.picture("login-wrong")
        try_again(person, password)
        person.wait(lambda: not person.maybe("loginDialog"), "the end of the dialog", 30)
        _, digest, _ = desk.wait_for_card(person, host, watcher.processes)
        l.need(watcher.looks > 0, "Nobody looked at the processes.")
        person.picture("login-card")
        found = held(host, "login/hello", version, password)
        l.need(found == digest, f"The card says {digest}, the registry holds {found}.")
        stored = json.loads(person.secret(server="Slipway", user=host) or "{}")
        l.need(stored == {"user": USER, "secret": password}, f"The key store holds {sorted(stored)} for {host}.")
        watcher.files(folder, os.environ["XDG_RUNTIME_DIR"], lab.environment.get("DOCKER_CONFIG", ""))
        desk.leave(person)
        again(person, program, host, place, watcher)
    return "asked, refused a wrong password, let in, pushed; the log-in is in the key store and nowhere else, and was not asked for again"


def again(person, program, host, place, watcher):
    """Another start: the choices and the log-in are there."""
    edit(place)
    person.start([program, "open", str(place)])
    person.find("dockerfileView", 60)
    l.need(host in person.wait(lambda: person.text("imageName"), "the image's name", 20), "The name of the image did not come back.")
    desk.press_push(person)

    def look():
        l.need(not person.maybe("loginDialog"), "The log-in is asked for again, although the key store has it.")
        watcher.processes()
    desk.wait_for_card(person, host, look)
    person.picture("login-again")
    desk.leave(person)

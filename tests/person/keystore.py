# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""A registry with a log-in on a desktop whose key store stays locked, or has none: one sentence says so, and the build goes through all the same."""

import os
import secrets

import desk
import lab as l
import login
from person import Person

SENTENCES = {
    "locked": "You are logged in until Slipway is closed. The key store stayed locked: unlock it and try again.",
    "none": "You are logged in until Slipway is closed. ",
}


def dismiss_prompt(person):
    """The desktop asks for the key store's password; whoever does not know it says no."""
    person.wait(lambda: any("nlock" in title for title in person.windows()), "the desktop's question for the key store", 30)
    person.picture("locked-prompt")
    person.key("Escape")


def act(folder, lab, program, pictures, keys):
    password = "pw-" + secrets.token_hex(12)
    watcher = login.Watcher(password)
    place, version = desk.project(folder)
    with lab.registry_with_login(login.USER, password) as host, Person(folder, lab.environment, pictures, keys) as person:
        person.start([program, "open", str(place)])
        person.find("dockerfileView", 60)
        login.image_named(person, host)
        desk.press_push(person)
        person.find("loginDialog", 60)
        login.log_in(person, password)
        if keys == "locked":
            dismiss_prompt(person)
        problem = person.name(person.find("loginProblem", 60))
        l.need(problem.startswith(SENTENCES[keys]), f"The dialog says {problem!r}.")
        person.picture(f"{keys}-said")
        person.click(person.find("loginButton"))
        _, digest, _ = desk.wait_for_card(person, host, watcher.processes)
        found = login.held(host, "login/hello", version, password)
        l.need(found == digest, f"The card says {digest}, the registry holds {found}.")
        watcher.files(folder, os.environ["XDG_RUNTIME_DIR"], lab.environment.get("DOCKER_CONFIG", ""))
        login.edit(place)
        desk.press_push(person)
        person.wait(lambda: person.maybe("cancelButton"), "the second build", 60, look=0)
        desk.wait_for_card(person, host, lambda: l.need(not person.maybe("loginDialog"), "The log-in is asked for again in the same session."))
        desk.leave(person)
    return f"key store {keys}: told in the dialog ({problem}), pushed all the same, twice"

# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""`packaging/run` on a Wayland display with no X beside it: the window is there with the sample, and answers. Nobody has a mouse there, so AT-SPI acts."""

import os
import shlex
from pathlib import Path

import lab as l
from person import Person


def act(folder, pictures):
    command = shlex.split(os.environ.get("SLIPWAY_BINARY", "")) or [str(l.CHECKOUT / "packaging" / "run")]
    l.need("DISPLAY" not in os.environ and "QT_QPA_PLATFORM" not in os.environ, "There is an X display beside the Wayland one.")
    environment = dict(os.environ)
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        environment[variable] = str(folder / variable.lower())
    # The set-up stays where it is although the home is new.
    environment.setdefault("SLIPWAY_CACHE", str(Path.home() / ".cache" / "slipway"))
    with Person(folder, environment, pictures, keys="none", platform="wayland") as person:
        person.start(command)  # without arguments: the bundled sample
        before = person.wait(lambda: person.text("dockerfileView"), "a window with the sample's Dockerfile", 600)
        l.need("aarch64-unknown-linux" in before, f"The preview is not the sample's: {before[:200]!r}")
        person.picture("wayland")
        person.press(person.find("platform:linux/arm64"))
        after = person.wait(lambda: person.text_unless("dockerfileView", "aarch64-unknown-linux"), "a preview without linux/arm64", 20)
        l.need("x86_64-unknown-linux" in after, "The preview lost the platform that is still ticked.")
        person.picture("wayland-unticked")
        process = window()
        l.need("libqwayland" in (process / "maps").read_text(encoding="utf-8"), "The window did not load Qt's Wayland plugin.")
        mounts = [line.split() for line in (process / "mountinfo").read_text(encoding="utf-8").splitlines()]
        whose = "the build root's" if any(words[4] == "/usr" and "/roots/" in words[3] for words in mounts) else "the machine's"
    return f"opened by packaging/run on Wayland alone, with the sample and {whose} libraries; a platform unticked, and the preview followed"


def window():
    """The window's process."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text(encoding="utf-8").strip() == "slipway-window":
                return process
        except OSError:
            pass
    raise l.Failure("There is no process slipway-window.")

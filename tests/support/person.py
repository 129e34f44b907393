# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""A person in front of the window: looks by AT-SPI, acts by mouse and keys alone. Runs inside a session with a display and a bus."""

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from lab import Failure, need, say  # noqa: E402


class Person:
    """`keys`: "open" is a key store that the desktop has unlocked, "locked" one that it has not, "none" is no key store at all.
    `platform`: "xcb" with mouse, keys and a window manager; "wayland" leaves the choice to Qt and has only AT-SPI to act by."""

    def __init__(self, folder, environment, pictures=None, keys="open", platform="xcb"):
        self.folder, self.pictures = Path(folder), pictures
        home = self.folder / "home"
        home.mkdir()
        self.environment = {**environment, "HOME": str(home), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1", "LC_ALL": "C.UTF-8"}
        if platform == "xcb":
            self.environment["QT_QPA_PLATFORM"] = "xcb"
        self.helpers, self.program, self.keys, self.platform = [], None, keys, platform

    def __enter__(self):
        try:
            if self.keys != "none":
                self._run("the key store did not start", ["gnome-keyring-daemon", "--unlock", "--components=secrets"], b"secret")
            if self.keys == "locked":
                self._run("the key store cannot be locked", ["secret-tool", "lock", "--collection=login"])
            self._helper("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
            if self.platform == "xcb":
                self._start_window_manager()
            need(Atspi.init() in (0, 1), "The accessibility bus did not start.")
            return self
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(self, kind, *_):
        if kind and self.program:
            self.picture("failed")
        for process in [self.program, *reversed(self.helpers)]:
            if process and process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        # The key store's daemon goes with the session's bus.

    def _run(self, failure, command, words=b""):
        done = subprocess.run(command, input=words, capture_output=True, env=self.environment, timeout=30, check=False)
        need(done.returncode == 0, f"{failure}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode(errors="replace")

    def _helper(self, *command):
        with open(self._helper_log(command[0]), "wb") as log:
            self.helpers.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))
        return self.helpers[-1]

    def _helper_log(self, program):
        return self.folder / f"{Path(program).name}.log"

    def _start_window_manager(self):
        manager = self._helper("openbox")

        def state():
            asked = subprocess.run(["xdotool", "get_desktop"], env=self.environment, capture_output=True, text=True, check=False)
            need(manager.poll() is None, f"The window manager ended with {manager.returncode}: {self._helper_log('openbox').read_text(errors='replace')[-500:]}")
            return asked.returncode == 0 or asked.stderr.strip()

        try:
            self.wait(lambda: state() is True, "the window manager", 60)
        except Failure as failure:
            raise Failure(f"{failure} {state()} {self._helper_log('openbox').read_text(errors='replace')[-500:]}") from None

    def start(self, command):
        with open(self.folder / "program.log", "wb") as log:
            self.program = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def ended(self, seconds):
        try:
            return self.program.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, look_for, what, seconds, look=0.1):
        """Looks until there is something; a program that has ended, or the time being over, is a failure."""
        limit = time.monotonic() + seconds
        while True:
            found = look_for()
            if found:
                return found
            if self.program and self.program.poll() is not None:
                words = (self.folder / "program.log").read_text(encoding="utf-8", errors="replace").strip()
                raise Failure(f"The program ended with {self.program.returncode} before there was {what}: {words[-500:]}")
            if time.monotonic() > limit:
                raise Failure(f"There was no {what.removeprefix('the ')} within {seconds} s.")
            time.sleep(look)

    # --- looking

    def _walk(self, node, depth=0):
        yield node
        if depth > 40:
            return
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child:
                yield from self._walk(child, depth + 1)

    def _applications(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application and "slipway" in (application.get_name() or "").lower():
                yield application

    def maybe(self, name):
        """The visible widget of that object name, or None. A widget's id is the dotted path of object names."""
        try:
            for application in self._applications():
                for node in self._walk(application):
                    if (node.get_accessible_id() or "").endswith("." + name) and node.get_state_set().contains(Atspi.StateType.SHOWING):
                        return node
        except GLib.Error:
            pass  # it went away while we looked
        return None

    def find(self, name, seconds=20):
        return self.wait(lambda: self.maybe(name), f"the widget {name}", seconds)

    def name(self, node):
        node.clear_cache_single()
        return node.get_name() or ""

    def text(self, name):
        try:
            node = self.maybe(name)
            text = node and node.get_text_iface()
            return Atspi.Text.get_text(text, 0, -1) if text else ""
        except GLib.Error:
            return ""

    def text_unless(self, name, word):
        text = self.text(name)
        return "" if word in text else text

    def names_below(self, name):
        """What is written on the widgets below one."""
        top = self.find(name)
        return [text for node in self._walk(top) for text in [node.get_name()] if text]

    def _has(self, node, state):
        node.clear_cache_single()
        return node.get_state_set().contains(state)

    def is_checked(self, node):
        return self._has(node, Atspi.StateType.CHECKED)

    def is_enabled(self, node):
        return self._has(node, Atspi.StateType.ENABLED)

    # --- acting

    def _xdotool(self, *arguments):
        done = subprocess.run(["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=120)
        need(done.returncode == 0, f"xdotool {shlex.join(arguments)} failed: {done.stderr.strip()}")

    def click(self, node):
        place = Atspi.Component.get_extents(node.get_component_iface(), Atspi.CoordType.SCREEN)
        need(place.width > 0 and place.height > 0, f"{node.get_accessible_id()} has no place on the screen.")
        # A check box answers on its box and text, which begin on the left.
        x = place.x + (min(place.height // 2, place.width // 2) if node.get_role() == Atspi.Role.CHECK_BOX else place.width // 2)
        self._xdotool("mousemove", str(x), str(place.y + place.height // 2), "click", "1")

    def press(self, node):
        """What a screen reader does, where there is no mouse."""
        action = node.get_action_iface()
        need(action and Atspi.Action.do_action(action, 0), f"{node.get_accessible_id()} cannot be pressed.")

    def key(self, name):
        self._xdotool("key", name)

    def secret(self, **attributes):
        """What the key store holds, asked by another program (secret-tool); empty when it holds nothing."""
        pairs = [word for pair in attributes.items() for word in pair]
        done = subprocess.run(["secret-tool", "lookup", *pairs], capture_output=True, env=self.environment, timeout=30, check=False)
        return done.stdout.decode(errors="replace")

    def fill(self, name, text):
        """Writes into a field, in the place of what stands there."""
        self.click(self.find(name))
        self.key("ctrl+a")
        self.type(text)

    def windows(self):
        """Titles of all windows on the screen, of other programs too."""
        done = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", ".+", "getwindowname", "%@"], env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout.splitlines()

    def type(self, text):
        self._xdotool("type", "--delay", "15", text)

    def picture(self, name):
        if self.pictures and self.platform == "wayland":
            Path(self.pictures).mkdir(parents=True, exist_ok=True)
            subprocess.run(["weston-screenshooter"], env=self.environment, cwd=self.pictures, capture_output=True, check=False, timeout=60)
            for taken in Path(self.pictures).glob("wayland-screenshot-*.png"):
                taken.rename(Path(self.pictures) / f"{name}.png")
        elif self.pictures:
            Path(self.pictures).mkdir(parents=True, exist_ok=True)
            subprocess.run(["import", "-window", "root", str(Path(self.pictures) / f"{name}.png")], env=self.environment, capture_output=True, check=False, timeout=60)

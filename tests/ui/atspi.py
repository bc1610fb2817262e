#!/usr/bin/python3
"""Walks the newcomer's journey over AT-SPI, as a screen reader would: a sample, Run, the
table.  Knows only roles and accessible names.

atspi.py PROGRAM: on a display that is there, in a session bus of its own;
exit status 77 where what it needs is not installed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

SERVICE = "/usr/share/dbus-1/services/org.a11y.Bus.service"
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>%s</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def skip(reason):
    print("SKIP:", reason)
    sys.exit(77)


try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    skip("python3-gi and gir1.2-atspi-2.0 are needed: %s" % error)


def in_a_bus_of_its_own():
    """Starts this script again where nothing but the accessibility bus can be activated."""
    if not shutil.which("dbus-run-session") or not os.path.exists(SERVICE):
        skip("dbus-daemon and at-spi2-core are needed")
    with tempfile.TemporaryDirectory() as folder:
        services = os.path.join(folder, "services")
        os.mkdir(services)
        shutil.copy(SERVICE, services)
        conf = os.path.join(folder, "session.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(BUS % services)
        # The accessibility of tests is no accessibility, no bus is no bus, and what the
        # registry warns of is not the program's.
        environment = {key: value for key, value in os.environ.items()
                       if key not in ("GTK_A11Y", "DBUS_SESSION_BUS_ADDRESS", "G_DEBUG")}
        environment["THETASCOPE_IN_BUS"] = "1"
        return subprocess.call(["dbus-run-session", "--config-file=" + conf, "--",
                                sys.argv[0]] + sys.argv[1:], env=environment)


# ---- what can be seen over the bus ----


def wait(function, what, seconds=30):
    end = time.monotonic() + seconds
    context = GLib.MainContext.default()
    while True:
        for _ in range(50):
            if not context.iteration(False):
                break
        try:
            found = function()
            if found:
                return found
        except GLib.Error:
            pass
        if time.monotonic() > end:
            sys.exit("waited in vain for " + what)
        time.sleep(0.05)


def walk(node):
    """All but the cells of the data, which are thousands."""
    yield node
    try:
        if node.get_role_name() == "tree table":
            return
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            yield from walk(child)


def has(node, state):
    return node.get_state_set().contains(state)


def search(root, role, name):
    for node in walk(root):
        try:
            if node.get_role_name() == role and (name(node.get_name()) if callable(name)
                                                 else node.get_name() == name):
                return node
        except GLib.Error:
            continue
    return None


def find(root, role, name):
    return wait(lambda: search(root, role, name), "%s %r" % (role, name))


def press(root, role, name):
    """Waits until it can be pressed, and presses it."""

    def usable():
        for node in walk(root):
            if (node.get_role_name() == role and node.get_name() == name
                    and has(node, Atspi.StateType.SENSITIVE) and node.get_n_actions() > 0):
                return node
        return None

    node = wait(usable, "%s %r that can be pressed" % (role, name))
    node.do_action(0)


def labels(root):
    return [node.get_name() for node in walk(root) if node.get_role_name() == "label"]


# ---- names ----

# GTK's own inner parts and groups, which are known by what they stand in or hold, and
# labels that say nothing at the time.
INNER = ("scroll pane", "table row", "table cell", "list item", "filler", "list", "label")


def nameless(root):
    """Focusable nodes that a screen reader could only call by the name of their class."""
    found = []

    def look(node, inside):
        role, name = node.get_role_name(), node.get_name()
        empty = name == "" or re.fullmatch(r"(Gtk|Adw|Theta)[A-Za-z]+", name)
        if (empty and role not in INNER and not inside
                and has(node, Atspi.StateType.FOCUSABLE)):
            found.append("%s %r (%s)" % (role, name, node.get_description()))
        named = not empty and role in ("combo box", "list item", "list", "tree table", "info bar")
        for index in range(0 if role == "tree table" else node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                look(child, inside or named)

    look(root, False)
    return found


def check_names(frame, page):
    found = nameless(frame)
    if found:
        sys.exit("without a name on %s:\n  %s" % (page, "\n  ".join(found)))


# ---- the journey ----


def table_row(texts, model):
    """What follows the name of a model in the table: its first numbers."""
    at = texts.index(model)
    return [text for text in texts[at + 1:at + 12] if re.fullmatch(r"[0-9.]+", text)]


def begin_anew(frame):
    """To the samples, by the menu; which may have been on its way still: then again."""
    for _ in range(5):
        if search(frame, "menu item", "New…") is None:
            press(frame, "push button", "Main menu")
        press(frame, "menu item", "New…")
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if search(frame, "push button", "Iris") is not None:
                return
            time.sleep(0.1)
    sys.exit("the menu never leads to the samples")


def journey(app):
    frame = find(app, "frame", lambda name: name.endswith("Thetascope"))
    check_names(frame, "Data")
    begin_anew(frame)
    press(frame, "push button", "Iris")
    wait(lambda: frame.get_name().startswith("Iris"), "the title of the window to say Iris")
    wait(lambda: search(frame, "label", lambda name: name.startswith("150 rows")),
         "the rows of the sample to be told")
    press(frame, "push button", "Run")
    find(frame, "label", lambda name: name.startswith("Done in"))
    press(frame, "page tab", "Kernels")
    heat = find(frame, "image", "Weighted kernel A")
    wait(lambda: "Cosine of A" in heat.get_description(), "the map to tell its value")
    press(frame, "page tab", "Results")
    wait(lambda: has(find(frame, "page tab", "Results"), Atspi.StateType.SELECTED),
         "the page of the results")
    texts = labels(frame)
    for model in ("WNTK", "NTK", "RBF kernel", "Majority class"):
        if model not in texts:
            sys.exit("the table names no " + model)
    accuracy = float(table_row(texts, "WNTK")[0])
    if not 50 < accuracy <= 100:
        sys.exit("the table says %g %% for the learnt weights" % accuracy)
    for page in ("Data", "Kernels", "Learning", "Results"):
        press(frame, "page tab", page)
        check_names(frame, page)
    print("the table says %g %% for the learnt weights" % accuracy)


def main():
    # The registry has to be there before the program: it looks for it only once.
    Atspi.init()
    desktop = Atspi.get_desktop(0)
    desktop.get_child_count()
    desktop.set_cache_mask(Atspi.Cache.NONE)
    program = subprocess.Popen([sys.argv[1], "--no-history"],
                               env=dict(os.environ, G_DEBUG="fatal-warnings"))
    try:
        app = wait(lambda: next((app for app in (desktop.get_child_at_index(index) for index
                                                 in range(desktop.get_child_count()))
                                 if app is not None and app.get_name() == "thetascope"), None),
                   "the program on the accessibility bus")
        journey(app)
        if program.poll() is not None:
            sys.exit("the program ended with %d" % program.returncode)
    finally:
        program.terminate()
        program.wait()


if __name__ == "__main__":
    if "THETASCOPE_IN_BUS" not in os.environ:
        sys.exit(in_a_bus_of_its_own())
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts and ends the app again and again under a window manager: its first page is whole, its window keeps its place and size,
frame and all, and one that was kept on a larger screen comes back inside this one.

    restart_app.py --program FILE --starts N

Exit code 77: something that this needs is not installed."""

import argparse
import re
import sys
import time

from run_app import skip_first_run
from workplace import SEEN_SECONDS, Failed, end, run_check, start_display, wait_until

SETTLED_SECONDS = 1.5  # after which nothing corrects the window any more
SCREEN = (1280, 900)
FIRST_PAGE = (720, 520)
ONE_FRAME = 40  # pixels: window managers may be late once; what shrinks at each start loses far more over ten
EXPAND = (-50, 76)  # the button that leads to Mix, from the right and top; a banner has its *Close* there


def xdotool(place, *words):
    return place.run(["xdotool", *words]).decode()


def windows(place):
    try:
        return xdotool(place, "search", "--onlyvisible", "--name", "^Unbraid$").split()
    except Failed:
        return []


def bounds(place):
    """Of what the app draws, without the frame: x, y, width, height."""
    said = place.run(["xwininfo", "-id", windows(place)[-1]]).decode()
    return tuple(int(re.search(name + r":\s+(-?\d+)", said)[1])
                 for name in ["Absolute upper-left X", "Absolute upper-left Y", "Width", "Height"])


def settled_bounds(place):
    found, kept_since = bounds(place), time.monotonic()
    while time.monotonic() - kept_since < SETTLED_SECONDS:
        time.sleep(0.1)
        now = bounds(place)
        if now != found:
            found, kept_since = now, time.monotonic()
    return found


def start_and_end(place, program, act=None):
    """Where the window stood once it kept still."""
    process = place.start([program, "--dictionary", "speech"])
    wait_until("the window", SEEN_SECONDS, lambda: windows(place))
    found = settled_bounds(place)
    if act is not None:
        act(place, found)
        found = settled_bounds(place)
    if end(process) != 0:
        raise Failed("it did not end well: " + place.log(program))
    return found


def expand(place, voice):
    """From Voice to Mix."""
    for _ in range(2):
        if bounds(place)[2] == voice[2]:
            xdotool(place, "mousemove", "--window", windows(place)[-1], str(voice[2] + EXPAND[0]), str(EXPAND[1]))
            for action in ["mousedown", "mouseup"]:
                time.sleep(0.2)
                xdotool(place, action, "1")
            time.sleep(2.0)
    if bounds(place)[2] == voice[2]:
        raise Failed("the window does not expand to Mix")


def check_first_page(place, arguments):
    size = start_and_end(place, arguments.program)[2:]
    print("the first page:", *size, flush=True)
    if size != FIRST_PAGE:
        raise Failed(f"the first page is cropped to {size}")


def check_keeps_its_place(place, arguments):
    first = start_and_end(place, arguments.program)
    print("1:", *first, flush=True)
    for number in range(2, arguments.starts + 1):
        found = start_and_end(place, arguments.program)
        print(f"{number}:", *found, flush=True)
        if any(abs(a - b) > ONE_FRAME for a, b in zip(found, first)):
            raise Failed(f"at start {number} the window is at {found}, at the first it was at {first}")


def keep_window(place, text):
    """As if it had been left so."""
    path = place.path("home/.config/unbraid/app.settings")
    with open(path) as file:
        settings = file.read()
    changed, count = re.subn(r'name="window" val="[^"]*"', f'name="window" val="{text}"', settings)
    if count != 1:
        raise Failed("no window was kept: " + settings)
    with open(path, "w") as file:
        file.write(changed)


def check_fits(place, arguments):
    for kept in ["2400 1500 720 506", "-500 -300 720 506", "300 300 3000 2000"]:
        keep_window(place, kept)
        x, y, width, height = start_and_end(place, arguments.program)
        print(f"kept as {kept}, shown at", x, y, width, height, flush=True)
        if x < 0 or y <= 0 or x + width > SCREEN[0] or y + height > SCREEN[1]:  # its frame is above it
            raise Failed(f"kept as {kept}, the window is at {x}, {y}, {width} x {height} on a screen of {SCREEN}")


def check(place, arguments):
    start_display(place)
    place.start(["openbox", "--sm-disable"])
    check_first_page(place, arguments)
    skip_first_run(place)
    check_keeps_its_place(place, arguments)
    check_fits(place, arguments)
    start_and_end(place, arguments.program, expand)
    check_fits(place, arguments)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--starts", type=int, default=10)
    arguments = parser.parse_args()
    return run_check(["pactl", "Xvfb", "openbox", "xdotool", "xwininfo"], lambda place: check(place, arguments))


if __name__ == "__main__":
    sys.exit(main())

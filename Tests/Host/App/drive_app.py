#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the app by mouse and keys as a person would, on a display and a sound server of its own, and checks by what comes
out of its loudspeaker that it does what it shows. A file with noise alone, a pause of a talk, plays in place of the
microphone.

    drive_app.py --program FILE --unbraid FILE --audio FOLDER --screenshots FOLDER

Exit code 77: something that this needs is not installed."""

import argparse
import math
import os
import sys
import time

from run_app import BUFFER
from screen import Screen, write_png
from sounds import RATE, best_start, likeness, read_wave, upsample, write_wave
from workplace import SEEN_SECONDS, Failed, Recorder, end, run_check, start_display, wait_until

# Where things stand in the window, from the measures of the design: x, y from the left and top; negative from the right
# or bottom. The bar is 56 high, below it the editor. It starts in Voice; all that follows is of Mix.
SIZE = (1120, 736)
VOICE_SIZE = (480, 356)
BAR = 56
PLACES = {
    "dictionary": (240, BAR + 24),
    "solo speech": (-27, BAR + 104),
    "add source": (-86, BAR + 254),
    "reduction number": (540, -50),
    "reduction bar begin": (16, -31),
    "learn as source": (-200, BAR + 120),
    "learn name": (-220, BAR + 176),
    "learn": (-245, -102),
    "learn files": (-90, -102),
    "learn close": (-24, BAR + 68),
}
# Parts of the screen that keep still, with the window at its place: x, y, width and height.
WINDOW = (60, 60)
PARTS = {
    "the dictionary in the header": (WINDOW[0] + 150, WINDOW[1] + BAR + 12, 460, 24),
    "the second of the dictionaries": (WINDOW[0] + 200, WINDOW[1] + BAR + 178, 200, 30),
    "the recordings": (WINDOW[0] + SIZE[0] - 230, WINDOW[1] + BAR + 250, 200, 50),
}
FIRST_FILE = (90, 94)  # in JUCE's chooser of files
FIRST_NAME = (54, 84, 60, 20)
REDUCTION_LENGTH = 560  # pixels of the bar

FAINT = 8  # of 255
HELD = 0.25  # seconds that a button of the mouse is down
SETTLED = 0.6  # seconds that a change needs until it is heard: glides, blocks, the server
MEASURED = 1.5
SAME_DB = 1.5  # the same sound twice, on a busy machine
PLAINLY_DB = 2.0  # more than SAME_DB; speech-plain takes 3 dB off this noise, some of which it takes for speech
LEARNING_SECONDS = 120
NEEDED = ["pactl", "parec", "Xvfb", "xdotool"]


def level_db(samples):
    return 10.0 * math.log10(sum(x * x for x in samples) / max(1, len(samples)) + 1e-12)


def differs(one, other):
    """Whether pixels do, by more than the edges of what is drawn anew in part."""
    return any(abs(a - b) > FAINT for rows in zip(one, other) for a, b in zip(*rows))


class App:
    """The running app: its window, its sound."""

    def __init__(self, place, arguments):
        self.place = place
        self.screenshots = arguments.screenshots
        config = place.path("home/.config/unbraid")
        os.makedirs(config)
        with open(os.path.join(config, "app.settings"), "w") as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n<PROPERTIES><VALUE name="first_run_done" val="1"/>'
                       f'<VALUE name="window" val="{WINDOW[0]} {WINDOW[1]} {VOICE_SIZE[0]} {VOICE_SIZE[1]}"/></PROPERTIES>')
        # JUCE's own chooser of files, which keys can drive, comes where no other can be found.
        place.environment["PATH_BEFORE"] = place.environment["PATH"]
        self.program = arguments.program
        place.environment["PATH"] = place.path("nowhere")
        self.process = place.start([arguments.program, "--dictionary", "speech", *BUFFER, place.path("pause.wav")])
        place.environment["PATH"] = place.environment.pop("PATH_BEFORE")
        wait_until("the start of the program's sound", 60, lambda: place.run(
            ["pactl", "list", "short", "sink-inputs"]).strip())
        self.window = self.find("^Unbraid$")
        self.focus(self.window)

    def xdotool(self, *words):
        return self.place.run(["xdotool"] + [str(word) for word in words]).decode()

    def windows(self, name):
        try:
            return self.xdotool("search", "--onlyvisible", "--name", name).split()
        except Failed:
            return []

    def find(self, name):
        wait_until(f"the window {name}", SEEN_SECONDS, lambda: self.windows(name))
        return self.windows(name)[-1]

    def focus(self, window):
        """What a window manager would do."""
        self.xdotool("windowfocus", window)
        time.sleep(0.3)

    def bounds(self, window):
        numbers = dict(line.split("=") for line in
                       self.xdotool("getwindowgeometry", "--shell", window).split() if "=" in line)
        return [int(numbers[name]) for name in ["X", "Y", "WIDTH", "HEIGHT"]]

    def point(self, name):
        x, y, *size = self.bounds(self.window)
        if (x, y) != WINDOW or tuple(size) != SIZE:
            raise Failed(f"the window is {size[0]} x {size[1]}, at {x}, {y}")
        return [s + p + (length if p < 0 else 0) for s, p, length in zip(WINDOW, PLACES[name], size)]

    def click(self, name):
        self.xdotool("mousemove", *self.point(name))
        self.press()

    def press(self):
        """As a finger does."""
        time.sleep(0.15)
        self.xdotool("mousedown", 1)
        time.sleep(HELD)
        self.xdotool("mouseup", 1)
        time.sleep(0.3)

    def drag(self, name, by):
        x, y = self.point(name)
        self.xdotool("mousemove", x, y)
        self.xdotool("mousedown", 1)
        time.sleep(HELD)
        for step in range(1, 11):
            self.xdotool("mousemove", x + by * step // 10, y)
            time.sleep(0.03)
        self.xdotool("mouseup", 1)
        time.sleep(0.3)

    def key(self, *keys):
        for key in keys:
            self.xdotool("key", key)
            time.sleep(0.15)

    def write(self, text):
        self.xdotool("type", "--delay", "40", "--", text)
        time.sleep(0.3)

    def screen(self):
        return Screen(self.place.path("Xvfb_screen0"))

    def picture(self, name):
        time.sleep(0.3)
        write_png(os.path.join(self.screenshots, f"app-{name}.png"), self.screen().rows())

    def look(self, part):
        """Its pixels once they keep still: a screen that is being drawn is half of one picture and half of another."""
        seen = self.screen().part(*PARTS[part])
        while True:
            time.sleep(0.2)
            before, seen = seen, self.screen().part(*PARTS[part])
            if not differs(before, seen):
                return seen

    def does(self, step, part, seconds=SEEN_SECONDS):
        """A step, and what is seen of it: that part of the screen changes."""
        before = self.look(part)
        step()
        wait_until(f"a change of {part}", seconds, lambda: differs(before, self.look(part)))

    def record(self, seconds):
        with Recorder(self.place) as recorder:
            wait_until("the recording", 60, lambda: recorder.length() >= seconds * RATE)
        return recorder.samples()

    def level(self):
        """Of what comes out now, in dB."""
        time.sleep(SETTLED)
        return level_db(self.record(MEASURED)[:round(MEASURED * RATE)])


def check(what, measure, low, high):
    """Measures until it is as it must be, a while: on a busy machine all comes late. What was found."""
    end_at = time.monotonic() + SEEN_SECONDS
    while True:
        found = measure()
        said = f"{what}: {found:.1f}, allowed {low:.1f} to {high:.1f}"
        if low <= found <= high:
            print(said, flush=True)
            return found
        if time.monotonic() > end_at:
            raise Failed(said)


def check_same(what, measure, wanted):
    return check(what, measure, wanted - SAME_DB, wanted + SAME_DB)


def check_plainly_below(what, app, full):
    """The level, which is plainly below the full one."""
    return full - check(what, lambda: full - app.level(), PLAINLY_DB, 200.0)


def open_mix(app):
    """The app opens in Voice; one click leads to the picture and the strips."""
    close_banner, expand = (-44, BAR + 18), (-50, BAR + 20)
    for right, down in [close_banner, expand]:
        x, y, width, _ = app.bounds(app.window)
        if width != VOICE_SIZE[0]:
            raise Failed(f"the window of Voice is {width} wide")
        app.picture("0-voice")
        app.xdotool("mousemove", x + width + right, y + down)
        app.press()
    wait_until("the window of Mix", SEEN_SECONDS, lambda: tuple(app.bounds(app.window)[2:]) == SIZE)


def browse(app):
    """(a) Another dictionary, found and loaded by keys."""
    app.picture("1-start")
    app.click("dictionary")
    app.does(lambda: app.write("speech-plain"), "the second of the dictionaries")
    app.picture("2-browser")
    app.does(lambda: app.key("Return"), "the dictionary in the header")
    app.key("Escape")  # from the search field
    app.picture("3-loaded")


def set_reduction(app, text):
    app.click("reduction number")
    app.write(text)
    app.key("Return")


def reduce_by_typing(app, input_db):
    """(c) The reduction typed: the noise of a pause falls, and at 0 dB all is as it came in."""
    set_reduction(app, "0")
    full = check_same("reduction 0 dB, level", app.level, input_db)
    set_reduction(app, "-inf")
    low = check_plainly_below("reduction -inf, below 0 dB by", app, full)
    app.picture("4-reduction")
    return full, low


def solo(app, full):
    """(b) Of the noise both strips have a part, and not the same."""
    set_reduction(app, "0")
    for name, switch in [("key", lambda: app.key("1")), ("mouse", lambda: app.click("solo speech"))]:
        switch()
        speech = check_plainly_below(f"speech alone by {name}, below all by", app, full)
        app.picture(f"5-solo-by-{name}")
        switch()
        check_same(f"no solo by {name}, level", app.level, full)
    app.key("2")
    check("noise alone, other than speech alone by", lambda: abs(app.level() - speech), 0.5, 12.0)
    app.key("2")


def drag_and_undo(app, full):
    """(c) and (e): dragged to the right end and taken back by key, and made again."""
    app.drag("reduction bar begin", REDUCTION_LENGTH)
    dragged = check_plainly_below("dragged to the right end, below 0 dB by", app, full)
    app.picture("6-dragged")
    app.key("ctrl+z")
    check_same("undone, level", app.level, full)
    app.picture("7-undone")
    app.key("ctrl+shift+z")
    check_same("done again, level", app.level, dragged)


def bypass(app, noise):
    """B gives what came in, sample by sample."""
    looped = noise + noise[:2 * RATE]

    def likeness_in_percent():
        recorded = app.record(1.0)
        piece = recorded[RATE // 4:RATE // 4 + RATE // 2]
        at = best_start(piece, looped, 0, len(looped))
        return 100.0 * likeness(piece, looped[at:at + len(piece)])

    app.key("b")
    check("bypassed, likeness to what came in in percent", likeness_in_percent, 98.0, 100.1)
    app.picture("8-bypass")
    app.key("b")


def choose_first_file(app):
    """In the window that *learn files* opens; it closes, and the recording is on the list."""
    app.click("learn files")
    name = "Recordings of one source alone"
    chooser = app.find(name)
    app.focus(chooser)
    x, y, *_ = app.bounds(chooser)

    def is_listed():
        part = app.screen().part(x + FIRST_NAME[0], y + FIRST_NAME[1], *FIRST_NAME[2:])
        return len(set(part)) > 1

    wait_until("the list of files", SEEN_SECONDS, is_listed)
    app.xdotool("mousemove", "--window", chooser, *FIRST_FILE)
    app.press()
    app.picture("10-chooser")
    app.does(lambda: app.key("Return"), "the recordings")
    wait_until("the end of the window " + name, SEEN_SECONDS, lambda: not app.windows(name))
    app.focus(app.window)


def learn(app, low):
    """(d) A source learned from a file that is chosen in JUCE's window: it can be heard alone, and undo takes it back."""
    set_reduction(app, "-inf")
    check_same("reduction -inf again, level", app.level, low)
    app.xdotool("mousemove", *app.point("reduction number"))
    header = app.look("the dictionary in the header")
    app.click("add source")
    app.picture("9-learn")
    choose_first_file(app)
    app.click("learn as source")
    app.click("learn name")
    app.write("hum")
    app.picture("11-recordings")
    app.does(lambda: app.click("learn"), "the dictionary in the header", LEARNING_SECONDS)
    app.click("learn close")
    app.picture("13-learned")
    app.key("3")
    check("the learned source alone, level", app.level, -70.0, low - PLAINLY_DB)
    app.picture("14-learned-alone")
    app.key("3", "ctrl+z", "ctrl+z", "ctrl+z")  # both solos, and the source
    wait_until("the former dictionary in the header", SEEN_SECONDS,
               lambda: not differs(app.look("the dictionary in the header"), header))
    check_same("learning undone, level", app.level, low)
    app.picture("15-unlearned")


def drive(place, arguments):
    place.run([arguments.unbraid, "separate", os.path.join(arguments.audio, "noisy-voice/noise.flac"), "--dictionary",
               "speech", "--only", "speech", "--reduction", "0", "--format", "pcm16", "--out", place.folder])
    noise = upsample(read_wave(place.path("noise.speech.wav")))
    write_wave(place.path("a-noise.wav"), noise)  # the first in the list of files
    pause = noise[2 * RATE:2 * RATE + round(MEASURED * RATE)]
    write_wave(place.path("pause.wav"), pause)
    app = App(place, arguments)
    time.sleep(1.0)
    open_mix(app)
    browse(app)
    full, low = reduce_by_typing(app, level_db(pause))
    solo(app, full)
    drag_and_undo(app, full)
    bypass(app, pause)
    learn(app, low)
    code = end(app.process)
    if code != 0 or place.log(arguments.program):
        raise Failed(f"it ended with {code} and says: " + place.log(arguments.program))


def main():
    parser = argparse.ArgumentParser()
    for name in ["program", "unbraid", "audio", "screenshots"]:
        parser.add_argument("--" + name, required=True)
    arguments = parser.parse_args()

    def check(place):
        start_display(place)
        drive(place, arguments)

    return run_check(NEEDED, check)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the app, or `unbraid live`, on a sound server of its own: two null sinks, one its microphone, one its
loudspeaker. A noisy voice is played into the microphone; what comes out is recorded, aligned and scored against the
clean voice. In a call it is recorded from the virtual microphone, before the server is started anew and after; in a whole call
that microphone is made on the first page of a new user, who rehearses there for nobody else to hear, and the app records all of it.

    run_app.py app|live|call|whole-call --program FILE --unbraid FILE --audio FOLDER [--screenshot FILE]

Nothing of the user's is touched: sockets, settings and sounds lie in a temporary folder. Exit code 77: something that
this needs is not installed."""

import argparse
import glob
import json
import os
import re
import subprocess
import sys
import time

from screen import Screen, write_png
from sounds import RATE, SEGMENT, find_segments, read_wave, upsample, write_wave
from workplace import SEEN_SECONDS, Failed, Recorder, end, run_check, start_display, start_sound, wait_until

PAUSE_SECONDS = 1.0  # recorded after the voice has ended

# A busy machine drops blocks: what they disturb is left out, but much of the voice must have come out whole.
LEAST_SHARE = 0.5
ATTEMPTS = 10  # the server corrects the length of its queue by its rate, less and less

# SI-SDR above that of the noisy recording, in dB. The file separated offline gains 3.4. Live the server plays a little
# faster or slower, and what moves within a piece counts as an error: it falls from 1.7 to 0.2 dB within some attempts.
# A sound that is merely passed on gains 0.0.
GAIN_FLOOR_DB = 2.0
MOST_BELOW_OFFLINE_DB = 1.0
SEEN_ROWS = 150

# In samples: machines can be busy. How late it all comes out is not what is tested here.
BUFFER = ["--buffer", "960"]

NEEDED = ["pactl", "paplay", "parec"]


def start_program(place, program, arguments):
    """Started, and seen to record and to play."""
    process = place.start([program] + arguments)

    def is_running():
        if process.poll() is not None:
            raise Failed(f"{program} ended: " + place.log(program))
        return all(place.run(["pactl", "list", "short", kind]).strip()
                   for kind in ["sink-inputs", "source-outputs"])

    wait_until("the start of the program's sound", 60, is_running)
    time.sleep(0.5)
    return process


def play_and_record(place, sound, source):
    """What came out while the sound went in, from before its start to after its end."""
    with Recorder(place, source) as recorder:
        wait_until("the start of the recorder", 30, lambda: recorder.length() > 0)
        place.run(["paplay", "--device=mic", sound])
        time.sleep(PAUSE_SECONDS)
    return recorder.samples()


def prepare_sounds(place, arguments):
    """The clean and the noisy voice at RATE, and the noisy one separated offline."""
    sounds = {}
    for name, file in [("clean", "noisy-voice/speech"), ("noisy", "noisy-voice")]:
        # All sources at their full level: the recording itself, as a WAV.
        place.run([arguments.unbraid, "separate", os.path.join(arguments.audio, file + ".flac"), "--dictionary",
                   "speech", "--only", "speech", "--reduction", "0", "--format", "pcm16", "--out", place.folder])
        sounds[name] = upsample(read_wave(place.path(os.path.basename(file) + ".speech.wav")))
    write_wave(place.path("noisy.wav"), sounds["noisy"])
    place.run([arguments.unbraid, "separate", place.path("noisy.wav"), "--dictionary", "speech", "--only",
               "speech", "--reduction", "-20", "--format", "pcm16", "--out", place.folder])
    sounds["offline"] = read_wave(place.path("noisy.speech.wav"))
    return sounds


def gain_db(place, arguments, clean, noisy, estimate):
    """How much better the estimate is than the noisy recording."""
    write_wave(place.path("reference/speech.wav"), clean)
    write_wave(place.path("part.wav"), noisy)
    write_wave(place.path("estimate/part.speech.wav"), estimate)
    report = json.loads(place.run([arguments.unbraid, "evaluate", "--reference", place.path("reference"),
                                   "--estimate", place.path("estimate"), "--mixture", place.path("part.wav"),
                                   "--bss-eval", "none", "--json"]))
    return report["classes"]["speech"]["mean"]["gain_db"]


def check_cleaned(place, arguments, sounds, source="play.monitor"):
    """Gives when the voice that was judged had been played, by time.monotonic()."""
    trouble = ""
    for attempt in range(1, ATTEMPTS + 1):
        recorded = play_and_record(place, place.path("noisy.wav"), source)
        played_at = time.monotonic()
        pairs, share = find_segments(sounds["offline"], recorded)
        print(f"attempt {attempt}: {100.0 * share:.0f} % of the voice came out whole", flush=True)
        trouble = f"only {100.0 * share:.0f} % of the voice came out whole"
        if share < LEAST_SHARE:
            continue
        parts = {name: [x for n, _ in pairs for x in sound[n:n + SEGMENT]] for name, sound in sounds.items()}
        live = [x for _, at in pairs for x in recorded[at:at + SEGMENT]]
        live_db, offline_db = (gain_db(place, arguments, parts["clean"], parts["noisy"], estimate)
                               for estimate in [live, parts["offline"]])
        print(f"SI-SDR gain {live_db:.2f} dB, offline {offline_db:.2f} dB", flush=True)
        trouble = f"a gain of {live_db:.2f} dB; allowed: {GAIN_FLOOR_DB} or more, and at most " \
                  f"{MOST_BELOW_OFFLINE_DB} below {offline_db:.2f}"
        if live_db >= max(GAIN_FLOOR_DB, offline_db - MOST_BELOW_OFFLINE_DB):
            return played_at
    raise Failed(trouble)


def take_screenshot(place, path):
    """A window that is there shows many colours in most of its rows, of which Voice has some 250."""
    def is_seen():
        rows = Screen(place.path("Xvfb_screen0")).rows()
        if path:
            write_png(path, rows)
        return sum(1 for row in rows if len(set(zip(row[0::3], row[1::3], row[2::3]))) > 4) >= SEEN_ROWS

    wait_until(f"a window with something to be seen in {SEEN_ROWS} rows", SEEN_SECONDS, is_seen)


def check_ends(process, program, place):
    code = end(process)
    if code != 0:
        raise Failed(f"{program} ended with {code}: " + place.log(program))


def skip_first_run(place):
    """As if its page had been left before: while it is there the microphone is not heard."""
    os.makedirs(place.path("home/.config/unbraid"), exist_ok=True)
    with open(place.path("home/.config/unbraid/app.settings"), "w") as file:
        file.write('<PROPERTIES><VALUE name="first_run_done" val="1"/></PROPERTIES>')


def check_app(place, arguments, sounds):
    start_display(place)
    skip_first_run(place)
    process = start_program(place, arguments.program, ["--dictionary", "speech"] + BUFFER)
    check_cleaned(place, arguments, sounds)
    player = place.start(["paplay", "--device=mic", place.path("noisy.wav")])  # so that meters show something
    time.sleep(4.0)
    take_screenshot(place, arguments.screenshot)
    end(player)
    check_ends(process, arguments.program, place)
    kept = place.path("home/.config/unbraid/app.settings")
    if not os.path.exists(kept):
        raise Failed("nothing was kept")
    if place.log(arguments.program):
        raise Failed("it says something: " + place.log(arguments.program))
    # A second run, on what was kept, with a file in place of the microphone.
    process = start_program(place, arguments.program, [place.path("noisy.wav")])
    check_ends(process, arguments.program, place)
    with open(kept, "w") as broken:
        broken.write("<PROPERTIES><VALUE name=")
    check_ends(start_program(place, arguments.program, []), arguments.program, place)


def check_comes_back(place, program):
    """The sound server ends and is started again, as a device that is unplugged and plugged in."""
    for server in reversed(place.sound_servers):
        end(server)
    wait_until("a word about the loss", 30, lambda: "is gone" in place.log(program))
    start_sound(place)
    wait_until("a word about the return", 60, lambda: "is back" in place.log(program))


# In a log, and nothing else. What is shown as latency is what a busy machine may need, but not what servers begin with.
SAID = ["wear headphones", "other programs can record", "sound from ", "latency ", "the sound device is gone", "the sound device is back"]
MOST_LATENCY_MS = 500


def check_says_its_devices(place, program):
    """Which microphone it took and how late all is, at the start and once the devices are back."""
    wait_until("a second word about the latency", SEEN_SECONDS, lambda: place.log(program).count("latency") >= 2)
    said = place.log(program)
    others = [line for line in said.splitlines() if not line.startswith(tuple(SAID))]
    latencies = [int(ms) for ms in re.findall(r"^latency (\d+) ms: 20 ms Unbraid, ", said, re.M)]
    print("latencies said:", *latencies, "ms", flush=True)
    if others or said.count("(mic.monitor) to ") < 2:
        raise Failed("it says something else: " + said)
    if len(latencies) < 2 or max(latencies) > MOST_LATENCY_MS or min(latencies) <= 20:
        raise Failed("it says a wrong latency: " + said)


def check_live(place, arguments, sounds):
    process = start_program(place, arguments.unbraid, ["live", "--dictionary", "speech"] + BUFFER)
    check_cleaned(place, arguments, sounds)
    check_comes_back(place, arguments.unbraid)
    check_says_its_devices(place, arguments.unbraid)
    check_ends(process, arguments.unbraid, place)


def check_call(place, arguments, sounds):
    process = start_program(place, arguments.unbraid, ["live", "--virtual-microphone", "--dictionary", "speech"] + BUFFER)
    check_cleaned(place, arguments, sounds, "unbraid_microphone")
    check_comes_back(place, arguments.unbraid)
    check_cleaned(place, arguments, sounds, "unbraid_microphone")
    check_says_its_devices(place, arguments.unbraid)
    check_ends(process, arguments.unbraid, place)


FIRST_PAGE = (720, 520)
# Where things stand, from the measures of the design: on the first page, its menu of outputs, and the bar of Voice.
OUTPUT, FIRST_OUTPUT, GO_LIVE = (532, 172), (532, 202), (640, 476)
TONE, TAKE, PLAY = (430, 234), (372, 476), (264, 476)
RECORD, FIRST_RECORDING = (250, 28), (280, 58)


def app_window(place):
    return place.run(["xdotool", "search", "--onlyvisible", "--name", "^Unbraid$"]).decode().split()[-1]


def window_at(place):
    """Where its left upper corner is."""
    lines = place.run(["xdotool", "getwindowgeometry", "--shell", app_window(place)]).decode().splitlines()
    corner = dict(line.split("=") for line in lines if "=" in line)
    return int(corner["X"]), int(corner["Y"])


def click(place, at):
    """A place in the app's window, as a finger would."""
    place.run(["xdotool", "windowfocus", app_window(place)])
    place.run(["xdotool", "mousemove", *(str(of + by) for of, by in zip(window_at(place), at))])
    for action in ["mousedown", "mouseup"]:
        time.sleep(0.2)
        place.run(["xdotool", action, "1"])
    time.sleep(0.5)


def has_source(place, name):
    return any(row.split("\t")[1] == name for row in
               place.run(["pactl", "list", "short", "sources"]).decode().splitlines())


MANY_OUTPUTS = 40
AUDIBLE, INAUDIBLE = 0.02, 1e-4  # peaks


def outside(place, bounds):
    """What is on the screen around a window."""
    x, y, width, height = bounds
    screen = Screen(place.path("Xvfb_screen0"))
    return [screen.part(0, 0, screen.width, y), screen.part(0, y + height, screen.width, screen.height - y - height),
            screen.part(0, y, x, height), screen.part(x + width, y, screen.width - x - width, height)]


def check_menu_fits(place, size):
    """However many outputs there are, their list stays in the window."""
    modules = [place.run(["pactl", "load-module", "module-null-sink", f"sink_name=many{n}",
                          f"sink_properties=\"device.description='Loudspeaker {n}'\""]).decode().strip() for n in range(MANY_OUTPUTS)]
    bounds = (*window_at(place), *size)
    around, within = outside(place, bounds), Screen(place.path("Xvfb_screen0")).part(*bounds)
    click(place, OUTPUT)
    wait_until("the list of outputs", SEEN_SECONDS, lambda: Screen(place.path("Xvfb_screen0")).part(*bounds) != within)
    time.sleep(0.5)
    if outside(place, bounds) != around:
        raise Failed("the list of outputs is larger than the window")
    place.run(["xdotool", "key", "Escape"])
    for module in modules:
        place.run(["pactl", "unload-module", module])


def check_heard_by_oneself(place, what, act):
    """A rehearsal sounds on the default output, and the call hears nothing of it."""
    def peak(recorder):
        return max(map(abs, recorder.samples()), default=0.0)

    with Recorder(place) as own, Recorder(place, "unbraid_microphone", "call.raw") as call:
        wait_until("the start of the recorders", 30, lambda: own.length() > 0 and call.length() > 0)
        act()
        wait_until(f"{what} on the own output", SEEN_SECONDS, lambda: peak(own) > AUDIBLE)
        time.sleep(PAUSE_SECONDS)
    print(f"{what}: peak {peak(own):.3f} on the own output, {peak(call):.6f} in the call", flush=True)
    if peak(call) > INAUDIBLE:
        raise Failed(f"the call hears {what}")


def rehearse(place):
    check_heard_by_oneself(place, "the test tone", lambda: click(place, TONE))
    player = place.start(["paplay", "--device=mic", place.path("noisy.wav")])
    click(place, TAKE)
    time.sleep(6.0)  # of which five are recorded
    end(player)
    check_heard_by_oneself(place, "the recording", lambda: click(place, PLAY))


def start_call(place, program):
    """What a new user does: the virtual microphone on the first page, a rehearsal, then live, and a recording of it."""
    process = start_program(place, program, BUFFER)
    take_screenshot(place, None)
    check_menu_fits(place, FIRST_PAGE)
    click(place, OUTPUT)
    click(place, FIRST_OUTPUT)
    wait_until("the virtual microphone", SEEN_SECONDS, lambda: has_source(place, "unbraid_microphone"))
    time.sleep(1.0)
    rehearse(place)
    click(place, GO_LIVE)
    time.sleep(1.0)
    click(place, RECORD)
    click(place, FIRST_RECORDING)
    wait_until("a recording", SEEN_SECONDS, lambda: kept_recordings(place))
    return process


def kept_recordings(place, ending=""):
    """Until it is stopped, one has another name."""
    folder = place.path("home/Music/Unbraid")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [os.path.join(folder, name) for name in names if name.endswith(ending)]


LEAST_KEPT = 0.25  # of a voice; each may have been one that the machine was too busy for


def check_kept(place, arguments, sounds, went_on_for):
    """The app's own recording begins with the first voice and ends with the last, after which it went on for some seconds."""
    kept = kept_recordings(place, ".flac")
    if len(kept) != 1:
        raise Failed(f"recordings: {kept}")
    place.run([arguments.unbraid, "separate", kept[0], "--dictionary", "speech", "--only", "speech", "--reduction", "0",
               "--format", "pcm16", "--out", place.path("kept")])
    recorded = read_wave(glob.glob(glob.escape(place.path("kept")) + "/*.speech.wav")[0])
    length = len(sounds["offline"]) + 8 * RATE
    if len(recorded) < 2 * len(sounds["offline"]):
        raise Failed(f"the app recorded {len(recorded) / RATE:.1f} s")
    after = round(RATE * went_on_for)
    for where, part in [("begins", recorded[:length]), ("ends", recorded[-length - after:])]:
        _, share = find_segments(sounds["offline"], part)
        print(f"the recording {where} with a voice, {100.0 * share:.0f} % of it whole", flush=True)
        if share < LEAST_KEPT:
            raise Failed(f"the recording {where} with something else")


def check_whole_call(place, arguments, sounds):
    start_display(place)
    process = start_call(place, arguments.program)
    check_cleaned(place, arguments, sounds, "unbraid_microphone")
    for server in reversed(place.sound_servers):
        end(server)
    start_sound(place)
    wait_until("the virtual microphone anew", SEEN_SECONDS, lambda: has_source(place, "unbraid_microphone"))
    wait_until("the app on it", SEEN_SECONDS, lambda: place.run(["pactl", "list", "short", "sink-inputs"]).strip())
    time.sleep(1.0)
    played_at = check_cleaned(place, arguments, sounds, "unbraid_microphone")
    click(place, RECORD)
    went_on_for = time.monotonic() - played_at  # a busy machine judges slowly
    wait_until("the end of the recording", SEEN_SECONDS, lambda: kept_recordings(place, ".flac"))
    check_ends(process, arguments.program, place)
    check_kept(place, arguments, sounds, went_on_for)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["app", "live", "call", "whole-call"])
    for name in ["unbraid", "audio"]:
        parser.add_argument("--" + name, required=True)
    for name in ["program", "screenshot"]:
        parser.add_argument("--" + name)
    arguments = parser.parse_args()
    needed = NEEDED + {"app": ["Xvfb"], "whole-call": ["Xvfb", "xdotool"]}.get(arguments.what, [])
    check = {"app": check_app, "live": check_live, "call": check_call, "whole-call": check_whole_call}[arguments.what]
    return run_check(needed, lambda place: check(place, arguments, prepare_sounds(place, arguments)))


if __name__ == "__main__":
    sys.exit(main())

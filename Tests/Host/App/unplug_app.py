#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `unbraid live` or the app on a sound server of its own, and does to that server what happens on desks: it is killed and
started again, a microphone is unplugged, a stream is moved, a device is suspended or changes its rate. After each the
program must pass on sound again, must never record its own output, and must end when asked to, even beside a server that hangs.

    unplug_app.py live|app|microphone --program FILE --rounds N

Exit code 77: something that this needs is not installed."""

import argparse
import array
import os
import signal
import sys
import time

from run_app import skip_first_run
from sounds import RATE, write_wave
from workplace import Failed, end, run_check, start_display, start_sound, wait_until

LOUD = 0.02  # a peak that is none without the tone
BACK_SECONDS = 90  # until sound is back; machines can be so busy that hardly a block is on time
ENDS_SECONDS = 10
TONE_SECONDS = 0.5
LETS_GO_SECONDS = 2  # of what the server has moved it to; until then its input is silent


def pactl(place, *words):
    return place.run(["pactl", *words]).decode()


def rows(place, kind):
    return [line.split("\t") for line in pactl(place, "list", "short", kind).splitlines()]


def load_sink(place, name, rate=RATE):
    return pactl(place, "load-module", "module-null-sink", "sink_name=" + name, f"rate={rate}", "format=float32le",
                 "channels=2").strip()


def unload_sink(place, name):
    for row in rows(place, "modules"):
        if len(row) > 2 and row[1] == "module-null-sink" and f"sink_name={name} " in row[2] + " ":
            pactl(place, "unload-module", row[0])


def peak_through(place, sink, source):
    """How loud the tone comes out that is played into a sink."""
    raw = place.path("out.raw")
    with open(raw, "wb") as output:
        recorder = place.start(["parec", "-d", source, "--raw", "--format=s16le", "--channels=1", f"--rate={RATE}",
                                "--latency-msec=50"], stdout=output)
        player = place.start(["paplay", "--device=" + sink, place.path("tone.wav")])
        player.wait(60)
        end(recorder)
    with open(raw, "rb") as file:
        data = file.read()
    return max((abs(x) for x in array.array("h", data[:len(data) // 2 * 2])), default=0) / 32768.0


def wait_for_sound(place, process, program, source="play.monitor"):
    def is_audible():
        if process.poll() is not None:
            raise Failed(f"{program} ended: " + place.log(program))
        return peak_through(place, "mic", source) > LOUD

    wait_until("sound through the program", BACK_SECONDS, is_audible)


def records_others(place):
    names = {row[0]: row[1] for row in rows(place, "sources")}
    return all(names.get(row[1]) != "play.monitor" for row in rows(place, "source-outputs"))


def check_records_others(place):
    """What it records is never what it plays."""
    if not records_others(place):
        raise Failed("it records its own output")


def kill_server(place):
    for server in reversed(place.sound_servers):
        end(server, signal.SIGKILL)
    time.sleep(0.2)
    start_sound(place)


def unplug_microphone(place):
    unload_sink(place, "mic")
    wait_until("the server has moved it to its own output, which it lets go of", LETS_GO_SECONDS, lambda: records_others(place))
    for _ in range(10):
        check_records_others(place)
        time.sleep(0.1)
    load_sink(place, "mic")
    pactl(place, "set-default-source", "mic.monitor")


def move_output(place):
    load_sink(place, "spare")
    for row in rows(place, "sink-inputs"):
        pactl(place, "move-sink-input", row[0], "spare")
    time.sleep(0.5)
    unload_sink(place, "spare")
    time.sleep(0.5)


def suspend_microphone(place):
    pactl(place, "suspend-sink", "mic", "1")
    time.sleep(3.0)  # longer than the program's patience
    pactl(place, "suspend-sink", "mic", "0")


def change_rate(place):
    unload_sink(place, "play")
    load_sink(place, "play", 44100)
    pactl(place, "set-default-sink", "play")


TROUBLES = [kill_server, unplug_microphone, move_output, suspend_microphone, change_rate]


def make_tone(place):
    """A hum that no dictionary takes away whole."""
    wave = [0.5 if (n // 60) % 2 == 0 else -0.5 for n in range(int(TONE_SECONDS * RATE))]
    write_wave(place.path("tone.wav"), wave)


def start(place, arguments, words):
    if arguments.what == "app":
        start_display(place)
        skip_first_run(place)
    return place.start([arguments.program, *words, "--dictionary", "speech"])


def check_end_beside_hung_server(place, process, program):
    for server in place.sound_servers:
        server.send_signal(signal.SIGSTOP)
    time.sleep(3.0)
    code = end(process, seconds=ENDS_SECONDS)
    for server in place.sound_servers:
        server.send_signal(signal.SIGCONT)
    if code != 0:
        raise Failed(f"beside a server that hangs {program} ended with {code}")


def check_troubles(place, arguments):
    make_tone(place)
    process = start(place, arguments, ["live"] if arguments.what == "live" else [])
    wait_for_sound(place, process, arguments.program)
    for number in range(arguments.rounds):
        trouble = TROUBLES[number % len(TROUBLES)]
        trouble(place)
        try:
            wait_for_sound(place, process, arguments.program)
        except Failed as failure:
            raise Failed(f"round {number + 1}, {trouble.__name__}: {failure}") from failure
        check_records_others(place)
        print(f"{number + 1}: {trouble.__name__}", flush=True)
    check_end_beside_hung_server(place, process, arguments.program)


def has_microphone(place):
    return any(row[1] == "unbraid_microphone" for row in rows(place, "sources"))


def check_microphone(place, arguments):
    make_tone(place)
    process = start(place, arguments, ["live", "--virtual-microphone"])
    for number in range(arguments.rounds):
        wait_until("the virtual microphone", BACK_SECONDS, lambda: has_microphone(place))
        wait_for_sound(place, process, arguments.program, "unbraid_microphone")
        kill_server(place)
        print(f"{number + 1}: restarted", flush=True)
    wait_until("the virtual microphone", BACK_SECONDS, lambda: has_microphone(place))
    if end(process) != 0:
        raise Failed(arguments.program + " did not end well: " + place.log(arguments.program))
    if has_microphone(place):
        raise Failed("the virtual microphone was left behind")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["live", "app", "microphone"])
    parser.add_argument("--program", required=True)
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    needed = ["pactl", "paplay", "parec"] + (["Xvfb"] if arguments.what == "app" else [])
    check = check_microphone if arguments.what == "microphone" else check_troubles
    return run_check(needed, lambda place: check(place, arguments))


if __name__ == "__main__":
    sys.exit(main())

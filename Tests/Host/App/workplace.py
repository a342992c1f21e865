# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A place for programs to run in: a folder, a sound server and a display of their own, nothing of the user's."""

import array
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from sounds import RATE

ALSA_TO_PULSE = "/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"  # libasound2-plugins
SKIPPED = 77
SERVER_SECONDS = 20  # until each part of a sound server that starts well is there
SERVER_ATTEMPTS = 5
SEEN_SECONDS = 60  # until something is seen or heard as it must be; machines can be busy


class Failed(Exception):
    """Something is not as it must be."""


def wait_until(what, seconds, is_so):
    end_at = time.monotonic() + seconds
    while time.monotonic() < end_at:
        if is_so():
            return
        time.sleep(0.05)
    raise Failed(f"{what}: not within {seconds} s")


def end(process, how=signal.SIGTERM, seconds=30):
    """The exit code; None when it had to be killed."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


class Workplace:
    """A folder, and processes that know no other; all ended when it is left."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="unbraid-app-")
        self.processes = []
        for name in ["runtime", "home", "reference", "estimate"]:
            os.makedirs(self.path(name), mode=0o700)
        theirs = ("PULSE_", "XDG_", "ALSA_", "JACK_", "PIPEWIRE_", "UNBRAID_", "DISPLAY", "WAYLAND_", "DBUS_")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
        self.environment.update(
            HOME=self.path("home"),
            XDG_RUNTIME_DIR=self.path("runtime"),
            PULSE_RUNTIME_PATH=self.path("runtime"),
            PULSE_SERVER="unix:" + self.path("runtime/native"),
            DBUS_SESSION_BUS_ADDRESS="unix:path=" + self.path("nowhere"),
            LC_ALL="C.UTF-8",
        )
        with open(self.path("home/.asoundrc"), "w") as config:
            config.write("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, command, stdout=None, **options):
        with open(self.path(os.path.basename(command[0]) + ".log"), "ab") as log:
            process = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=stdout or log, stderr=log, **options)
        self.processes.append(process)
        return process

    def run(self, command, seconds=120):
        done = subprocess.run(command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=seconds)
        if done.returncode != 0:
            raise Failed(" ".join(command) + ": " + done.stderr.decode(errors="replace").strip())
        return done.stdout

    def find(self, program):
        """The newest process of that program."""
        return [process for process in self.processes if process.args[0] == program][-1]

    def log(self, program):
        with open(self.path(os.path.basename(program) + ".log"), errors="replace") as text:
            return text.read().strip()


PIPEWIRE_LIBRARIES = """
context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert  support.* = support/libspa-support }
"""
# Of the session manager what links streams, and nothing that looks for the machine's devices.
PIPEWIRE_SESSION = PIPEWIRE_LIBRARIES + """
context.modules = [
    { name = libpipewire-module-protocol-native }
    { name = libpipewire-module-client-node }
    { name = libpipewire-module-client-device }
    { name = libpipewire-module-adapter }
    { name = libpipewire-module-metadata }
    { name = libpipewire-module-session-manager }
]
wireplumber.components = [
    { name = libwireplumber-module-metadata, type = module, args = { metadata.name = default } }
    { name = libwireplumber-module-default-nodes, type = module, args = { use-persistent-storage = false } }
    { name = libwireplumber-module-lua-scripting, type = module }
    { name = policy.lua, type = config/lua }
]
"""
PIPEWIRE_PULSE = PIPEWIRE_LIBRARIES + """
context.modules = [
    { name = libpipewire-module-protocol-native }
    { name = libpipewire-module-client-node }
    { name = libpipewire-module-adapter }
    { name = libpipewire-module-metadata }
    { name = libpipewire-module-protocol-pulse  args = { server.address = [ "unix:native" ] } }
]
"""


def sound_servers(place):
    """The commands of a server that speaks PulseAudio's protocol on the place's socket: PulseAudio or PipeWire, whichever is
    installed."""
    if shutil.which("pulseaudio"):
        return [["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no", "--disable-shm=yes",
                 "--realtime=no", "--high-priority=no", "-L",
                 "module-native-protocol-unix auth-anonymous=1 socket=" + place.path("runtime/native")]]
    for name, text in [("session.conf", PIPEWIRE_SESSION), ("pulse.conf", PIPEWIRE_PULSE)]:
        with open(place.path(name), "w") as file:
            file.write(text.replace("unix:native", "unix:" + place.path("runtime/native")))
    return [["pipewire"], ["wireplumber", "-c", place.path("session.conf")], ["pipewire", "-c", place.path("pulse.conf")]]


def listens(path):
    """Whether a server answers on that socket: the file is there a moment earlier."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        return client.connect_ex(path) == 0


def start_sound(place):
    """Two null sinks, `play` and `mic`, are the default loudspeaker and, by its monitor, the default microphone. PipeWire and its
    session manager now and then miss each other at the start: then they are started again."""
    for attempt in range(1, SERVER_ATTEMPTS + 1):
        try:
            return start_servers(place)
        except Failed as failure:
            for server in reversed(place.sound_servers):
                end(server, signal.SIGKILL)
            if attempt == SERVER_ATTEMPTS:
                raise
            print(f"the sound server starts anew: {failure}", flush=True)


def start_servers(place):
    place.sound_servers = []
    for command in sound_servers(place):
        place.sound_servers.append(place.start(command))
        if command == ["pipewire"]:
            wait_until("PipeWire's socket", SERVER_SECONDS, lambda: listens(place.path("runtime/pipewire-0")))

    def is_ready():
        for server in place.sound_servers:
            if server.poll() is not None:
                raise Failed(server.args[0] + " ended: " + place.log(server.args[0]))
        return accepts(["info"])

    def accepts(words):
        return subprocess.run(["pactl"] + words, env=place.environment, capture_output=True).returncode == 0

    wait_until("the start of the sound server", SERVER_SECONDS, is_ready)
    for name in ["play", "mic"]:
        place.run(["pactl", "load-module", "module-null-sink", "sink_name=" + name, f"rate={RATE}", "format=float32le",
                   "channels=2"])
    wait_until("a default loudspeaker", SERVER_SECONDS, lambda: accepts(["set-default-sink", "play"]))
    wait_until("a default microphone", SERVER_SECONDS, lambda: accepts(["set-default-source", "mic.monitor"]))


class Recorder:
    """What a source, by default the monitor of `play`, receives while the block runs: its left channel, since servers mix two channels into one differently
    (PulseAudio by their mean, PipeWire 3 dB louder)."""

    FRAME_BYTES = 4  # two channels of 16 bits

    def __init__(self, place, source="play.monitor", file="out.raw"):
        self.place = place
        self.source = source
        self.raw = place.path(file)

    def __enter__(self):
        with open(self.raw, "wb") as sink:
            self.process = self.place.start(["parec", "-d", self.source, "--raw", "--format=s16le", "--channels=2",
                                             f"--rate={RATE}", "--latency-msec=50"], stdout=sink)
        return self

    def __exit__(self, *_):
        end(self.process)

    def length(self):
        """Samples so far."""
        return os.path.getsize(self.raw) // self.FRAME_BYTES

    def samples(self):
        with open(self.raw, "rb") as file:
            data = file.read()
        left = array.array("h", data[:len(data) // self.FRAME_BYTES * self.FRAME_BYTES])[::2]
        return [x / 32768.0 for x in left]


def start_display(place):
    """Keys do not repeat there: on a busy machine the end of a key press can come late."""
    read_end, write_end = os.pipe()
    place.start(["Xvfb", "-r", "-displayfd", str(write_end), "-screen", "0", "1280x900x24+32", "-nolisten", "tcp",
                 "-fbdir", place.folder], pass_fds=[write_end])
    os.close(write_end)
    with os.fdopen(read_end) as number:
        display = number.readline().strip()
    if not display:
        raise Failed("Xvfb did not start: " + place.log("Xvfb"))
    place.environment["DISPLAY"] = ":" + display


def run_check(needed, check):
    """The exit code of a check: it is called with a place whose sound server runs, or skipped aloud where one of the
    programs is not installed."""
    missing = [name for name in needed if shutil.which(name) is None]
    missing += [] if glob.glob(ALSA_TO_PULSE) else [ALSA_TO_PULSE]
    if not (shutil.which("pulseaudio") or shutil.which("pipewire") and shutil.which("wireplumber")):
        missing.append("pulseaudio, or pipewire with wireplumber")
    if missing:
        print("SKIPPED, not installed: " + ", ".join(missing))
        return SKIPPED
    try:
        with Workplace() as place:
            start_sound(place)
            check(place)
    except Failed as failure:
        print("FAILED: " + str(failure))
        return 1
    return 0

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""jalv_notes.py BUNDLE PROGRAM SOUNDS: Unbraid.lv2 in jalv, with notes, on a JACK server of its own that waits for nobody's sound
card. In: the score of a piano beside its recording, both from SOUNDS; Source 1, Source 2 and Source 8 must be what `PROGRAM
separate --midi` writes, and sum to the input. Out: the notes of a piano and the hits of a drum kit, which must be those of
`PROGRAM transcribe`. Needs jackd, jalv, python3-jack-client and numpy; says "skipped:" without them."""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

if any(shutil.which(tool) is None for tool in ("jackd", "jalv")):
    sys.exit("skipped: jackd or jalv is not installed")
try:
    import jack
    import numpy as np
except ImportError as error:
    sys.exit(f"skipped: {error}")

URI = "https://unbraid.org/plugins/unbraid"
PERIOD = 1024
NULL_DB = -120.0  # of full scale
HANDS_DB = -20.0  # of a hand's level: the frames of a file begin at other samples than those of a plugin that runs already
ONSET_SECONDS = 0.05  # mir_eval's tolerance
LEAST_F = 0.8  # files are analysed more thoroughly than live input


def db(samples):
    return 10.0 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-30)


# ---- files

def read_wav(path):
    """Rate, [samples x channels] of a 32-bit float WAV."""
    content = path.read_bytes()
    channels, rate = struct.unpack_from("<HI", content, content.index(b"fmt ") + 10)
    start = content.index(b"data") + 8
    return rate, np.frombuffer(content[start:start + (len(content) - start) // (4 * channels) * 4 * channels], "<f4").reshape(-1, channels)


def read_midi(path):
    """[(seconds, bytes of a message)] of a standard MIDI file, in order."""
    content, at = path.read_bytes(), 14
    ticks_a_quarter = struct.unpack_from(">H", content, 12)[0]
    events = []
    for _ in range(struct.unpack_from(">H", content, 10)[0]):
        end = at + 8 + struct.unpack_from(">I", content, at + 4)[0]
        at, ticks, status = at + 8, 0, 0

        def number():
            nonlocal at
            value = 0
            while True:
                byte = content[at]
                at, value = at + 1, value << 7 | byte & 0x7F
                if byte < 0x80:
                    return value

        while at < end:
            ticks += number()
            if content[at] & 0x80:
                status, at = content[at], at + 1
            if status == 0xFF:
                kind, at = content[at], at + 1
                size = number()
                if kind == 0x51:
                    events.append((ticks, 0, int.from_bytes(content[at:at + size], "big")))
                at += size
            elif status in (0xF0, 0xF7):
                at += number()
            else:
                size = 1 if status >> 4 in (0xC, 0xD) else 2
                events.append((ticks, 1, bytes([status]) + content[at:at + size]))
                at += size
    seconds, last, microseconds, messages = 0.0, 0, 500000, []
    for ticks, kind, what in sorted(events, key=lambda event: event[:2]):
        seconds += (ticks - last) * microseconds * 1e-6 / ticks_a_quarter
        last = ticks
        if kind == 0:
            microseconds = what
        else:
            messages.append((seconds, what))
    return messages


def onsets(messages):
    return [(seconds, message[0] & 0x0F, message[1]) for seconds, message in messages
            if message[0] >> 4 == 9 and message[2] > 0]


# ---- the state that jalv opens, from Docs/SessionFormat.md alone

def session(dictionary, parameters):
    metadata = {"format": "unbraid-session", "version": "1", "dictionary.name": dictionary.stem, "dictionary.factory": "1",
                "dictionary.changed": "0", "dictionary.hash": hashlib.sha256(dictionary.read_bytes()).hexdigest()}
    metadata.update({"parameter." + key: str(value) for key, value in parameters.items()})
    text = json.dumps({"__metadata__": metadata}).encode()
    body = b"UNBRAID-SESSION\n" + struct.pack("<Q", len(text)) + text
    return body + hashlib.sha256(body).digest()


def as_juce_writes(content):
    """JUCE's own base 64: its alphabet, least significant bits first."""
    letters = ".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+"
    bits = int.from_bytes(content, "little")
    return f"{len(content)}." + "".join(letters[bits >> 6 * i & 63] for i in range((8 * len(content) + 5) // 6))


def write_state(folder, content):
    folder.mkdir()
    (folder / "state.ttl").write_text(
        f"""@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .
<> a pset:Preset ; lv2:appliesTo <{URI}> ; state:state [ <{URI}:StateString> "{as_juce_writes(content)}" ] .
""")


# ---- the host

for set_function in (jack.set_error_function, jack.set_info_function):
    set_function(lambda message: None)

class Server:
    """A JACK server without a sound card."""

    def __init__(self, folder, rate):
        name = f"unbraid-{os.getpid()}"
        os.environ.update(JACK_DEFAULT_SERVER=name, JACK_NO_AUDIO_RESERVATION="1", JACK_NO_START_SERVER="1")
        self.log = open(folder / "jackd.log", "w")
        self.process = subprocess.Popen(["jackd", "-S", "-r", "-n", name, "-d", "dummy", "-r", str(rate), "-p", str(PERIOD)],
                                        stdout=self.log, stderr=self.log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


def until(condition, what):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    sys.exit("FAILED: " + what)


@contextlib.contextmanager
def activated(client):
    """Takes part in the server's cycles; a server that lets another client in at that moment may refuse."""
    def joins():
        try:
            client.activate()
            return True
        except jack.JackError:
            return False
    until(joins, "the JACK server lets no client take part")
    try:
        yield client
    finally:
        client.deactivate()
        client.close()


def new_client(name):
    for _ in range(100):
        try:
            return jack.Client(name, no_start_server=True)
        except jack.JackOpenError:
            time.sleep(0.1)
    sys.exit("FAILED: no JACK server")


class Player:
    """Plays sound and notes together, and records together what comes back, from the same period on."""

    def __init__(self, sound, messages, rate, outputs):
        self.player, self.recorder = new_client("player"), new_client("recorder")
        self.sound, self.messages = sound, [(round(seconds * rate), message) for seconds, message in messages]
        self.sends = [self.player.outports.register(f"sound_{side + 1}") for side in range(sound.shape[1])]
        self.send_notes = self.player.midi_outports.register("notes")
        self.takes = [self.recorder.inports.register(output) for output in outputs]
        self.take_notes = self.recorder.midi_inports.register("notes")
        self.recorded, self.notes = [[] for _ in outputs], []
        self.played = self.captured = self.next = 0
        self.is_on = False
        self.is_done = threading.Event()
        self.player.set_process_callback(self.play)
        self.recorder.set_process_callback(self.record)

    def play(self, frames):
        self.send_notes.clear_buffer()
        block = np.zeros((frames, len(self.sends)), np.float32)
        if self.is_on:
            here = self.sound[self.played:self.played + frames]
            block[:len(here)] = here
            while self.next < len(self.messages) and self.messages[self.next][0] < self.played + frames:
                at, message = self.messages[self.next]
                self.send_notes.write_midi_event(max(at - self.played, 0), message)
                self.next += 1
            self.played += frames
        for side, port in enumerate(self.sends):
            port.get_array()[:] = block[:, side]

    def record(self, frames):
        if not self.is_on or self.is_done.is_set():
            return
        for kept, port in zip(self.recorded, self.takes):
            kept.append(port.get_array().copy())
        for offset, message in self.take_notes.incoming_midi_events():
            self.notes.append((self.captured + offset, bytes(message)))
        self.captured += frames
        if self.captured > len(self.sound) + self.recorder.samplerate:
            self.is_done.set()


def through_jalv(folder, name, sound, rate, messages, content, outputs):
    """[samples x outputs] and [(sample, message)] of the plugin, opened with a session."""
    write_state(folder / name, content)
    player = Player(sound, messages, rate, outputs)
    log = open(folder / (name + ".log"), "w")
    host = subprocess.Popen(["jalv", "-l", str(folder / name), URI], stdin=subprocess.PIPE, stdout=log, stderr=log)
    try:
        until(lambda: player.player.get_ports("Unbraid:audio_out_18"), "jalv has no Unbraid")
        with activated(player.player), activated(player.recorder):
            for side, port in enumerate(player.sends):
                player.player.connect(port, f"Unbraid:audio_in_{side + 1}")
            player.player.connect(player.send_notes, "Unbraid:in")
            for port in player.takes:
                player.recorder.connect("Unbraid:" + port.shortname, port)
            player.recorder.connect("Unbraid:out", player.take_notes)
            time.sleep(1.0)  # for the engine of the session
            player.player.set_freewheel(True)
            player.is_on = True
            finished = player.is_done.wait(60)
            player.player.set_freewheel(False)
        if not finished:
            sys.exit(f"FAILED: {name}: jalv played {player.captured} of {len(sound)} samples in a minute")
    finally:
        host.terminate()
        host.wait(20)
        player.player.close()
        player.recorder.close()
    return np.stack([np.concatenate(kept) for kept in player.recorded], axis=1), player.notes


def delay_of(late, sound):
    """The shift at which a sound is found again, up to a second."""
    size = 1 << (len(late) + len(sound) - 1).bit_length()
    alike = np.fft.irfft(np.fft.rfft(late, size) * np.conj(np.fft.rfft(sound, size)), size)
    return int(np.argmax(alike[:48000]))


# ---- the checks

failures = []


def check(is_true, what):
    print(("ok      " if is_true else "FAILED  ") + what)
    if not is_true:
        failures.append(what)


def separate(program, recording, folder, options):
    subprocess.run([program, "separate", str(recording), "--out", str(folder), *options], check=True,
                   stdout=subprocess.DEVNULL)
    return {path.name.split(".")[-2]: read_wav(path) for path in folder.glob("*.wav")}


def check_guide(folder, dictionaries, program, sounds):
    piano, score = dictionaries / "piano.safetensors", sounds / "two-hands.mid"
    recording = next(sounds.glob("two-hands.*[!d]"))  # with whatever ending it has
    # Notes of a file are applied 20 ms early, those of a host when they come.
    files = separate(program, recording, folder / "hands",
                     ["--dictionary", str(piano), "--midi", str(score), "--midi-offset", "20"])
    rate = files["residual"][0]
    sources = [files[name][1][:, 0] for name in ("channel-1", "channel-2", "residual")]
    whole = sum(sound for _, sound in files.values())
    parameters = {"midi_guide": 1, "midi_out": 0}
    for is_guided in (True, False):
        with Server(folder, rate):
            outputs, notes = through_jalv(folder, "guide" if is_guided else "unguided", whole, rate,
                                          read_midi(score) if is_guided else [], session(piano, parameters),
                                          ["audio_out_3", "audio_out_5", "audio_out_17"])
        total = outputs.sum(axis=1)
        delay = delay_of(total, whole[:, 0])
        rest = db(total[delay:delay + len(whole)] - whole[:, 0])
        differences = [db(outputs[delay:delay + len(whole), i] - source) - db(source) for i, source in enumerate(sources)]
        said = ", ".join(f"{each:.1f}" for each in differences)
        level = db(sources[2]) - db(whole[:, 0])
        if is_guided:
            check(rest < NULL_DB, f"guide: the sources sum to the input, {rest:.1f} dB, {delay} samples late")
            check(max(differences[:2]) < HANDS_DB, f"guide: hands and residual (at {level:.1f} dB of the input) differ from the "
                                                   f"file's by {said} dB of their level")
            check(not notes, "guide: no notes come out")
        else:
            check(min(differences[:2]) > HANDS_DB, f"without the notes they do not: {said} dB")


def check_notes(folder, dictionary, program, recording, channel):
    name = dictionary.stem
    score = folder / (name + ".mid")
    subprocess.run([program, "transcribe", str(recording), "--dictionary", str(dictionary), "--out", str(score)], check=True,
                   stdout=subprocess.DEVNULL)
    files = separate(program, recording, folder / ("parts-" + name), ["--dictionary", str(dictionary)])
    rate = next(iter(files.values()))[0]
    whole = sum(sound for _, sound in files.values())
    with Server(folder, rate):
        outputs, notes = through_jalv(folder, "notes-" + name, whole, rate, [], session(dictionary, {"midi_out": 1, "latency": 2}),
                                      ["audio_out_%d" % (2 * source + 3) for source in range(8)])
    delay = delay_of(outputs.sum(axis=1), whole[:, 0])
    found = onsets([((at - delay) / rate, message) for at, message in notes])
    wanted = onsets(read_midi(score))
    check(all(each[1] == channel for each in found), f"{name}: its notes are on channel {channel + 1}")
    late = [min((seconds - other[0] for other in wanted if other[2] == key), key=abs, default=9.0) for seconds, _, key in found]
    usual = float(np.median(late)) if late else 0.0
    open_ones, hits = list(wanted), 0
    for seconds, _, key in found:
        near = [other for other in open_ones if other[2] == key and abs(seconds - usual - other[0]) < ONSET_SECONDS]
        if near:
            open_ones.remove(near[0])
            hits += 1
    f_measure = 2.0 * hits / max(len(found) + len(wanted), 1)
    check(f_measure >= LEAST_F, f"{name}: {len(found)} notes out, {len(wanted)} in the file's score, onset F-measure {f_measure:.3f}, "
                                f"{1000 * usual:.0f} ms after the delayed sound")
    ends = sum(1 for _, message in notes if message[0] >> 4 == 8 or message[0] >> 4 == 9 and message[2] == 0)
    check(ends == len(found), f"{name}: each note that began ended ({ends})")


def main():
    bundle, program, sounds = (pathlib.Path(each).resolve() for each in sys.argv[1:4])
    dictionaries = bundle / "Resources" / "Dictionaries"
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        os.environ.update(LV2_PATH=f"{bundle.parent}:/usr/lib/lv2", XDG_DATA_HOME=str(folder / "data"))
        os.environ.pop("UNBRAID_DICTIONARIES", None)
        check_guide(folder, dictionaries, program, sounds)
        check_notes(folder, dictionaries / "piano-notes.safetensors", program, next(sounds.glob("two-hands.*[!d]")), 0)
        check_notes(folder, dictionaries / "drums.safetensors", program, next(sounds.glob("played-kit.*")), 9)
    sys.exit(1 if failures else 0)


main()

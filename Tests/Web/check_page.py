# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page by itself in a headless Chromium: what it does when something fails, what it plays, takes and keeps.

    check_page.py failures|again|nodes|playing|files|mix|phone|release|example SITE CHROMIUM"""
import array
import functools
import http.server
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading

import browser
from pages import ROOT, check_quiet, difference_db, is_separated, read_wav, saved_by_page, served, shown, write_wav

check, site, chromium = sys.argv[1:4]
site = pathlib.Path (site).resolve()

problem = "document.getElementById ('problem')"
is_failed = f"! {problem}.hidden"
AUDIO = ROOT / "Resources/Audio"


def noise (seconds, rate=48000):
    draw = random.Random (1)
    return array.array ("f", (draw.uniform (-.2, .2) for _ in range (int (seconds * rate))))


def told (page):
    return page.run (problem + ".textContent")


def failure (page, words):
    page.wait (is_failed, 30)
    assert words in told (page), told (page)


def try_example (page):
    page.run (shown % "example" + ".click()")
    page.wait (f"{is_separated} && {shown % 'facts'}.textContent.includes ('noisy-voice')", 120)


# Keeps what the page opened, so that a test can ask whether it still is.
WATCH = """window.streams = [];
window.nodes = [];
const media = navigator.mediaDevices, ask = media.getUserMedia.bind (media);
media.getUserMedia = async (...wishes) => {
  const stream = await ask (...wishes);
  streams.push (stream);
  return stream;
};
window.isMicrophoneOpen = () => streams.some ((stream) => stream.getTracks().some (({ readyState }) => readyState === 'live'));
window.AudioWorkletNode = class extends AudioWorkletNode {
  constructor (...how) {
    super (...how);
    nodes.push (this);
  }
};
window.PlainAudioContext = AudioContext;
Object.defineProperty (navigator, "serviceWorker", { value: undefined }); // which would answer for a server that fails"""
PRESS = shown % "microphone" + ".click()"
IS_CLOSED = shown % "microphone-text" + ".textContent === 'Microphone'"


def check_closed (page, numStreams):
    page.wait (IS_CLOSED, 10)
    assert page.run ("streams.length") == numStreams, page.run ("streams.length")
    assert not page.run ("isMicrophoneOpen()"), "The microphone is still open."
    assert page.run ("! document.getElementById ('play').disabled"), "What was separated before was given up."


def check_failures (folder):
    """The microphone is closed after each failure, nothing is given up for it, and the next try may succeed."""
    missing = []
    with served (site, missing) as (origin, _), browser.Browser (chromium, folder) as page:
        page.call ("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        page.open (origin)
        try_example (page)
        choose = f"{shown % 'dictionary'}.value = '%s'"

        page.block ("*speech-light.safetensors")
        page.run (choose % "speech-light" + "; " + PRESS)
        failure (page, "The file cannot be fetched; there may be no network. (speech-light.safetensors)")
        check_closed (page, 0) # it was not even asked for
        assert page.run (shown % "dictionary" + ".value") == "speech"

        missing.append ("processor.js")
        page.run (PRESS)
        failure (page, "The engine cannot be loaded on the audio thread.")
        check_closed (page, 1)

        missing.clear()
        page.run ("MediaStreamTrack.prototype.getSettings = () => ({ sampleRate: 32000 }); " # the context of another rate is not taken
                  "window.AudioContext = class { constructor() { throw new DOMException ('no device', 'NotSupportedError'); } }; " + PRESS)
        failure (page, "The browser cannot play sound at")
        check_closed (page, 2)
        page.run ("window.AudioContext = PlainAudioContext")

        page.run ("PlainAudioContext.prototype.resume = () => new Promise (() => {}); "
                  "Object.defineProperty (PlainAudioContext.prototype, 'state', { get: () => 'suspended', configurable: true }); " + PRESS)
        page.wait ("streams.length === 3 && isMicrophoneOpen()", 30)
        page.run (PRESS) # while it opens
        check_closed (page, 3)
        page.run ("delete PlainAudioContext.prototype.resume; delete PlainAudioContext.prototype.state; "
                  "window.AudioContext = class extends PlainAudioContext { constructor (how) { super (how); window.last = this; } }")

        page.run ("navigator.mediaDevices.getUserMedia = () => Promise.reject (new DOMException ('', 'NotAllowedError')); " + PRESS)
        failure (page, "The browser does not allow the microphone.")
        check_closed (page, 3)


def check_again (folder):
    """A module that failed is fetched again; an engine that stops on the audio thread closes the microphone."""
    missing = []
    with served (site, missing) as (origin, _), browser.Browser (chromium, folder) as page:
        page.call ("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        page.open (origin)
        for name in ("processor.js", "engine.js"): # the latter is asked for by the former
            missing.append (name)
            page.run (PRESS)
            failure (page, "The engine cannot be loaded on the audio thread.")
            page.wait (IS_CLOSED, 10)
            assert not page.run ("isMicrophoneOpen()"), "The microphone is still open."
            missing.clear()
        page.run (PRESS)
        page.wait ("parseFloat (document.getElementById ('now').textContent.replace (/.*:/, '')) >= 1", 60)
        assert page.run ("isMicrophoneOpen()")
        page.run ("nodes.at (-1).onprocessorerror()")
        failure (page, "The engine stopped on the audio thread.")
        page.wait (is_separated, 30) # what it gave until then
        assert not page.run ("isMicrophoneOpen()"), "The microphone is still open."


# On an audio thread that runs: no engine is made beside it, one that cannot be is told, a recording has its end, and a context that
# is closed meanwhile keeps nobody waiting.
NODES = """(async () => {
  const { createSeparatorNode } = await import ("./unbraid.js");
  let numInstances = 0;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...how) { ++numInstances; return new Instance (...how); };
  const context = new AudioContext ({ sampleRate: 48000 });
  const settled = (promise) => promise.then (() => "made", ({ message }) => message);
  const refused = await settled (createSeparatorNode (context, { dictionary: new Uint8Array (100) }));
  const tooMany = await settled (createSeparatorNode (context, { channels: 9 }));
  await context.suspend();
  const node = await createSeparatorNode (context, { dictionary: "speech-light", report: 1024 });
  await context.resume();
  const steady = new ConstantSourceNode (context, { offset: .5 });
  steady.connect (node);
  steady.start();
  const pieces = [];
  const last = new Promise ((resolve) => node.port.onmessage = ({ data }) => {
    pieces.push (data);
    if (data.isLast) resolve (data);
    else if (data.frames > 20000) node.port.postMessage ("finish");
  });
  const { frames } = await last;
  const sums = pieces.flatMap (({ sound }) => [...sound[0].map ((x, n) => sound.reduce ((sum, part) => sum + part[n], 0))]);
  const closed = new AudioContext();
  await createSeparatorNode (closed, { dictionary: "speech-light" });
  const closing = closed.close();
  const pending = settled (createSeparatorNode (closed, { dictionary: "speech-light" }));
  await closing;
  return { numInstances, refused, tooMany, sources: node.sources, latency: node.latency, numOutputs: node.numberOfOutputs, frames,
    numReported: sums.length, ending: sums.slice (frames - 500, frames + node.latency - 500), closed: await pending };
}) ()"""


def check_nodes (folder):
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin)
        made = page.run (NODES)
        assert made["numInstances"] == 0, "A second engine was made beside the audio thread."
        assert made["refused"].startswith ("The dictionary cannot be read. ("), made["refused"]
        assert "9" in made["tooMany"], made["tooMany"]
        assert made["sources"] == [{"name": "speech", "isTarget": True}, {"name": "noise", "isTarget": False}]
        assert made["latency"] == 960 and made["numOutputs"] == 2, made
        assert made["numReported"] >= made["frames"] + made["latency"], "The end is missing."
        assert all (abs (x - .5) < 1e-5 for x in made["ending"]), "The end is not what went in."
        assert made["closed"] in ("made", "The audio context was closed."), made["closed"]
        check_quiet (page, origin)


SOUNDING = """window.sounding = new Set();
const { start, stop } = AudioBufferSourceNode.prototype, { stop: stopAny } = AudioScheduledSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...when) { sounding.add (this); return start.apply (this, when); };
AudioScheduledSourceNode.prototype.stop = function (...when) { sounding.delete (this); return stopAny.apply (this, when); };"""


def check_playing (folder):
    """However fast one presses, there is one set of sounding nodes, or none."""
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.call ("Page.addScriptToEvaluateOnNewDocument", source=SOUNDING)
        page.open (origin)
        try_example (page)
        play = shown % "play"
        press = play + ".click(); "
        label = play + ".getAttribute ('aria-label')"
        for times, expected, says in ((1, 2, "Pause"), (1, 0, "Play"), (2, 0, "Play"), (3, 2, "Pause"), (3, 0, "Play"), (5, 2, "Pause")):
            page.run (press * times)
            page.wait (f"sounding.size === {expected} && {label} === '{says}'", 20)
            page.run ("new Promise ((resolve) => setTimeout (resolve, 300))")
            assert page.run ("sounding.size") == expected, f"{page.run ('sounding.size')} nodes sound after {times} presses."
        check_quiet (page, origin)


def check_files (folder):
    """Files that are empty, too long, or of many channels."""
    rate = 48000
    (folder / "nothing.wav").write_bytes (b"")
    write_wav (folder / "no-frames.wav", rate, array.array ("f"))
    long = folder / "long.wav"
    write_wav (long, 8000, array.array ("h", [0] * 8))
    head = bytearray (long.read_bytes()[:44])
    num_bytes = 3 * 3600 * 8000 * 2
    head[4:8], head[40:44] = (num_bytes + 36).to_bytes (4, "little"), num_bytes.to_bytes (4, "little")
    with long.open ("wb") as file:
        file.write (head)
        file.truncate (44 + num_bytes)
    centre, left = noise (2), array.array ("f", (.1 * math.sin (n / 9) for n in range (2 * rate)))
    write_wav (folder / "film.wav", rate, array.array ("f", (x for a, b in zip (left, centre) for x in (a, 0, b, .9, 0, 0))), channels=6)
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin)
        page.run ("window.numRead = 0; const { arrayBuffer } = File.prototype.__proto__; "
                  "File.prototype.arrayBuffer = function() { ++numRead; return arrayBuffer.call (this); }")
        for name, words in (("nothing.wav", "The file is empty. (nothing.wav)"), ("no-frames.wav", "(no-frames.wav)"),
                            ("long.wav", "The recording is too long for a browser; the program separates it. (180 minutes; at most 20)")):
            page.run (f"{problem}.hidden = true; numRead = 0")
            page.choose ("#file", folder / name)
            failure (page, words)
            assert page.run ("document.body.className") == "empty"
        assert page.run ("numRead") == 0, "The file was read before its length was known."
        page.choose ("#file", folder / "film.wav")
        page.wait (is_separated, 60)
        assert "6, mixed to 2" in page.run (shown % "facts" + ".textContent")
        sums = [array.array ("f", map (sum, zip (*each))) for each in zip (*(channels for _, channels in saved_by_page (page).values()))]
        half = math.sqrt (.5)
        for ours, expected in zip (sums, ([a + half * b for a, b in zip (left, centre)], [half * b for b in centre])):
            assert difference_db (ours, expected) < -100
        mixed = page.run ("import ('./sound-files.js').then (({ inStereo }) => "
                          "[3, 4, 5, 6, 7, 8, 12].map ((count) => inStereo (Array.from ({ length: count }, (_, i) => Float32Array.of (i === 2 ? 1 : 0)))"
                          ".map ((channel) => channel[0])))")
        expected = [[half, half], [half, 0], [half, half], [half, half], [half, half], [half, half], [1 / 12, 1 / 12]]
        assert all (abs (a - b) < 1e-6 for one, other in zip (mixed, expected) for a, b in zip (one, other)), mixed
        loud = page.run ("import ('./sound-files.js').then (({ inStereo }) => inStereo (new Array (6).fill (Float32Array.of (1, .5)))"
                         ".map ((channel) => [...channel]))")
        assert loud == [[1, .5], [1, .5]], "A mix that would clip is made softer as a whole."
        check_quiet (page, origin)


def mix_of (page):
    saved = page.download (shown % "mix" + ".click()")
    sound = read_wav (saved.read_bytes())
    saved.unlink()
    return saved.name, sound


def click_strip (page, number, text):
    page.run (f"[...document.querySelectorAll ('.strip')][{number}].querySelector ('[aria-label^={text}]').click()")


def check_mix (folder):
    """What is heard is what is saved; dictionaries of one's own; what was separated before stays until there is something new."""
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin)
        choose = f"{shown % 'dictionary'}.value = '%s'; {shown % 'dictionary'}.onchange()"
        page.run ("document.querySelector ('[data-dictionary=band]').click()")
        page.wait (is_separated, 300)
        assert page.run (shown % "dictionary" + ".value") == "band"
        sources = saved_by_page (page)
        assert list (sources) == ["vocals", "drums", "bass", "other"], list (sources)
        name, (rate, mix) = mix_of (page)
        assert name == "song.mix.wav" and rate == sources["vocals"][0]
        assert mix == sources["vocals"][1], "Without a change, a listener hears the first source alone after the separation."
        click_strip (page, 2, "Solo") # instead of the first
        assert mix_of (page)[1][1] == sources["bass"][1]
        click_strip (page, 2, "Solo") # all again
        click_strip (page, 3, "Mute")
        page.run ("const dial = document.querySelectorAll ('.strip input')[1]; dial.value = -6; dial.oninput()")
        expected = [a + 10 ** (-6 / 20) * b + c for a, b, c in zip (*(sources[name][1][0] for name in ("vocals", "drums", "bass")))]
        assert difference_db (mix_of (page)[1][1][0], expected) < -100

        page.block ("*drums.safetensors")
        page.run (choose % "drums")
        failure (page, "The file cannot be fetched; there may be no network. (drums.safetensors)")
        assert page.run (is_separated) and page.run (shown % "dictionary" + ".value") == "band"
        assert difference_db (mix_of (page)[1][1][0], expected) < -100, "What was separated before was given up."
        page.block()

        page.run ("window.PlainWorker = Worker; window.Worker = class extends Worker { postMessage (asked) { "
                  "super.postMessage ({ ...asked, dictionary: new Uint8Array (100) }); } }; " + choose % "speech")
        failure (page, "The dictionary cannot be read.") # as by an engine that refuses the recording's rate
        assert page.run (is_separated) and page.run (shown % "dictionary" + ".value") == "band"
        page.run ("window.Worker = PlainWorker")

        (folder / "broken.safetensors").write_bytes (b"Dear friends" * 100)
        page.choose ("#file", folder / "broken.safetensors")
        failure (page, "The dictionary cannot be read.")
        assert page.run (is_separated) and page.run (shown % "dictionary" + ".value") == "band"
        shutil.copy (ROOT / "Resources/Dictionaries/speech-light.safetensors", folder / "mine.safetensors")
        page.choose ("#file", folder / "mine.safetensors")
        page.wait (f"{is_separated} && {shown % 'facts'}.textContent.includes ('mine')", 60)
        assert page.run (shown % "dictionary" + ".selectedOptions[0].textContent") == "mine"
        assert page.run ("[...document.querySelectorAll ('.strip .name')].map ((each) => each.textContent)") == ["Speech", "Noise"]
        for path in page.saved.iterdir():
            path.unlink()
        assert set (saved_by_page (page)) == {"speech", "noise"}
        complaints = [each for each in page.complaints() if "drums.safetensors" not in each]
        assert not complaints, complaints
        check_cancel (page, folder)


def check_cancel (page, folder):
    write_wav (folder / "long.wav", 48000, noise (60))
    page.run (f"{shown % 'dictionary'}.value = 'band'")
    page.choose ("#file", folder / "long.wav")
    page.wait (f"! {shown % 'cancel'}.hidden && /^[0-9]+\\.[0-9] %, .* left$/.test ({shown % 'share'}.textContent)", 60)
    page.run (shown % "cancel" + ".click()")
    assert page.run ("document.body.className") == "empty" and page.run (shown % "cancel" + ".hidden")
    try_example (page)


# Names and sizes of the visible controls that a finger misses.
SMALL = """[...document.querySelectorAll ("button, select, input, a")].filter ((each) => each.getClientRects().length).map ((each) => {
  const { width, height } = (each.closest ("label") ?? each).getBoundingClientRect();
  return [each.id || each.textContent.trim(), width, height];
}).filter (([, width, height]) => width < 44 || height < 44)"""
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
MOST_SHARE = .25 # of a phone's height for header and footer


def check_phone (folder):
    """On a phone each control has 44 pixels, and most of the height is for the picture and the sources."""
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.call ("Emulation.setDeviceMetricsOverride", **PHONE)
        for address in ("", "compare.html"):
            page.open (origin + address)
            assert page.run (SMALL) == [], page.run (SMALL)
            assert not page.run ("document.documentElement.scrollWidth > innerWidth"), "The page is wider than the phone."
        page.open (origin)
        try_example (page)
        assert page.run (SMALL) == [], page.run (SMALL)
        heights = page.run ("['header', 'footer'].map ((name) => document.querySelector (name).offsetHeight)")
        assert sum (heights) < MOST_SHARE * PHONE["height"], heights


def change (folder, mark):
    """A new release in a folder: each of two modules says which it is of."""
    for name in ("page.js", "engine.js"):
        text = (site / name).read_text()
        (folder / name).write_text (f"{text}\nglobalThis.release = '{mark}';\n")
    make_release (folder)


def make_release (folder):
    subprocess.run (["cmake", "-D", f"SITE={folder}", "-P", str (ROOT / "web/Release.cmake")], check=True)


def check_release (folder):
    """A page stays of one release; what is no whole release is not taken; a full disk costs no answer."""
    kept = folder / "site"
    shutil.copytree (site, kept)
    change (kept, "first")
    engine = "fetch ('engine.js').then ((answer) => answer.text()).then ((text) => text.match (/release = '(.*)'/)[1])"
    update = "navigator.serviceWorker.getRegistration().then ((one) => one.update().then (() => 'taken', () => 'refused'))"
    waiting = "navigator.serviceWorker.getRegistration().then ((one) => Boolean (one.waiting))"
    with served (kept) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin)
        page.run ("navigator.serviceWorker.ready.then (() => 1)")
        page.wait ("navigator.serviceWorker.controller", 30)
        page.call ("Page.reload")
        page.wait ("globalThis.release === 'first' && navigator.serviceWorker.controller", 30)

        page.call ("Storage.overrideQuotaForOrigin", origin=origin, quotaSize=1)
        size = page.run ("fetch ('dictionaries/drums.safetensors').then ((answer) => answer.arrayBuffer()).then ((all) => all.byteLength)")
        assert size == (kept / "dictionaries/drums.safetensors").stat().st_size
        page.call ("Storage.overrideQuotaForOrigin", origin=origin)

        change (kept, "second")
        (kept / "style.css").write_text ("/* of a third */") # as while a server is being changed
        page.run (update)
        page.wait ("navigator.serviceWorker.getRegistration().then ((one) => ! one.installing)", 30)
        assert not page.run (waiting), "A release that is not whole was taken."
        assert page.run (engine) == "first"

        shutil.copy (site / "style.css", kept / "style.css")
        change (kept, "third")
        page.run (update)
        page.wait (waiting, 30)
        assert page.run (engine) == "first" and page.run ("release") == "first", "One page has files of two releases."
        for _ in range (20): # the browser ends the old worker in its own time
            page.call ("Page.navigate", url="about:blank")
            page.run ("new Promise ((resolve) => setTimeout (resolve, 500))")
            page.open (origin)
            page.wait ("globalThis.release", 30)
            if page.run ("release") == "third":
                break
            assert page.run (engine) == "first"
        assert page.run (engine) == "third"
        check_quiet (page, origin)


def package (folder):
    """What npm installs: the files that package.json names."""
    listed = json.loads ((site / "package.json").read_text())["files"]
    for name in (*listed, "package.json"):
        (shutil.copytree if (site / name).is_dir() else shutil.copy) (site / name, folder / name)


def check_example (folder):
    """The example plays a recording through the package."""
    place = folder / "page"
    shutil.copytree (ROOT / "Examples/Page", place)
    (place / "node_modules/unbraid").mkdir (parents=True)
    package (place / "node_modules/unbraid")
    handler = functools.partial (http.server.SimpleHTTPRequestHandler, directory=place)
    with http.server.ThreadingHTTPServer (("localhost", 0), handler) as server, browser.Browser (chromium, folder) as page:
        handler.func.log_message = lambda *_: None
        threading.Thread (target=server.serve_forever, daemon=True).start()
        page.call ("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        page.open (f"http://localhost:{server.server_port}/index.html")
        page.choose ("#file", AUDIO / "noisy-voice.flac")
        page.wait (f"{shown % 'player'}.currentTime > 1 || {problem}.textContent", 60)
        assert told (page) == "", told (page)
        page.run ("window.meter = new AnalyserNode (nodes.at (-1).context); nodes.at (-1).connect (meter)")
        page.wait ("(() => { const heard = new Float32Array (2048); meter.getFloatTimeDomainData (heard); return Math.max (...heard) > .01; }) ()", 20)
        page.run (f"{shown % 'reduction'}.value = -40; {shown % 'reduction'}.oninput()")
        page.wait ("nodes.at (-1).parameters.get ('reduction').value === -40", 10)
        server.shutdown()


with tempfile.TemporaryDirectory (ignore_cleanup_errors=True) as place:
    {"failures": check_failures, "again": check_again, "nodes": check_nodes, "playing": check_playing, "files": check_files, "mix": check_mix, "phone": check_phone,
     "release": check_release, "example": check_example}[check] (pathlib.Path (place).resolve())

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page, served on this machine and opened in a headless Chromium: what it saves, against what the program makes of the
same sound.

    check_web.py recording|microphone|offline|compare|package SITE PROGRAM ROOT CHROMIUM"""
import array
import base64
import json
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import browser
from pages import check_quiet, difference_db, is_separated, read_wav, saved_by_page, served, shown, write_wav

check, site, program, root, chromium = sys.argv[1:6]
site, root = pathlib.Path (site).resolve(), pathlib.Path (root).resolve()

TOLERANCE_DB = -60.0 # of the difference to the program, below the source
MAX_FIRST_LOAD = 3_000_000 # bytes of page, engine and `speech`
MICROPHONE_SECONDS = 60


def separated_by_program (recording, dictionary, folder):
    subprocess.run ([program, "separate", str (recording), "--dictionary", dictionary, "--quality", "live", "--out", str (folder)],
                    check=True, stdout=subprocess.DEVNULL)
    stem = pathlib.Path (recording).stem
    return {path.name[len (stem) + 1 : -4]: read_wav (path.read_bytes()) for path in pathlib.Path (folder).glob (f"{stem}.*.wav")}


def compare (ours, theirs, what, tail=0):
    """tail  samples at the end that are not compared"""
    assert set (ours) == set (theirs), f"{what}: {sorted (ours)}, not {sorted (theirs)}"
    for source, (rate, channels) in theirs.items():
        assert ours[source][0] == rate and len (ours[source][1]) == len (channels), f"{what}: {ours[source][0]} Hz, not {rate}"
        worst = max (difference_db (a[: len (a) - tail], b[: len (b) - tail]) for a, b in zip (ours[source][1], channels))
        print (f"{what}, {source}: the difference to the program lies at {worst:.1f} dB")
        assert worst < TOLERANCE_DB


def check_recording (folder):
    """Two recordings with two dictionaries, one of them in stereo; a file that is no sound."""
    stereo = folder / "stereo.wav"
    rate, voice = noisy_voice (folder)
    write_wav (stereo, rate, array.array ("f", (x for each in voice for x in (each, each / 3))), channels=2)
    broken = folder / "letter.wav"
    broken.write_bytes (b"Dear friends" * 100)
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin)
        for recording, dictionary in ((root / "Resources/Audio/band.flac", "band"), (stereo, "speech")):
            page.run (f"{shown % 'dictionary'}.value = '{dictionary}'; {shown % 'dictionary'}.onchange()")
            page.choose ("#file", recording)
            page.wait (f"{is_separated} && {shown % 'facts'}.textContent.includes ('{recording.stem}')", 300)
            print (page.run (shown % "status" + ".textContent"))
            out = folder / f"by-program-{dictionary}"
            compare (saved_by_page (page), separated_by_program (recording, dictionary, out), recording.name)
        page.run ("document.querySelector ('input[value=before]').click(); " + shown % "play" + ".click()")
        page.wait ("parseInt (document.getElementById ('now').textContent.slice (-2)) >= 1", 20)
        page.choose ("#file", broken)
        page.wait ("! document.getElementById ('problem').hidden", 20)
        told = page.run (shown % "problem" + ".textContent")
        assert told == "This browser cannot read the file as sound. (letter.wav)", told
        check_quiet (page, origin)
        check_nodes (page)


def noisy_voice (folder):
    """Rate and samples of the project's recording, which the program decodes: the sum of what it finds in it."""
    parts = separated_by_program (root / "Resources/Audio/noisy-voice.flac", "speech-plain", folder / "parts").values()
    return [rate for rate, _ in parts][0], array.array ("f", map (sum, zip (*(channels[0] for _, channels in parts))))


def voice_for (seconds, rate, folder):
    """The noisy voice at the microphone's rate, again and again at changing levels, in 16 bits."""
    file_rate, voice = noisy_voice (folder)
    draw = random.Random (1)
    sound = array.array ("h")
    for n in range (seconds * rate):
        position = n * file_rate / rate
        at, share = int (position), position % 1
        a, b = voice[at % len (voice)], voice[(at + 1) % len (voice)]
        level = .5 + .4 * math.sin (n / rate)
        sound.append (round (32767 * max (-1, min (1, level * (a + share * (b - a)) + draw.uniform (-.002, .002)))))
    return sound


def find (part, whole):
    """Where a piece of sound lies in a longer one, to the sample; None where it does not. The voice comes again, but its noise
    does not: what differs by 60 dB less than the piece is the same."""
    energy = math.fsum (x * x for x in part)
    first = max (range (len (part)), key=lambda n: abs (part[n]))
    for at in range (len (whole) - len (part)):
        if abs (whole[at + first] - part[first]) < .001:
            if math.fsum ((a - b) ** 2 for a, b in zip (part[:400], whole[at : at + 400])) < 1e-6 * energy:
                if math.fsum ((a - b) ** 2 for a, b in zip (part, whole[at : at + len (part)])) < 1e-6 * energy:
                    return at
    return None


# Records what the browser gives of its microphone beside the page, sample for sample: a module of the site, and what hangs it in.
RECORDER = """registerProcessor ("recorder", class extends AudioWorkletProcessor {
  process ([[sound]]) {
    this.port.postMessage (sound ? sound.slice() : new Float32Array (128));
    return true;
  }
});"""
RECORD = """window.given = [];
window.MediaStreamAudioSourceNode = class extends MediaStreamAudioSourceNode {
  connect (node) {
    this.context.audioWorklet.addModule ("./recorder.js").then (() => {
      const recorder = new AudioWorkletNode (this.context, "recorder", { numberOfOutputs: 0 });
      recorder.port.onmessage = ({ data }) => given.push (data);
      super.connect (recorder);
    });
    return super.connect (node);
  }
};"""
RECORDED = """new Promise ((done) => {
  const reader = new FileReader();
  reader.onload = () => done (reader.result.split (",")[1]);
  reader.readAsDataURL (new Blob (given));
})"""


def site_with_recorder (folder):
    shutil.copytree (site, folder)
    (folder / "recorder.js").write_text (RECORDER)
    return folder


def check_microphone (folder):
    """A minute of a microphone: its sources are those that the program finds in it, and sum to what the browser gave, from the
    recorder's first second to the last sample. What the browser itself lost is told; a page that is too slow would make it lose
    seconds."""
    rate = 44100 # of Chromium's microphone, whatever the file's
    sound = voice_for (MICROPHONE_SECONDS + 10, rate, folder)
    write_wav (folder / "microphone.wav", rate, sound)
    recorded = site_with_recorder (folder / "site")
    with served (recorded) as (origin, _), browser.Browser (chromium, folder, folder / "microphone.wav") as page:
        page.call ("Page.addScriptToEvaluateOnNewDocument", source=RECORD)
        page.open (origin)
        page.run (shown % "microphone" + ".click()")
        page.wait (f"parseFloat ({shown % 'now'}.textContent.replace (/.*:/, '')) >= 1", 60)
        page.wait (f"{shown % 'now'}.textContent >= '1:00'", MICROPHONE_SECONDS + 30)
        page.wait (f"given.length * 128 >= {MICROPHONE_SECONDS * rate}", 30) # the recorder's module comes late
        facts = page.run (shown % "facts" + ".innerText").split ("\n")
        print ("; ".join (facts[1:]))
        page.run (shown % "microphone" + ".click()")
        page.wait (is_separated, 30)
        ours = saved_by_page (page)
        given = array.array ("f", base64.b64decode (page.run (RECORDED)))
        check_quiet (page, origin)
    heard = array.array ("f", map (sum, zip (*(channels[0] for _, channels in ours.values()))))
    write_wav (folder / "heard.wav", rate, heard)
    compare (ours, separated_by_program (folder / "heard.wav", "speech", folder / "by-program"), "a minute of a microphone",
             tail=rate // 10) # there the page has processed what came after the file's end
    check_nothing_missing (heard, given, rate)
    tell_what_the_browser_lost (heard, sound, rate)


def check_nothing_missing (heard, given, rate):
    start = find (given[rate : 2 * rate], heard)
    assert start is not None, "What the browser gave is not in the sum of the sources."
    count = min (len (given) - rate, len (heard) - start)
    assert count > (MICROPHONE_SECONDS - 3) * rate, f"Only {count / rate:.1f} s can be compared."
    difference = difference_db (heard[start : start + count], given[rate : rate + count])
    print (f"{count / rate:.1f} s: the sum of the sources differs from what the browser gave by {difference:.1f} dB")
    assert difference < -100, "Sound is missing, or was put in."


def tell_what_the_browser_lost (heard, sound, rate):
    """By the seconds without a gap of their own: where each lies in what was played, from the first to the last of them."""
    played = array.array ("f", (x / 32768 for x in sound))
    seconds = range (rate, len (heard) - 2 * rate, 3 * rate)
    whole = [(at, start) for at in seconds if (start := find (heard[at : at + rate], played)) is not None]
    assert len (whole) > 1, "The microphone's sound is not in the sum of the sources."
    (first, first_start), (last, last_start) = whole[0], whole[-1]
    lost = (last_start - first_start - (last - first)) / rate
    print (f"the browser lost {1000 * lost:.1f} ms of {(last - first) / rate:.1f} s before they came to the page "
           f"({len (whole)} of {len (seconds)} seconds have no gap)")
    assert abs (lost) < 1, "The page is too slow for the browser."


# Both nodes in an offline context, which renders without a clock, beside a separator that takes the same blocks. The largest
# difference, and what is said where there can be no node.
NODES = """(async () => {
  const { createCleanNode, createSeparator, createSeparatorNode } = await import ("./unbraid.js");
  const sound = Float32Array.from ({ length: 24000 }, (_, n) => Math.sin (n / 20 + 3 * Math.sin (n / 900)) * Math.random());
  const render = async (make, outputs) => {
    const context = new OfflineAudioContext ({ numberOfChannels: outputs, length: sound.length, sampleRate: 48000 });
    const buffer = new AudioBuffer ({ length: sound.length, sampleRate: 48000 });
    buffer.copyToChannel (sound, 0);
    const source = new AudioBufferSourceNode (context, { buffer });
    const node = source.connect (await make (context));
    const merger = new ChannelMergerNode (context, { numberOfInputs: outputs });
    for (let output = 0; output < outputs; ++output) node.connect (merger, output, output);
    merger.connect (context.destination);
    source.start();
    const rendered = await context.startRendering();
    return Array.from ({ length: outputs }, (_, i) => rendered.getChannelData (i));
  };
  const separator = await createSeparator ({ dictionary: "speech-light" });
  const run = (call, outputs) => {
    separator.reset();
    const made = Array.from ({ length: outputs }, () => new Float32Array (sound.length));
    for (let n = 0; n < sound.length; n += 128) {
      const part = (array) => array.subarray (n, n + 128);
      call ([part (sound)], made.map (part));
    }
    return made;
  };
  const worst = (a, b) => Math.max (...a.map ((channel, i) => channel.reduce ((most, x, n) => Math.max (most, Math.abs (x - b[i][n])), 0)));
  const options = { dictionary: "speech-light" };
  const sources = worst (await render ((context) => createSeparatorNode (context, options), 2), run ((i, o) => separator.process (i, o), 2));
  const cleaned = await render (async (context) => {
    const node = await createCleanNode (context, options);
    node.parameters.get ("reduction").value = -12;
    return node;
  }, 1);
  const clean = worst (cleaned, run ((i, o) => separator.clean (i, o, -12), 1));
  const refused = await createSeparatorNode (new OfflineAudioContext (1, 1, 48000), { dictionary: "unheard-of" }).catch ((problem) => problem.message);
  return { sources, clean, refused };
}) ()"""


def check_nodes (page):
    made = page.run (NODES)
    print (f"the nodes differ from a separator by {made['sources']} and {made['clean']}; without a dictionary: {made['refused']}")
    assert made["sources"] == 0 and made["clean"] == 0
    assert made["refused"] == "The file cannot be fetched. (unheard-of.safetensors: 404)"


def check_stated (pattern, num_bytes):
    """Docs/Web.md states a size to a tenth of a megabyte, or more exactly."""
    stated = re.search (pattern, (root / "Docs/Web.md").read_text())
    assert stated, f"Docs/Web.md does not say: {pattern}"
    assert abs (float (stated[1]) - num_bytes / 1e6) <= .07, f"{stated[0]}: {num_bytes} bytes"


def check_offline (folder):
    """The first load is small; after it the page works without its server."""
    first = sum (path.stat().st_size for path in site.iterdir() if path.suffix in (".html", ".js", ".css", ".wasm", ".webmanifest", ".svg"))
    first += (site / "dictionaries/speech.safetensors").stat().st_size
    print (f"page, engine and `speech`: {first} bytes; the engine alone {(site / 'unbraid.wasm').stat().st_size}")
    assert first <= MAX_FIRST_LOAD
    check_stated (r"The engine has ([\d.]+) MB", (site / "unbraid.wasm").stat().st_size)
    check_stated (r"engine and `speech` together ([\d.]+) MB", first)
    check_stated (r"`band` has ([\d.]+) MB more", (site / "dictionaries/band.safetensors").stat().st_size)
    needed = (site / "release.js").read_text().split ("others")[0]
    for script in (root / "web").glob ("*.js"):
        assert script.name == "service-worker.js" or f'"{script.name}"' in needed, f"{script.name} is not kept for the time offline"
    with served (site) as (origin, server), browser.Browser (chromium, folder) as page:
        page.open (origin)
        page.run ("navigator.serviceWorker.ready.then (() => 1)")
        page.wait ("navigator.serviceWorker.controller", 30)
        server.shutdown()
        server.server_close()
        page.call ("Network.clearBrowserCache")
        page.call ("Page.reload")
        page.wait ("document.readyState === 'complete' && document.getElementById ('example')?.onclick", 30)
        page.run (shown % "example" + ".click()")
        page.wait (is_separated, 120)
        ours = saved_by_page (page)
        compare (ours, separated_by_program (root / "Resources/Audio/noisy-voice.flac", "speech", folder / "by-program"), "offline")


# What the comparison by ear reckons with: delays found, levels matched, excerpts apart, pairs balanced, and chances.
BLIND = """(async () => {
  const { chanceOf, countsOf, delayOf, matched, placesOf, trialsOf, withoutMean } = await import ("./blind.js");
  let seed = 1;
  const random = () => (seed = (seed * 69069 + 1) % 4294967296) / 4294967296;
  const voice = Float32Array.from ({ length: 64000 }, (_, n) => (random() - .5) * Math.max (0, Math.sin (n / 3000)));
  const late = (by) => Float32Array.from ({ length: 64000 }, (_, n) => .2 * (voice[n - by] ?? 0) + .01 * (random() - .5));
  const [one, other] = matched ([voice], [voice.map ((x) => 9 * x)]);
  let numMeans = 0;
  const counted = new (class extends Float32Array {
    static get [Symbol.species] () { return Float32Array; }
    reduce (...how) { ++numMeans; return super.reduce (...how); }
  }) (1000);
  withoutMean (counted);
  const trials = trialsOf ([0, 16000, 32000], 9, random);
  return { numMeans, delays: [0, 1, 333, -250, 7900].map ((by) => delayOf (voice, late (by), 16000)),
    levels: [Math.max (...one[0].map (Math.abs)), Math.max (...one[0].map ((x, n) => Math.abs (x - other[0][n])))],
    places: placesOf (voice, 16000, .5, 12), silent: placesOf (new Float32Array (16000), 16000, .25, 12),
    perPlace: [0, 16000, 32000].map ((place) => trials.filter ((trial) => trial.place === place).length),
    firstIsA: trials.filter ((trial) => trial.isFirstA).length,
    counts: countsOf ([{ isFirstA: true }, { isFirstA: false }, { isFirstA: true }, { isFirstA: false }], ["A", "A", "none", "B"]),
    chances: [chanceOf (9, 1), chanceOf (1, 9), chanceOf (5, 5), chanceOf (0, 0), chanceOf (20, 0)] };
}) ()"""


def check_blind (page):
    found = page.run (BLIND)
    assert found["numMeans"] == 1, "The mean of a song's levels is made once, not once a level."
    assert found["delays"] == [0, 1, 333, -250, 7900], found["delays"]
    assert found["levels"][0] <= .98 and found["levels"][1] < 1e-6, found["levels"]
    assert len (found["places"]) > 1 and all (b - a >= 8000 for a, b in zip (found["places"], found["places"][1:])), found["places"]
    assert found["perPlace"] == [3, 3, 3] and found["firstIsA"] == 5, found
    assert found["counts"] == {"first": 2, "second": 1, "none": 1}, found["counts"]
    expected = [2 * 11 / 1024, 2 * 11 / 1024, 1, 1, 2 / 2 ** 20] # of fair coins: ten of them, and twenty
    assert all (abs (a - b) < 1e-12 for a, b in zip (found["chances"], expected)), found["chances"]


def answer_pairs (page, answers):
    """Starts and answers; the rows that the page saves, and what it counts."""
    page.run (f"{shown % 'count'}.value = 5; {shown % 'start'}.click()")
    for number, answer in enumerate (answers, 1):
        page.wait (f"{shown % 'number'}.textContent === 'Pair {number} of {len (answers)}'", 30)
        page.run (f"document.querySelector ('input[name=heard][value=B]').click(); document.querySelector ('[data-answer={answer}]').click()")
    page.wait (f"! {shown % 'verdict'}.hidden", 30)
    counts = [int (each) for each in page.run ("[...document.querySelectorAll ('#verdict dd')].map ((each) => each.textContent)")]
    saved = page.download (shown % "save" + ".click()")
    lines = saved.read_text().split ("\n")
    saved.unlink() # the next one has its name
    rows = [line.split (",") for line in lines[1 : 1 + len (answers)]]
    for (_, _, a, preferred), answer in zip (rows, answers):
        assert preferred == ("none" if answer == "none" else a if answer == "A" else {"first": "second", "second": "first"}[a]), lines
    assert counts == [sum (row[3] == word for row in rows) for word in ("first", "second", "none")], (counts, lines)
    page.run (shown % "again" + ".click()")
    return lines


def check_compare (folder):
    """The comparison by ear: before and after, and with a file that another program may have made."""
    rate, voice = noisy_voice (folder)
    write_wav (folder / "voice.wav", rate, voice)
    speech = separated_by_program (folder / "voice.wav", "speech", folder / "by-program")["speech"][1][0]
    late = array.array ("f", [0] * 700 + [x / 4 for x in speech])
    write_wav (folder / "peer.wav", rate, late)
    (folder / "letter.wav").write_bytes (b"Dear friends" * 100)
    with served (site) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin + "compare.html")
        check_blind (page)
        page.choose ("#file", folder / "voice.wav")
        page.wait (f"! {shown % 'start'}.disabled", 120)
        lines = answer_pairs (page, ("A", "B", "none", "A", "A"))
        assert lines[-3:-1] == ['first,"Unbraid (speech, speech)"', 'second,"the recording"'], lines
        page.choose ("#peer-file", folder / "peer.wav")
        page.wait (f"{shown % 'peer'}.textContent === 'peer'", 30)
        assert page.run ("document.querySelector ('input[name=kind]:checked').value") == "peer"
        lines = answer_pairs (page, ("B", "B", "B", "none", "none"))
        assert lines[-2] == 'second,"peer"', lines
        page.choose ("#peer-file", folder / "letter.wav")
        page.wait ("! document.getElementById ('problem').hidden", 20)
        assert page.run (shown % "problem" + ".textContent") == "This browser cannot read the file as sound. (letter.wav)"
        check_quiet (page, origin)


def check_package (folder):
    """The modules in Node, without a browser."""
    node = shutil.which ("node")
    if node is None:
        print ("skipped: Node is missing")
        sys.exit (77)
    quiet = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"] # nothing is collected while it is counted
    if npm := shutil.which ("npm"):
        packed = subprocess.run ([npm, "pack", "--dry-run", "--json"], cwd=site, check=True, stdout=subprocess.PIPE).stdout
        check_stated (r"npm package has\s+([\d.]+) MB packed", json.loads (packed)[0]["size"])
    subprocess.run ([node, *quiet, str (root / "Tests/Web/check_package.mjs"), str (site), str (folder)], check=True)


with tempfile.TemporaryDirectory (ignore_cleanup_errors=True) as place:
    {"recording": check_recording, "microphone": check_microphone, "offline": check_offline, "compare": check_compare,
     "package": check_package}[check] (pathlib.Path (place))

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page: a recording or a microphone comes in, is separated, shown, heard and saved.
import { Columns, frequencyAt, highestHz, lowestHz } from "./columns.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { readSound, wavOf, zipOf } from "./sound-files.js";
import { Strips } from "./strips.js";
import { createSeparatorNode, loadDictionary, loadEngine } from "./unbraid.js";

const fileColumns = 1600;
const liveColumns = 800;
const liveSeconds = 8;
const maxMinutes = 20; // of a microphone

const element = (id) => document.getElementById(id);
const picture = new Picture(element("picture"));
const player = new Player();
const strips = new Strips(element("strips"), { onGains: showGains, onSave: saveSource });

let recording; // { name, channels, sampleRate } as it was opened
let result; // { name, sources, stems [sources][channels], sampleRate }
let worker; // that separates a recording
let turn = 0; // counts what is separated, and what is read before it: what is older than the newest is given up
let reading = 0;
let live; // { node, stream, columns, chunks, context, seconds }

const heardGains = () => strips.gains(document.querySelector("input[name=heard]:checked").value === "before");

function showGains() {
  player.setGains(heardGains());
  picture.setGains(heardGains());
}

// What is told

function tellProblem(text) {
  element("problem").textContent = text;
  element("problem").hidden = !text;
}

const tell = (text) => {
  element("status").textContent = text;
};

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function showFacts(facts) {
  element("facts").hidden = false;
  element("facts")
    .querySelector("dl")
    .replaceChildren(
      ...Object.entries(facts).flatMap(([name, value]) => {
        const [term, detail] = ["dt", "dd"].map((tag) => document.createElement(tag));
        term.textContent = name;
        detail.textContent = value;
        return [term, detail];
      }),
    );
}

function showFrequencies() {
  element("frequencies").replaceChildren(
    ...[50, 100, 200, 500, 1000, 2000, 5000, 10000].map((hz) => {
      const label = document.createElement("span");
      label.textContent = hz < 1000 ? hz : `${hz / 1000}k`;
      label.style.bottom = `${(100 * Math.log(hz / lowestHz)) / Math.log(highestHz / lowestHz)}%`;
      label.style.transform = "translateY(50%)";
      label.title = `${hz} Hz`;
      return label;
    }),
  );
}

/** Labels below the picture. seconds  that it spans; isLive: counted back from now */
function showTimes(seconds, isLive) {
  const most = Math.max(3, Math.floor(element("times").clientWidth / 90));
  const step =
    [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((each) => seconds / each <= most) ?? 1200;
  const labels = [];
  for (let at = 0; at < seconds - step / 3; at += step) {
    const label = document.createElement("span");
    label.textContent = isLive ? (at === 0 ? "now" : `−${at}`) : step < 1 ? `${at.toFixed(1)}` : clock(at);
    label.style.left = `${100 * (isLive ? 1 - at / seconds : at / seconds)}%`;
    label.className = at === 0 && !isLive ? "first" : "";
    if (at === 0 && isLive) label.style.transform = "translateX(-110%)";
    labels.push(label);
  }
  element("times").replaceChildren(...labels);
}

function showTransport() {
  const isPlaying = player.isPlaying;
  element("play").disabled = !result;
  element("play").setAttribute("aria-label", isPlaying ? "Pause" : "Play");
  element("play-icon").setAttribute("d", isPlaying ? "M7 5h4v14H7zM13 5h4v14h-4z" : "M8 5v14l11-7z");
  element("save").disabled = !result;
  strips.canSave = Boolean(result);
  element("monitor").hidden = !live;
  element("playhead").hidden = !result;
  element("whole").textContent = result ? `of ${clock(Math.round(player.duration))}` : "";
}

/** Meters and playhead, once a frame. */
function animate() {
  strips.showPeaks(player.isPlaying || live ? player.peaks() : []);
  if (result) {
    element("now").textContent = clock(player.position);
    element("playhead").style.left = `${(100 * player.position) / player.duration}%`;
  } else element("now").textContent = clock(live?.seconds ?? 0);
  requestAnimationFrame(animate);
}

// Recordings

/** Gives up what was opened, or is being separated. */
async function forget() {
  ++turn;
  ++reading;
  worker?.terminate();
  result = undefined;
  tellProblem("");
  element("progress").hidden = true;
  element("facts").hidden = true;
  showTransport();
  await stopLive();
  await player.stop();
  result = undefined;
  showTransport();
  return turn;
}

/** Reads a file; what was opened before stays until that has been read. */
async function open(file) {
  const own = ++reading;
  tellProblem("");
  tell(`Reading ${file.name}`);
  try {
    const read = await readSound(file);
    if (own !== reading) return;
    recording = read;
  } catch (problem) {
    if (own !== reading) return;
    tell("");
    tellProblem(problem.message);
    return;
  }
  await separateRecording();
}

async function separateRecording() {
  const own = await forget();
  const { name, channels, sampleRate } = recording;
  const dictionary = element("dictionary").value;
  begin();
  tell(`Loading the dictionary “${dictionary}”`);
  try {
    const [module, bytes] = await Promise.all([loadEngine(), loadDictionary(dictionary)]);
    if (own !== turn) return;
    tell("Separating");
    const seconds = channels[0].length / sampleRate;
    showTimes(seconds, false);
    const done = await runWorker({
      module,
      dictionary: bytes,
      sound: channels,
      sampleRate,
      numColumns: fileColumns,
    });
    result = { name, sources: done.sources, sampleRate, stems: inSources(done.stems, channels.length) };
    await player.load(result.stems, sampleRate);
    tell(
      `Separated in ${done.seconds.toFixed(1)} s, ${(seconds / done.seconds).toFixed(1)} times as fast as it plays`,
    );
    showFacts({
      Recording: name,
      "Sample rate": `${sampleRate / 1000} kHz`,
      Channels: channels.length,
      Dictionary: dictionary,
      "Time to separate": `${done.seconds.toFixed(1)} s`,
    });
  } catch (problem) {
    tell("");
    tellProblem(problem.message);
  }
  element("progress").hidden = true;
  showGains();
  showTransport();
}

/** The sound of all channels of a source, source by source. */
const inSources = (flat, channels) =>
  Array.from({ length: flat.length / channels }, (_, i) => flat.slice(i * channels, (i + 1) * channels));

function runWorker(request) {
  worker = new Worker("worker.js", { type: "module" });
  return new Promise((resolve, reject) => {
    let sources;
    worker.onerror = () =>
      reject(new Error("The separation stopped. (the browser may have run out of memory)"));
    worker.onmessage = ({ data }) => {
      if (data.type === "ready") {
        sources = data.sources;
        strips.show(sources);
        picture.begin(sources.length, request.numColumns, false);
        picture.setGains(heardGains());
        element("progress").hidden = false;
      } else if (data.type === "progress") {
        picture.add(data.columns);
        element("progress").firstElementChild.style.width = `${100 * data.share}%`;
        tell(`Separating, ${Math.round(100 * data.share)} %`);
      } else if (data.type === "done") resolve({ ...data, sources });
      else reject(new Error(data.message));
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

// The microphone

async function startLive() {
  const own = await forget();
  try {
    if (!navigator.mediaDevices)
      throw new Error("Browsers give the microphone to pages at https and localhost only.");
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 },
    });
    const context = await player.open(stream.getAudioTracks()[0].getSettings().sampleRate); // some do not tell it
    const dictionary = element("dictionary").value;
    tell(`Loading the dictionary “${dictionary}”`);
    const node = await createSeparatorNode(context, { dictionary, report: 2048 });
    if (own !== turn) {
      stream.getTracks().forEach((track) => track.stop());
      node.close();
      return;
    }
    const { sources } = node;
    const hop = Math.round((liveSeconds * context.sampleRate) / liveColumns);
    live = {
      node,
      stream,
      context,
      chunks: [],
      seconds: 0,
      dictionary,
      columns: new Columns(context.sampleRate, sources.length, hop, (column) => picture.add([column])),
    };
    begin();
    strips.show(sources);
    picture.begin(sources.length, liveColumns, true);
    showTimes(liveSeconds, true);
    node.port.onmessage = ({ data }) => {
      if (data.type === "sound") takeSound(data);
    };
    node.onprocessorerror = () => {
      tellProblem("The engine stopped on the audio thread.");
      stopLive();
    };
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(node);
    player.listen(node, element("monitor").querySelector("input").checked);
    stream.getAudioTracks()[0].onended = () => {
      tellProblem("The microphone is gone.");
      stopLive();
    };
    tell("Listening to the microphone");
  } catch (problem) {
    tell("");
    const why = {
      NotAllowedError: "The browser does not allow the microphone.",
      NotFoundError: "There is no microphone.",
    };
    tellProblem(why[problem.name] ?? problem.message);
    await stopLive();
  }
  showGains();
  showLive();
}

function takeSound({ sound, busy, frames }) {
  if (!live) return;
  live.chunks.push(sound);
  live.seconds = frames / live.context.sampleRate;
  live.columns.add(sound);
  const share = (100 * busy) / (1000 * live.seconds);
  showFacts({
    "Sample rate": `${live.context.sampleRate / 1000} kHz`,
    Dictionary: live.dictionary,
    Latency: `${((1000 * live.node.latency) / live.context.sampleRate).toFixed(1)} ms`,
    "Engine, of one core": `${share.toFixed(1)} %`,
  });
  if (live.seconds > 60 * maxMinutes) stopLive();
}

/** Ends the microphone; what it gave becomes a recording that is separated already. */
async function stopLive() {
  if (!live) return;
  const { node, stream, context, chunks } = live;
  const { sources, latency } = node;
  live = undefined;
  node.close();
  stream.getTracks().forEach((track) => track.stop());
  const length = Math.max(0, chunks.reduce((sum, chunk) => sum + chunk[0].length, 0) - latency);
  if (length > 0) {
    const stems = sources.map((_, source) => [joined(chunks, source, latency, length)]);
    const sum = new Float32Array(length);
    for (const [stem] of stems) for (let n = 0; n < length; ++n) sum[n] += stem[n];
    recording = { name: "microphone", channels: [sum], sampleRate: context.sampleRate };
    result = { name: recording.name, sources, sampleRate: context.sampleRate, stems };
    await player.load(stems, context.sampleRate);
    showWhole(stems, context.sampleRate);
    tell(`Recorded ${clock(length / context.sampleRate)}`);
  }
  showLive();
}

/** One source of all pieces, without the latency at its beginning. */
function joined(chunks, source, latency, length) {
  const stem = new Float32Array(length);
  let at = -latency;
  for (const chunk of chunks) {
    const part = chunk[source].subarray(Math.max(0, -at));
    if (part.length > 0) stem.set(part, Math.max(0, at));
    at += chunk[source].length;
  }
  return stem;
}

/** The picture of a recording that is separated already. */
function showWhole(stems, sampleRate) {
  const { length } = stems[0][0];
  const made = [];
  picture.begin(stems.length, fileColumns, false);
  const columns = new Columns(
    sampleRate,
    stems.length,
    Math.max(1, Math.round(length / fileColumns)),
    (column) => made.push(column),
  );
  columns.add(stems.map(([stem]) => stem));
  columns.finish(fileColumns);
  picture.add(made);
  showTimes(length / sampleRate, false);
  showGains();
}

function showLive() {
  element("microphone").setAttribute("aria-pressed", String(Boolean(live)));
  element("microphone-text").textContent = live ? "Stop" : "Microphone";
  showTransport();
}

// Saving

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function saveAll() {
  try {
    save(zipOf(result.sources.map((_, source) => fileOf(source))), `${result.name}.zip`);
  } catch {
    tellProblem("The browser has not enough memory for all sources in one file; save them one by one.");
  }
}

const fileOf = (source) => ({
  name: `${result.name}.${result.sources[source].name}.wav`,
  bytes: wavOf(result.stems[source], result.sampleRate),
});

function saveSource(source) {
  const { name, bytes } = fileOf(source);
  save(new Blob([bytes], { type: "audio/wav" }), name);
}

// What is pressed

function begin() {
  element("welcome").hidden = true;
  document.body.classList.remove("empty");
}

async function togglePlay() {
  if (!result) return;
  if (player.isPlaying) player.pause();
  else {
    player.gains = heardGains();
    await player.play();
  }
  showTransport();
}

async function seekTo(event) {
  if (!result) return;
  const { left, width } = element("view").getBoundingClientRect();
  await player.seek((player.duration * (event.clientX - left)) / width);
}

async function openExample() {
  const answer = await fetch("example.flac");
  await open(new File([await answer.blob()], "noisy-voice.flac"));
}

function connect() {
  player.onEnded = showTransport;
  for (const id of ["open", "choose"]) element(id).onclick = () => element("file").click();
  element("file").onchange = ({ target }) => {
    if (target.files[0]) open(target.files[0]);
    target.value = "";
  };
  element("example").onclick = openExample;
  element("speak").onclick = startLive;
  element("microphone").onclick = () => (live ? stopLive() : startLive());
  element("monitor").onchange = ({ target }) => player.hear(target.checked);
  element("dictionary").onchange = async () => {
    if (live) {
      await stopLive();
      await startLive();
    } else if (recording) await separateRecording();
  };
  element("play").onclick = togglePlay;
  element("save").onclick = saveAll;
  element("view").onclick = seekTo;
  for (const choice of document.querySelectorAll("input[name=heard]")) choice.onchange = showGains;
  document.onkeydown = (event) => {
    if (event.target.matches("input, select, button") || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const press = {
      " ": togglePlay,
      b: () => document.querySelector("input[name=heard]:not(:checked)").click(),
      ArrowLeft: () => player.seek(player.position - 5),
      ArrowRight: () => player.seek(player.position + 5),
    }[event.key];
    if (!press || (!result && event.key !== "b")) return;
    event.preventDefault();
    press();
  };
  document.ondragover = (event) => {
    event.preventDefault();
    element("drop").hidden = false;
  };
  document.ondragleave = ({ relatedTarget }) => {
    if (!relatedTarget) element("drop").hidden = true;
  };
  document.ondrop = (event) => {
    event.preventDefault();
    element("drop").hidden = true;
    if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
  };
}

connect();
showFrequencies();
showTransport();
animate();
navigator.serviceWorker?.register("service-worker.js").catch(() => {}); // offline is a convenience

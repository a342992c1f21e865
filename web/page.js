// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page: a recording or a microphone comes in, is separated, shown, heard and saved.
import { clock, showFrequencies, showTimes } from "./axes.js";
import { Columns } from "./columns.js";
import { connectFiles, connectKeys } from "./controls.js";
import { addOwn, dictionaryOf, fillChoices, isDictionary, loadChoice, titleOf } from "./dictionaries.js";
import { Live } from "./live.js";
import { keepOffline } from "./offline.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { mixOf, save, wavOf, zipOf } from "./saving.js";
import { separateInWorker } from "./separation.js";
import { readSound } from "./sound-files.js";
import { Strips } from "./strips.js";
import { loadEngine } from "./unbraid.js";
import { element, showControls, showFacts, showWelcome, tell, tellProblem, tellShare } from "./view.js";

const fileColumns = 1600;
const liveColumns = 800;
const liveSeconds = 8;
const maxMinutes = 20; // of a microphone
const faintest = 0.06; // gain at which the picture still shows a source that is not heard

const picture = new Picture(element("picture"));
const player = new Player();
const strips = new Strips(element("strips"), { onGains: showGains, onSave: saveSource });

let recording; // as `readSound` gives it
let result; // { name, sources, stems [sources][channels], sampleRate }
let dictionary; // the choice that is shown
let separation; // AbortController of what is being separated
let live; // the microphone that is separated
let opening; // the one that is not open yet
let turn = 0; // counts what is shown: what was asked for before it is given up
let reading = 0; // counts what is fetched and read before it is shown; until then, what was shown before stays

const isBefore = () => document.querySelector("input[name=heard]:checked").value === "before";

function showGains() {
  const gains = strips.gains(isBefore());
  player.setGains(gains);
  picture.setGains(gains.map((gain) => Math.max(gain, faintest)));
}

function showState() {
  const { isPlaying, duration } = player;
  const isSeparating = Boolean(separation);
  showControls({
    result,
    isPlaying,
    duration,
    isSeparating,
    isLive: Boolean(live),
    isOpening: Boolean(opening),
  });
  strips.canSave = Boolean(result);
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

/** Gives up what is shown, is being separated or is heard by the microphone. */
function forget() {
  separation?.abort(new Error("Cancelled."));
  live?.close();
  separation = live = result = undefined;
  player.stop();
  element("facts").hidden = true;
  showState();
  return ++turn;
}

/** The engine and a dictionary, before anything is given up for them; a failure leaves the old choice. */
async function load(choice) {
  tellProblem("");
  tell(`Loading the dictionary “${titleOf(choice)}”`);
  return Promise.all([loadEngine(), loadChoice(choice)]);
}

function failed(problem) {
  element("dictionary").value = dictionary;
  tell(live ? "Listening to the microphone" : "");
  tellProblem(problem.message);
  showState();
}

// Recordings

/** Reads a file, a recording or a dictionary; what was shown before stays until that has been read. */
async function open(file) {
  const own = ++reading;
  opening?.close();
  tellProblem("");
  tell(`Reading ${file.name}`);
  try {
    if (isDictionary(file)) {
      await addOwn(element("dictionary"), file);
      if (own === reading) await chooseDictionary();
      return;
    }
    const read = await readSound(file);
    if (own === reading) await separateRecording(read);
  } catch (problem) {
    if (own === reading) failed(problem);
  }
}

async function separateRecording(read) {
  const own = ++reading;
  opening?.close();
  const choice = element("dictionary").value;
  let loaded;
  try {
    loaded = await load(choice);
  } catch (problem) {
    if (own === reading) failed(problem);
    return;
  }
  if (own !== reading) return;
  const controller = new AbortController();
  let shown; // once the engine is ready
  const onReady = (sources) => {
    if (own !== reading) controller.abort(new Error("Cancelled."));
    else shown = showSeparation(read, choice, sources, controller);
  };
  try {
    const done = await runSeparation(read, loaded, onReady, controller.signal);
    if (shown === turn) showSeparated(read, done);
  } catch (problem) {
    if (shown === turn) giveUp(problem.message);
    else if (shown === undefined && own === reading) failed(problem);
  }
}

/** From here on, what was shown before is given up. */
function showSeparation(read, choice, sources, controller) {
  const shown = forget();
  [recording, dictionary, separation] = [read, choice, controller];
  showWelcome(false);
  strips.show(sources);
  picture.begin(sources.length, fileColumns, false);
  showTimes(element("times"), read.channels[0].length / read.sampleRate, false);
  tell("Separating");
  tellShare(0, 0);
  showGains();
  showState();
  return shown;
}

function runSeparation({ channels, sampleRate }, [module, bytes], onReady, signal) {
  const request = { module, dictionary: bytes, sound: channels, sampleRate, numColumns: fileColumns };
  const started = performance.now();
  const onProgress = ({ share, columns }) => {
    if (signal.aborted) return;
    picture.add(columns);
    tellShare(share, (performance.now() - started) / 1000);
  };
  return separateInWorker(request, { onReady, onProgress, signal });
}

function showSeparated(read, { sources, stems, seconds }) {
  const { name, channels, sampleRate, numChannels } = read;
  separation = undefined;
  result = { name, sources, sampleRate, stems };
  player.load(stems, sampleRate);
  const speed = channels[0].length / sampleRate / seconds;
  tell(`Separated in ${seconds.toFixed(1)} s`);
  showFacts({
    Recording: name,
    "Sample rate": `${sampleRate / 1000} kHz`,
    Channels: numChannels > channels.length ? `${numChannels}, mixed to ${channels.length}` : channels.length,
    Dictionary: titleOf(dictionary),
    Speed: `${speed.toFixed(1)} × real time`,
  });
  showGains();
  showState();
}

/** Back to the first page. */
function giveUp(why = "") {
  forget();
  recording = undefined;
  tell("");
  tellProblem(why);
  showWelcome(true);
}

async function chooseDictionary() {
  if (live || opening) await startLive();
  else if (recording) await separateRecording(recording);
  else {
    dictionary = element("dictionary").value;
    tell("");
  }
}

// The microphone

async function startLive() {
  const own = ++reading;
  opening?.close();
  const choice = element("dictionary").value;
  const opened = new Live({
    onSound: takeSound,
    onGone: (why) => {
      tellProblem(why);
      stopLive();
    },
  });
  opening = opened;
  showState();
  try {
    await load(choice);
    const openContext = (rate) => {
      player.pause();
      return player.open(rate);
    };
    await opened.open({ dictionary: dictionaryOf(choice), openContext });
  } catch (problem) {
    opened.close();
    if (!live) player.close(); // a context remembers modules that failed
    if (opening === opened) opening = undefined;
    if (own === reading) failed(problem);
    else showState();
    return;
  }
  opening = undefined;
  forget();
  [live, dictionary] = [opened, choice];
  showLive();
}

function showLive() {
  const { node, context } = live;
  const { sources } = node;
  const hop = Math.round((liveSeconds * context.sampleRate) / liveColumns);
  live.columns = new Columns(context.sampleRate, sources.length, hop, (column) => picture.add([column]));
  showWelcome(false);
  strips.show(sources);
  picture.begin(sources.length, liveColumns, true);
  showTimes(element("times"), liveSeconds, true);
  player.listen(node, element("monitor").querySelector("input").checked);
  tell("Listening to the microphone");
  showGains();
  showState();
}

function takeSound(sound) {
  if (!live) return;
  const { sampleRate } = live.context;
  live.columns.add(sound);
  showFacts({
    "Sample rate": `${sampleRate / 1000} kHz`,
    Dictionary: titleOf(dictionary),
    Latency: `${((1000 * live.node.latency) / sampleRate).toFixed(1)} ms`,
    "Engine, of one core": `${(live.busyMilliseconds / (10 * live.seconds)).toFixed(1)} %`,
  });
  if (live.seconds > 60 * maxMinutes) stopLive();
}

/** Ends the microphone, open or not yet; what it gave becomes a recording that is separated already. */
async function stopLive() {
  ++reading;
  opening?.close();
  const ended = live;
  live = opening = undefined;
  tell("");
  showState();
  if (!ended) return;
  const shown = ++turn;
  const { stems, sources, sampleRate } = await ended.finish();
  const { length } = stems[0][0];
  if (shown !== turn || length === 0) return;
  const name = "microphone";
  const gains = new Array(sources.length).fill(1);
  recording = { name, channels: mixOf(stems, gains), sampleRate, numChannels: 1 };
  result = { name, sources, sampleRate, stems };
  player.load(stems, sampleRate);
  showWhole(stems, sampleRate);
  tell(`Recorded ${clock(length / sampleRate)}`);
  showState();
}

/** The picture of a recording that is separated already. */
function showWhole(stems, sampleRate) {
  const { length } = stems[0][0];
  const hop = Math.max(1, Math.round(length / fileColumns));
  const made = [];
  picture.begin(stems.length, fileColumns, false);
  const columns = new Columns(sampleRate, stems.length, hop, (column) => made.push(column));
  columns.add(stems.map(([stem]) => stem));
  columns.finish(fileColumns);
  picture.add(made);
  showTimes(element("times"), length / sampleRate, false);
  showGains();
}

// Saving

const wav = (channels) => wavOf(channels, result.sampleRate);
const fileOf = (source) => ({
  name: `${result.name}.${result.sources[source].name}.wav`,
  bytes: wav(result.stems[source]),
});

const saveWav = (bytes, name) => save(new Blob([bytes], { type: "audio/wav" }), name);

/** What is heard after the separation: with the gains, mutes and solos as they are set. */
function saveMix() {
  saveWav(wav(mixOf(result.stems, strips.gains(false))), `${result.name}.mix.wav`);
}

function saveAll() {
  try {
    save(zipOf(result.sources.map((_, source) => fileOf(source))), `${result.name}.zip`);
  } catch {
    tellProblem("The browser has not enough memory for all sources in one file; save them one by one.");
  }
}

function saveSource(source) {
  const { name, bytes } = fileOf(source);
  saveWav(bytes, name);
}

// Controls

async function togglePlay() {
  if (!result) return;
  if (player.isPlaying) player.pause();
  else {
    const playing = player.play();
    showState();
    await playing.catch((problem) => tellProblem(problem.message));
  }
  showState();
}

async function seekTo(event) {
  if (!result) return;
  const { left, width } = element("view").getBoundingClientRect();
  await player.seek((player.duration * (event.clientX - left)) / width);
}

async function openExample({ file, title, dictionary: choice }) {
  const own = ++reading;
  tellProblem("");
  tell(`Loading ${title}`);
  try {
    const answer = await fetch(file);
    if (!answer.ok) throw new Error(answer.status);
    const sound = new File([await answer.blob()], `${title}.flac`);
    if (own !== reading) return;
    element("dictionary").value = choice;
    await open(sound);
  } catch {
    if (own === reading) failed(new Error("The example cannot be fetched; there may be no network."));
  }
}

/** By steps of a few seconds. */
const skip = (seconds) => (result ? player.seek(player.position + seconds) : false);

const keys = {
  " ": () => (result ? togglePlay() : false),
  b: () => document.querySelector("input[name=heard]:not(:checked)").click(),
  ArrowLeft: () => skip(-5),
  ArrowRight: () => skip(5),
};
for (let source = 0; source < 9; ++source) keys[source + 1] = () => strips.solo(source);

function connect() {
  connectFiles(open, openExample);
  connectKeys(keys);
  player.onEnded = showState;
  element("speak").onclick = startLive;
  element("microphone").onclick = () => (live || opening ? stopLive() : startLive());
  element("monitor").onchange = ({ target }) => player.hear(target.checked);
  element("dictionary").onchange = chooseDictionary;
  element("play").onclick = togglePlay;
  element("mix").onclick = saveMix;
  element("save").onclick = saveAll;
  element("cancel").onclick = () => giveUp();
  element("view").onclick = seekTo;
  for (const choice of document.querySelectorAll("input[name=heard]")) choice.onchange = showGains;
}

fillChoices(element("dictionary"));
dictionary = element("dictionary").value;
connect();
showFrequencies(element("frequencies"));
showState();
animate();
keepOffline();

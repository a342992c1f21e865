// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page that compares by ear: a recording before and after, or what this engine and another program made of it.
import { chanceOf, countsOf, delayOf, matched, mono, placesOf, shifted, trialsOf } from "./blind.js";
import { fillChoices } from "./dictionaries.js";
import { save } from "./saving.js";
import { separateInWorker } from "./separation.js";
import { readSound } from "./sound-files.js";
import { loadDictionary, loadEngine } from "./unbraid.js";

const excerptSeconds = 5;
const fadeSeconds = 0.01;
const element = (id) => document.getElementById(id);

let recording; // { name, channels, sampleRate }
let peer; // the same, of another program
let separated; // { sources, stems [sources][channels], dictionary }
let session; // { first, second: names, sounds [2][channels], sampleRate, trials, answers }
let playing; // { context, gains [2], nodes }
let reading = 0; // counts what is read and separated: what is older than the newest is given up

const tell = (text) => {
  element("status").textContent = text;
};

function tellProblem(text) {
  element("problem").textContent = text;
  element("problem").hidden = !text;
}

function show(section) {
  for (const id of ["choices", "trial", "verdict"]) element(id).hidden = id !== section;
}

const kind = () => document.querySelector("input[name=kind]:checked").value;

function showReady() {
  element("recording").textContent = recording?.name ?? "";
  element("peer").textContent = peer?.name ?? "";
  element("start").disabled = !separated || (kind() === "peer" && !peer);
}

// What is compared

async function open(file) {
  const own = ++reading;
  tellProblem("");
  tell(`Reading ${file.name}`);
  try {
    const read = await readSound(file);
    if (own !== reading) return;
    [recording, peer, separated] = [read, undefined, undefined];
    await separate();
  } catch (problem) {
    tell("");
    tellProblem(problem.message);
  }
}

async function separate() {
  const own = ++reading;
  const dictionary = element("dictionary").value;
  separated = undefined;
  showReady();
  tell(`Separating by “${dictionary}”`);
  const [module, bytes] = await Promise.all([loadEngine(), loadDictionary(dictionary)]);
  const { channels, sampleRate } = recording;
  const request = { module, dictionary: bytes, sound: channels, sampleRate, numColumns: 1 };
  const onProgress = ({ share }) => tell(`Separating, ${Math.round(100 * share)} %`);
  const { sources, stems } = await separateInWorker(request, { onProgress });
  if (own !== reading) return;
  separated = { dictionary, sources, stems };
  element("source").replaceChildren(...sources.map(({ name }) => new Option(name)));
  element("source").disabled = false;
  tell("");
  showReady();
}

async function openPeer(file) {
  tellProblem("");
  try {
    peer = await readSound(file, recording?.sampleRate);
    document.querySelector("input[value=peer]").checked = true;
  } catch (problem) {
    tellProblem(problem.message);
  }
  showReady();
}

/** What is compared, at one time and of one length. [2][channels] */
function soundsToCompare() {
  const ours = separated.stems[element("source").selectedIndex];
  if (kind() === "before") return [ours, recording.channels];
  const delay = delayOf(mono(ours), mono(peer.channels), recording.sampleRate);
  const theirs = shifted(peer.channels, delay, ours[0].length);
  return ours.length === 1
    ? [ours, [mono(theirs)]]
    : [ours, theirs.length === 1 ? [theirs[0], theirs[0]] : theirs];
}

// A session

async function start() {
  tellProblem("");
  if (kind() === "peer" && peer.sampleRate !== recording.sampleRate)
    return tellProblem("Choose the other program's file again. (it was read for another recording)");
  const sounds = soundsToCompare();
  const places = placesOf(mono(sounds[0]), recording.sampleRate, excerptSeconds, 12);
  if (places.length === 0)
    return tellProblem("The source is silent in this recording; there is nothing to compare.");
  const source = element("source").value;
  session = {
    first: `Unbraid (${separated.dictionary}, ${source})`,
    second: kind() === "before" ? "the recording" : peer.name,
    sounds,
    sampleRate: recording.sampleRate,
    trials: trialsOf(places, Number(element("count").value), Math.random),
    answers: [],
  };
  show("trial");
  await present();
}

/** Both excerpts of the next pair begin to play in step, one of them silent. */
async function present() {
  const { trials, answers, sounds, sampleRate } = session;
  const { place, isFirstA } = trials[answers.length];
  element("number").textContent = `Pair ${answers.length + 1} of ${trials.length}`;
  document.querySelector("input[name=heard][value=A]").checked = true;
  const length = Math.min(Math.round(excerptSeconds * sampleRate), sounds[0][0].length - place);
  const excerpts = matched(
    ...sounds.map((channels) => channels.map((channel) => channel.slice(place, place + length))),
  );
  if (!isFirstA) excerpts.reverse();
  await stop();
  const context = new AudioContext({ sampleRate });
  const gains = excerpts.map((_, i) => new GainNode(context, { gain: i === 0 ? 1 : 0 }));
  const nodes = excerpts.map((channels, i) => {
    const buffer = new AudioBuffer({ length, numberOfChannels: channels.length, sampleRate });
    channels.forEach((channel, c) => buffer.copyToChannel(channel, c));
    const node = new AudioBufferSourceNode(context, { buffer, loop: true });
    node.connect(gains[i]).connect(context.destination);
    return node;
  });
  for (const node of nodes) node.start(context.currentTime + 0.05);
  playing = { context, gains, nodes };
  element("play").textContent = "Pause";
  await context.resume();
}

async function stop() {
  const context = playing?.context;
  playing = undefined;
  await context?.close();
}

function hear(which) {
  document.querySelector(`input[name=heard][value=${which}]`).checked = true;
  playing?.gains.forEach((node, i) =>
    node.gain.setTargetAtTime("AB"[i] === which ? 1 : 0, playing.context.currentTime, fadeSeconds),
  );
}

async function togglePlay() {
  if (!playing) return;
  const { context } = playing;
  await (context.state === "running" ? context.suspend() : context.resume());
  element("play").textContent = context.state === "running" ? "Pause" : "Play";
}

async function answer(given) {
  session.answers.push(given);
  if (session.answers.length < session.trials.length) return present();
  await stop();
  showVerdict();
}

function showVerdict() {
  const { first, second, none } = countsOf(session.trials, session.answers);
  const rows = { [session.first]: first, [session.second]: second, "No difference": none };
  element("verdict")
    .querySelector("dl")
    .replaceChildren(
      ...Object.entries(rows).flatMap(([name, value]) => {
        const [term, detail] = ["dt", "dd"].map((tag) => document.createElement(tag));
        term.textContent = name;
        detail.textContent = value;
        return [term, detail];
      }),
    );
  const chance = chanceOf(first, second);
  element("worth").textContent =
    first + second === 0
      ? "You preferred neither."
      : `Guessing gives a preference at least this clear in ${(100 * chance).toFixed(chance < 0.1 ? 1 : 0)} % of all cases` +
        ` (sign test, ${first + second} answers).`;
  show("verdict");
}

function saveAnswers() {
  const { first, second, trials, answers, sampleRate } = session;
  const lines = trials.map(({ place, isFirstA }, i) => {
    const preferred = answers[i] === "none" ? "none" : (answers[i] === "A") === isFirstA ? "first" : "second";
    return `${i + 1},${(place / sampleRate).toFixed(3)},${isFirstA ? "first" : "second"},${preferred}`;
  });
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const text = [
    "pair,excerpt_seconds,a,preferred",
    ...lines,
    "",
    `first,${quoted(first)}`,
    `second,${quoted(second)}`,
    "",
  ].join("\n");
  save(new Blob([text], { type: "text/csv" }), "answers.csv");
}

// Controls

function connectFiles() {
  for (const [button, input, take] of [
    ["choose", "file", open],
    ["choose-peer", "peer-file", openPeer],
  ]) {
    element(button).onclick = () => element(input).click();
    element(input).onchange = ({ target }) => {
      if (target.files[0]) take(target.files[0]);
      target.value = "";
    };
  }
  element("example").onclick = async () =>
    open(new File([await (await fetch("example.flac")).blob()], "noisy-voice.flac"));
  document.ondragover = (event) => event.preventDefault();
  document.ondrop = (event) => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) (recording && kind() === "peer" ? openPeer : open)(file);
  };
}

fillChoices(element("dictionary"));
connectFiles();
element("dictionary").onchange = () => {
  if (recording) separate().catch((problem) => tellProblem(problem.message));
};
for (const choice of document.querySelectorAll("input[name=kind]")) choice.onchange = showReady;
for (const choice of document.querySelectorAll("input[name=heard]"))
  choice.onchange = () => hear(choice.value);
for (const button of document.querySelectorAll("[data-answer]"))
  button.onclick = () => answer(button.dataset.answer);
element("start").onclick = () => start().catch((problem) => tellProblem(problem.message));
element("play").onclick = togglePlay;
element("save").onclick = saveAnswers;
element("again").onclick = () => show("choices");
document.onkeydown = (event) => {
  if (element("trial").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const press = { a: () => hear("A"), b: () => hear("B"), " ": togglePlay }[event.key];
  if (!press) return;
  event.preventDefault();
  press();
};
showReady();

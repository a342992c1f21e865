// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The package's face: separators for arrays and for Web Audio. Files lie beside this one.
import { Engine } from "./engine.js";
import { joined, namesIn } from "./tree.js";

const beside = (name) => new URL(name, import.meta.url);
const compiled = new Map();
const dictionaries = new Map();
const contexts = new WeakMap();
const tries = new WeakMap(); // of the processor's module, by context
let numAsked = 0;

async function bytesOf(url) {
  const name = url.pathname.split("/").pop();
  if (url.protocol === "file:") {
    // Node, whose fetch reads no files
    const { readFile } = await import("node:fs/promises");
    return new Uint8Array(await readFile(url));
  }
  const unreachable = (problem) => {
    throw new Error(`The file cannot be fetched; there may be no network. (${name})`, { cause: problem });
  };
  const answer = await fetch(url).catch(unreachable);
  if (!answer.ok) throw new Error(`The file cannot be fetched. (${name}: ${answer.status})`);
  return new Uint8Array(await answer.arrayBuffer().catch(unreachable));
}

/** What was made for a key; a failure is forgotten, so that it can be tried again. */
const remembered = (table, key, make) => {
  if (!table.has(key))
    table.set(
      key,
      make().catch((problem) => {
        table.delete(key);
        throw problem;
      }),
    );
  return table.get(key);
};

/** The engine, compiled once. */
export function loadEngine(url = beside("unbraid.wasm")) {
  return remembered(compiled, url.href, async () => WebAssembly.compile(await bytesOf(url)));
}

/** The bytes of a tree: of each dictionary by the source that it splits, the root's under "". */
async function loadTree(parts) {
  const loaded = Object.entries(parts).map(async ([source, part]) => [source, await loadDictionary(part)]);
  return joined(Object.fromEntries(await Promise.all(loaded)));
}

/** A file that names the dictionaries of a tree stands for them. */
const resolved = (bytes) => {
  const names = namesIn(bytes);
  return names ? loadTree(names) : bytes;
};

/** The bytes of a dictionary: of a name such as "speech", a URL, bytes, or those of a tree by the source that each splits. */
export async function loadDictionary(dictionary) {
  if (dictionary instanceof Uint8Array) return resolved(dictionary);
  const isName = typeof dictionary === "string";
  if (!isName && !(dictionary instanceof URL)) return loadTree(dictionary);
  const url = isName ? beside(`dictionaries/${dictionary}.safetensors`) : dictionary;
  return remembered(dictionaries, url.href, async () => resolved(await bytesOf(url)));
}

/** The processor's module. A context remembers the addresses that failed, so that each try has another; where what the module imports
    has failed, only a new context loads it. */
function loadProcessor(context) {
  return remembered(contexts, context, async () => {
    const number = tries.get(context) ?? 0;
    tries.set(context, number + 1);
    const address = beside(number === 0 ? "processor.js" : `processor.js?try=${number}`);
    await context.audioWorklet.addModule(address).catch((problem) => {
      throw new Error(`The engine cannot be loaded on the audio thread. (${problem.message})`, {
        cause: problem,
      });
    });
  });
}

/** A separator for blocks of sound: `process (inputs, outputs)`, `clean`, `reset`, `free`, `latency`, `sources`. */
export async function createSeparator({ dictionary = "speech", ...options } = {}) {
  const [module, bytes] = await Promise.all([loadEngine(), loadDictionary(dictionary)]);
  return new Engine(module, bytes, options);
}

/** Separates a whole recording: Map of source to its channels, aligned with the input. channels  Float32Array[] */
export async function separate(channels, sampleRate, options = {}) {
  const separator = await createSeparator({ ...options, sampleRate, channels: channels.length });
  const { latency, sources } = separator;
  const padded = channels.map((channel) => {
    const longer = new Float32Array(channel.length + latency);
    longer.set(channel);
    return longer;
  });
  const outputs = Array.from(
    { length: sources.length * channels.length },
    () => new Float32Array(padded[0].length),
  );
  separator.process(padded, outputs);
  separator.free();
  return new Map(
    sources.map(({ name }, source) => [
      name,
      channels.map((_, channel) => outputs[source * channels.length + channel].subarray(latency)),
    ]),
  );
}

/** Has an engine made on the audio thread: its sources and latency. */
function makeEngine(context, processorOptions) {
  return new Promise((resolve, reject) => {
    if (context.state === "closed") throw new Error("The audio context was closed.");
    const maker = new AudioWorkletNode(context, "unbraid-maker", { processorOptions });
    const settle = (settled, value) => {
      context.removeEventListener("statechange", closed);
      maker.port.close();
      settled(value);
    };
    const closed = () => {
      if (context.state === "closed") settle(reject, new Error("The audio context was closed."));
    };
    context.addEventListener("statechange", closed);
    maker.onprocessorerror = () => settle(reject, new Error("The engine cannot run on the audio thread."));
    maker.port.onmessage = ({ data }) =>
      data.problem ? settle(reject, new Error(data.problem)) : settle(resolve, data);
  });
}

/** The same for a context whose audio thread may do nothing before it renders: by an engine that is made here, and given up. */
function probeEngine(sampleRate, { module, dictionary, channels, mode }) {
  const probe = new Engine(module, dictionary, { sampleRate, channels, mode });
  const { sources, latency } = probe;
  probe.free();
  return { sources, latency };
}

async function createNode(
  context,
  processor,
  { dictionary = "speech", channels = 1, mode = null, report = 0 },
  numOutputs,
) {
  const [module, bytes] = await Promise.all([
    loadEngine(),
    loadDictionary(dictionary),
    loadProcessor(context),
  ]);
  const asked = { module, dictionary: bytes, channels, mode, number: ++numAsked };
  const isOffline = globalThis.OfflineAudioContext && context instanceof OfflineAudioContext;
  const { sources, latency } = isOffline
    ? probeEngine(context.sampleRate, asked)
    : await makeEngine(context, asked);
  const count = numOutputs ?? sources.length;
  const node = new AudioWorkletNode(context, processor, {
    numberOfInputs: 1,
    numberOfOutputs: count,
    outputChannelCount: new Array(count).fill(channels),
    channelCount: channels,
    channelCountMode: "explicit",
    processorOptions: isOffline ? { ...asked, report } : { number: asked.number, channels, report },
  });
  return Object.assign(node, {
    sources,
    latency,
    close() {
      node.port.postMessage("stop");
      node.disconnect();
    },
  });
}

/** A node with one output per source. */
export const createSeparatorNode = (context, options = {}) => createNode(context, "unbraid", options);

/** A node for calls: the voice, with what is around it attenuated to `node.parameters.get ("reduction")` dB. */
export const createCleanNode = (context, options = {}) => createNode(context, "unbraid-clean", options, 1);

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The package's face: separators for arrays and for Web Audio. Files lie beside this one.
import { Engine } from "./engine.js";

const beside = (name) => new URL(name, import.meta.url);
const compiled = new Map();
const dictionaries = new Map();
const contexts = new WeakMap();

async function bytesOf(url) {
  if (url.protocol === "file:") {
    // Node, whose fetch reads no files
    const { readFile } = await import("node:fs/promises");
    return new Uint8Array(await readFile(url));
  }
  const answer = await fetch(url);
  if (!answer.ok)
    throw new Error(`The file cannot be fetched. (${url.pathname.split("/").pop()}: ${answer.status})`);
  return new Uint8Array(await answer.arrayBuffer());
}

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

/** The bytes of a dictionary: of a name such as "speech", a URL, or bytes. */
export function loadDictionary(dictionary) {
  if (dictionary instanceof Uint8Array) return Promise.resolve(dictionary);
  const url = dictionary instanceof URL ? dictionary : beside(`dictionaries/${dictionary}.safetensors`);
  return remembered(dictionaries, url.href, () => bytesOf(url));
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

async function createNode(
  context,
  processor,
  { dictionary = "speech", channels = 1, mode = null, report = 0 },
  numOutputs,
) {
  if (!contexts.has(context)) contexts.set(context, context.audioWorklet.addModule(beside("processor.js")));
  const [module, bytes] = await Promise.all([
    loadEngine(),
    loadDictionary(dictionary),
    contexts.get(context),
  ]);
  // A separator of the same kind names the sources, and says why where there can be none.
  const probe = new Engine(module, bytes, { sampleRate: context.sampleRate, channels, mode });
  const { sources, latency } = probe;
  probe.free();
  const count = numOutputs ?? sources.length;
  const node = new AudioWorkletNode(context, processor, {
    numberOfInputs: 1,
    numberOfOutputs: count,
    outputChannelCount: new Array(count).fill(channels),
    channelCount: channels,
    channelCountMode: "explicit",
    processorOptions: { module, dictionary: bytes, channels, mode, report },
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

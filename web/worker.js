// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Separates a recording beside the page: `start` in; `ready`, `progress` and `done`, or `failed`, out.
import { Columns } from "./columns.js";
import { Engine } from "./engine.js";

const blockSamples = 4096;
const secondsBetweenReports = 0.1;

/** Mean over channels of every source, for the picture. */
function mono(outputs, numSources, channels, count) {
  return Array.from({ length: numSources }, (_, source) => {
    const first = outputs[source * channels].subarray(0, count);
    if (channels === 1) return first;
    const mixed = new Float32Array(count);
    for (let channel = 0; channel < channels; ++channel)
      for (let n = 0, sound = outputs[source * channels + channel]; n < count; ++n)
        mixed[n] += sound[n] / channels;
    return mixed;
  });
}

function separate({ module, dictionary, sound, sampleRate, mode, numColumns }) {
  const started = performance.now();
  const engine = new Engine(module, dictionary, {
    sampleRate,
    channels: sound.length,
    mode,
    maxBlock: blockSamples,
  });
  postMessage({ type: "ready", sources: engine.sources, latency: engine.latency });
  const numSamples = sound[0].length;
  const numSources = engine.sources.length;
  const stems = Array.from({ length: numSources * sound.length }, () => new Float32Array(numSamples));
  const inputs = sound.map(() => new Float32Array(blockSamples));
  const outputs = stems.map(() => new Float32Array(blockSamples));
  let made = [];
  const columns = new Columns(
    sampleRate,
    numSources,
    Math.max(1, Math.round(numSamples / numColumns)),
    (column) => {
      made.push(column);
    },
  );
  let reported = performance.now();
  const report = (position) => {
    postMessage({ type: "progress", share: position / numSamples, columns: made });
    made = [];
    reported = performance.now();
  };
  for (
    let position = -engine.latency, read = 0;
    position < numSamples;
    position += blockSamples, read += blockSamples
  ) {
    sound.forEach((channel, i) => {
      const part = channel.subarray(Math.min(read, numSamples), Math.min(read + blockSamples, numSamples));
      inputs[i].set(part);
      inputs[i].fill(0, part.length);
    });
    engine.process(inputs, outputs);
    const early = Math.max(0, -position); // samples of silence before the first
    const count = Math.min(blockSamples, numSamples - position);
    if (count <= early) continue;
    const parts = outputs.map((output) => output.subarray(early, count));
    parts.forEach((part, i) => stems[i].set(part, position + early));
    columns.add(mono(parts, numSources, sound.length, count - early));
    if (performance.now() - reported > 1000 * secondsBetweenReports) report(position);
  }
  columns.finish(numColumns);
  report(numSamples);
  engine.free();
  postMessage(
    { type: "done", stems, seconds: (performance.now() - started) / 1000 },
    stems.map((stem) => stem.buffer),
  );
}

onmessage = ({ data }) => {
  try {
    separate(data);
  } catch (problem) {
    postMessage({ type: "failed", message: problem.message });
  }
};

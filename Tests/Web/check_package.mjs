// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The package in Node: check_package.mjs SITE FOLDER
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const [site] = process.argv.slice(2);
const { createSeparator, separate } = await import(pathToFileURL(`${site}/unbraid.js`));
const rate = 16000;
const noise = (seed) =>
  Float32Array.from({ length: rate }, () => {
    seed = (seed * 1103 + 12345) % 65536; // small enough to be exact
    return seed / 65536 - 0.5;
  });
const sound = [noise(1), noise(2)];

const whole = await separate(sound, rate, { dictionary: "speech-light" });
assert.deepEqual([...whole.keys()], ["speech", "noise"]);
for (let channel = 0; channel < 2; ++channel)
  for (let n = 0; n < rate; ++n)
    assert.ok(
      Math.abs(whole.get("speech")[channel][n] + whole.get("noise")[channel][n] - sound[channel][n]) < 1e-6,
    ); // of floats

const separator = await createSeparator({
  dictionary: "speech-light",
  sampleRate: rate,
  channels: 2,
  maxBlock: 256,
});
assert.equal(separator.latency, 320);
assert.deepEqual(separator.sources, [
  { name: "speech", isTarget: true },
  { name: "noise", isTarget: false },
]);
for (let round = 0; round < 2; ++round) {
  const outputs = Array.from({ length: 4 }, () => new Float32Array(rate));
  for (let at = 0, size = 1; at < rate; at += size, size = (7 * size + 3) % 600) {
    // some are larger than maxBlock
    const part = (arrays) => arrays.map((array) => array.subarray(at, at + size));
    separator.process(part(sound), part(outputs));
  }
  for (let n = 320; n < rate; ++n) assert.equal(outputs[1][n], whole.get("speech")[1][n - 320]);
  separator.reset();
}
const cleaned = sound.map(() => new Float32Array(rate));
separator.clean(sound, cleaned, 0);
for (let n = 320; n < rate; ++n) assert.ok(Math.abs(cleaned[0][n] - sound[0][n - 320]) < 1e-6);
separator.free();

// Blocks of one size leave nothing to collect, so that an audio thread is not interrupted for it.
const numBlocks = 3000;
const steady = await createSeparator({ dictionary: "speech-light", sampleRate: rate, maxBlock: 1024 });
const block = [new Float32Array(128)];
const made = [new Float32Array(128), new Float32Array(128)];
const run = () => {
  for (let n = 0; n < numBlocks; ++n) steady.process(block, made);
};
// The least of several runs: the compiler, which works beside them, takes from the heap as well while it does.
const bytesOfRun = () => {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  run();
  return process.memoryUsage().heapUsed - before;
};
const bytesPerBlock = Math.min(...Array.from({ length: 8 }, bytesOfRun)) / numBlocks;
assert.ok(bytesPerBlock < 32, `${bytesPerBlock} bytes a block`); // the smallest view or closure has more
steady.free();

// A tree of dictionaries, by the names of its parts or by a file that names them.
const kit = ["kick", "snare", "hi-hat", "toms", "cymbals"].map((drum) => `drums.${drum}`);
const leaves = ["vocals", ...kit, "bass", "other"];
const told = await separate(sound, rate, { dictionary: { "": "band", drums: "drums" } });
const shipped = await separate(sound, rate, { dictionary: "band-kit" });
for (const stems of [told, shipped]) {
  assert.deepEqual([...stems.keys()], leaves);
  for (let n = 0; n < rate; ++n) {
    const sum = leaves.reduce((all, leaf) => all + stems.get(leaf)[1][n], 0);
    assert.ok(Math.abs(sum - sound[1][n]) < 2e-6); // of floats, eight to a sum
  }
}
assert.deepEqual(told, shipped);
await assert.rejects(createSeparator({ dictionary: { "": "band", piano: "drums" } }), /^Error: .*piano/);

await assert.rejects(
  createSeparator({ dictionary: new Uint8Array(100) }),
  /^Error: The dictionary cannot be read\. \(/,
);
await assert.rejects(createSeparator({ sampleRate: 4000 }), /^Error: .*4000/);
await assert.rejects(createSeparator({ channels: 9 }), /^Error: .*9/);

// Where memory runs out, WebAssembly stops; that is told as other refusals are.
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...how) {
  const { exports } = new Instance(...how);
  const unbraid_create_from_memory = () => {
    throw new WebAssembly.RuntimeError("unreachable");
  };
  return { exports: { ...exports, unbraid_create_from_memory } };
};
await assert.rejects(
  createSeparator(),
  /^Error: The engine could not be made; its memory may have run out\. \(unreachable\)$/,
);
WebAssembly.Instance = Instance;
console.log("the package separates in Node");

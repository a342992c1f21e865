// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine: unbraid.wasm behind `unbraid.h`. Uses nothing of a window, so that it runs in worklets and workers too.

const messageBytes = 1024;
const optionsBytes = 24; // struct unbraid_options: size, sample_rate_hz at 8, channels at 16, mode at 20

function textOf(bytes) {
  // worklets have no TextDecoder
  let escaped = "";
  for (const byte of bytes) escaped += "%" + (byte + 256).toString(16).slice(1);
  return decodeURIComponent(escaped);
}

/** A separator for one sound. Throws an Error with one line that says why there is none. */
export class Engine {
  /**
   * @param {WebAssembly.Module} module unbraid.wasm, compiled
   * @param {Uint8Array} dictionary the bytes of a dictionary's file
   * @param {{sampleRate?: number, channels?: number, mode?: "low" | "balanced" | "high", maxBlock?: number}} options
   */
  constructor(module, dictionary, { sampleRate = 48000, channels = 1, mode = null, maxBlock = 4096 } = {}) {
    const imports = {
      env: { emscripten_notify_memory_growth() {} },
      wasi_snapshot_preview1: {
        proc_exit(code) {
          throw new Error(`The engine stopped. (code ${code})`);
        },
      },
    };
    this.calls = new WebAssembly.Instance(module, imports).exports;
    this.calls._initialize();
    this.separator = this.#create(dictionary, sampleRate, channels, mode);
    this.channels = channels;
    this.maxBlock = maxBlock;
    this.latency = this.calls.unbraid_latency(this.separator);
    this.sources = [];
    for (let source = 0; source < this.calls.unbraid_sources(this.separator); ++source)
      this.sources.push({
        name: this.#text(this.calls.unbraid_source_name(this.separator, source)),
        isTarget: this.calls.unbraid_source_is_target(this.separator, source) !== 0,
      });
    this.#allocate();
  }

  /**
   * Separates a block of any size. Creates no object where the block has at most `maxBlock` samples and the size of the
   * block before it.
   * @param {Float32Array[]} inputs one per channel
   * @param {Float32Array[]} outputs one per source and channel: outputs[source * channels + channel]
   */
  process(inputs, outputs) {
    this.#run(inputs, outputs, null);
  }

  /** Separates a block and mixes it again, with the sources that are not wanted attenuated to `reductionDb`. */
  clean(inputs, outputs, reductionDb) {
    this.#run(inputs, outputs, reductionDb);
  }

  /** Clears the sound and what was learned from it. */
  reset() {
    this.calls.unbraid_reset(this.separator);
  }

  /** Gives the memory of the separator back; nothing may be called afterwards. */
  free() {
    this.calls.unbraid_free(this.separator);
    this.separator = 0;
  }

  #create(dictionary, sampleRate, channels, mode) {
    const { malloc, free } = this.calls;
    const bytes = malloc(dictionary.length);
    const options = malloc(optionsBytes);
    const message = malloc(messageBytes);
    const modeText = malloc(16);
    if (!bytes || !options || !message || !modeText)
      throw new Error("There is not enough memory for the engine.");
    const memory = new Uint8Array(this.calls.memory.buffer);
    const fields = new DataView(this.calls.memory.buffer, options, optionsBytes);
    memory.set(dictionary, bytes);
    for (let i = 0; i < 16; ++i) memory[modeText + i] = i < 15 ? (mode ?? "").charCodeAt(i) || 0 : 0;
    fields.setUint32(0, optionsBytes, true);
    fields.setFloat64(8, sampleRate, true);
    fields.setInt32(16, channels, true);
    fields.setUint32(20, mode === null ? 0 : modeText, true);
    const made = this.#trapped(() =>
      this.calls.unbraid_create_from_memory(bytes, dictionary.length, options, message, messageBytes),
    );
    const why = made ? "" : this.#text(message);
    for (const block of [bytes, options, message, modeText]) free(block);
    if (!made) throw new Error(why);
    return made;
  }

  /** The engine has no exceptions here: where its memory runs out while it is made, WebAssembly stops. */
  #trapped(make) {
    try {
      return make();
    } catch (problem) {
      if (!(problem instanceof WebAssembly.RuntimeError)) throw problem;
      const why = `The engine could not be made; its memory may have run out. (${problem.message})`;
      throw new Error(why, { cause: problem });
    }
  }

  #text(address) {
    const memory = new Uint8Array(this.calls.memory.buffer);
    return textOf(memory.subarray(address, memory.indexOf(0, address)));
  }

  /** Room in the engine's memory for a block of each input and output, and tables of where they are. */
  #allocate() {
    const numOutputs = this.sources.length * this.channels;
    const room = (count) => {
      const address = this.calls.malloc(4 * count);
      if (!address) throw new Error("There is not enough memory for the engine.");
      return address;
    };
    this.blocks = room((this.channels + numOutputs) * this.maxBlock);
    this.inputTable = room(this.channels);
    this.outputTable = room(numOutputs);
    this.#view(this.maxBlock);
    const { buffer } = this.calls.memory;
    new Uint32Array(buffer, this.inputTable, this.channels).set(this.inputViews.map((v) => v.byteOffset));
    new Uint32Array(buffer, this.outputTable, numOutputs).set(this.outputViews.map((v) => v.byteOffset));
  }

  /** Views of the first `count` samples of each block; the engine's memory neither moves nor grows from now on. */
  #view(count) {
    const { buffer } = this.calls.memory;
    const view = (i) => new Float32Array(buffer, this.blocks + 4 * i * this.maxBlock, count);
    const numOutputs = this.sources.length * this.channels;
    this.viewedSamples = count;
    this.inputViews = Array.from({ length: this.channels }, (_, i) => view(i));
    this.outputViews = Array.from({ length: numOutputs }, (_, i) => view(this.channels + i));
  }

  #run(inputs, outputs, reductionDb) {
    if (inputs[0].length <= this.maxBlock) this.#runBlock(inputs, outputs, reductionDb);
    else this.#runPieces(inputs, outputs, reductionDb);
  }

  #runPieces(inputs, outputs, reductionDb) {
    const all = inputs[0].length;
    for (let done = 0; done < all; done += this.maxBlock) {
      const part = (sound) => sound.subarray(done, Math.min(all, done + this.maxBlock));
      this.#runBlock(inputs.map(part), outputs.map(part), reductionDb);
    }
  }

  /** reductionDb  null: the sources, instead of their mix */
  #runBlock(inputs, outputs, reductionDb) {
    const { calls, separator, inputTable, outputTable } = this;
    const count = inputs[0].length;
    if (count !== this.viewedSamples) this.#view(count);
    for (let i = 0; i < this.channels; ++i) this.inputViews[i].set(inputs[i]);
    if (reductionDb === null) calls.unbraid_process(separator, inputTable, outputTable, count);
    else calls.unbraid_clean(separator, inputTable, outputTable, count, reductionDb);
    for (let i = 0; i < outputs.length; ++i) outputs[i].set(this.outputViews[i]);
  }
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine on the audio thread. Processor "unbraid" has one input and one output per source; "unbraid-clean" one output,
// the sound with what is not wanted attenuated to its parameter `reduction`, in dB. A node is made with as many outputs as there are
// sources, so "unbraid-maker" makes the engine first and says what its sources are; the node's processor then takes that engine.
import { Engine } from "./engine.js";

const quantum = globalThis.renderQuantumSize ?? 128;
const waiting = new Map(); // engines whose nodes are still to come, by number

const engineOf = ({ module, dictionary, channels, mode }) =>
  new Engine(module, dictionary, { sampleRate, channels, mode, maxBlock: quantum });

class EngineMaker extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    try {
      const engine = engineOf(processorOptions);
      waiting.set(processorOptions.number, engine);
      this.port.postMessage({ latency: engine.latency, sources: engine.sources });
    } catch (problem) {
      this.port.postMessage({ problem: problem.message });
    }
  }

  process() {
    return false;
  }
}

class SeparatorProcessor extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    const { channels, number } = processorOptions;
    this.channels = channels;
    this.engine = waiting.get(number) ?? engineOf(processorOptions);
    waiting.delete(number);
    this.inputs = new Array(channels);
    this.silence = new Float32Array(quantum);
    this.isRunning = true;
    this.busy = 0; // milliseconds that the engine took
    this.frames = 0; // samples
    this.port.onmessage = ({ data }) => {
      if (!this.isRunning) return;
      if (data === "reset") this.engine.reset();
      if (data === "finish") this.finish();
      if (data === "stop" || data === "finish") {
        this.isRunning = false;
        this.engine.free();
      }
    };
  }

  /** One array per channel of the engine: mono sound goes to all of them, an input without a source is silent. */
  inputsOf(input) {
    for (let channel = 0; channel < this.channels; ++channel)
      this.inputs[channel] = input[channel] ?? input[0] ?? this.silence;
    return this.inputs;
  }

  process(inputs, outputs, parameters) {
    if (!this.isRunning) return false;
    const before = Date.now();
    this.separate(this.inputsOf(inputs[0]), outputs, parameters);
    this.busy += Date.now() - before;
    this.frames += outputs[0][0].length;
    return true;
  }

  finish() {}
}

class SourcesProcessor extends SeparatorProcessor {
  constructor(options) {
    super(options);
    this.flat = new Array(this.engine.sources.length * this.channels);
    this.reportSamples = options.processorOptions.report; // 0: none
    this.keptSamples = 0;
  }

  separate(inputs, outputs) {
    for (let source = 0; source < outputs.length; ++source)
      for (let channel = 0; channel < this.channels; ++channel)
        this.flat[source * this.channels + channel] = outputs[source][channel];
    this.engine.process(inputs, this.flat);
    if (this.reportSamples > 0) this.keep();
  }

  /** Keeps what was separated until there is enough for a report; only a report allocates. */
  keep() {
    const count = this.flat[0].length;
    if (this.keptSamples === 0) this.kept = new Float32Array(this.flat.length * this.reportSamples);
    for (let i = 0; i < this.flat.length; ++i)
      this.kept.set(this.flat[i], i * this.reportSamples + this.keptSamples);
    this.keptSamples += count;
    if (this.keptSamples + count > this.reportSamples) this.report(false);
  }

  /** Hands what was kept to the page. isLast  nothing comes after it */
  report(isLast) {
    const sound = this.flat.map((_, i) =>
      this.kept.subarray(i * this.reportSamples, i * this.reportSamples + this.keptSamples),
    );
    const { busy, frames } = this;
    this.port.postMessage({ type: "sound", sound, busy, frames, isLast }, [this.kept.buffer]);
    this.keptSamples = 0;
  }

  /** The rest: what was kept, and what is late by the latency. */
  finish() {
    if (this.reportSamples === 0) return;
    this.inputs.fill(this.silence);
    this.flat = this.flat.fill(null).map(() => new Float32Array(quantum));
    for (let late = this.engine.latency; late > 0; late -= quantum) {
      this.engine.process(this.inputs, this.flat);
      this.keep();
    }
    if (this.keptSamples === 0) this.kept = new Float32Array(0);
    this.report(true);
  }
}

class CleanProcessor extends SeparatorProcessor {
  static get parameterDescriptors() {
    return [{ name: "reduction", defaultValue: -20, minValue: -60, maxValue: 0, automationRate: "k-rate" }];
  }

  separate(inputs, outputs, parameters) {
    this.engine.clean(inputs, outputs[0], parameters.reduction[0]);
  }
}

registerProcessor("unbraid-maker", EngineMaker);
registerProcessor("unbraid", SourcesProcessor);
registerProcessor("unbraid-clean", CleanProcessor);

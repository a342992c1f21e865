// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine on the audio thread. Processor "unbraid" has one input and one output per source; "unbraid-clean" one output,
// the sound with what is not wanted attenuated to its parameter `reduction`, in dB.
import { Engine } from "./engine.js";

const quantum = 128;

class SeparatorProcessor extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    const { module, dictionary, mode, channels, report } = processorOptions;
    this.channels = channels;
    this.engine = new Engine(module, dictionary, { sampleRate, channels, mode, maxBlock: 8 * quantum });
    this.silence = new Float32Array(8 * quantum);
    this.reportSamples = report ?? 0; // 0: none
    this.isRunning = true;
    this.busy = 0; // milliseconds that the engine took
    this.frames = 0; // samples
    this.port.onmessage = ({ data }) => {
      if (data === "stop") this.isRunning = false;
      if (data === "reset") this.engine.reset();
    };
    this.port.postMessage({ type: "ready", latency: this.engine.latency, sources: this.engine.sources });
  }

  /** One array per channel of the engine: mono sound goes to all of them, an input without a source is silent. */
  inputsOf(input, count) {
    const silence = this.silence.subarray(0, count);
    this.inputs ??= new Array(this.channels);
    for (let channel = 0; channel < this.channels; ++channel)
      this.inputs[channel] = input[channel] ?? input[0] ?? silence;
    return this.inputs;
  }

  process(inputs, outputs, parameters) {
    if (!this.isRunning) {
      this.engine.free();
      return false;
    }
    const count = outputs[0][0].length;
    const before = Date.now();
    this.separate(this.inputsOf(inputs[0], count), outputs, parameters);
    this.busy += Date.now() - before;
    this.frames += count;
    return true;
  }
}

class SourcesProcessor extends SeparatorProcessor {
  constructor(options) {
    super(options);
    this.flat = new Array(this.engine.sources.length * this.channels);
    this.kept = [];
    this.keptSamples = 0;
  }

  separate(inputs, outputs) {
    for (let source = 0; source < outputs.length; ++source)
      for (let channel = 0; channel < this.channels; ++channel)
        this.flat[source * this.channels + channel] = outputs[source][channel];
    this.engine.process(inputs, this.flat);
    if (this.reportSamples > 0) this.keep();
  }

  /** Hands what was separated to the page, piece by piece. */
  keep() {
    const count = this.flat[0].length;
    if (this.keptSamples === 0) this.kept = this.flat.map(() => new Float32Array(this.reportSamples));
    this.flat.forEach((sound, i) => this.kept[i].set(sound, this.keptSamples));
    this.keptSamples += count;
    if (this.keptSamples + count <= this.reportSamples) return;
    this.port.postMessage(
      {
        type: "sound",
        sound: this.kept.map((sound) => sound.subarray(0, this.keptSamples)),
        busy: this.busy,
        frames: this.frames,
      },
      this.kept.map((sound) => sound.buffer),
    );
    this.keptSamples = 0;
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

registerProcessor("unbraid", SourcesProcessor);
registerProcessor("unbraid-clean", CleanProcessor);

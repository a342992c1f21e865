// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A microphone that is separated while it sounds. However it ends, the microphone is closed.
import { createSeparatorNode } from "./unbraid.js";

const reportSamples = 2048;
const finishMilliseconds = 1000; // at most, for what the audio thread still has
const reasons = {
  NotAllowedError: "The browser does not allow the microphone.",
  NotFoundError: "There is no microphone.",
};

export class Live {
  chunks = []; // [sources] pieces, as the audio thread hands them over
  numFrames = 0; // that were processed
  isClosed = false;

  /** onSound  called with each piece; onGone with one line where the microphone or the engine ends by itself */
  constructor({ onSound, onGone }) {
    this.onSound = onSound;
    this.onGone = onGone;
  }

  /**
   * Opens the microphone. Rejects with one line, as after `close` while it opens; the microphone is closed then.
   * openContext  called with the microphone's sampling rate, where the browser says it
   */
  async open({ dictionary, openContext }) {
    try {
      this.#checkOpen();
      if (!navigator.mediaDevices)
        throw new Error("Browsers give the microphone to pages at https and localhost only.");
      const audio = {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        channelCount: 1,
      };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio });
      this.#checkOpen();
      this.context = await openContext(this.stream.getAudioTracks()[0].getSettings().sampleRate);
      this.#checkOpen();
      this.node = await createSeparatorNode(this.context, { dictionary, report: reportSamples });
      this.#checkOpen();
      this.#connect();
    } catch (problem) {
      this.close();
      throw reasons[problem.name] ? new Error(reasons[problem.name], { cause: problem }) : problem;
    }
  }

  /** Gives the microphone back and frees the engine, at any time. */
  close() {
    this.isClosed = true;
    this.#stopTracks();
    this.node?.close();
  }

  /** Gives the microphone back; what it gave until then, to the last sample. { stems [sources][1], sources, sampleRate } */
  async finish() {
    const last = new Promise((resolve) => (this.onLast = resolve));
    this.node.port.postMessage("finish");
    this.#stopTracks();
    await Promise.race([last, new Promise((resolve) => setTimeout(resolve, finishMilliseconds))]);
    this.close();
    const { sources, latency } = this.node;
    const numReported = this.chunks.reduce((sum, chunk) => sum + chunk[0].length, 0);
    const length = Math.max(0, Math.min(this.numFrames, numReported - latency));
    const stems = sources.map((_, source) => [joined(this.chunks, source, latency, length)]);
    return { stems, sources, sampleRate: this.context.sampleRate };
  }

  #checkOpen() {
    if (this.isClosed) throw new Error("The microphone was closed.");
  }

  #stopTracks() {
    for (const track of this.stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
  }

  #connect() {
    this.node.port.onmessage = ({ data }) => {
      if (data.type === "sound") this.#take(data);
    };
    this.node.onprocessorerror = () => this.onGone("The engine stopped on the audio thread.");
    this.stream.getAudioTracks()[0].onended = () => this.onGone("The microphone is gone.");
    new MediaStreamAudioSourceNode(this.context, { mediaStream: this.stream }).connect(this.node);
  }

  #take({ sound, busy, frames, isLast }) {
    if (this.isClosed) return;
    this.chunks.push(sound);
    this.numFrames = frames;
    this.busyMilliseconds = busy;
    if (isLast) this.onLast?.();
    else this.onSound(sound);
  }

  get seconds() {
    return this.context ? this.numFrames / this.context.sampleRate : 0;
  }
}

/** One source of all pieces, without the latency at its beginning. */
function joined(chunks, source, latency, length) {
  const stem = new Float32Array(length);
  let at = -latency;
  for (const chunk of chunks) {
    const part = chunk[source].subarray(Math.max(0, -at), Math.max(0, length - at));
    if (part.length > 0) stem.set(part, Math.max(0, at));
    at += chunk[source].length;
  }
  return stem;
}

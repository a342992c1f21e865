// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Plays the sources of a recording together, or a microphone's while it records: a gain and a meter for each.

const fadeSeconds = 0.015;

export class Player {
  constructor() {
    this.offset = 0; // seconds
    this.isPlaying = false; // from when it is asked for, though it sounds once the context is open
    this.gains = [];
    this.turn = 0; // counts what is asked for: what is older than the newest is given up
    this.opening = Promise.resolve();
  }

  /** The context of a rate, made after a click, so that it may sound. sampleRate  undefined: that of the device */
  open(sampleRate) {
    this.opening = this.opening.catch(() => {}).then(() => this.#open(sampleRate)); // one after the other
    return this.opening;
  }

  async #open(sampleRate) {
    const old = this.context;
    if (old && (old.state === "closed" || old.sampleRate !== sampleRate)) {
      this.context = undefined;
      await old.close().catch(() => {}); // it was closed already
    }
    try {
      this.context ??= new AudioContext({ sampleRate, latencyHint: "interactive" });
    } catch (problem) {
      throw new Error(`The browser cannot play sound at ${sampleRate} Hz. (${problem.message})`, {
        cause: problem,
      });
    }
    if (this.context.state !== "running") await this.context.resume();
    return this.context;
  }

  /** Gives the context up; the next `open` makes another. */
  close() {
    this.pause();
    this.opening = this.opening.catch(() => {}).then(() => this.context?.close().catch(() => {}));
  }

  /** One strip per source, through which it is heard. */
  #makeStrips(numSources) {
    this.strips?.forEach(({ gain }) => gain.disconnect());
    this.out?.disconnect();
    this.out = new GainNode(this.context);
    this.out.connect(this.context.destination);
    this.strips = Array.from({ length: numSources }, (_, i) => {
      const gain = new GainNode(this.context, { gain: this.gains[i] ?? 1 });
      const meter = new AnalyserNode(this.context, { fftSize: 1024 });
      gain.connect(meter).connect(this.out);
      return { gain, meter, recent: new Float32Array(1024) };
    });
  }

  /** Takes a recording. stems  [sources][channels] */
  load(stems, sampleRate) {
    this.stop();
    this.stems = stems;
    this.sampleRate = sampleRate;
    this.duration = stems[0][0].length / sampleRate;
    this.buffers = undefined;
  }

  async play() {
    if (this.isPlaying) return;
    this.isPlaying = true;
    const own = ++this.turn;
    try {
      await this.open(this.sampleRate);
    } catch (problem) {
      if (own === this.turn) this.isPlaying = false;
      throw problem;
    }
    if (own === this.turn) this.#start();
  }

  #start() {
    const { context } = this;
    this.buffers ??= this.stems.map((channels) => {
      const buffer = new AudioBuffer({
        length: channels[0].length,
        numberOfChannels: channels.length,
        sampleRate: this.sampleRate,
      });
      channels.forEach((channel, i) => buffer.copyToChannel(channel, i));
      return buffer;
    });
    this.#makeStrips(this.buffers.length);
    if (this.offset >= this.duration - 0.01) this.offset = 0;
    const when = context.currentTime + 0.02;
    this.nodes = this.buffers.map((buffer, i) => {
      const node = new AudioBufferSourceNode(context, { buffer });
      node.connect(this.strips[i].gain);
      node.start(when, this.offset);
      return node;
    });
    this.startedAt = when - this.offset;
    this.nodes[0].onended = () => {
      // not where it was stopped
      this.isPlaying = false;
      this.offset = this.duration;
      this.nodes = undefined;
      this.onEnded?.();
    };
  }

  pause() {
    if (!this.isPlaying) return;
    this.offset = this.position;
    ++this.turn;
    this.nodes?.forEach((node) => {
      node.onended = null;
      node.stop();
    });
    this.nodes = undefined;
    this.isPlaying = false;
  }

  stop() {
    this.pause();
    this.offset = 0;
    this.stems = this.buffers = undefined;
  }

  async seek(seconds) {
    const wasPlaying = this.isPlaying;
    this.pause();
    this.offset = Math.min(Math.max(0, seconds), this.duration);
    if (wasPlaying) await this.play();
  }

  get position() {
    if (!this.nodes) return this.offset;
    return Math.min(Math.max(0, this.context.currentTime - this.startedAt), this.duration);
  }

  /** Hears the outputs of a separator's node. isHeard  through the loudspeakers too */
  listen(node, isHeard) {
    this.#makeStrips(node.sources.length);
    this.strips.forEach(({ gain }, i) => node.connect(gain, i));
    this.hear(isHeard);
  }

  hear(isHeard) {
    this.out?.gain.setTargetAtTime(isHeard ? 1 : 0, this.context.currentTime, fadeSeconds);
  }

  setGains(gains) {
    this.gains = gains;
    this.strips?.forEach(({ gain }, i) =>
      gain.gain.setTargetAtTime(gains[i], gain.context.currentTime, fadeSeconds),
    );
  }

  /** Peaks of the last moment, linear, after the gains. */
  peaks() {
    return (
      this.strips?.map(({ meter, recent }) => {
        meter.getFloatTimeDomainData(recent);
        return recent.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
      }) ?? []
    );
  }
}

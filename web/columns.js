// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sound to columns of a spectrogram: the level of each source on rows of even steps in pitch. For workers and windows.

export const numRows = 192;
export const lowestHz = 40;
export const highestHz = 20000;
export const silentDb = -120;

/** Frequency at a height of the picture. share  0 at the bottom, 1 at the top */
export const frequencyAt = (share) => lowestHz * (highestHz / lowestHz) ** share;

/** A complex FFT of one power-of-two length, in place. */
class Fft {
  constructor(length) {
    this.length = length;
    this.cosines = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
    this.sines = Float64Array.from({ length: length / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / length));
    this.order = new Uint32Array(length);
    for (let i = 1, bits = Math.log2(length); i < length; ++i)
      this.order[i] = (this.order[i >> 1] >> 1) | ((i & 1) << (bits - 1));
  }

  run(real, imaginary) {
    const { length, cosines, sines, order } = this;
    for (let i = 0; i < length; ++i) {
      const j = order[i];
      if (i < j) {
        [real[i], real[j]] = [real[j], real[i]];
        [imaginary[i], imaginary[j]] = [imaginary[j], imaginary[i]];
      }
    }
    for (let half = 1; half < length; half *= 2)
      for (let start = 0, step = length / (2 * half); start < length; start += 2 * half)
        for (let i = start, k = 0; i < start + half; ++i, k += step) {
          const j = i + half;
          const re = real[j] * cosines[k] - imaginary[j] * sines[k];
          const im = real[j] * sines[k] + imaginary[j] * cosines[k];
          real[j] = real[i] - re;
          imaginary[j] = imaginary[i] - im;
          real[i] += re;
          imaginary[i] += im;
        }
  }
}

/** Takes the sources' sound block by block and gives a column for every `hop` samples. */
export class Columns {
  /** onColumn  called with an array of bytes [sources x numRows], half decibels above silentDb */
  constructor(sampleRate, numSources, hop, onColumn) {
    this.hop = hop;
    this.onColumn = onColumn;
    this.length = 2 ** Math.round(Math.log2(sampleRate * 0.043));
    this.fft = new Fft(this.length);
    this.window = Float64Array.from(
      { length: this.length },
      (_, i) => (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / this.length)) * (4 / this.length),
    );
    this.recent = Array.from({ length: numSources }, () => new Float32Array(this.length));
    this.filled = this.length / 2; // a column stands for the middle of its window: half of it lies before the sound
    this.real = new Float64Array(this.length);
    this.imaginary = new Float64Array(this.length);
    this.power = new Float64Array(this.length / 2);
    this.edges = Float64Array.from(
      { length: numRows + 1 },
      (_, row) => (frequencyAt((row - 0.5) / (numRows - 1)) * this.length) / sampleRate,
    );
    this.skip = 0;
  }

  /** sources  one array per source, of one length */
  add(sources) {
    const all = sources[0].length;
    for (let done = 0; done < all;) {
      if (this.skip > 0) {
        const passed = Math.min(this.skip, all - done);
        this.skip -= passed;
        done += passed;
        continue;
      }
      const count = Math.min(this.length - this.filled, all - done);
      sources.forEach((sound, i) => this.recent[i].set(sound.subarray(done, done + count), this.filled));
      this.filled += count;
      done += count;
      if (this.filled === this.length) this.#make();
    }
  }

  /** Makes the columns whose windows reach beyond the end. numColumns  in all */
  finish(numColumns) {
    const silence = this.recent.map(() => new Float32Array(this.hop));
    while ((this.made ?? 0) < numColumns) this.add(silence);
  }

  #make() {
    const column = new Uint8Array(this.recent.length * numRows);
    this.recent.forEach((sound, i) => this.#measure(sound, column.subarray(i * numRows, (i + 1) * numRows)));
    this.made = (this.made ?? 0) + 1;
    this.onColumn(column);
    const kept = Math.max(0, this.length - this.hop);
    for (const sound of this.recent) sound.copyWithin(0, this.length - kept);
    this.filled = kept;
    this.skip = Math.max(0, this.hop - this.length);
  }

  /** The level on each row: the mean power of the bins that it covers, or that between two bins where they are wider. */
  #measure(sound, levels) {
    const { real, imaginary, power, window, edges } = this;
    for (let i = 0; i < this.length; ++i) {
      real[i] = sound[i] * window[i];
      imaginary[i] = 0;
    }
    this.fft.run(real, imaginary);
    for (let i = 0; i < power.length; ++i) power[i] = real[i] ** 2 + imaginary[i] ** 2;
    for (let row = 0; row < numRows; ++row) {
      const low = edges[row];
      const high = edges[row + 1];
      let sum = 0;
      if (low < power.length - 1) {
        if (high - low < 1) {
          const middle = (low + high) / 2;
          const bin = Math.min(Math.floor(middle), power.length - 2);
          sum = power[bin] + (power[bin + 1] - power[bin]) * (middle - bin);
        } else {
          const first = Math.round(low);
          const last = Math.min(Math.max(first + 1, Math.round(high)), power.length);
          for (let bin = first; bin < last; ++bin) sum += power[bin];
          sum /= Math.max(1, last - first);
        }
      }
      levels[row] = Math.max(0, Math.min(255, Math.round(2 * (10 * Math.log10(sum + 1e-30) - silentDb))));
    }
  }
}

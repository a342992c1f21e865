// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The spectrogram in the colours of the sources, as loud as it is told.
import { Ramps } from "./colours.js";
import { frequencyAt, numRows, silentDb } from "./columns.js";

const rangeDb = 66; // from the loudest to the ground
const tiltDb = 3; // per octave: high sounds are weaker than they are heard
const powerOf = Float32Array.from({ length: 256 }, (_, level) =>
  level === 0 ? 0 : 10 ** ((level / 2 + silentDb) / 10),
);
const tilts = Float32Array.from(
  { length: numRows },
  (_, row) => 10 ** ((tiltDb * Math.log2(frequencyAt(row / (numRows - 1)) / 1000)) / 10),
);

export class Picture {
  constructor(canvas) {
    this.canvas = canvas;
    this.store = document.createElement("canvas");
    this.clear();
    new ResizeObserver(() => this.refresh()).observe(canvas);
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.refresh(true));
  }

  clear() {
    this.columns = [];
    this.numColumns = 0;
    this.peak = 1e-7;
    this.refresh();
  }

  /** Begins a picture. numColumns  that fit into it; isLive: the newest is at the right, else the first at the left */
  begin(numSources, numColumns, isLive) {
    this.numSources = numSources;
    this.gains = new Array(numSources).fill(1);
    this.numColumns = numColumns;
    this.isLive = isLive;
    this.columns = [];
    this.number = 0; // of columns so far
    this.peak = 1e-7;
    this.store.width = numColumns;
    this.store.height = numRows;
    this.refresh(true);
  }

  /** Takes columns as `Columns` makes them. */
  add(columns) {
    let isLouder = false;
    for (const column of columns) {
      const at = this.isLive ? this.number % this.numColumns : this.number;
      if (at >= this.numColumns) continue;
      this.columns[at] = column;
      ++this.number;
      isLouder = this.#follow(column) || isLouder;
      if (!isLouder) this.#paint(at);
    }
    this.refresh(isLouder);
  }

  /** Shows the sources at other levels. gains  linear, one per source */
  setGains(gains) {
    if (!this.gains || gains.every((gain, i) => gain === this.gains[i])) return;
    this.gains = gains;
    this.refresh(true);
  }

  /** Draws at the next frame; all columns anew where their colours changed. */
  refresh(isChanged = false) {
    this.isChanged ||= isChanged;
    this.isWaiting ||= requestAnimationFrame(() => this.#draw());
  }

  /** Whether the column is so much louder than all before it that the picture must be drawn anew. */
  #follow(column) {
    let loudest = 0;
    for (let row = 0; row < numRows; ++row) {
      let power = 0;
      for (let source = 0; source < this.numSources; ++source)
        power += powerOf[column[source * numRows + row]];
      loudest = Math.max(loudest, power * tilts[row]);
    }
    if (loudest <= this.peak) return false;
    this.peak = loudest * 1.4;
    return true;
  }

  #paint(at) {
    const column = this.columns[at];
    if (!column) return;
    this.pixels ??= this.store.getContext("2d").createImageData(1, numRows);
    const powers = new Array(this.numSources);
    for (let row = 0; row < numRows; ++row) {
      let total = 0;
      for (let source = 0; source < this.numSources; ++source)
        total += powers[source] = powerOf[column[source * numRows + row]] * this.gains[source] ** 2;
      const level = 1 + (10 * Math.log10((total * tilts[row]) / this.peak + 1e-30)) / rangeDb;
      this.ramps.paint(powers, level, this.pixels.data, 4 * (numRows - 1 - row));
    }
    this.store.getContext("2d").putImageData(this.pixels, at, 0);
  }

  #repaint() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const isDark = !matchMedia("(prefers-color-scheme: light)").matches;
    this.ramps = new Ramps(
      Array.from({ length: this.numSources }, (_, i) => colour(`--source-${(i % 8) + 1}`)),
      colour("--well"),
      isDark,
    );
    this.store.getContext("2d").clearRect(0, 0, this.numColumns, numRows);
    for (let at = 0; at < this.columns.length; ++at) this.#paint(at);
  }

  #draw() {
    this.isWaiting = 0;
    const { canvas, store } = this;
    const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    if (this.numColumns === 0) return;
    if (this.isChanged) this.#repaint();
    this.isChanged = false;
    context.imageSmoothingQuality = "high";
    if (!this.isLive) {
      context.drawImage(store, 0, 0, width, height);
      return;
    }
    const newest = this.number % this.numColumns; // behind it in the store is the oldest
    const step = width / this.numColumns;
    if (this.number > this.numColumns)
      context.drawImage(
        store,
        newest,
        0,
        this.numColumns - newest,
        numRows,
        0,
        0,
        (this.numColumns - newest) * step,
        height,
      );
    if (newest > 0)
      context.drawImage(store, 0, 0, newest, numRows, width - newest * step, 0, newest * step, height);
  }
}

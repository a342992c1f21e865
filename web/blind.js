// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A blind comparison of two sounds of the same recording: brought to the same time and level, cut into excerpts, presented in pairs
// of hidden order; and how likely the answers are by chance. Uses nothing of a window.

const quietestShare = 0.1; // of the sound's mean power: what is below is no excerpt
const highestPeak = 0.98;
const blockSamples = 512; // of the envelopes that are compared first

export const mono = (channels) =>
  channels.length === 1 ? channels[0] : Float32Array.from(channels[0], (x, n) => (x + channels[1][n]) / 2);

const powerOf = (sound, from = 0, to = sound.length) => {
  let sum = 0;
  for (let n = from; n < to; ++n) sum += sound[n] * sound[n];
  return sum / Math.max(1, to - from);
};

/** The RMS level of every `hop` samples. */
const envelopeOf = (sound, hop) =>
  Float32Array.from({ length: Math.floor(sound.length / hop) }, (_, i) =>
    Math.sqrt(powerOf(sound, i * hop, (i + 1) * hop)),
  );

const peakOf = (channels) =>
  channels.reduce((most, channel) => channel.reduce((peak, x) => Math.max(peak, Math.abs(x)), most), 0);

export function withoutMean(values) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.map((x) => x - mean);
}

/** The shift at which two sounds are most alike, in their own steps. from, to  shifts that are tried */
function mostAlike(one, other, from, to) {
  let best = { shift: 0, likeness: -Infinity };
  for (let shift = from; shift <= to; ++shift) {
    let product = 0,
      energy = 0;
    for (let n = Math.max(0, -shift); n < Math.min(one.length, other.length - shift); ++n) {
      product += one[n] * other[n + shift];
      energy += other[n + shift] * other[n + shift];
    }
    const likeness = energy > 0 ? product / Math.sqrt(energy) : -Infinity;
    if (likeness > best.likeness) best = { shift, likeness };
  }
  return best.shift;
}

/** Samples by which `other` is later than `one`, at most half a second either way: first by their envelopes, then to the sample where
    they are loudest. */
export function delayOf(one, other, sampleRate) {
  const most = Math.ceil(sampleRate / 2 / blockSamples);
  const [first, second] = [one, other].map((sound) => withoutMean(envelopeOf(sound, blockSamples)));
  const coarse = blockSamples * mostAlike(first, second, -most, most);
  const size = Math.min(8192, one.length);
  let start = 0,
    loudest = -1;
  for (let at = 0; at + size <= one.length; at += size) {
    const power = powerOf(one, at, at + size);
    if (power > loudest) [start, loudest] = [at, power];
  }
  const from = start + coarse - 2 * blockSamples;
  const part = Float32Array.from({ length: size + 4 * blockSamples }, (_, n) => other[from + n] ?? 0);
  return coarse - 2 * blockSamples + mostAlike(one.subarray(start, start + size), part, 0, 4 * blockSamples);
}

/** A sound, earlier by so many samples and as long as it should be, [channels]. */
export const shifted = (channels, delay, length) =>
  channels.map((channel) => Float32Array.from({ length }, (_, n) => channel[n + delay] ?? 0));

/** Where excerpts begin: the loudest places, none of them within another, in their order. power is the first sound's. */
export function placesOf(sound, sampleRate, seconds, count) {
  const size = Math.round(seconds * sampleRate);
  if (sound.length <= size) return [0];
  const floor = quietestShare * powerOf(sound);
  const step = Math.max(1, Math.round(size / 8));
  const all = [];
  for (let at = 0; at + size <= sound.length; at += step)
    all.push({ at, power: powerOf(sound, at, at + size) });
  all.sort((a, b) => b.power - a.power);
  const places = [];
  for (const { at, power } of all)
    if (places.length < count && power >= floor && places.every((other) => Math.abs(other - at) >= size))
      places.push(at);
  return places.sort((a, b) => a - b);
}

/** Two excerpts at one level: the second has the first one's power, and neither clips. one, other  [channels], of one length */
export function matched(one, other) {
  const power = (channels) => channels.reduce((sum, channel) => sum + powerOf(channel), 0) / channels.length;
  const gain = Math.sqrt(power(one) / Math.max(power(other), 1e-20));
  const peak = Math.max(peakOf(one), gain * peakOf(other));
  const both = Math.min(1, highestPeak / Math.max(peak, 1e-9));
  const scaled = (channels, factor) => channels.map((channel) => channel.map((x) => factor * x));
  return [scaled(one, both), scaled(other, both * gain)];
}

/** Pairs in a hidden order: each place as often as the others, and either sound as often the first as the second, but
    for one. random  as Math.random */
export function trialsOf(places, count, random) {
  const shuffled = (list) => {
    for (let i = list.length - 1; i > 0; --i) {
      const j = Math.floor(random() * (i + 1));
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  };
  const orders = shuffled(Array.from({ length: count }, (_, i) => i % 2 === 0));
  const numbers = shuffled(Array.from({ length: count }, (_, i) => i));
  return numbers.map((number, i) => ({ place: places[number % places.length], isFirstA: orders[i] }));
}

/** The chance that one who hears no difference, and so guesses, prefers one of both at least as often. */
export function chanceOf(wins, losses) {
  const decided = wins + losses;
  let term = 2 ** -decided,
    sum = 0;
  for (let k = 0; k <= decided; ++k) {
    if (k >= Math.max(wins, losses)) sum += term;
    term *= (decided - k) / (k + 1);
  }
  return Math.min(1, 2 * sum);
}

/** answers  "A", "B" or "none", one per trial: how often each sound was preferred */
export function countsOf(trials, answers) {
  const counts = { first: 0, second: 0, none: 0 };
  trials.forEach(
    ({ isFirstA }, i) =>
      ++counts[answers[i] === "none" ? "none" : (answers[i] === "A") === isFirstA ? "first" : "second"],
  );
  return counts;
}

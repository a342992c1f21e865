// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of the picture: a ramp for each source from the ground to bright (dark theme) or deep (light theme), equal in
// lightness at every step, so that lightness shows the level and hue the source. Mixed in linear light.

const numSteps = 256;

const toLinear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const toDisplay = (value) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);

/** [red, green, blue], linear, of "#rrggbb". */
export function linearOf(hex) {
  return [1, 3, 5].map((at) => toLinear(parseInt(hex.slice(at, at + 2), 16) / 255));
}

// OKLab: Ottosson 2020, "A perceptual color space for image processing".
function toOkLab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOkLab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** As much of the chroma as the display shows at that lightness. */
function shown(lightness, a, b) {
  for (let share = 1; share > 0; share -= 0.02) {
    const colour = fromOkLab([lightness, a * share, b * share]);
    if (colour.every((value) => value >= 0 && value <= 1)) return colour;
  }
  return fromOkLab([lightness, 0, 0]).map((value) => Math.min(1, Math.max(0, value)));
}

/** A ramp [numSteps x 3] of linear light from the ground to the brightest or deepest. */
function rampOf(hex, ground, isDark) {
  const [from, fromA, fromB] = toOkLab(linearOf(ground));
  const to = isDark ? 0.96 : 0.28;
  const [own, a, b] = toOkLab(linearOf(hex));
  const ramp = new Float32Array(3 * numSteps);
  for (let step = 0; step < numSteps; ++step) {
    const t = step / (numSteps - 1);
    const lightness = from + (to - from) * t;
    const full = Math.min(1, Math.abs((lightness - from) / (own - from || 1))); // grows up to the colour's own lightness
    ramp.set(shown(lightness, fromA + (a - fromA) * full, fromB + (b - fromB) * full), 3 * step);
  }
  return ramp;
}

export class Ramps {
  constructor(colours, ground, isDark) {
    this.ramps = colours.map((colour) => rampOf(colour, ground, isDark));
    this.display = Uint8ClampedArray.from({ length: 4096 }, (_, i) => Math.round(255 * toDisplay(i / 4095)));
  }

  /** Writes a pixel. powers  of each source there; level  0 to 1 */
  paint(powers, level, pixels, at) {
    let total = 0;
    for (const power of powers) total += power;
    if (total === 0) total = powers[0] = 1; // any source's ramp begins with the ground
    const step = 3 * Math.round((numSteps - 1) * Math.min(1, Math.max(0, level)));
    for (let i = 0; i < 3; ++i) {
      let sum = 0;
      for (let source = 0; source < powers.length; ++source)
        sum += powers[source] * this.ramps[source][step + i];
      pixels[at + i] = this.display[Math.round(4095 * Math.min(1, sum / total))];
    }
    pixels[at + 3] = 255;
  }
}

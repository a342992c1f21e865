// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Labels beside and below the picture.
import { highestHz, lowestHz } from "./columns.js";

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600]; // seconds
const labelPixels = 90; // at least, from one time to the next

/** Seconds as 1:05. */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function showFrequencies(parent) {
  parent.replaceChildren(
    ...[50, 100, 200, 500, 1000, 2000, 5000, 10000].map((hz) => {
      const label = document.createElement("span");
      label.textContent = hz < 1000 ? hz : `${hz / 1000}k`;
      label.style.bottom = `${(100 * Math.log(hz / lowestHz)) / Math.log(highestHz / lowestHz)}%`;
      label.style.transform = "translateY(50%)";
      label.title = `${hz} Hz`;
      return label;
    }),
  );
}

let redraw = () => {}; // the times that are shown, for another width
let resized;

/** seconds  that the picture spans; isLive: counted back from now */
export function showTimes(parent, seconds, isLive) {
  redraw = () => drawTimes(parent, seconds, isLive);
  resized ??= new ResizeObserver(() => redraw());
  resized.observe(parent);
  redraw();
}

function drawTimes(parent, seconds, isLive) {
  const most = Math.max(3, Math.floor(parent.clientWidth / labelPixels));
  const step = steps.find((each) => seconds / each <= most) ?? 1200;
  const labels = [];
  for (let at = 0; at < seconds - step / 3; at += step) {
    const label = document.createElement("span");
    label.textContent = isLive
      ? at === 0
        ? "now"
        : `\u2212${at}`
      : step < 1
        ? `${at.toFixed(1)}`
        : clock(at);
    label.style.left = `${100 * (isLive ? 1 - at / seconds : at / seconds)}%`;
    label.className = at === 0 && !isLive ? "first" : "";
    if (at === 0 && isLive) label.style.transform = "translateX(-110%)";
    labels.push(label);
  }
  parent.replaceChildren(...labels);
}

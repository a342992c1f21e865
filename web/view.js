// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the page says and shows around the picture: messages, progress, numbers, and which controls there are.
import { clock } from "./axes.js";

export const element = (id) => document.getElementById(id);

export function tellProblem(text) {
  element("problem").textContent = text;
  element("problem").hidden = !text;
}

export function tell(text) {
  element("status").textContent = text;
  element("share").textContent = "";
}

/** How far a separation is: for the eye alone, since it changes ten times a second. share  0 to 1; seconds  since it began */
export function tellShare(share, seconds) {
  const left = (seconds * (1 - share)) / Math.max(share, 1e-6);
  const time = left < 100 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`;
  element("share").textContent = `${(100 * share).toFixed(1)} %${seconds > 2 ? `, ${time} left` : ""}`;
  element("progress").setAttribute("aria-valuenow", Math.round(100 * share));
  element("progress").firstElementChild.style.width = `${100 * share}%`;
}

export function showFacts(facts) {
  element("facts").hidden = false;
  element("facts")
    .querySelector("dl")
    .replaceChildren(
      ...Object.entries(facts).flatMap(([name, value]) => {
        const [term, detail] = ["dt", "dd"].map((tag) => document.createElement(tag));
        term.textContent = name;
        detail.textContent = value;
        return [term, detail];
      }),
    );
}

/** result  what can be played and saved; isPlaying  it sounds; duration  of it, in seconds; isSeparating; isLive  a microphone is
    separated; isOpening  it is being opened */
export function showControls({ result, isPlaying, duration, isSeparating, isLive, isOpening }) {
  element("play").disabled = !result;
  element("play").setAttribute("aria-label", isPlaying ? "Pause" : "Play");
  element("play-icon").setAttribute("d", isPlaying ? "M7 5h4v14H7zM13 5h4v14h-4z" : "M8 5v14l11-7z");
  for (const id of ["mix", "save"]) element(id).disabled = !result;
  element("saving").hidden = isSeparating || isLive;
  element("cancel").hidden = !isSeparating;
  element("progress").hidden = !isSeparating;
  element("monitor").hidden = !isLive;
  element("playhead").hidden = !result;
  element("whole").textContent = result ? `of ${clock(Math.round(duration))}` : "";
  element("microphone").setAttribute("aria-pressed", String(isLive || isOpening));
  element("microphone-text").textContent = isLive || isOpening ? "Stop" : "Microphone";
}

/** From the first page to the picture, or back. */
export function showWelcome(isShown) {
  element("welcome").hidden = !isShown;
  document.body.classList.toggle("empty", isShown);
}

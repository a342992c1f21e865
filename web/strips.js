// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One strip per source: its level, gain, mute and solo.

const lowestDb = -60; // and below: off
const highestDb = 12;
const unwantedDb = -20;
const lowestMeterDb = -60;

const shownName = (name) => name.charAt(0).toUpperCase() + name.slice(1).replace(".", " · ");
const gainText = (db) => (db <= lowestDb ? "off" : `${db < 0 ? "−" : ""}${Math.abs(db).toFixed(1)} dB`);

function make(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function toggle(text, label, onClick) {
  const button = make("button", "small", text);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.title = label;
  button.setAttribute("aria-pressed", "false");
  button.onclick = onClick;
  return button;
}

export class Strips {
  /** onGains  is called when a gain changes, onSave with the number of a source */
  constructor(parent, { onGains, onSave }) {
    this.parent = parent;
    this.onGains = onGains;
    this.onSave = onSave;
    this.strips = [];
  }

  /** Shows a separator's sources; those that are shown already keep what was set. At first those that are not wanted are turned down;
      where all are wanted, the first is heard alone. */
  show(sources) {
    if (sources.map(({ name }) => name).join() === this.strips.map(({ name }) => name).join()) return;
    const hasUnwanted = new Set(sources.map(({ isTarget }) => isTarget)).size > 1;
    this.strips = sources.map(({ name, isTarget }, index) =>
      this.#make(name, index, hasUnwanted && !isTarget ? unwantedDb : 0),
    );
    this.parent.replaceChildren(...this.strips.map(({ root }) => root));
    if (hasUnwanted) this.#changed();
    else this.solo(0);
  }

  /** Hears a source alone, or all again. isAdded  beside those that are heard alone already */
  solo(index, isAdded = false) {
    const chosen = this.strips[index];
    if (!chosen) return;
    const isOn = !chosen.isSolo;
    for (const strip of this.strips)
      if (strip === chosen || !isAdded) strip.isSolo = strip === chosen && isOn;
    this.#changed();
  }

  #changed() {
    const gains = this.gains(false);
    this.strips.forEach((strip, i) => {
      strip.root.classList.toggle("muted", gains[i] === 0);
      strip.muteButton.setAttribute("aria-pressed", String(strip.isMuted));
      strip.soloButton.setAttribute("aria-pressed", String(strip.isSolo));
    });
    this.onGains();
  }

  set canSave(isPossible) {
    for (const { save } of this.strips) save.disabled = !isPossible;
  }

  /** Linear, one per source. isBefore  as if nothing were changed */
  gains(isBefore) {
    const hasSolo = this.strips.some(({ isSolo }) => isSolo);
    return this.strips.map(({ db, isMuted, isSolo }) => {
      if (isBefore) return 1;
      const isHeard = hasSolo ? isSolo : !isMuted;
      return isHeard && db > lowestDb ? 10 ** (db / 20) : 0;
    });
  }

  /** Meters of peaks, linear; they fall slowly. */
  showPeaks(peaks) {
    this.strips.forEach((strip, i) => {
      const db = 20 * Math.log10((peaks[i] ?? 0) + 1e-9);
      strip.level = Math.max(db, strip.level - 0.7, lowestMeterDb);
      strip.bar.style.transform = `scaleX(${1 - strip.level / lowestMeterDb})`;
    });
  }

  #make(name, index, db) {
    const strip = { name, db, isMuted: false, isSolo: false, level: lowestMeterDb };
    const root = make("div", "strip");
    root.style.setProperty("--colour", `var(--source-${(index % 8) + 1})`);
    const title = shownName(name);
    const muteButton = toggle("Mute", `Mute ${title}`, () => {
      strip.isMuted = !strip.isMuted;
      this.#changed();
    });
    const soloButton = toggle("Solo", `Solo ${title}`, ({ ctrlKey, metaKey, shiftKey }) =>
      this.solo(index, ctrlKey || metaKey || shiftKey),
    );
    const save = make("button", "small", "Save");
    save.type = "button";
    save.disabled = true;
    save.setAttribute("aria-label", `Save ${title}`);
    save.onclick = () => this.onSave(index);
    const top = make("div", "line");
    top.append(make("span", "swatch"), make("span", "name", title), muteButton, soloButton, save);
    const level = make("div", "level");
    level.setAttribute("aria-hidden", "true");
    const bar = make("div", "");
    level.append(bar);
    const bottom = make("div", "line");
    const value = make("span", "gain");
    bottom.append(this.#slider(strip, title, value), value);
    root.append(top, level, bottom);
    return Object.assign(strip, { root, save, bar, muteButton, soloButton });
  }

  #slider(strip, title, value) {
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: lowestDb, max: highestDb, step: 0.5, value: strip.db });
    slider.setAttribute("aria-label", `Gain of ${title}`);
    const show = () => {
      slider.style.setProperty("--share", `${(100 * (strip.db - lowestDb)) / (highestDb - lowestDb)}%`);
      slider.setAttribute("aria-valuetext", gainText(strip.db));
      value.textContent = gainText(strip.db);
    };
    slider.oninput = () => {
      strip.db = Number(slider.value);
      show();
      this.#changed();
    };
    slider.ondblclick = () => {
      slider.value = 0;
      slider.oninput();
    };
    show();
    return slider;
  }
}

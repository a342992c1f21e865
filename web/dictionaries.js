// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The dictionaries that the page offers, in a listener's words, and those of one's own. The build copies those that are named here.
import { createSeparator, loadDictionary } from "./unbraid.js";

export const dictionaries = [
  { name: "speech", label: "Voice and noise", group: "Voice" },
  { name: "speech-light", label: "Voice and noise, light", group: "Voice" },
  { name: "band", label: "Vocals, drums, bass, other", group: "Music" },
  { name: "band-kit", label: "Song with kick, snare, hi-hat", group: "Music" },
  { name: "band-six", label: "Song in six parts", group: "Music" },
  { name: "drums", label: "Drum kit", group: "Music" },
  { name: "piano-bass-drums", label: "Piano, bass, drums", group: "Music" },
  { name: "piano-saxophone", label: "Saxophone and piano", group: "Music" },
];

const maxBytes = 256e6; // of a file: hundreds of times the largest that the project has
const own = new Map(); // bytes of one's own, by the name of the choice

export const isDictionary = ({ name }) => /\.safetensors$/i.test(name);

/** Fills a `select` with the dictionaries. */
export function fillChoices(select) {
  for (const { name, label, group } of dictionaries) {
    let parent = select.querySelector(`optgroup[label="${group}"]`);
    if (!parent)
      select.append((parent = Object.assign(document.createElement("optgroup"), { label: group })));
    parent.append(new Option(label, name));
  }
}

/** Adds a dictionary's file to a `select`, and chooses it; rejects with one line where it is none. */
export async function addOwn(select, file) {
  if (file.size > maxBytes)
    throw new Error(`The dictionary is too large. (${file.name}: ${Math.round(file.size / 1e6)} MB)`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  (await createSeparator({ dictionary: bytes })).free();
  const name = file.name.replace(/\.[^.]*$/, "");
  const value = `own:${name}`;
  own.set(value, bytes);
  let parent = select.querySelector("optgroup[label=Yours]");
  if (!parent)
    select.append((parent = Object.assign(document.createElement("optgroup"), { label: "Yours" })));
  if (![...parent.children].some((option) => option.value === value)) parent.append(new Option(name, value));
  select.value = value;
}

/** What a choice stands for: a name, or the bytes of one's own. */
export const dictionaryOf = (value) => own.get(value) ?? value;

/** How a choice is told. */
export const titleOf = (value) => value.replace(/^own:/, "");

export const loadChoice = (value) => loadDictionary(dictionaryOf(value));

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Plays a recording of a voice with its noise turned down, while it plays. Beside it lies `npm install build/web/web/site`.
import { createCleanNode } from "./node_modules/unbraid/unbraid.js";

const [file, player, reduction, problem] = ["file", "player", "reduction", "problem"].map((id) =>
  document.getElementById(id),
);
let cleaner; // the node, or its promise while the engine loads

/** Between the player and the loudspeakers, made after a click: before one, browsers let nothing sound. */
async function connect() {
  const context = new AudioContext({ sampleRate: 48000 });
  const node = await createCleanNode(context, { dictionary: "speech", channels: 2 });
  new MediaElementAudioSourceNode(context, { mediaElement: player })
    .connect(node)
    .connect(context.destination);
  return node;
}

async function setReduction() {
  const { parameters } = await cleaner;
  parameters.get("reduction").value = reduction.valueAsNumber;
}

file.onchange = async () => {
  try {
    cleaner ??= connect();
    await setReduction();
    player.src = URL.createObjectURL(file.files[0]);
    await player.play();
  } catch ({ message }) {
    cleaner = undefined; // the next try begins anew
    problem.textContent = message;
  }
};
reduction.oninput = () => cleaner && setReduction();

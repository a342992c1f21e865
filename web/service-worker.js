// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the page for when there is no network: what is needed at first, and every dictionary that was used. With a network,
// what the server has is taken.
const kept = "unbraid";
const needed = [
  "./",
  "blind.js",
  "colours.js",
  "columns.js",
  "compare.css",
  "compare.html",
  "compare.js",
  "dictionaries/speech.safetensors",
  "engine.js",
  "example.flac",
  "icon.svg",
  "manifest.webmanifest",
  "page.js",
  "picture.js",
  "player.js",
  "processor.js",
  "sound-files.js",
  "strips.js",
  "style.css",
  "unbraid.js",
  "unbraid.wasm",
  "worker.js",
];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(kept)
      .then((cache) => cache.addAll(needed))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answer(request) {
  const cache = await caches.open(kept);
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200) await cache.put(request, fresh.clone());
    return fresh;
  } catch (problem) {
    const old = await cache.match(request, { ignoreSearch: true });
    if (old) return old;
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && new URL(event.request.url).origin === location.origin)
    event.respondWith(answer(event.request));
});

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps one release of the page, whole: what it needs at first is fetched when the release is installed, and each file is what the
// release's table says, or nothing of it is kept. A dictionary is kept once it was used. A page and what it loads later are so of one
// release, with and without a network; the next one waits until all windows of this one are closed.
importScripts("release.js"); // release: its name, and the SHA-256 of its files, `needed` and `others`, by their addresses

const { needed, others } = self.release;
const { scope } = self.registration;
const prefix = `unbraid ${scope} `; // an origin may have several
const kept = prefix + self.release.name;
const before = "unbraid"; // of the releases that kept all in one

async function digestOf(answer) {
  const digest = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A file's address within the release: "page.js", or "./" for the page. */
function nameOf(address) {
  const name = address.split(/[?#]/)[0].slice(scope.length);
  return name === "" || name === "index.html" ? "./" : name;
}

async function install() {
  const cache = await caches.open(kept);
  const keep = async ([name, digest]) => {
    const answer = await fetch(name, { cache: "no-cache" });
    if (!answer.ok || (await digestOf(answer.clone())) !== digest)
      throw new Error(`The file is of another release. (${name})`);
    await cache.put(name, answer);
  };
  try {
    await Promise.all(Object.entries(needed).map(keep));
  } catch (problem) {
    await caches.delete(kept);
    throw problem;
  }
}

/** Gives up older releases; dictionaries that are the same in this one are kept. */
async function takeOver() {
  const cache = await caches.open(kept);
  const isOlder = (key) => key === before || (key.startsWith(prefix) && key !== kept);
  for (const older of (await caches.keys()).filter(isOlder)) {
    for (const [name, digest] of Object.entries(others)) {
      const answer = await caches.match(name, { cacheName: older });
      if (answer && (await digestOf(answer.clone())) === digest) await cache.put(name, answer);
    }
    await caches.delete(older);
  }
}

async function keepLater(name, answer) {
  if ((await digestOf(answer.clone())) === others[name]) await (await caches.open(kept)).put(name, answer);
}

async function answer(event) {
  const name = nameOf(event.request.url);
  const old = await caches.match(name, { cacheName: kept, ignoreVary: true }).catch(() => undefined);
  if (old) return old;
  const fresh = await fetch(event.request);
  if (fresh.status === 200 && name in others) event.waitUntil(keepLater(name, fresh.clone()).catch(() => {})); // where the disk is full, it is fetched again
  return fresh;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) =>
  event.waitUntil(
    takeOver()
      .catch(() => {})
      .then(() => self.clients.claim()),
  ),
);
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope)) event.respondWith(answer(event));
});

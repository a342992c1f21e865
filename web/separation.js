// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A recording that is separated beside the page.

/** request  as worker.js takes it; onReady  called with the sources, onProgress with { share, columns }; signal  gives it up.
    Resolves to { sources, stems [sources][channels], seconds }, rejects with one line. */
export function separateInWorker(request, { onReady = () => {}, onProgress = () => {}, signal } = {}) {
  const worker = new Worker("worker.js", { type: "module" });
  const channels = request.sound.length;
  return new Promise((resolve, reject) => {
    let sources;
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => reject(signal.reason));
    worker.onerror = () =>
      reject(new Error("The separation stopped. (the browser may have run out of memory)"));
    worker.onmessage = ({ data }) => {
      if (data.type === "ready") onReady((sources = data.sources));
      else if (data.type === "progress") onProgress(data);
      else if (data.type === "failed") reject(new Error(data.message));
      else {
        const stems = sources.map((_, i) => data.stems.slice(i * channels, (i + 1) * channels));
        resolve({ sources, stems, seconds: data.seconds });
      }
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

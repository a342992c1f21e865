// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

/** Keeps the page for when there is no network, which is a convenience. */
export function keepOffline() {
  navigator.serviceWorker?.register("service-worker.js", { updateViaCache: "none" }).catch(() => {});
}

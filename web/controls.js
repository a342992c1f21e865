// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The ways in: files that are chosen or dropped, recordings to try, and keys.
import { element } from "./view.js";

/** onFile  called with a file, onExample with { file, title, dictionary } of a recording to try */
export function connectFiles(onFile, onExample) {
  for (const id of ["open", "choose"]) element(id).onclick = () => element("file").click();
  element("file").onchange = ({ target }) => {
    if (target.files[0]) onFile(target.files[0]);
    target.value = "";
  };
  for (const button of document.querySelectorAll("[data-file]"))
    button.onclick = () => onExample(button.dataset);
  document.ondragover = (event) => {
    event.preventDefault();
    element("drop").hidden = false;
  };
  document.ondragleave = ({ relatedTarget }) => {
    if (!relatedTarget) element("drop").hidden = true;
  };
  document.ondrop = (event) => {
    event.preventDefault();
    element("drop").hidden = true;
    if (event.dataTransfer.files[0]) onFile(event.dataTransfer.files[0]);
  };
}

/** presses  functions by key, which return false where the key means nothing now */
export function connectKeys(presses) {
  document.onkeydown = (event) => {
    if (event.target.matches("input, select, button") || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (presses[event.key] && presses[event.key]() !== false) event.preventDefault();
  };
}

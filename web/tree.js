// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Trees of dictionaries as bytes: what a small file names, and one file that holds a dictionary and those that split its sources.
const treeFormat = "unbraid-dictionary-tree";

/** The header of a dictionary's file, and where its data begins; null where it has none. */
function headerOf(bytes) {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    return header instanceof Object ? { header, start: 8 + length } : null;
  } catch {
    return null; // the engine says what is wrong with it
  }
}

/** The dictionaries that a file names, by the source that each splits, the root's under ""; null where it is a dictionary itself. */
export function namesIn(bytes) {
  const texts = headerOf(bytes)?.header.__metadata__;
  if (texts?.format !== treeFormat) return null;
  const branches = Object.entries(texts).filter(([key]) => key.startsWith("branch."));
  return { "": texts.root, ...Object.fromEntries(branches.map(([key, name]) => [key.slice(7), name])) };
}

/** One file of several: `parts` has the bytes of each by the source that it splits, the root's under "". */
export function joined({ "": root, ...branches }) {
  const whole = headerOf(root);
  const parts = Object.entries(branches);
  if (!whole || parts.some(([, bytes]) => !headerOf(bytes))) return root;
  const { header, start } = whole;
  let end = root.length - start;
  for (const [source, { length }] of parts) {
    header[`branches.${source}`] = { dtype: "U8", shape: [length], data_offsets: [end, end + length] };
    end += length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  let at = 8;
  for (const piece of [text, root.subarray(start), ...parts.map(([, bytes]) => bytes)]) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

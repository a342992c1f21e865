// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The files that the page writes: WAV, 32-bit float, and a ZIP of several.

/** Hands a file to the browser's downloads. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** The sum of sources. stems  [sources][channels]; gains  linear, one per source */
export function mixOf(stems, gains) {
  return stems[0].map((_, channel) => {
    const mix = new Float32Array(stems[0][0].length);
    stems.forEach((stem, source) => {
      const sound = stem[channel];
      const gain = gains[source];
      if (gain !== 0) for (let n = 0; n < mix.length; ++n) mix[n] += gain * sound[n];
    });
    return mix;
  });
}

/** A WAV of 32-bit floats. channels  one array per channel, of one length */
export function wavOf(channels, sampleRate) {
  const frameBytes = 4 * channels.length;
  const dataBytes = frameBytes * channels[0].length;
  const buffer = new ArrayBuffer(58 + dataBytes);
  const view = new DataView(buffer);
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 50 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 18, true);
  view.setUint16(20, 3, true); // floats
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 32, true);
  text(38, "fact"); // which floats ask for
  view.setUint32(42, 4, true);
  view.setUint32(46, channels[0].length, true);
  text(50, "data");
  view.setUint32(54, dataBytes, true);
  if (channels.length === 1)
    new Uint8Array(buffer, 58).set(new Uint8Array(channels[0].buffer, channels[0].byteOffset, dataBytes));
  else
    for (let n = 0, at = 58; n < channels[0].length; ++n)
      for (let channel = 0; channel < channels.length; ++channel, at += 4)
        view.setFloat32(at, channels[channel][n], true);
  return new Uint8Array(buffer);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; ++bit) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

function crcOf(bytes) {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; ++i) crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}

/** A ZIP of files, stored as they are. files  [{ name, bytes }] */
export function zipOf(files) {
  const parts = [];
  const entries = [];
  let at = 0;
  const header = (signature, name, bytes, crc, extra) => {
    const isEntry = extra !== undefined;
    const view = new DataView(new ArrayBuffer(isEntry ? 46 : 30));
    view.setUint32(0, signature, true);
    const first = isEntry ? 6 : 4;
    if (isEntry) view.setUint16(4, 20, true);
    view.setUint16(first, 20, true); // version 2.0
    view.setUint16(first + 2, 0x800, true); // names in UTF-8
    view.setUint16(first + 8, 0x21, true); // the first day that a ZIP can name
    view.setUint32(first + 10, crc, true);
    view.setUint32(first + 14, bytes.length, true);
    view.setUint32(first + 18, bytes.length, true);
    view.setUint16(first + 22, name.length, true);
    if (isEntry) view.setUint32(42, extra, true);
    return new Uint8Array(view.buffer);
  };
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const crc = crcOf(file.bytes);
    const local = header(0x04034b50, name, file.bytes, crc);
    entries.push(header(0x02014b50, name, file.bytes, crc, at), name);
    parts.push(local, name, file.bytes);
    at += local.length + name.length + file.bytes.length;
  }
  const size = entries.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  return new Blob([...parts, ...entries, end.buffer], { type: "application/zip" });
}

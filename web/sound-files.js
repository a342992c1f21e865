// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the page reads of sound files itself, and the files that it writes: WAV, 32-bit float, and a ZIP of several.

const textAt = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));
const mpegRates = [
  [44100, 48000, 32000],
  [22050, 24000, 16000],
  [11025, 12000, 8000],
]; // MPEG 1, 2, 2.5

function mpegRate(bytes) {
  let at = 0;
  if (textAt(bytes, 0, 3) === "ID3")
    // whose length has seven bits a byte
    at = 10 + ((bytes[6] << 21) | (bytes[7] << 14) | (bytes[8] << 7) | bytes[9]);
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe0) !== 0xe0) return 0;
  const version = [2, -1, 1, 0][(bytes[at + 1] >> 3) & 3];
  return mpegRates[version]?.[(bytes[at + 2] >> 2) & 3] ?? 0;
}

/** The sampling rate that a file states: of WAV, FLAC, Ogg Vorbis and MP3; 0 where it is not found. A browser decodes to the
    rate that it is asked for, and does not say which was the file's. */
export function statedRate(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 64) return 0;
  if (textAt(bytes, 0, 4) === "RIFF" || textAt(bytes, 0, 4) === "RF64") {
    for (let at = 12; at + 16 <= bytes.length;) {
      if (textAt(bytes, at, 4) === "fmt ") return view.getUint32(at + 12, true);
      at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1);
    }
    return 0;
  }
  if (textAt(bytes, 0, 4) === "fLaC") return view.getUint32(18) >>> 12;
  if (textAt(bytes, 0, 4) === "OggS" && textAt(bytes, 29, 6) === "vorbis") return view.getUint32(40, true);
  return mpegRate(bytes);
}

const maxChannels = 2;
const maxMinutes = 20; // of a recording: what a browser's memory holds with all its sources

/** Reads a recording: { name, channels, sampleRate }. sampleRate  that it is decoded to; not given: the file's own, where it says it */
export async function readSound(file, sampleRate) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const stated = statedRate(bytes);
  const rate = sampleRate ?? (stated >= 8000 && stated <= 192000 ? stated : 48000);
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.buffer).catch(() => {
    throw new Error(`This browser cannot read the file as sound. (${file.name})`);
  });
  if (sound.duration > 60 * maxMinutes)
    throw new Error(
      `The recording is too long for a browser; the program separates it. (${Math.round(sound.duration / 60)} minutes; at most ${maxMinutes})`,
    );
  const channels = Array.from({ length: Math.min(maxChannels, sound.numberOfChannels) }, (_, i) =>
    sound.getChannelData(i),
  );
  return { name: file.name.replace(/\.[^.]*$/, ""), channels, sampleRate: rate };
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

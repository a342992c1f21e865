// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sound files to sound.

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

const maxMinutes = 20; // of a recording up to 48 kHz: what a browser's memory holds with all its sources
const metadataMilliseconds = 5000;

function checkLength(seconds, most) {
  if (seconds > 60 * most)
    throw new Error(
      `The recording is too long for a browser; the program separates it. (${Math.round(seconds / 60)} minutes; at most ${most})`,
    );
}

/** Seconds that a file states, found without reading all of it; undefined where the browser finds none. */
function statedSeconds(file) {
  const media = document.createElement("audio");
  const address = URL.createObjectURL(file);
  return new Promise((resolve) => {
    media.onloadedmetadata = () => resolve(Number.isFinite(media.duration) ? media.duration : undefined);
    media.onerror = () => resolve(undefined);
    setTimeout(resolve, metadataMilliseconds);
    media.preload = "metadata";
    media.src = address;
  }).finally(() => {
    media.removeAttribute("src");
    URL.revokeObjectURL(address);
  });
}

// Shares of each channel in the left and the right one, as files order them: ITU-R BS.775 without the low-frequency channel.
const half = Math.SQRT1_2; // of the power
const layouts = {
  3: [
    [1, 0, half],
    [0, 1, half],
  ],
  4: [
    [1, 0, half, 0],
    [0, 1, 0, half],
  ],
  5: [
    [1, 0, half, half, 0],
    [0, 1, half, 0, half],
  ],
  6: [
    [1, 0, half, 0, half, 0],
    [0, 1, half, 0, 0, half],
  ],
  7: [
    [1, 0, half, 0, 0.5, half, 0],
    [0, 1, half, 0, 0.5, 0, half],
  ],
  8: [
    [1, 0, half, 0, half, 0, half, 0],
    [0, 1, half, 0, 0, half, 0, half],
  ],
};

/** At most two channels: more are mixed, the centre to both sides, and made softer where the mix would clip. */
export function inStereo(channels) {
  if (channels.length <= 2) return channels;
  const equal = new Array(channels.length).fill(1 / channels.length);
  const mixed = (layouts[channels.length] ?? [equal, equal]).map((shares) => {
    const mix = new Float32Array(channels[0].length);
    shares.forEach((share, i) => {
      if (share > 0) for (let n = 0; n < mix.length; ++n) mix[n] += share * channels[i][n];
    });
    return mix;
  });
  let peak = 1;
  for (const mix of mixed) for (const sample of mix) peak = Math.max(peak, Math.abs(sample));
  return peak === 1 ? mixed : mixed.map((mix) => mix.map((sample) => sample / peak));
}

/** Reads a recording: { name, channels [1 or 2], sampleRate, numChannels of the file }. sampleRate  that it is decoded to; not given:
    the file's own, where it says it */
export async function readSound(file, sampleRate) {
  if (file.size === 0) throw new Error(`The file is empty. (${file.name})`);
  const statedLength = await statedSeconds(file);
  if (statedLength > 2 * 60 * maxMinutes) checkLength(statedLength, maxMinutes); // some state it wrongly, but not by so much
  const bytes = new Uint8Array(await file.arrayBuffer());
  const stated = statedRate(bytes);
  const rate = sampleRate ?? (stated >= 8000 && stated <= 192000 ? stated : 48000);
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.buffer).catch(() => {
    throw new Error(`This browser cannot read the file as sound. (${file.name})`);
  });
  if (sound.length === 0) throw new Error(`There is no sound in the file. (${file.name})`);
  checkLength(sound.duration, Math.round(maxMinutes * Math.min(1, 48000 / rate)));
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i));
  return {
    name: file.name.replace(/\.[^.]*$/, ""),
    channels: inStereo(channels),
    sampleRate: rate,
    numChannels: channels.length,
  };
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

/** 8, 20 or 42 ms of latency at most. Dictionaries name those that they serve. */
export type Mode = "low" | "balanced" | "high";

/** A name that lies beside the package ("speech"), an address, the bytes of a dictionary's file, or a tree: the dictionary of all
    sources under "", and under the names of its sources those that split them further: { "": "band", drums: "drums" }. */
export type Dictionary = string | URL | Uint8Array | { "": Dictionary; [source: string]: Dictionary };

export interface Source {
  name: string;
  /** Whether it is wanted; what is not, `clean` attenuates. */
  isTarget: boolean;
}

export interface SeparatorOptions {
  /** "speech" by default. */
  dictionary?: Dictionary;
  /** 8000 to 192000 Hz; 48000 by default. */
  sampleRate?: number;
  /** 1 to 8, separated by one set of masks; 1 by default. */
  channels?: number;
  /** Balanced by default, or the first that the dictionary serves. */
  mode?: Mode | null;
  /** Samples that are processed at once; longer blocks are cut. 4096 by default. */
  maxBlock?: number;
}

/** One separator with its own sound. The sources sum to the input, delayed by the latency. */
export interface Separator {
  readonly sources: readonly Source[];
  readonly channels: number;
  /** Samples by which the sources are late. */
  readonly latency: number;
  /** Separates a block; creates no object where it has the size of the block before it.
      inputs [channels]; outputs [sources x channels]: outputs[source * channels + channel] */
  process(inputs: readonly Float32Array[], outputs: readonly Float32Array[]): void;
  /** Separates a block and mixes it again, with what is not wanted at `reductionDb`: 0 changes nothing, -60 removes it. */
  clean(inputs: readonly Float32Array[], outputs: readonly Float32Array[], reductionDb: number): void;
  /** Clears the sound and what was learned from it. */
  reset(): void;
  /** Frees its memory; it is not to be used afterwards. */
  free(): void;
}

/** Rejects with one line that says why there is no separator. */
export function createSeparator(options?: SeparatorOptions): Promise<Separator>;

/** Separates a whole recording: channels by source, aligned with the input and as long. */
export function separate(
  channels: readonly Float32Array[],
  sampleRate: number,
  options?: Pick<SeparatorOptions, "dictionary" | "mode">,
): Promise<Map<string, Float32Array[]>>;

export interface NodeOptions extends Pick<SeparatorOptions, "dictionary" | "channels" | "mode"> {
  /** Samples after which a separator's node posts what it made to its port, as a `Report`; 0, the default: never. Only a report
      allocates on the audio thread. */
  report?: number;
}

/** What a separator's node made. After the message "finish" it posts the rest, with what is late by the latency, and stops. */
export interface Report {
  type: "sound";
  /** [sources x channels], as `Separator.process` orders them */
  sound: Float32Array[];
  /** Samples of input so far, and milliseconds that the engine took for them. */
  frames: number;
  busy: number;
  isLast: boolean;
}

export interface SeparatorNode extends AudioWorkletNode {
  readonly sources: readonly Source[];
  readonly latency: number;
  /** Disconnects the node and frees its separator. */
  close(): void;
}

/** A node for Web Audio with one output per source. */
export function createSeparatorNode(context: BaseAudioContext, options?: NodeOptions): Promise<SeparatorNode>;

/** A node for calls: one output, with what is not wanted attenuated to the parameter `reduction`, in dB, -20 at first. */
export function createCleanNode(
  context: BaseAudioContext,
  options?: Omit<NodeOptions, "report">,
): Promise<SeparatorNode>;

/** The engine, compiled once, and a dictionary's bytes, fetched once: to have them ready. */
export function loadEngine(url?: URL): Promise<WebAssembly.Module>;
export function loadDictionary(dictionary: Dictionary): Promise<Uint8Array>;

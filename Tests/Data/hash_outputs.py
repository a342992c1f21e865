#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints a SHA-256 per output of the engine, so that a refactoring can show that it changed no byte.

    hash_outputs.py UNBRAID > before.txt        with the program of the old tree
    hash_outputs.py UNBRAID --expect before.txt with that of the new tree: exits 1 and names what differs

Separates an excerpt of every shipped recording with every shipped dictionary, at three latencies, three rates, in mono
and stereo, and some of them guided, with the spatial filter and with each of the engine's settings. No shipped
dictionary has tails, transitions or updates without an encoder, so some are made of random numbers. Activations are
hashed as well; where the program refuses, its message is. Numbers differ from one kind of CPU to another: compare on
one machine. Needs Python and libsndfile."""
import argparse, array, concurrent.futures, ctypes, ctypes.util, hashlib, json, os, pathlib, random, struct
import subprocess, sys, tempfile

resources = pathlib.Path(__file__).resolve().parents[2] / "Resources"
modes = ["low", "balanced", "high"]
rates = [16000, 44100, 48000]

# name, dictionary, recording, options; the first seconds in every mode, rate and number of channels
variants = [
    ("guided", "piano", "two-hands", ["--midi", "two-hands.mid"]),
    ("guided-strings", "strings", "two-hands", ["--midi", "two-hands.mid", "--midi-offset", "-10"]),
    ("split", "piano", "two-hands", ["--midi", "two-hands.mid", "--split", "C4"]),
    ("placed", "piano-saxophone", "duo", ["--place"]),
    ("placed-band", "band", "band", ["--place", "--place-memory", "1"]),
    ("placed-drums", "drums", "drums", ["--place"]),
    ("placed-noise", "speech-plain", "noisy-voice", ["--place"]),
    ("fixed-drums", "drums", "drums", ["--no-adaptation"]),
    ("refused", "drums", "drums", ["--iterations", "9"]),
    ("sparse", "drums-is", "drums", ["--sparsity", "0.02", "--iterations", "9", "--exponent", "0.7", "--leak", "0.1"]),
    ("silent-drums", "drums", "drums", ["--silent", "kick=0.5-1.2"]),
    ("silent", "speech", "noisy-voice", ["--silent", "speech=0.5-1.2"]),
    ("smoothed", "speech", "noisy-voice", ["--smoothing", "60"]),
    ("tracking", "speech-plain", "noisy-voice", ["--noise-tracking", "on", "--noise-memory", "1", "--noise-weight", "2"]),
    ("adapting", "speech-plain", "noisy-voice", ["--noise-tracking", "off", "--trust", "0.2", "--memory", "2"]),
    ("fixed", "speech-is", "noisy-voice", ["--noise-tracking", "off", "--no-adaptation"]),
    ("residual", "piano", "duo", ["--residual", "16", "--residual-sparsity", "0.01"]),
    ("smooth-is", "drums-is", "drums", ["--dynamics", "is", "--dynamics-strength", "0.5"]),
    ("gamma", "drums-is", "drums", ["--dynamics", "gamma", "--dynamics-strength", "0.4"]),
    ("smooth-kl", "piano", "duo", ["--dynamics", "is", "--dynamics-strength", "0.1"]),
    ("convolutive", "made-convolutive-kl", "drums", []),
    ("convolutive-placed", "made-convolutive-kl", "drums", ["--place"]),
    ("convolutive-is", "made-convolutive-is", "drums", ["--sparsity", "0.02", "--iterations", "9", "--leak", "0.1"]),
    ("convolutive-fixed", "made-convolutive-is", "drums", ["--no-adaptation"]),
    ("convolutive-silent", "made-convolutive-is", "drums", ["--silent", "kick=0.5-1.2"]),
    ("transitions", "made-transitions", "noisy-voice", ["--dynamics", "is", "--dynamics-strength", "0.5"]),
    ("updates", "made-updates", "noisy-voice", ["--silent", "noise=0.5-1.2"]),
    ("floor-atom", "made-floor-atom", "noisy-voice", []),
    ("grouped", "speech-plain", "noisy-voice", ["--group-sparsity", "0.1", "--sparsity", "0.01"]),
]


class Maker:
    """Random tensors of a dictionary with two sources."""

    def __init__(self, seed, names, num_rows, num_atoms, **metadata):
        self.numbers, self.tensors, self.shape = random.Random(seed), {}, (num_rows, num_atoms)
        half = num_atoms // 2
        sources = [{"name": name, "first_atom": i * half, "num_atoms": half} for i, name in enumerate(names)]
        self.metadata = {"format": "unbraid-dictionary", "version": "1", "sample_rate_hz": "16000", "window": "512",
                         "hop": "80", "window_shape": "asymmetric-sine", "spectrum": "magnitude",
                         "divergence_beta": "1", "mask_exponent": "2", "normalisation": "l1", "sources": json.dumps(sources), **metadata}
        self.add("frequencies", [num_rows], [8000.0 * ((row + 1) / num_rows) ** 1.5 for row in range(num_rows)])
        self.add_atoms("W")

    def add(self, name, shape, values, kind="f"):
        self.tensors[name] = ({"f": "F32", "i": "I32"}[kind], shape, array.array(kind, values).tobytes())

    def draw(self, name, shape, low=-0.5, high=0.5):
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        self.add(name, shape, [self.numbers.uniform(low, high) for _ in range(count)])

    def add_atoms(self, name):
        rows, atoms = self.shape
        columns = [[self.numbers.random() ** 4 + 0.001 for _ in range(rows)] for _ in range(atoms)]
        self.add(name, [rows, atoms], [columns[k][row] / sum(columns[k]) for row in range(rows) for k in range(atoms)])

    def add_tails(self, lags):
        rows, atoms = self.shape
        self.add("W.tails", [lags - 1, rows, atoms],
                 [0.0 if k % 3 == 2 else self.numbers.random() * 0.8 ** lag / rows
                  for lag in range(1, lags) for row in range(rows) for k in range(atoms)])

    def add_transitions(self, count):
        atoms = self.shape[1]
        self.add("A.rows", [count], [i % atoms for i in range(count)], "i")
        self.add("A.columns", [count], [(i * 5 + i // atoms) % atoms for i in range(count)], "i")
        self.draw("A.values", [count], 0.1, 0.9)

    def add_layers(self, count):
        for layer in range(count):
            self.add_atoms(f"layers.{layer}.W")
            self.draw(f"layers.{layer}.sparsity", [self.shape[1]], 0.0, 0.1)
            self.draw(f"layers.{layer}.exponent", [1], 0.4, 1.0)
        self.add_atoms("output.W")

    def add_encoder(self, units):
        rows, atoms = self.shape
        for name, height, width in [("input", units, 2 * rows), ("gru.0.input", 3 * units, units),
                                    ("gru.0.recurrent", 3 * units, units), ("output", atoms, units)]:
            self.draw(f"encoder.{name}.weight", [height, width])
            self.draw(f"encoder.{name}.bias", [height])

    def write(self, path):
        header, data = {"__metadata__": self.metadata}, b""
        for name, (kind, shape, values) in self.tensors.items():
            header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
            data += values
        text = json.dumps(header).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write_made_dictionaries(folder):
    modes_of_all = json.dumps(modes)
    for seed, beta, spectrum in [(1, "1", "magnitude"), (2, "0", "power")]:
        maker = Maker(seed, ["kick", "snare"], 24, 12, rows="bands", modes='["balanced","high"]', divergence_beta=beta,
                      spectrum=spectrum)
        maker.add_tails(12)
        maker.write(folder / f"made-convolutive-{'is' if beta == '0' else 'kl'}.safetensors")
    maker = Maker(3, ["speech", "noise"], 129, 20, divergence_beta="0", spectrum="power")
    maker.add_transitions(40)
    maker.write(folder / "made-transitions.safetensors")
    maker = Maker(4, ["speech", "noise"], 40, 20, rows="bands", modes=modes_of_all)
    maker.add_layers(3)
    maker.add_transitions(40)
    maker.draw("b", [20], 0.0, 0.1)
    maker.write(folder / "made-updates.safetensors")
    maker = Maker(5, ["speech", "noise"], 40, 20, rows="bands", modes=modes_of_all, floor_atom="last", hop="128")
    maker.add_layers(2)
    maker.add_encoder(16)
    maker.write(folder / "made-floor-atom.safetensors")


class SoundInfo(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64)] + [(name, ctypes.c_int) for name in
                                                ("rate", "channels", "format", "sections", "seekable")]


def read_sound(path):
    """Rate and channels, lists of floats."""
    library = ctypes.CDLL(ctypes.util.find_library("sndfile") or "libsndfile.so.1")
    library.sf_open.restype = ctypes.c_void_p
    library.sf_readf_float.restype = ctypes.c_int64
    info = SoundInfo()
    handle = ctypes.c_void_p(library.sf_open(str(path).encode(), 0x10, ctypes.byref(info)))
    if not handle:
        sys.exit(f"{path} cannot be read")
    samples = (ctypes.c_float * (info.frames * info.channels))()
    library.sf_readf_float(handle, samples, ctypes.c_int64(info.frames))
    library.sf_close(handle)
    return info.rate, [samples[channel::info.channels] for channel in range(info.channels)]


def resampled(samples, rate, wanted):
    """Straight lines between the samples: coarse, but the same everywhere."""
    positions = [i * rate / wanted for i in range(int((len(samples) - 1) * wanted / rate))]
    return [samples[int(p)] + (p - int(p)) * (samples[int(p) + 1] - samples[int(p)]) for p in positions]


def stereo(channels):
    if len(channels) > 1:
        return channels[:2]
    delayed = [0.0] * 5 + [0.6 * sample for sample in channels[0][:-5]]
    return [channels[0], delayed]


def mono(channels):
    return [[sum(values) / len(channels) for values in zip(*channels)]]


def write_wav(path, rate, channels):
    data = array.array("f", [value for frame in zip(*channels) for value in frame]).tobytes()
    layout = struct.pack("<HHIIHH", 3, len(channels), rate, rate * 4 * len(channels), 4 * len(channels), 32)
    chunks = b"WAVEfmt " + struct.pack("<I", len(layout)) + layout + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)


def write_excerpts(folder, recording, begin, end):
    """An excerpt at every rate, in mono and in stereo."""
    rate, channels = read_sound(recording)
    excerpt = [channel[int(begin * rate):int(end * rate)] for channel in channels]
    for wanted in rates:
        at_rate = [resampled(channel, rate, wanted) for channel in excerpt]
        for kind in (mono, stereo):
            write_wav(folder / f"{recording.stem}-{wanted}-{kind.__name__}.wav", wanted, kind(at_rate))


def digest(data):
    return hashlib.sha256(data).hexdigest()


def hashes_of(program, dictionaries, name, dictionary, inputs, options):
    """One run of the program: a line per file it wrote, or one for what it said."""
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run([program, "separate", *map(str, inputs), "--dictionary", dictionary, "--out", out,
                               "--activations", out, "--threads", "1", *options], capture_output=True, text=True,
                              env={**os.environ, "UNBRAID_DICTIONARIES": dictionaries})
        said = done.stderr.replace(out, "OUT")
        for path in inputs:
            said = said.replace(str(path), path.name)
        lines = [f"{digest(said.encode())}  {name}/refused: {said.strip()[:160]!r}"] if done.returncode else []
        for path in sorted(pathlib.Path(out).iterdir()):
            lines.append(f"{digest(path.read_bytes())}  {name}/{path.name}")
        return lines


def jobs_in(folder):
    """Name, dictionary, inputs and options of each run."""
    short, long = folder / "short", folder / "long"
    for new in (short, long):
        new.mkdir()
    recordings = sorted((resources / "Audio").glob("*.flac"))
    for recording in recordings:
        write_excerpts(short, recording, 2.0, 2.6)
        write_excerpts(long, recording, 0.0, 1.6)
    for dictionary in sorted((resources / "Dictionaries").glob("*.safetensors")):
        for mode in modes:
            yield f"{dictionary.stem}/{mode}", dictionary.stem, sorted(short.iterdir()), ["--latency", mode]
    for name, dictionary, recording, options in variants:
        found = [str(resources / "Audio" / option) if option.endswith(".mid") else option for option in options]
        inputs = sorted(long.glob(f"{recording}-*.wav"))
        for mode in modes:
            yield f"{name}/{mode}", dictionary, inputs, ["--latency", mode, *found]


def differences(lines, expected):
    found, known = (dict(reversed(line.split("  ", 1)) for line in text) for text in (lines, expected))
    for name in sorted(found.keys() | known.keys()):
        if found.get(name) != known.get(name):
            yield name + ("" if name in found and name in known else ", in one of the two alone")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("program")
    arguments.add_argument("--expect", type=pathlib.Path, help="hashes printed before: prints what differs")
    arguments.add_argument("--threads", type=int, default=1)
    given = arguments.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(given.threads) as pool:
        made = pathlib.Path(folder) / "made"
        made.mkdir()
        write_made_dictionaries(made)
        places = f"{made}:{resources / 'Dictionaries'}"
        running = [pool.submit(hashes_of, program, places, *job) for job in jobs_in(pathlib.Path(folder))]
        lines = [line for job in running for line in job.result()]
    if given.expect is None:
        print("\n".join(lines))
        return 0
    different = list(differences(lines, given.expect.read_text().splitlines()))
    print("\n".join(different) if different else f"all {len(lines)} outputs are the same")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a file of activations without Unbraid: prints each source's share of the sound, exits 1 where shares do not
sum to one."""
import array, json, struct, sys

with open(sys.argv[1], "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    data = file.read()
metadata = header.pop("__metadata__")
assert metadata["format"] == "unbraid-activations" and metadata["version"] == "1"
tensors = {}
for name, entry in header.items():  # little-endian machines only, for brevity
    begin, end = entry["data_offsets"]
    tensors[name] = array.array({"F32": "f", "F64": "d"}[entry["dtype"]], data[begin:end])
frames, atoms = header["H"]["shape"]
num_sources = header["mask_energy"]["shape"][1]
shares, times = tensors["mask_energy"], tensors["time_seconds"]
sums = [sum(shares[frame * num_sources:(frame + 1) * num_sources]) for frame in range(frames)]
sounding = [frame for frame in range(frames) if sums[frame] > 0]
hop_seconds = int(metadata["hop"]) / float(metadata["sample_rate_hz"])
for source, entry in enumerate(json.loads(metadata["sources"])):
    mean = sum(shares[source::num_sources]) / max(1, len(sounding))
    print(entry["name"], entry["first_atom"], entry["num_atoms"], f"{mean:.3f}")
print(frames, "frames of", atoms, "atoms,", len(sounding), "sounding, to", f"{times[-1]:.4f}", "s")
regular = all(abs(b - a - hop_seconds) < 1e-9 for a, b in zip(times, times[1:]))
sys.exit(not regular or any(abs(sums[frame] - 1) > 1e-4 for frame in sounding))

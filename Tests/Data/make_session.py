#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes session-1.bin, a session of version 1, from Docs/SessionFormat.md alone: python3 make_session.py."""
import hashlib
import json
import pathlib
import struct


def safetensors(metadata, tensors):
    header, data = {"__metadata__": metadata}, b""
    for name in sorted(tensors):
        kind, shape, content = tensors[name]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def dictionary(bins=33, sources=("kick", "snare", "hi-hat")):
    weights = struct.pack(f"<{bins * len(sources)}f", *[1.0 / bins] * (bins * len(sources)))
    rows = struct.pack(f"<{bins}f", *[24000.0 * bin / (bins - 1) for bin in range(bins)])
    listed = [{"name": name, "first_atom": atom, "num_atoms": 1, "target": True, "default_gain_db": 0.0}
              for atom, name in enumerate(sources)]
    metadata = {"format": "unbraid-dictionary", "version": "1", "sample_rate_hz": "48000", "window": "960",
                "hop": "240", "window_shape": "asymmetric-sine", "spectrum": "power", "divergence_beta": "0",
                "mask_exponent": "1", "normalisation": "l1", "sources": json.dumps(listed), "mixer": "{}",
                "modes": "[]", "licence": "CC0-1.0", "trained_on": "nothing", "command": "make_session.py"}
    return safetensors(metadata, {"W": ("F32", [bins, len(sources)], weights), "frequencies": ("F32", [bins], rows)})


def session():
    content = dictionary()
    metadata = {"format": "unbraid-session", "version": "1", "dictionary.name": "kit-of-three",
                "dictionary.hash": hashlib.sha256(content).hexdigest(), "dictionary.factory": "0",
                "dictionary.changed": "0", "parameter.reduction": "-12.5", "parameter.latency": "2",
                "parameter.source_2_pan": "-0.25", "parameter.source_3_mute": "1"}
    body = b"UNBRAID-SESSION\n" + safetensors(metadata, {"dictionary": ("U8", [len(content)], content)})
    return body + hashlib.sha256(body).digest()


pathlib.Path(__file__).with_name("session-1.bin").write_bytes(session())

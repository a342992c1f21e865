# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drum kits of recorded hits, played from a beat. Needs Debian's sox, and sonic-pi-samples (CC0) for two of the kits."""
import subprocess
from array import array
from pathlib import Path

from composer import BAR, SIXTEENTH, beat
from fluid import RATE
from midi import TICKS, Note

SONIC_PI = Path("/usr/share/sonic-pi/samples")
ROCK = {"kick": "drum_heavy_kick drum_bass_hard drum_bass_soft", "snare": "drum_snare_hard drum_snare_soft",
        "hi-hat": "drum_cymbal_closed drum_cymbal_pedal drum_cymbal_open",
        "cymbal": "drum_cymbal_soft drum_cymbal_hard drum_splash_hard drum_splash_soft",
        "tom": "drum_tom_hi_hard drum_tom_mid_hard drum_tom_lo_hard drum_tom_hi_soft drum_tom_mid_soft"}
ELECTRIC = {"kick": "bd_haus bd_fat bd_klub bd_gas bd_zum bd_ada", "snare": "sn_dolf sn_dub sn_zome sn_generic elec_snare",
            "hi-hat": "drum_cymbal_closed elec_tick elec_cymbal", "cymbal": "drum_splash_soft elec_cymbal",
            "tom": "elec_fuzz_tom elec_hollow_kick"}
MULDJORD = {"kick": "*Kdrum*", "snare": "*Snare*", "hi-hat": "*Hihat*"}
SILENT = 20  # of 32767


def read_hit(path):
    """The samples of a sound file, one channel, from where the hit begins."""
    raw = subprocess.run(["sox", path, "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed", "-t", "raw", "-"],
                         check=True, capture_output=True).stdout
    samples = array("h", raw)
    first = next((i for i, x in enumerate(samples) if abs(x) > SILENT), 0)
    return samples[first:]


def kits(muldjord):
    """Every kit: its drums, each with all the hits that were recorded of it."""
    named = [{drum: [SONIC_PI / f"{name}.flac" for name in names.split()] for drum, names in kit.items()}
             for kit in (ROCK, ELECTRIC)]
    named.append({drum: sorted(Path(muldjord).glob(pattern)) for drum, pattern in MULDJORD.items()})
    return [{drum: [read_hit(path) for path in paths] for drum, paths in kit.items()} for kit in named]


def with_fills(rng, bars):
    """A beat with a cymbal on some first beats and toms at the end of some bars."""
    hits = {**beat(rng, bars), "cymbal": [], "tom": []}
    for bar in range(bars):
        if rng.random() < 0.4:
            hits["cymbal"].append(Note(bar * BAR, SIXTEENTH, 49, rng.randint(70, 120)))
        if rng.random() < 0.2:
            hits["tom"] += [Note(bar * BAR + place * SIXTEENTH, SIXTEENTH, 45, rng.randint(70, 120))
                            for place in range(12, 16)]
    return hits


def play(rng, kit, tempo, bars):
    """The sound of a beat on a kit. Every drum keeps to one or two of its hits."""
    second = 60 / (tempo * TICKS)
    out = [0.0] * round((bars * BAR * second + 1.5) * RATE)
    for drum, notes in with_fills(rng, bars).items():
        if not kit.get(drum):
            continue
        chosen = rng.choices(kit[drum], k=2)
        level = {"hi-hat": 0.5, "cymbal": 0.5}.get(drum, 1.0)
        for note in notes:
            hit = rng.choice(chosen)
            gain = level * (note.velocity / 127) ** 1.5
            first = round(note.tick * second * RATE)
            for i, x in enumerate(hit[:len(out) - first], first):
                out[i] += gain * x
    peak = max(1.0, max(map(abs, out)))
    return array("h", (round(0.7 * 32767 * x / peak) for x in out))

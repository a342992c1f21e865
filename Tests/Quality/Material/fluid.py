# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""MIDI to sound by fluidsynth, and the 16-bit files that hold it."""
import subprocess
import sys
import wave
from array import array
from pathlib import Path

RATE = 44100
FOLDER = Path("/usr/share/sounds/sf2")
FONTS = {"fluid": FOLDER / "FluidR3_GM.sf2", "muse": FOLDER / "MuseScore_General_Full.sf2",
         "tim": FOLDER / "TimGM6mb.sf2", "opl3": FOLDER / "OPL-3_FM_128M.sf2"}
PACKAGES = {"fluid": "fluid-soundfont-gm", "muse": "musescore-general-soundfont-lossless", "tim": "timgm6mb-soundfont",
            "opl3": "opl3-soundfont"}
# Size of the room (0 to 1), damping of its high tones, and how much the instruments send to it (0 to 127).
ROOMS = {"dry": None, "small": (0.2, 0.4, 60), "large": (0.85, 0.2, 90)}


def check_fonts(names):
    for name in names:
        if not FONTS[name].exists():
            sys.exit(f"{FONTS[name]} is missing: install Debian's {PACKAGES[name]}")


def reverb_send(room):
    return ROOMS[room][2] if ROOMS[room] else 0


def render(font, midi, out, room="dry"):
    """Writes the MIDI file's sound, stereo, 16 bits, to `out`."""
    path = Path(out).with_suffix(".render.mid")
    path.write_bytes(midi)
    reverb = ["-R", "0"]
    if ROOMS[room]:
        size, damp, _ = ROOMS[room]
        reverb = ["-R", "1", "-o", f"synth.reverb.room-size={size}", "-o", f"synth.reverb.damp={damp}"]
    only_played = ["-o", "synth.dynamic-sample-loading=1"]  # of a sound font: three times as fast
    subprocess.run(["fluidsynth", "-ni", "-q", *reverb, "-C", "0", "-g", "0.6", "-r", str(RATE), *only_played, "-F", out, FONTS[font], path],
                   check=True, stdout=subprocess.DEVNULL)
    path.unlink()


def read_mono(path):
    """The samples of a stereo file of 16 bits, its channels averaged."""
    with wave.open(str(path)) as file:
        samples = array("h", file.readframes(file.getnframes()))
    return array("h", ((left + right) // 2 for left, right in zip(samples[0::2], samples[1::2])))


def write_mono(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())

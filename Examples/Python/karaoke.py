# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a song without its singer, and say how loud the singer was.

python3 karaoke.py SONG OUT.wav
"""

import sys

import numpy as np
import soundfile
import unbraid


def level_db(sound: np.ndarray) -> float:
    """Return the mean power of a sound in dB of full scale."""
    return float(10 * np.log10(np.mean(sound**2) + 1e-12))


def main(song_path: str, out_path: str) -> None:
    """Separate the song, leave the singer out and write the rest."""
    song, rate = soundfile.read(song_path, dtype="float32", always_2d=True)
    vocals = unbraid.separate(song, rate, "band")["vocals"]
    rest = song - vocals  # the sources sum to the song
    soundfile.write(out_path, rest, rate, subtype="FLOAT")
    print(f"vocals at {level_db(vocals):.1f} dB, the rest at {level_db(rest):.1f} dB: {out_path}")


if __name__ == "__main__":
    main(*sys.argv[1:3])

#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the false alarms of `unbraid repair` on recordings that are whole.

    repair_clean.py UNBRAID FOLDER [--leave-out WORD...] [--first N] [--list]

Which recordings, by a rule that was fixed before any result was seen: in each folder at or below FOLDER that holds sounds (.wav,
.flac, .ogg), in sorted order, those of four seconds or more, then the shorter ones; of these the first N (4). Paths, relative
to FOLDER, with a part that is one of the WORDs are left out (by default `noise` and `noisy`: rain, fire and machines crackle
and hum). Each is repaired with everything searched for (--clipping, --gaps, --hum and --clicks auto); whatever is found in
it is a line. Exit 1 where something is found, 0 where nothing is. --list prints the recordings and repairs none.
Needs Python and ffprobe."""
import argparse, json, pathlib, subprocess, sys, tempfile

SHORTEST_SECONDS = 4.0  # below which repair looks for no hum
ENDINGS = {".wav", ".flac", ".ogg"}


def seconds_of(path):
    shown = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
                           stdout=subprocess.PIPE, check=True)
    return float(shown.stdout)


def chosen(folder, words, first):
    places = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in ENDINGS and not set(path.relative_to(folder).parts) & words:
            places.setdefault(path.parent, []).append(path)
    for paths in places.values():
        yield from sorted(paths, key=lambda path: (seconds_of(path) < SHORTEST_SECONDS, path))[:first]


def found_in(channel):
    if channel["hum"]:
        yield "hum of {frequency_hz:.2f} Hz, {harmonics} harmonics, {level_db:.1f} dB".format(**channel["hum"])
    if channel["clicks"]:
        yield f"{len(channel['clicks'])} clicks, the first at {channel['clicks'][0]['begin_seconds']:.4f} s"
    if channel["clipped_samples"]:
        yield f"{channel['clipped_samples']} samples clipped"
    if channel["lost_samples"]:
        yield f"{channel['lost_samples']} samples lost"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("unbraid", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--leave-out", nargs="*", default=["noise", "noisy"], metavar="WORD")
    parser.add_argument("--first", type=int, default=4, metavar="N")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    recordings = list(chosen(options.folder, set(options.leave_out), options.first))
    if options.list:
        print(*(path.relative_to(options.folder) for path in recordings), sep="\n")
        return 0
    alarms = 0
    with tempfile.TemporaryDirectory() as place:
        for path in recordings:
            made = subprocess.run([options.unbraid, "repair", path, "--out", pathlib.Path(place) / "out.wav", "--overwrite",
                                   "--hum", "auto", "--clicks", "auto", "--iterations", "1", "--json"],
                                  stdout=subprocess.PIPE, check=True)
            lines = [f"channel {number}: {text}" for number, channel in enumerate(json.loads(made.stdout)["channels"], 1)
                     for text in found_in(channel)]
            alarms += bool(lines)
            for line in lines:
                print(f"{path.relative_to(options.folder)}: {line}", flush=True)
    print(f"{alarms} of {len(recordings)} recordings")
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())

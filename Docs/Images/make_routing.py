#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws how sound and notes go through a DAW: make_routing.py writes routing-ardour.svg, routing-reaper.svg and
routing-midi-out.svg beside itself."""
from pathlib import Path

WIDTH, ROW = 900, 64
INK, PAPER, SOUND, NOTES, BOX = "#1d2433", "#fbfbf9", "#2f6fb3", "#b3572f", "#ffffff"


class Picture:
    def __init__(self, height):
        self.height, self.parts = height, []

    def box(self, x, y, width, height, title, lines=(), colour=INK):
        self.parts.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{BOX}" '
                          f'stroke="{colour}" stroke-width="1.5"/>')
        self.text(x + 12, y + 22, title, bold=True)
        for row, line in enumerate(lines):
            self.text(x + 12, y + 42 + 18 * row, line)

    def text(self, x, y, words, bold=False, anchor="start", colour=INK):
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(f'<text x="{x}" y="{y}" font-size="13"{weight} text-anchor="{anchor}" fill="{colour}">{words}</text>')

    def arrow(self, x1, y1, x2, y2, colour, label=""):
        middle = (x1 + x2) / 2
        self.parts.append(f'<path d="M{x1},{y1} H{middle} V{y2} H{x2 - 8}" fill="none" stroke="{colour}" stroke-width="2"/>'
                          f'<path d="M{x2},{y2} l-10,-5 v10 z" fill="{colour}"/>')
        if label:
            self.text(x2 - 14, y2 - 6, label, anchor="end", colour=colour)

    def write(self, path):
        body = "\n".join(self.parts)
        path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" '
                        f'font-family="DejaVu Sans, Helvetica, sans-serif">\n'
                        f'<rect width="{WIDTH}" height="{self.height}" fill="{PAPER}"/>\n{body}\n</svg>\n')


BUSES = (("Mix", "the track itself"), ("Source 1", "right hand"), ("Source 2", "left hand"),
         ("Source 8", "the rest"))


def buses(path, title, track, pins, midi, kind):
    """A recording and its score into the plugin, and its buses out of it."""
    picture = Picture(60 + ROW * len(BUSES))
    picture.text(24, 32, title, bold=True)
    picture.box(24, 60, 210, 66, "Track: recording", (track,), SOUND)
    picture.box(24, 196, 210, 92, "Track: score (MIDI)", midi, NOTES)
    picture.box(330, 60, 190, ROW * (len(BUSES) - 1) + 46, "Unbraid",
                ("dictionary: piano", "MIDI guide: channels", "", "channel 1: Source 1", "channel 2: Source 2"))
    picture.arrow(234, 93, 330, 93, SOUND, "in 1/2")
    picture.arrow(234, 240, 330, 240, NOTES, "MIDI in")
    for row, ((bus, target), pin) in enumerate(zip(BUSES, pins)):
        y = 60 + ROW * row
        picture.box(690, y, 190, 46, target if row == 0 else f"{kind}: {target}")
        picture.arrow(520, y + 23, 690, y + 23, SOUND)
        picture.text(530, y + 17, bus, bold=True, colour=SOUND)
        picture.text(676, y + 40, pin, anchor="end", colour=SOUND)
    picture.write(path)


def midi_out(path):
    picture = Picture(230)
    picture.text(24, 32, "Notes out of sound: the piano plays a synthesiser", bold=True)
    picture.box(24, 70, 210, 66, "Track: recording", ("a piano, a guitar",), SOUND)
    picture.box(330, 70, 190, 104, "Unbraid", ("dictionary: piano", "MIDI guide: off", "MIDI out: on"))
    picture.box(690, 70, 190, 66, "Track: synthesiser", ("armed or monitored",), NOTES)
    picture.arrow(234, 103, 330, 103, SOUND, "in 1/2")
    picture.arrow(520, 103, 690, 103, NOTES, "MIDI out")
    picture.text(330, 206, "late by the latency and 30 ms: record it, then move it there")
    picture.write(path)


def main():
    folder = Path(__file__).parent
    buses(folder / "routing-ardour.svg", "Ardour: two hands on two buses", "Unbraid as its first insert",
          ("out 1/2", "out 3/4", "out 5/6", "out 17/18"),
          ("aligned to the recording", "right hand channel 1", "left hand channel 2"), "Bus")
    buses(folder / "routing-reaper.svg", "Reaper: two hands on two tracks", "18 channels, Unbraid in FX",
          ("1/2", "3/4", "5/6", "17/18"), ("send: audio none,", "MIDI all to all", "hands on channels 1, 2"), "Track")
    midi_out(folder / "routing-midi-out.svg")


if __name__ == "__main__":
    main()

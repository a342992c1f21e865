# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which instrument of which sound font plays which source, for training and for development: none is on both sides.

Compared sample by sample, MuseScore General takes most of its instruments from Fluid R3 (all guitars, basses and
organs; most solo winds and strings; most of the kits), and within Fluid R3 nylon and steel guitar share theirs.
Independent of Fluid R3 are MuseScore's grand piano and ensemble strings. Of Fluid's 808 kit only the keys used here
are its own. TimGM6mb is GPL and for development alone: nothing of it may ship, as a clip or in a dictionary.
"""
from typing import NamedTuple


class Preset(NamedTuple):
    name: str
    font: str
    program: int
    lowest: int = 0  # MIDI notes
    highest: int = 127


TRAIN = {
    "piano": [Preset("piano", "fluid", 0, 21, 108)],
    "bass": [Preset("bass-finger", "fluid", 33, 28, 60), Preset("bass-acoustic", "fluid", 32, 28, 60)],
    "guitar": [Preset("guitar-nylon", "fluid", 24, 40, 84), Preset("guitar-clean", "fluid", 27, 40, 84)],
    "strings": [Preset("violin", "fluid", 40, 55, 91), Preset("cello", "fluid", 42, 36, 72),
                Preset("strings", "fluid", 48, 36, 91)],
    "winds": [Preset("flute", "fluid", 73, 60, 91), Preset("clarinet", "fluid", 71, 50, 86),
              Preset("oboe", "fluid", 68, 58, 86), Preset("horn", "fluid", 60, 41, 72)],
    "voice": [Preset("choir", "fluid", 52, 43, 81), Preset("oohs", "fluid", 53, 43, 81)],
    "organ": [Preset("organ-drawbar", "fluid", 16, 36, 91), Preset("organ-church", "fluid", 19, 36, 91)],
    "drums": [Preset("kit-808", "fluid", 25)],
}

# What joins them in songs: instruments of Fluid R3 that no development material has.
SONGS = {
    "guitar": [Preset("guitar-overdriven", "fluid", 29, 40, 84), Preset("guitar-distorted", "fluid", 30, 40, 84)],
    "winds": [Preset("brass", "fluid", 61, 41, 84), Preset("saxophone", "fluid", 66, 44, 84),
              Preset("trumpet", "fluid", 56, 52, 84), Preset("lead", "fluid", 81, 48, 91)],
    "organ": [Preset("piano-electric", "fluid", 4, 36, 91), Preset("pad-warm", "fluid", 89, 36, 91),
              Preset("pad-poly", "fluid", 90, 36, 91), Preset("accordion", "fluid", 21, 41, 91)],
}

DEVELOPMENT = {
    "piano": [Preset("grand", "muse", 0, 21, 108), Preset("tim-piano", "tim", 0, 21, 108)],
    "bass": [Preset("bass-pick", "fluid", 34, 28, 60), Preset("tim-finger", "tim", 33, 28, 60),
             Preset("bass-fretless", "fluid", 35, 28, 60), Preset("tim-acoustic", "tim", 32, 28, 60)],
    "guitar": [Preset("guitar-jazz", "fluid", 26, 40, 84), Preset("tim-nylon", "tim", 24, 40, 84),
               Preset("tim-clean", "tim", 27, 40, 84), Preset("tim-steel", "tim", 25, 40, 84)],
    "strings": [Preset("ensemble", "muse", 48, 36, 91), Preset("tim-violin", "tim", 40, 55, 91),
                Preset("tim-cello", "tim", 42, 36, 72), Preset("tim-ensemble", "tim", 48, 36, 91)],
    "winds": [Preset("tim-flute", "tim", 73, 60, 91), Preset("bassoon", "fluid", 70, 34, 70),
              Preset("tim-oboe", "tim", 68, 58, 86), Preset("tim-clarinet", "tim", 71, 50, 86),
              Preset("trombone", "fluid", 57, 40, 72), Preset("tim-horn", "tim", 60, 41, 72)],
    "voice": [Preset("tim-aahs", "tim", 52, 43, 81), Preset("tim-oohs", "tim", 53, 43, 81)],
    "organ": [Preset("organ-rock", "fluid", 18, 36, 91), Preset("tim-organ", "tim", 16, 36, 91)],
    "drums": [Preset("kit-standard", "fluid", 0), Preset("tim-standard", "tim", 0), Preset("kit-power", "muse", 16),
              Preset("tim-jazz", "tim", 32)],
}

SETS = {"train": TRAIN, "development": DEVELOPMENT}

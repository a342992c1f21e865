#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_lv2.py BUNDLE...: what LV2 hosts read: each plugin has a class, each audio port the name of its bus, each choice
values from its range, nothing an empty address, and each factory dictionary a preset. Where lv2_validate is installed it finds
no fault but those of JUCE's writer, which declares parameters as if they were ports."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

OF_JUCE = ("Subject not in domain", "Object not in range", "Use of undefined property", "has no label", "Found ")


def check(is_true, what):
    if not is_true:
        sys.exit("FAILED: " + what)


def check_description(text, name):
    check("a lv2:Plugin , lv2:SpectralPlugin ;" in text, name + " has no class")
    check("mbox <>" not in text and "mbox <file" not in text, name + " has an empty address")
    required = re.search(r"lv2:requiredFeature([^;]*);", text).group(1).split()
    check(required == ["urid:map"], f"{name} asks hosts for {required}")
    audio = re.findall(r'lv2:AudioPort ;.*?lv2:name "([^"]*)"', text, re.S)
    sources = [] if "Stereo" in name else ["Source %d" % n for n in range(1, 9)]
    buses = ["Input"] + ([] if "Stereo" in name else ["Reference"]) + ["Mix"] + sources
    check(audio == [bus + side for bus in buses for side in (" Left", " Right")], f"{name} has the ports {audio}")
    choices = 0
    for block in re.findall(r"a lv2:Parameter ;.*?\n\n", text, re.S):
        values = [float(value) for value in re.findall(r"rdf:value ([\d.]+)", block)]
        if values:
            low, high = (float(re.search(rf"lv2:{end} ([-\d.]+)", block).group(1)) for end in ("minimum", "maximum"))
            check(values == [low + n for n in range(len(values))] and values[-1] == high,
                  f"{name} has a choice of {values} between {low} and {high}")
            choices += 1
    check(choices > 20, f"{name} has {choices} choices")


def check_valid(bundle):
    with tempfile.TemporaryDirectory() as folder:  # lv2_validate takes no spaces
        files = [shutil.copy(os.path.join(bundle, name), folder) for name in os.listdir(bundle) if name.endswith(".ttl")]
        said = subprocess.run(["lv2_validate"] + files, capture_output=True, text=True).stdout.splitlines()
    for line in said:
        check(not line.startswith("error") or any(known in line for known in OF_JUCE), line)
    check(any(line.startswith("Found ") for line in said), "lv2_validate says nothing")


for bundle in sys.argv[1:]:
    with open(os.path.join(bundle, "dsp.ttl")) as file:
        check_description(file.read(), os.path.basename(bundle))
    with open(os.path.join(bundle, "manifest.ttl")) as file:
        presets = re.findall(r'a pset:Preset ;.*?rdfs:label "([^"]*)"', file.read(), re.S)
    check("speech" in presets and "band" in presets, f"presets: {presets}")
    if shutil.which("lv2_validate") and shutil.which("sord_validate"):  # the first is a script of the second
        check_valid(bundle)
    print(os.path.basename(bundle) + ": good")

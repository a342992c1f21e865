#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints, as Markdown for a model card, what a dictionary's training took: hours of a core, where they were noted
down (costs.json), and the energy at its rated power, which was never measured: virtual machines show no counters."""

import argparse
import json
from pathlib import Path

COSTS = Path(__file__).parent / "costs.json"
WATTS_A_CORE = 6.25  # a Xeon Platinum 8480+: 350 W over 56 cores, without memory, supply and cooling


def energy(hours):
    """Of some hours of a core, in words."""
    kilowatt_hours = hours * WATTS_A_CORE / 1000
    return f"{1000 * kilowatt_hours:.2g} Wh" if kilowatt_hours < 0.001 else f"{kilowatt_hours:.2g} kWh"


def line(name, costs):
    """A paragraph of a card."""
    cost = costs.get(name)
    if cost is None:
        return "**Training took**: not recorded."
    hours = cost["core_hours"]
    if not hours:
        took = cost["but"]
    else:
        length = (
            f"{hours:.3g} core-hour{'s' * (hours != 1)}"
            if hours >= 0.1
            else f"{3600 * hours:.0f} core-seconds"
        )
        bound = "at most " if "at_most" in cost else ""
        took = f"{bound}{length}, {energy(hours)} at a rated {WATTS_A_CORE} W a core"
        took += f", {cost['but']}" if "but" in cost else ""
    after = (
        f". It goes on from the weights of [{cost['after']}]({cost['after']}.md)"
        if "after" in cost and hours
        else ""
    )
    return f"**Training took**: {took}{after} ([how counted](Recipes/README.md#energy))."


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary")
    print(line(parser.parse_args().dictionary, json.loads(COSTS.read_text())))


if __name__ == "__main__":
    main()

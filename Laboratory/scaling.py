#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time of an incremental training on several ranks: a model fitted to measured trainings (scaling.json), and what it
says about 1,000 hours on many. Prints the tables of Docs/Scale.md."""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import nnls

BINS = 257  # 16 kHz, windows of 32 ms
ATOMS = 64
VALUE_BYTES = 4
HELD_OUT_SHARE = 0.05
SEGMENTS_AT_ONCE = 8
PARTS = 16


@dataclass(frozen=True)
class Run:
    """A training, and how it is shared out."""
    frames: float  # that it learns from
    ranks: int = 1
    batch: int = 256  # frames
    updates: int = 10
    parts: int = PARTS  # of a batch, each solved by one rank
    segments_at_once: int = SEGMENTS_AT_ONCE
    each_rank_draws: bool = False  # from segments of its own, in place of frames that all ranks have
    tree_of_sums: bool = False  # in place of a chain

    @property
    def batches(self):
        return self.frames / self.batch

    @property
    def parts_of_busiest(self):
        return math.ceil(self.parts / self.ranks)


@dataclass(frozen=True)
class Network:
    """Between two ranks."""
    latency: float  # seconds
    bytes_per_second: float

    def seconds(self, size):
        return self.latency + size / self.bytes_per_second


COSTS = {
    "solve": "updating the activations of a frame once",
    "part": "updating those of a part of a batch once, besides",
    "read": "reading a frame",
    "draw": "keeping and drawing a frame, at every rank",
    "learn": "updating the atoms after a batch, at the first rank",
    "start": "first atoms and held-out divergence, at the first rank",
}


def amounts(run):
    """What is done one after another, in the units of COSTS; the costs are seconds of one core for each."""
    busiest = run.parts_of_busiest / run.parts
    passes = run.updates + 1  # the last one for the sums
    held_out = run.frames * HELD_OUT_SHARE / (1 - HELD_OUT_SHARE)  # read by the first rank alone
    drawn = run.frames / (run.ranks if run.each_rank_draws else 1)
    return np.array([
        run.frames * passes * busiest,
        run.batches * passes * run.parts_of_busiest,
        run.frames / min(run.ranks, run.segments_at_once) + held_out,
        drawn,
        run.batches,
        1,
    ])


def message_seconds(run, network):
    """Time that messages take: of a batch the sums, the atoms and two short ones; of a frame its spectrum."""
    if run.ranks == 1:
        return 0.0
    levels = math.ceil(math.log2(run.ranks))
    atoms = VALUE_BYTES * BINS * ATOMS
    hops = levels if run.tree_of_sums else min(run.ranks, run.parts) - 1
    of_batch = hops * network.seconds(2 * atoms) + levels * network.seconds(atoms) + 2 * levels * network.latency
    of_frame = 0 if run.each_rank_draws else VALUE_BYTES * BINS / network.bytes_per_second
    return run.batches * of_batch + run.frames * of_frame


def seconds(run, costs, network):
    return float(amounts(run) @ costs) + message_seconds(run, network)


def fit(measured, network):
    """Costs with the least relative error; none is negative."""
    rows = [amounts(run) / took for run, took in measured]
    wanted = [1 - message_seconds(run, network) / took for run, took in measured]
    return nnls(np.array(rows), np.array(wanted))[0]


def read_table(path=Path(__file__).with_name("scaling.json")):
    """Measured trainings as (run, seconds), those to fit and those to check with, and the two networks."""
    table = json.loads(path.read_text())
    trainings = [(Run(row["frames"], row["ranks"], row["batch"], row["updates"]), row["wall_seconds"] - row["waited_seconds"], row["fit"])
                 for row in table["trainings"]]
    fitted = [(run, took) for run, took, is_fitted in trainings if is_fitted]
    checked = [(run, took) for run, took, is_fitted in trainings if not is_fitted]
    networks = [Network(row["latency_us"] * 1e-6, row["gigabytes_per_second"] * 1e9)
                for row in (table["this_machine"], table["cluster"])]
    return fitted, checked, networks


def duration(value):
    if value < 3600:
        return f"{value / 60:.0f} min"
    return f"{value / 3600:.1f} h" if value < 360000 else f"{value / 3600:.0f} h"


def print_checks(fitted, checked, costs, network):
    print("| frames | batch | updates | ranks | measured | model | |")
    print("|---|---|---|---|---|---|---|")
    for role, trainings in (("fitted", fitted), ("check", checked)):
        for run, took in trainings:
            model = seconds(run, costs, network)
            print(f"| {run.frames / 1e6:.2f} million | {run.batch} | {run.updates} | {run.ranks} | {took:.1f} s "
                  f"| {model:.1f} s ({round(100 * (model / took - 1)):+d} %) | {role} |")


def print_costs(costs):
    print("| cost of | |")
    print("|---|---|")
    for what, cost in zip(COSTS.values(), costs):
        print(f"| {what} | {f'{cost:.1f} s' if cost > 1 else f'{1e6 * cost:.1f} us'} |")


def plans(frames):
    """Ways to train from so many frames."""
    now = Run(frames)
    larger = replace(now, batch=4096)
    changed = replace(now, batch=65536, parts=1000, segments_at_once=1000, each_rank_draws=True, tree_of_sums=True)
    return {"as it is": now, "`--batch 4096`": larger, "changed as below, `--batch 65536`": changed}


def print_plan(frames, costs, network, all_ranks=(1, 4, 16, 64, 1000)):
    print("| | " + " | ".join(f"{ranks:,} rank{'s' * (ranks > 1)}" for ranks in all_ranks) + " |")
    print("|---" * (len(all_ranks) + 1) + "|")
    for name, plan in plans(frames).items():
        alone = seconds(plan, costs, network)
        cells = []
        for ranks in all_ranks:
            took = seconds(replace(plan, ranks=ranks), costs, network)
            cells.append(f"{duration(took)} ({alone / took:.1f})" if ranks > 1 else duration(took))
        print(f"| {name} | " + " | ".join(cells) + " |")


def main():
    fitted, checked, (here, cluster) = read_table()
    costs = fit(fitted, here)
    print_checks(fitted, checked, costs, here)
    print()
    print_costs(costs)
    print()
    frames_per_hour = max(run.frames for run, _ in fitted + checked) / 10  # ten hours were measured
    print_plan(1000 * frames_per_hour, costs, cluster)


if __name__ == "__main__":
    main()

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slopes of a loss by differences, to compare gradients with."""


def slopes(arrays, loss, draw, step=1e-5):
    """(name, place, slope) at one random place of each array, which is as before once the next is asked for. loss: of the arrays as they are"""
    for name, values in arrays.items():
        place = tuple(draw.integers(size) for size in values.shape)
        kept, losses = values[place], []
        for change in (step, -step):
            values[place] = kept + change
            losses.append(loss())
        values[place] = kept
        yield name, place, (losses[0] - losses[1]) / (2 * step)

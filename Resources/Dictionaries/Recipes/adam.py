# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The optimiser of the small networks here (Kingma & Ba 2015)."""

import numpy as np

DECAYS = 0.9, 0.999


class Adam:
    """Steps along gradients of arrays, each by its own scale, in place."""

    def __init__(self, arrays, rate):
        self.rate = rate
        self.means = {name: (np.zeros_like(values), np.zeros_like(values)) for name, values in arrays.items()}
        self.steps = 0

    def update(self, arrays, gradients):
        self.steps += 1
        first, second = DECAYS
        rate = self.rate * np.sqrt(1 - second ** self.steps) / (1 - first ** self.steps)
        for name, gradient in gradients.items():
            mean, square = self.means[name]
            mean += (1 - first) * (gradient - mean)
            square += (1 - second) * (gradient ** 2 - square)
            arrays[name] -= rate * mean / (np.sqrt(square) + 1e-8)

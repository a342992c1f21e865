# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models of `unbraid.decompose` beside second implementations, in NumPy, straight from the papers' equations.

What can begin with factors of one's own, or goes on from what it returns, is compared after some iterations.
Of the rest, the factors that it ends with are a minimum of what the paper minimises."""

import unittest

import numpy as np

import unbraid

RATE, WINDOW = 8000, 256
OPTIONS = {"window": 1000 * WINDOW / RATE}
POWER_FLOOR = 1e-3  # -30 dB, relative to the mean
MAGNITUDE_FLOOR = 10 ** (-30 / 20)


def two_channels():
    """Three tones that come and go, one of them in the second channel alone."""
    draw = np.random.default_rng(1)
    time = np.arange(RATE) / RATE
    tones = [
        np.sin(2 * np.pi * tone * time) * (np.sin(2 * np.pi * rhythm * time) > 0)
        for tone, rhythm in ((300, 2), (700, 3), (1500, 1.5))
    ]
    sound = np.stack([0.2 * tones[0] + 0.2 * tones[1], 0.1 * tones[0] + 0.2 * tones[2]], axis=1)
    return (sound + 0.01 * draw.standard_normal(sound.shape)).astype(np.float32)


class Frames:
    """Half-overlapping frames under a root of a Hann window, over all samples."""

    def __init__(self, length=WINDOW):
        self.window = np.sin(np.pi * (np.arange(length) + 0.5) / length)
        self.hop = length // 2

    def cut(self, sound):
        count = -(-len(sound) // self.hop) + 1
        padded = np.zeros((count + 1) * self.hop)
        padded[self.hop : self.hop + len(sound)] = sound
        return self._cut(padded, count)

    def forward(self, sound):
        return np.fft.rfft(self.cut(sound), axis=0)

    def project(self, spectra):
        """The spectra of the sound that comes nearest to these, also before its beginning and after it."""
        count = spectra.shape[1]
        sums, squares = np.zeros((count + 1) * self.hop), np.zeros((count + 1) * self.hop)
        for t in range(count):
            place = slice(t * self.hop, (t + 2) * self.hop)
            sums[place] += self.window * np.fft.irfft(spectra[:, t], 2 * self.hop)
            squares[place] += self.window**2
        return np.fft.rfft(self._cut(sums / squares, count), axis=0)

    def _cut(self, padded, count):
        places = (slice(t * self.hop, (t + 2) * self.hop) for t in range(count))
        return np.stack([self.window * padded[place] for place in places], axis=1)


def divergence(v, p, beta):
    """D_beta (v given p), summed (Fevotte & Idier 2011)."""
    if beta == 0:
        return (v / p - np.log(v / p) - 1).sum()
    if beta == 1:
        return (v * np.log(v / p) - v + p).sum()
    return ((v - p) ** 2).sum() / 2


def with_unit_sums(w, h):
    return w / w.sum(axis=0), h * w.sum(axis=0)[:, None]


def beta_nmf(v, w, h, beta, floor, iterations):
    """Multiplicative updates of Fevotte & Idier 2011 (section 4), of V and W H above a floor.

    Returns W, H and D before each iteration."""
    power = {0: 0.5, 1: 1, 2: 1}[beta]
    w, h = with_unit_sums(w, h)
    v, costs = v + floor, []
    for _ in range(iterations):
        p = w @ h + floor
        costs.append(divergence(v, p, beta))
        h = h * (w.T @ (v * p ** (beta - 2)) / (w.T @ p ** (beta - 1))) ** power
        p = w @ h + floor
        w = w * ((v * p ** (beta - 2)) @ h.T / (p ** (beta - 1) @ h.T)) ** power
        w, h = with_unit_sums(w, h)
    return w, h, costs


def semi_nmf(x, h):
    """W of least squares, then H as Ding, Li & Jordan 2010 (section 3.1) update it.

    Bins count as often as in a whole spectrum."""
    bins = np.full((len(x), 1), 2.0)
    bins[[0, -1]] = 1
    w = x @ np.linalg.pinv(h)
    a, b = ((bins * w).conj().T @ x).real, ((bins * w).conj().T @ w).real
    above, below = np.maximum(a, 0) + np.maximum(-b, 0) @ h, np.maximum(-a, 0) + np.maximum(b, 0) @ h
    return w, h * np.sqrt(above / below)


def shifted(values, lag):
    """Columns moved to the right, zeros behind."""
    return np.pad(values, ((0, 0), (lag, 0)))[:, : values.shape[1]]


def nmfd(v, templates, h, floor):
    """One iteration of Smaragdis 2004, for Kullback-Leibler. All lags of an atom sum to one."""

    def model():
        return sum(w @ shifted(h, lag) for lag, w in enumerate(templates)) + floor

    def earlier(values, lag):
        return np.pad(values, ((0, 0), (0, lag)))[:, lag:]

    ratio, ones = v / model(), np.ones_like(v)
    lags = range(len(templates))
    inside = [earlier(ones, lag) for lag in lags]
    h = h * sum(w.T @ earlier(ratio, lag) for lag, w in enumerate(templates)) / sum(
        w.T @ inside[lag] for lag, w in enumerate(templates)
    )
    ratio = v / model()
    templates = [
        w * (ratio @ shifted(h, lag).T) / (ones @ shifted(h, lag).T) for lag, w in enumerate(templates)
    ]
    sums = sum(w.sum(axis=0) for w in templates)
    return np.array([w / sums for w in templates]), h * sums[:, None]


class SecondImplementations(unittest.TestCase):
    def setUp(self):
        self.frames = Frames()
        self.stereo = two_channels()
        self.mono = self.stereo[:, 0]
        self.x = self.frames.forward(self.mono)

    def run_model(self, model, sound=None, components=3, **options):
        sound = self.mono if sound is None else sound
        return unbraid.decompose(sound, RATE, components, model=model, **OPTIONS, **options)

    def check(self, found, wanted, name):
        error = np.abs(np.asarray(found) - wanted).max() / np.abs(wanted).max()
        self.assertLess(error, 1e-5, name)

    def spectrogram(self, beta):
        v = np.abs(self.x) ** (2 if beta == 0 else 1)
        return v / v.mean()

    def test_beta_nmf(self):
        draw = np.random.default_rng(2)
        w = draw.uniform(0.1, 1, (len(self.x), 3)).astype(np.float32)
        h = draw.uniform(0.1, 1, (3, self.x.shape[1])).astype(np.float32)
        for name, beta in (("is", 0), ("kl", 1), ("euclidean", 2)):
            found = self.run_model("is-nmf", iterations=10, W=w, H=h, divergence=name)
            floor = MAGNITUDE_FLOOR if beta else POWER_FLOOR
            wanted = beta_nmf(self.spectrogram(beta), w.astype(float), h.astype(float), beta, floor, 10)
            for which, values, own in zip("WH", (found.factors["W"], found.factors["H"]), wanted):
                self.check(values, own, f"{name} {which}")
            np.testing.assert_allclose(found.objective, wanted[2], rtol=1e-5)

    def test_wiener_masks(self):
        """Fevotte, Bertin & Durrieu 2009: each component has its share of every bin."""
        found = self.run_model("is-nmf", iterations=10)
        w, h = (found.factors[name].astype(float) for name in "WH")
        energy = np.abs(self.x) ** 2
        for k, sound in enumerate(found):
            mask = np.outer(w[:, k], h[k]) / (w @ h)
            spectra = self.frames.project(mask * self.x)
            error = np.abs(self.frames.forward(sound) - spectra)[:, 2:-2]
            self.assertLess((error**2).sum() / energy.sum(), 1e-8)

    def test_semi_nmf(self):
        x = self.x / np.sqrt((np.abs(self.x) ** 2).mean())
        for model in ("stft-semi-nmf", "semi-nmf-updates"):
            before, after = (self.run_model(model, iterations=count) for count in (20, 21))
            own = before.factors["W"][0] + 1j * before.factors["W"][1]
            h = before.factors["H"].astype(float)
            target = x
            if model == "semi-nmf-updates":  # majorised: Malagnoux & Kowalski 2024, Algorithm 1
                target = x - self.frames.project(own @ h) + own @ h
            w, h = semi_nmf(target, h)
            self.check(after.factors["W"][0] + 1j * after.factors["W"][1], w, f"{model} W")
            self.check(after.factors["H"], h, f"{model} H")

    def test_nmfd(self):
        before, after = (self.run_model("nmfd", iterations=count, template=64) for count in (20, 21))
        start = [before.factors[name].astype(float) for name in "WH"]
        templates, h = nmfd(self.spectrogram(1), *start, floor=1e-6)
        self.check(after.factors["W"], templates, "templates")
        self.check(after.factors["H"], h, "H")

    def check_minimum(self, found, cost, fitted, tolerance=1e-5):
        """The cost of the factors is what the model says, and small changes of `fitted` do not lower it."""
        factors = {name: values.astype(float) for name, values in found.factors.items()}
        reached = cost(**factors)
        self.assertLess(abs(reached / found.objective[-1] - 1), tolerance)
        draw = np.random.default_rng(3)
        for name in fitted:
            for _ in range(20):
                change = np.exp(0.03 * draw.standard_normal(factors[name].shape))
                moved = cost(**{**factors, name: factors[name] * change})
                self.assertGreater(moved, reached * (1 - 1e-6), name)

    def test_smooth_nmf(self):
        """Fevotte 2011, the maximum a posteriori of a Markov chain of activations."""
        v = self.spectrogram(0) + POWER_FLOOR

        def cost(W, H):
            return divergence(v, W @ H + POWER_FLOOR, 0) + 10 * divergence(H[:, 1:], H[:, :-1], 0)

        self.check_minimum(self.run_model("is-nmf", iterations=1500, smoothness=10), cost, "WH")

    def test_alpha_divergence(self):
        """Cichocki, Lee, Kim & Choi 2008."""
        v, alpha = self.spectrogram(1) + MAGNITUDE_FLOOR, 0.5

        def cost(W, H):
            p = W @ H + MAGNITUDE_FLOOR
            terms = alpha * v + (1 - alpha) * p - v**alpha * p ** (1 - alpha)
            return terms.sum() / (alpha * (1 - alpha))

        self.check_minimum(self.run_model("is-nmf", iterations=3000, divergence="alpha=0.5"), cost, "WH")

    def test_orthogonal_activations(self):
        """Choi 2008: half the squared distance, over activations whose rows have nothing in common."""
        v = self.spectrogram(1)

        def cost(W, H):
            return divergence(v, W @ H, 2)

        found = self.run_model("orthogonal", iterations=600)
        self.check_minimum(found, cost, "W")
        h = found.factors["H"] / np.linalg.norm(found.factors["H"], axis=1, keepdims=True)
        self.assertLess(np.abs(h @ h.T - np.eye(3)).max(), 0.2)

    def test_dynamics(self):
        """Fevotte, Le Roux & Hershey 2013, with gammas whose shape is lambda."""
        v = self.spectrogram(0) + POWER_FLOOR

        def cost(W, H, A):
            return divergence(v, W @ H + POWER_FLOOR, 0) + divergence(H[:, 1:], A @ H[:, :-1], 0)

        self.check_minimum(self.run_model("nds", iterations=1500), cost, "WHA")

    def test_deep_nmf(self):
        """Leplat, Hien, Onwunta & Gillis 2024, for two layers."""
        v = self.spectrogram(1) + POWER_FLOOR

        def cost(W1, H1, W2, H2):
            return divergence(v, W1 @ H1, 1) + divergence(W1, W2 @ H2, 1)

        self.check_minimum(self.run_model("deep", iterations=800), cost, ("W1", "H2"))

    def channels(self):
        """Of both, relative to the mean of their sum."""
        power = [np.abs(self.frames.forward(channel)) ** 2 for channel in self.stereo.T]
        return [v / np.mean(power[0] + power[1]) + POWER_FLOOR for v in power]

    def test_tensor(self):
        """Fevotte & Ozerov 2010, a gain of each component in each channel."""
        views = self.channels()

        def cost(W, H, Q):
            return sum(divergence(v, W * q @ H + POWER_FLOOR, 0) for v, q in zip(views, Q))

        self.check_minimum(self.run_model("ntf", self.stereo, iterations=1500), cost, "WHQ")

    def test_soft_co_factorisation(self):
        """Seichepine, Essid, Fevotte & Cappe 2014, the scale between two activations at its best."""
        views = self.channels()

        def cost(W, H):
            apart = np.log(H[0]) - np.log(H[1])
            apart -= np.median(apart, axis=1, keepdims=True)
            fits = sum(divergence(v, w @ h + POWER_FLOOR, 0) for v, w, h in zip(views, W, H))
            return fits + 10 * np.abs(apart).sum()

        self.check_minimum(self.run_model("soft-co", self.stereo, iterations=1500), cost, "WH")

    def test_transform_learning(self):
        """Fagot, Wendt & Fevotte 2018: an orthogonal transform, factors of what it makes of frames."""
        options = {"iterations": 500, "window": 16}
        found = unbraid.decompose(self.mono, RATE, 3, model="transform-learning", **options)
        transform = found.factors["Phi"].astype(float)
        self.assertLess(np.abs(transform @ transform.T - np.eye(len(transform))).max(), 1e-3)
        frames = Frames(len(transform)).cut(self.mono)
        frames /= np.sqrt((frames**2).mean())

        def cost(W, H, Phi):
            return divergence((Phi @ frames) ** 2 + POWER_FLOOR, W @ H + POWER_FLOOR, 0)

        self.check_minimum(found, cost, "WH", 1e-3)

    def test_shapes(self):
        """Half the squared distance, and lambda times the sum of |h|, of sums of shapes.

        They begin at any sample (Grosse, Raina, Kwong & Ng 2007), or once a hop with activations that are not
        negative (Malagnoux & Kowalski 2024)."""
        sound = self.mono / np.sqrt((self.mono.astype(float) ** 2).mean())

        def made(shapes, activations, hop):
            impulses = np.zeros((len(activations), activations.shape[1] * hop))
            impulses[:, ::hop] = activations
            begins = WINDOW - hop
            whole = sum(np.convolve(h, d) for h, d in zip(impulses, shapes.T))
            return whole[begins : begins + len(sound)]

        for model, hop in (("semi-nmf", WINDOW // 2), ("cdl", 1)):
            found = self.run_model(model, iterations=400, sparsity=0.05)
            shapes, h = (found.factors[name].astype(float) for name in "DH")
            left = np.pad(sound - made(shapes, h, hop), (WINDOW - hop, WINDOW))
            along = np.array([np.correlate(left, d)[: h.shape[1] * hop : hop] for d in shapes.T])
            weights = np.abs(along[np.abs(h) > 0.05 * np.abs(h).max()])
            weight = np.median(weights)  # where h is not zero the slope of the distance is lambda
            self.assertLess(np.abs(weights / weight - 1).max(), 0.02, model)
            self.assertLess((along if model == "semi-nmf" else np.abs(along)).max(), 1.1 * weight, model)
            cost = (left**2).sum() / 2 + weight * np.abs(h).sum()
            self.assertLess(abs(cost / found.objective[-1] - 1), 1e-3, model)


if __name__ == "__main__":
    unittest.main()

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Non-negative matrix factorisation in scikit-learn's conventions, by the updates that train dictionaries."""
from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

import numpy

from . import _checks, _unbraid
from ._checks import Array, Doubles, Floats
from ._unbraid import Error

BETAS = {"itakura-saito": 0.0, "kullback-leibler": 1.0, "frobenius": 2.0}
FLOOR = 1e-12  # of a sample's mean: what is softer is as soft as this, under Itakura-Saito


class _OwnBase:
    """What `sklearn.base.BaseEstimator` brings, where scikit-learn is not installed."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name."""
        return {name: getattr(self, name) for name in NMF.PARAMETERS}

    def set_params(self, **parameters: Any) -> Any:
        """Change parameters by name."""
        for name, value in parameters.items():
            if name not in NMF.PARAMETERS:
                raise ValueError(f"NMF has no parameter {name}.")
            setattr(self, name, value)
        return self


if TYPE_CHECKING:
    _Bases = _OwnBase
else:
    try:  # where scikit-learn is installed, an NMF is one of its estimators; it is not needed
        from sklearn.base import BaseEstimator, TransformerMixin

        class _Bases(TransformerMixin, BaseEstimator):
            pass

    except ImportError:
        _Bases = _OwnBase


class NMF(_Bases):
    """X ~ W H with W, H >= 0, by alternating multiplicative updates (majorise-minimise).

    The updates are computed in float32, each sample (row of X) at a level of its own, so that W and H are as
    good for soft data as for loud. What is returned has the type of X, float32 or float64.

    Parameters
    ----------
    n_components : int, default 8
        Of the factorisation; with `ard` the most that there may be.
    beta_loss : {"itakura-saito", "kullback-leibler", "frobenius"} or float, default "itakura-saito"
        The divergence, or beta from 0 to 2.
    max_iter : int, default 200
        Updates of both factors, or with `ard` of the search.
    tol : float, default 1e-4
        Ends where ten iterations lower the objective by less than this share of the first; 0: never.
    random_state : int, optional, default 0
        Seed.
    sparsity : float, default 0
        Weight of the L1 norm of W, for data of unit mean.
    ard : bool, default False
        Find the number of components by automatic relevance determination.
    n_jobs : int, default 1
        Threads, -1: one for each processor; the result does not depend on it.

    Attributes
    ----------
    components_ : array
        H, (n_components_, features), whose rows sum to one.
    n_components_, n_iter_, n_features_in_ : int
    reconstruction_err_ : float
        The square root of twice the divergence, as scikit-learn has it. Samples of silence do not count.

    Examples
    --------
    >>> import numpy, unbraid
    >>> random = numpy.random.default_rng(0)
    >>> X = random.gamma(.5, 1, (60, 3)) @ random.gamma(.5, 1, (3, 20))
    >>> model = unbraid.NMF(3, beta_loss="frobenius", max_iter=500)
    >>> W = model.fit_transform(X)
    >>> W.shape, model.components_.shape
    ((60, 3), (3, 20))
    >>> bool(numpy.linalg.norm(W @ model.components_ - X) < .1 * numpy.linalg.norm(X))
    True
    """

    PARAMETERS = ("n_components", "beta_loss", "max_iter", "tol", "random_state", "sparsity", "ard", "n_jobs")

    components_: Array
    n_components_: int
    n_iter_: int
    n_features_in_: int
    reconstruction_err_: float
    _scale: float

    def __init__(
        self,
        n_components: int = 8,
        beta_loss: str | float = "itakura-saito",
        max_iter: int = 200,
        tol: float = 1e-4,
        random_state: int | None = 0,
        sparsity: float = 0.0,
        ard: bool = False,
        n_jobs: int = 1,
    ) -> None:
        self.n_components = n_components
        self.beta_loss = beta_loss
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.sparsity = sparsity
        self.ard = ard
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None, W: Any = None, H: Any = None) -> NMF:
        """Learn `components_`.

        Parameters
        ----------
        X : array
            (samples, features), finite and not below 0.
        y : ignored
        W, H : array, optional
            As those of `fit_transform`.

        Returns
        -------
        NMF
            Itself.
        """
        self.fit_transform(X, W=W, H=H)
        return self

    def fit_transform(self, X: Any, y: Any = None, W: Any = None, H: Any = None) -> Array:
        """Learn `components_` and return W.

        Parameters
        ----------
        X : array
            (samples, features), finite and not below 0.
        y : ignored
        W, H : array, optional
            To begin with, (samples, n_components) and (n_components, features); entries of zero stay zero.

        Returns
        -------
        array
            W, (samples, n_components_).
        """
        beta, updates, sparsity = self._beta(), self._updates(), self._sparsity()
        components = _checks.whole(self.n_components, "n_components", 1, 16384)
        tolerance = _checks.number(self.tol, "tol", 0, 1)
        seed = (
            0
            if self.random_state is None
            else _checks.whole(self.random_state, "random_state", 0, _checks.MAX_SEED)
        )
        array = _checked(X)
        means = _means(array)
        start = self._start(W, H, array.shape, means)
        self.n_features_in_ = array.shape[1]
        self._scale = _mean(means)
        spectra = _spectra(array, means)
        levels = self._levels(means)
        if self.ard:
            atoms = _unbraid.rank(
                _spectra(array, numpy.full_like(means, self._scale)),
                components,
                beta,
                updates,
                seed,
                self._threads(),
            )
            self.n_iter_ = updates
            activations = _unbraid.solve(spectra, levels, atoms, beta, sparsity, updates)
        else:
            atoms, activations, self.n_iter_ = _unbraid.factorise(
                spectra,
                levels,
                components,
                beta,
                sparsity,
                updates,
                seed,
                self._threads(),
                tolerance,
                *start,
            )
        self.components_ = numpy.ascontiguousarray(atoms.T, dtype=_type_of(X))
        self.n_components_ = len(self.components_)
        self.reconstruction_err_ = self._error(spectra, levels, activations)
        return _scaled(activations, means, X)

    def transform(self, X: Any) -> Array:
        """Return W of other samples, with the components as they are.

        Parameters
        ----------
        X : array
            (samples, features), finite and not below 0.

        Returns
        -------
        array
            W, (samples, n_components_). Each sample's depends on that sample alone.
        """
        components = self._fitted()
        array = _checked(X)
        if array.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {array.shape[1]} features, "
                f"but NMF is expecting {self.n_features_in_} features as input"
            )
        means = _means(array)
        activations = _unbraid.solve(
            _spectra(array, means),
            self._levels(means),
            numpy.asfortranarray(components.T, dtype=numpy.float32),
            self._beta(),
            self._sparsity(),
            self._updates(),
        )
        return _scaled(activations, means, X)

    def inverse_transform(self, W: Any) -> Array:
        """Return W H.

        Parameters
        ----------
        W : array
            (samples, n_components_).

        Returns
        -------
        array
            (samples, features).
        """
        components = self._fitted()
        array = numpy.asarray(W)
        if array.ndim != 2 or array.shape[1] != len(components):
            raise ValueError(f"W has another shape than (samples, {len(components)}). (found {array.shape})")
        product: Array = array @ components
        return product

    def _beta(self) -> float:
        if isinstance(self.beta_loss, str):
            return BETAS[_checks.one_of(self.beta_loss, "divergence", BETAS)]
        return _checks.number(self.beta_loss, "beta_loss", 0, 2)

    def _updates(self) -> int:
        return _checks.whole(self.max_iter, "max_iter", 1, 10**6)

    def _sparsity(self) -> float:
        return _checks.number(self.sparsity, "sparsity", 0, 1e6)

    def _start(self, W: Any, H: Any, shape: tuple[int, ...], means: Doubles) -> tuple[Floats, Floats]:
        """Atoms and activations of unit-mean samples to begin with; empty: not given."""
        factors = []
        for given, name, wanted in (
            (H, "H", (self.n_components, shape[1])),
            (W, "W", (shape[0], self.n_components)),
        ):
            factor = _checks.factor(given, name)
            if given is not None and (self.ard or factor.shape != wanted):
                raise ValueError(
                    "W and H need ard=False."
                    if self.ard
                    else f"{name} has another shape than {wanted}. (found {factor.shape})"
                )
            factors.append(factor.astype(numpy.float64))
        atoms, activations = factors[0].T, factors[1].T
        sums = atoms.sum(axis=0)
        if not sums.all():
            raise ValueError("A component of H is zero throughout.")
        if activations.size:
            activations = activations / numpy.where(means > 0, means, 1)
            if atoms.size:
                activations = activations * sums[:, None]
        return (
            numpy.asfortranarray(atoms / sums if atoms.size else atoms, dtype=numpy.float32),
            numpy.asfortranarray(activations, dtype=numpy.float32),
        )

    def _threads(self) -> int:
        if self.n_jobs is None or self.n_jobs == -1:
            return 1 if self.n_jobs is None else os.cpu_count() or 1
        return _checks.whole(self.n_jobs, "n_jobs", 1, _checks.MAX_THREADS)

    def _fitted(self) -> Array:
        """The components, as they may have been changed or loaded by hand."""
        if not hasattr(self, "components_"):
            raise _not_fitted()
        components = numpy.asarray(self.components_)
        features = getattr(self, "n_features_in_", None)
        if components.ndim != 2 or components.shape[0] < 1 or components.shape[1] != features:
            raise ValueError(
                f"components_ has another shape than (components, {features}). (found {components.shape})"
            )
        if components.dtype.kind not in "fiu" or not numpy.isfinite(components).all() or components.min() < 0:
            raise ValueError("components_ holds values that are no numbers, or below 0.")
        return components

    def _levels(self, means: Doubles) -> Doubles:
        """Of samples, where the data that were fitted have 1 in the mean."""
        return means / self._scale if self._scale > 0 else numpy.zeros_like(means)

    def _error(self, spectra: Floats, levels: Doubles, activations: Floats) -> float:
        """D (c v | c p) is c^beta D (v | p)."""
        beta = self._beta()
        sounding = levels > 0
        V = numpy.maximum(spectra[:, sounding].astype(numpy.float64), FLOOR)
        P = self.components_.T.astype(numpy.float64) @ activations[:, sounding].astype(numpy.float64) + FLOOR
        if beta == 0:
            each = (V / P - numpy.log(V / P) - 1).sum(axis=0)
        elif beta == 1:
            each = (V * numpy.log(V / P) - V + P).sum(axis=0)
        else:
            each = (
                (V**beta + (beta - 1) * P**beta - beta * V * P ** (beta - 1)) / (beta * (beta - 1))
            ).sum(axis=0)
        total = float((levels[sounding] ** beta * each).sum())
        return math.sqrt(2 * max(total, 0.0)) * math.pow(self._scale, beta / 2)

    def _more_tags(self) -> dict[str, Any]:
        return {"requires_positive_X": True, "preserves_dtype": [numpy.float64, numpy.float32]}


def _checked(X: Any) -> Doubles:
    """X as (samples, features) of finite values >= 0."""
    if hasattr(X, "toarray"):
        raise TypeError("X is sparse, and a dense array is needed.")
    given = numpy.asarray(X)
    if given.dtype.kind == "c":
        raise ValueError("Complex data not supported: X holds complex numbers.")
    array: Doubles = numpy.asarray(given, dtype=numpy.float64)
    if array.ndim != 2:
        raise ValueError(
            f"X has {array.ndim} dimensions, and 2 are needed. Reshape your data: Expected 2D array."
        )
    samples, features = array.shape
    if samples < 1:
        raise ValueError(
            f"Found array with 0 sample(s) (shape={array.shape}) while a minimum of 1 is required."
        )
    if features < 1:
        raise ValueError(
            f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required."
        )
    bad = ~numpy.isfinite(array)
    if bad.any():
        row, column = numpy.argwhere(bad)[0]
        raise Error(
            f"X holds NaN or infinity. (found {int(bad.sum())} of {array.size} values, the first at "
            f"row {row}, column {column}; allowed: finite values)"
        )
    if array.min() < 0:
        raise Error("Negative values in data passed to NMF: X must not be below 0.")
    return array


def _type_of(X: Any) -> Any:
    return numpy.float32 if getattr(X, "dtype", None) == numpy.float32 else numpy.float64


def _mean(values: Doubles) -> float:
    """The mean, of values whose sum may be beyond all floats."""
    top = float(values.max())
    return float((values / top).mean()) * top if top > 0 else 0.0


def _means(array: Doubles) -> Doubles:
    """The mean of each sample."""
    tops = array.max(axis=1)
    means: Doubles = (array / numpy.where(tops > 0, tops, 1)[:, None]).mean(axis=1) * tops
    return means


def _spectra(array: Doubles, means: Doubles) -> Floats:
    """Samples as columns, divided by these means; silence is flat, and counts for nothing."""
    silent = means <= 0
    scaled = array / numpy.where(silent, 1, means)[:, None]
    scaled[silent] = 1
    return numpy.asfortranarray(numpy.maximum(scaled.T, FLOOR), dtype=numpy.float32)


def _scaled(activations: Floats, means: Doubles, X: Any) -> Array:
    """Activations of unit-mean frames as W of X."""
    with numpy.errstate(over="ignore"):
        W: Array = numpy.ascontiguousarray(
            activations.T.astype(numpy.float64) * means[:, None], dtype=_type_of(X)
        )
    if not numpy.isfinite(W).all():
        raise Error(
            f"X is too loud for {W.dtype}: W is beyond all of its numbers. "
            f"(found {means.max():g} in the mean)"
        )
    return W


def _not_fitted() -> Exception:
    message = "This NMF instance is not fitted yet: call fit first."
    try:
        from sklearn.exceptions import NotFittedError  # type: ignore[import]
    except ImportError:
        return ValueError(message)
    error: Exception = NotFittedError(message)
    return error

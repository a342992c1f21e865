# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Non-negative matrix factorisation in the conventions of scikit-learn, by the updates that train Unbraid's dictionaries."""
from __future__ import annotations

import os
from typing import Any

import numpy

from . import _unbraid

BETAS = {"itakura-saito": 0.0, "kullback-leibler": 1.0, "frobenius": 2.0}

try: # where scikit-learn is installed, an NMF is one of its estimators; it is not needed
    from sklearn.base import BaseEstimator as _Base, TransformerMixin as _Mixin
except ImportError:

    class _Base: # type: ignore[no-redef]
        def get_params (self, deep: bool = True) -> dict[str, Any]:
            return {name: getattr (self, name) for name in NMF.PARAMETERS}

        def set_params (self, **parameters: Any) -> Any:
            for name, value in parameters.items():
                if name not in NMF.PARAMETERS:
                    raise ValueError (f"NMF has no parameter {name}.")
                setattr (self, name, value)
            return self

    class _Mixin: # type: ignore[no-redef]
        pass


class NMF (_Mixin, _Base):
    """X ~ W H with W, H >= 0, by alternating multiplicative updates (majorise-minimise), in float32.

    n_components: of the factorisation; with `ard` the most that there may be
    beta_loss: "itakura-saito", "kullback-leibler", "frobenius", or a number from 0 to 2
    max_iter: updates of both factors, or with `ard` of the search
    tol: ends where ten iterations lower the objective by less than this share of the first; 0: never
    random_state: seed
    sparsity: weight of the L1 norm of W, for rows of unit mean
    ard: finds the number of components by automatic relevance determination
    n_jobs: threads, -1: one for each processor; the result does not depend on it

    After `fit`: `components_` (n_components_, features), whose rows sum to one, `n_iter_`, `n_features_in_`,
    `reconstruction_err_` (the square root of twice the divergence, as scikit-learn has it)."""

    PARAMETERS = ("n_components", "beta_loss", "max_iter", "tol", "random_state", "sparsity", "ard", "n_jobs")

    def __init__ (self, n_components: int = 8, beta_loss: str | float = "itakura-saito", max_iter: int = 200,
                  tol: float = 1e-4, random_state: int | None = 0, sparsity: float = 0.0, ard: bool = False,
                  n_jobs: int = 1) -> None:
        self.n_components = n_components
        self.beta_loss = beta_loss
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.sparsity = sparsity
        self.ard = ard
        self.n_jobs = n_jobs

    def _beta (self) -> float:
        beta = BETAS.get (self.beta_loss, self.beta_loss) # type: ignore[arg-type]
        if not isinstance (beta, (int, float)) or not 0 <= beta <= 2:
            raise ValueError (f"There is no such divergence. (beta_loss: found {self.beta_loss!r}; "
                              f"allowed: {', '.join (BETAS)}, or a number from 0 to 2)")
        return float (beta)

    def _checked (self, X: Any) -> numpy.ndarray:
        """X as (samples, features) of finite values >= 0, float64."""
        if hasattr (X, "toarray"):
            raise TypeError ("X is sparse, and a dense array is needed.")
        array = numpy.asarray (X)
        if array.dtype.kind == "c":
            raise ValueError ("Complex data not supported: X holds complex numbers.")
        array = numpy.asarray (array, dtype=numpy.float64)
        if array.ndim != 2:
            raise ValueError (f"X has {array.ndim} dimensions, and 2 are needed. Reshape your data: Expected 2D array.")
        samples, features = array.shape
        if samples < 1:
            raise ValueError (f"Found array with 0 sample(s) (shape={array.shape}) while a minimum of 1 is required.")
        if features < 1:
            raise ValueError (f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required.")
        if not numpy.isfinite (array).all():
            raise ValueError ("X holds NaN or infinity.")
        if array.min() < 0:
            raise ValueError ("Negative values in data passed to NMF: X must not be below 0.")
        return array

    def _spectra (self, X: numpy.ndarray) -> numpy.ndarray:
        """X by columns, of unit mean; zeros are raised to where float32 can divide by them."""
        scaled = X.T / self._scale if self._scale > 0 else numpy.ones_like (X.T)
        return numpy.asfortranarray (numpy.maximum (scaled, 1e-7), dtype=numpy.float32)

    def _threads (self) -> int:
        return (os.cpu_count() or 1) if self.n_jobs == -1 else max (1, int (self.n_jobs or 1))

    def fit (self, X: Any, y: Any = None) -> "NMF":
        """Learns `components_` from X, (samples, features)."""
        self.fit_transform (X)
        return self

    def fit_transform (self, X: Any, y: Any = None) -> numpy.ndarray:
        """Learns `components_` and returns W, (samples, n_components_)."""
        beta = self._beta()
        array = self._checked (X)
        if not isinstance (self.n_components, (int, numpy.integer)) or self.n_components < 1:
            raise ValueError (f"The number of components must be at least 1. (n_components: found {self.n_components!r})")
        self._scale = float (array.mean())
        self.n_features_in_ = array.shape[1]
        seed = 0 if self.random_state is None else int (self.random_state)
        spectra = self._spectra (array)
        if self.ard:
            atoms, activations = _unbraid.rank (spectra, self.n_components, beta, self.max_iter, seed, self._threads())
            self.n_iter_ = self.max_iter
        else:
            none = numpy.empty ((0, 0), numpy.float32)
            atoms, activations, self.n_iter_ = _unbraid.factorise (
                spectra, none, self.n_components, beta, self.sparsity, self.max_iter, seed, self._threads(), self.tol)
        self.components_ = numpy.ascontiguousarray (atoms.T)
        self.n_components_ = len (self.components_)
        W = numpy.ascontiguousarray (activations.T) * numpy.float32 (self._scale if self._scale > 0 else 0)
        self.reconstruction_err_ = float (numpy.sqrt (2 * max (self._divergence (array, W), 0.0)))
        return W

    def transform (self, X: Any) -> numpy.ndarray:
        """W of other samples with the components as they are, (samples, n_components_)."""
        if not hasattr (self, "components_"):
            raise _not_fitted()
        array = self._checked (X)
        if array.shape[1] != self.n_features_in_:
            raise ValueError (f"X has {array.shape[1]} features, but NMF is expecting {self.n_features_in_} features as input")
        activations = _unbraid.solve (self._spectra (array), numpy.asfortranarray (self.components_.T), self._beta(),
                                      self.sparsity, self.max_iter)
        return numpy.ascontiguousarray (activations.T) * numpy.float32 (self._scale if self._scale > 0 else 0)

    def inverse_transform (self, W: Any) -> numpy.ndarray:
        """W H, (samples, features)."""
        if not hasattr (self, "components_"):
            raise _not_fitted()
        return numpy.asarray (W) @ self.components_

    def _divergence (self, X: numpy.ndarray, W: numpy.ndarray) -> float:
        beta = self._beta()
        tiny = 1e-7 * max (self._scale, 1e-30)
        V = numpy.maximum (X, tiny)
        P = numpy.maximum (W.astype (numpy.float64) @ self.components_, tiny)
        if beta == 0:
            return float ((V / P - numpy.log (V / P) - 1).sum())
        if beta == 1:
            return float ((V * numpy.log (V / P) - V + P).sum())
        return float (((V**beta + (beta - 1) * P**beta - beta * V * P**(beta - 1)) / (beta * (beta - 1))).sum())

    def _more_tags (self) -> dict[str, Any]:
        return {"requires_positive_X": True}


def _not_fitted() -> Exception:
    text = "This NMF instance is not fitted yet: call fit first."
    try:
        from sklearn.exceptions import NotFittedError
    except ImportError:
        return ValueError (text)
    return NotFittedError (text)

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Factorisations for `unbraid.NMF`.
#include "Python/Bindings.h"
#include "Python/ScaledFactoriser.h"

#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/RankSelection.h"

#include <pybind11/eigen.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::python
{

namespace
{
constexpr double softestStart = 1e-6; // of a frame's level, where initial atoms are drawn from

void demandFrames (const Eigen::MatrixXf& spectra, Eigen::Index numLevels, int iterations, int threads)
{
    demand (spectra.size() > 0 && spectra.cols() == numLevels,
            "The frames and their levels have different shapes.");
    demand (iterations >= 1 && threads >= 1, "There must be an update and a thread at least.");
}

/** Atoms out of random frames, loud ones above all where the divergence depends on level. */
Eigen::MatrixXf startFor (const ScaledFrames& frames, Eigen::Index numAtoms, float beta, unsigned int seed)
{
    const double power = std::min (beta, 1.0f);
    Eigen::MatrixXf weighted = frames.spectra;
    for (Eigen::Index n = 0; n < weighted.cols(); ++n)
        weighted.col (n) *= static_cast<float> (std::pow (std::max (frames.levels[n], softestStart), power));
    return training::randomAtoms (weighted, numAtoms, seed);
}

/** spectra  [bins x frames] unit mean
    levels   [frames]
    atoms, activations  to begin with, as `ScaledStart`; empty: not given
    returns  W, H and the number of iterations */
py::tuple factorise (Eigen::MatrixXf spectra, Eigen::VectorXd levels, Eigen::Index numAtoms, float beta,
                     double sparsity, int iterations, unsigned int seed, int threads, double tolerance,
                     Eigen::MatrixXf atoms, Eigen::MatrixXf activations)
{
    demandFrames (spectra, levels.size(), iterations, threads);
    demand (numAtoms >= 1, "There must be a component at least.");
    demand (atoms.size() == 0 || (atoms.rows() == spectra.rows() && atoms.cols() == numAtoms),
            "The components to begin with have another shape than those of the data.");
    demand (activations.size() == 0 ||
                (activations.rows() == numAtoms && activations.cols() == spectra.cols()),
            "The activations to begin with have another shape than those of the data.");
    const ScaledSpec spec{ beta, sparsity, iterations, tolerance, threads };
    auto factors = [&]
    {
        const py::gil_scoped_release released;
        const ScaledFrames frames{ std::move (spectra), std::move (levels) };
        ScaledStart start{ std::move (atoms), std::move (activations), false };
        start.keepsZeros = start.atoms.size() + start.activations.size() > 0;
        if (start.atoms.size() == 0)
            start.atoms = startFor (frames, numAtoms, beta, seed);
        return finished (factoriseScaled (frames, start, spec, goOn));
    }();
    return py::make_tuple (std::move (factors.atoms), std::move (factors.activations), factors.iterations);
}

/** returns  W alone, of the components that were found */
Eigen::MatrixXf rank (const Eigen::MatrixXf& spectra, Eigen::Index maxAtoms, float beta, int iterations,
                      unsigned int seed, int threads)
{
    demandFrames (spectra, spectra.cols(), iterations, threads);
    demand (maxAtoms >= 1, "There must be a component at least.");
    training::RankSelectionSpec spec;
    spec.maxAtoms = maxAtoms;
    spec.beta = beta;
    spec.iterations = iterations;
    spec.seed = seed;
    spec.numThreads = threads;
    const py::gil_scoped_release released;
    return finished (
               training::selectRank (spectra, spec, [] (const training::RankProgress&) { return goOn(); }))
        .atoms;
}

/** returns  H of other frames */
Eigen::MatrixXf solve (Eigen::MatrixXf spectra, Eigen::VectorXd levels, const Eigen::MatrixXf& atoms,
                       float beta, double sparsity, int updates)
{
    demandFrames (spectra, levels.size(), updates, 1);
    demand (atoms.rows() == spectra.rows() && atoms.cols() >= 1,
            "The components have another number of features than the data.");
    const py::gil_scoped_release released;
    const ScaledFrames frames{ std::move (spectra), std::move (levels) };
    return finished (solveScaled (frames, atoms, { beta, sparsity, updates }, goOn));
}
} // namespace

void addFactorisation (py::module_& module)
{
    module.def ("factorise", factorise);
    module.def ("rank", rank);
    module.def ("solve", solve);
}

} // namespace unbraid::python

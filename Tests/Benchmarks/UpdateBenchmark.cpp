// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What one frame of activations costs, beside the same updates as a plain Eigen loop and beside reading W once per
// update. The three are timed in turns within one run, so that a noisy machine disturbs them alike; the fastest turn
// of each counts.
#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Support/Random.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <limits>

using namespace unbraid;

namespace
{
constexpr int updates = 5;

template <class Work>
double secondsFor (Work&& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double> (std::chrono::steady_clock::now() - start).count();
}

/** A frame of IS updates as one would first write it. */
void eigenLoop (const Eigen::MatrixXf& atoms, const Eigen::VectorXf& spectrum, Eigen::VectorXf& h)
{
    static Eigen::VectorXf model, upper, lower, numerator, denominator;
    for (int i = 0; i < updates; ++i)
    {
        model.noalias() = atoms * h;
        model.array() += core::ActivationSolver::modelFloor;
        lower = model.cwiseInverse();
        upper = spectrum.array() * lower.array().square();
        numerator.noalias() = atoms.transpose() * upper;
        denominator.noalias() = atoms.transpose() * lower;
        h.array() *= numerator.array() / denominator.array();
    }
}

/** Reads every value of W once, four registers wide. */
float streamedRead (const core::PackedMatrix& atoms)
{
    typedef float Lanes __attribute__ ((vector_size (64), aligned (64), may_alias));
    const auto* values = reinterpret_cast<const Lanes*> (atoms.data());
    const Eigen::Index count = atoms.size() / 16;
    Lanes sums[4] = {};
    for (Eigen::Index i = 0; i + 4 <= count; i += 4)
        for (Eigen::Index j = 0; j < 4; ++j)
            sums[j] += values[i + j];
    const Lanes sum = sums[0] + sums[1] + sums[2] + sums[3];
    return sum[0] + sum[7];
}

core::PreparedDictionary randomAtoms (Eigen::Index bins, Eigen::Index numAtoms)
{
    core::PreparedDictionary dictionary;
    dictionary.numModelBins = bins;
    dictionary.atoms = test::Random (1).positive (bins, numAtoms);
    dictionary.atoms.array().rowwise() /= dictionary.atoms.colwise().sum().array().eval();
    dictionary.columnSums.setZero (numAtoms);
    dictionary.setActiveBins (bins);
    dictionary.sources = { { 0, numAtoms, numAtoms } };
    dictionary.groups.assign (static_cast<size_t> (numAtoms), 0);
    dictionary.numGroups = 1;
    return dictionary;
}

void isUpdates (benchmark::State& state)
{
    const auto dictionary = randomAtoms (state.range (0) / 2 + 1, state.range (1));
    const Eigen::MatrixXf columns = dictionary.atoms;
    const Eigen::VectorXf spectrum = test::Random (2).positive (dictionary.numModelBins, 1);
    Eigen::VectorXf h = Eigen::VectorXf::Ones (state.range (1));
    core::ActivationSolver solver;
    core::SolverSettings settings;
    settings.updates = updates;
    if (! solver.prepare (dictionary, settings).ok())
        state.SkipWithError ("the solver cannot be prepared");

    double ours = std::numeric_limits<double>::max(), eigen = ours, read = ours;
    for (auto turn : state)
    {
        ours = std::min (ours, secondsFor ([&] { solver.solve (dictionary, spectrum, 1.0f); }));
        eigen = std::min (eigen, secondsFor ([&] { eigenLoop (columns, spectrum, h); }));
        read =
            std::min (read, secondsFor ([&] { benchmark::DoNotOptimize (streamedRead (dictionary.atoms)); }));
        h.setOnes();
    }
    state.counters["ours_us"] = ours * 1e6;
    state.counters["eigen_us"] = eigen * 1e6;
    state.counters["read_us"] = read * 1e6;
    state.counters["ours/eigen"] = ours / eigen;
    state.counters["ours/reads"] = ours / (read * updates);
    state.SetLabel (core::nmfKernels().name);
}
} // namespace

BENCHMARK (isUpdates)->Args ({ 1024, 128 })->Args ({ 2048, 128 })->Args ({ 2048, 512 })->Args ({ 512, 144 });

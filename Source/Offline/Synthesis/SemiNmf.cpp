// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SemiNmf.h"

#include "Core/Support/SymmetricSolvers.h"
#include "Offline/Synthesis/ComponentFactors.h"
#include "Training/Factorisation/Alternation.h"

#include <random>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXd;
using Eigen::MatrixXf;

constexpr float lowestSemiActivation = 1e-12f;
constexpr double ridge = 1e-9; // of the mean diagonal of H H^T, where activations are alike

class SemiFit
{
public:
    SemiFit (core::Frames& frames, const MatrixXcf& input, SemiTarget wanted,
             const training::DecompositionSpec& spec)
        : transform (frames)
        , spectra (input)
        , target (wanted)
    {
        std::mt19937_64 random (spec.seed);
        const auto uniform = [&random] { return static_cast<float> ((random() >> 40) + 1) * 0x1p-24f; };
        found.activations = MatrixXf::NullaryExpr (spec.numAtoms, input.cols(), uniform);
        found.spectra = MatrixXcf::Zero (input.rows(), spec.numAtoms);
    }

    void update()
    {
        const MatrixXcf model = found.spectra * found.activations;
        if (target == SemiTarget::frames)
        {
            found.objective = energyOf (spectra - model);
            updateSpectra (spectra);
            updateActivations (spectra);
            return;
        }
        MatrixXcf left = model; // then X - P W H
        transform.project (left);
        left = spectra - left;
        found.objective = energyOf (left);
        const MatrixXcf majorised = left + model;
        updateSpectra (majorised);
        updateActivations (majorised);
    }

    /** Before the update. */
    [[nodiscard]] double objective() const { return found.objective; }
    [[nodiscard]] const SemiFactors& result() const { return found; }

private:
    [[nodiscard]] double energyOf (const MatrixXcf& left) const
    {
        return (transform.binWeights().transpose() * left.cwiseAbs2()).cast<double>().sum();
    }

    void updateSpectra (const MatrixXcf& z)
    {
        MatrixXd h = found.activations.cast<double>();
        MatrixXd gram = h * h.transpose();
        gram.diagonal().array() += ridge * gram.diagonal().mean();
        core::factorise (gram);
        core::solveLower (gram, h);
        core::solveLowerTransposed (gram, h); // (H H^T)^-1 H
        const MatrixXf weights = h.cast<float>();
        found.spectra.noalias() = z * weights.transpose();
    }

    void updateActivations (const MatrixXcf& z)
    {
        auto& h = found.activations;
        const MatrixXcf weighted = transform.binWeights().asDiagonal() * found.spectra;
        const MatrixXf a = (weighted.adjoint() * z).real(), b = (weighted.adjoint() * found.spectra).real();
        const MatrixXf above = a.cwiseMax (0.0f) + (-b).cwiseMax (0.0f) * h;
        const MatrixXf below = (-a).cwiseMax (0.0f) + b.cwiseMax (0.0f) * h;
        h = (h.array() * (above.array() / below.array().max (lowestSemiActivation)).sqrt())
                .max (lowestSemiActivation)
                .matrix();
    }

    core::Frames& transform;
    const MatrixXcf& spectra;
    SemiTarget target;
    SemiFactors found;
};

core::Result<MatrixXf> semiComponents (core::Frames& frames, const MatrixXcf& spectra, SemiTarget target,
                                       const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const Index numAtoms = spec.factors.numAtoms;
    const auto found = semiFactors (frames, spectra, target, spec.factors,
                                    partOf (onProgress, 0, spec.factors.iterations, numAtoms));
    if (! found.ok())
        return found.error();
    const auto& [w, h, objective] = found.value();
    keep (spec.found, "W", std::vector<MatrixXf>{ w.real(), w.imag() }, ComponentAxis::columns);
    keep (spec.found, "H", h, ComponentAxis::rows);
    MatrixXf sounds (frames.numSamples(), numAtoms);
    for (Index k = 0; k < numAtoms; ++k)
        sounds.col (k) = frames.inverse (w.col (k) * h.row (k));
    return sounds;
}
} // namespace

core::Result<SemiFactors> semiFactors (core::Frames& transform, const MatrixXcf& spectra, SemiTarget target,
                                       const training::DecompositionSpec& spec,
                                       const training::IterationCallback& onIteration)
{
    SemiFit fit (transform, spectra, target, spec);
    return training::alternate (fit, { spec.iterations }, onIteration);
}

core::Result<MatrixXf> semiOfFrames (core::Frames& frames, const MatrixXcf& spectra,
                                     const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    return semiComponents (frames, spectra, SemiTarget::frames, spec, onProgress);
}

core::Result<MatrixXf> semiOfSound (core::Frames& frames, const MatrixXcf& spectra, const ComponentSpec& spec,
                                    const ComponentProgress& onProgress)
{
    return semiComponents (frames, spectra, SemiTarget::sound, spec, onProgress);
}

} // namespace unbraid::offline

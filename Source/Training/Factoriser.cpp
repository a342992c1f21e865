// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factoriser.h"

#include "Core/Factorisation/ActivationSolver.h"
#include "Core/Factorisation/Dictionary.h"
#include "Core/Factorisation/Divergence.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace unbraid::training
{

namespace
{
constexpr Eigen::Index numParts = 16;      // of the frames; fixed, so that sums do not depend on the threads
constexpr Eigen::Index framesAtOnce = 512; // bins x 512 floats stay in the cache between the products
constexpr float smallest = 1e-30f;
constexpr float activationFloor = 1e-9f;
constexpr float atomFloor = 1e-10f;
constexpr float floorOfModel = core::ActivationSolver::modelFloor;

/** Sums over the frames of one part. */
struct PartSums
{
    Eigen::MatrixXf upper; // N
    Eigen::MatrixXf lower; // D
    double objective = 0.0;
};

/** upper = V . P^(beta-2), lower = P^(beta-1). */
void weigh (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::ArrayXXf& model, float beta,
            Eigen::MatrixXf& upper, Eigen::MatrixXf& lower)
{
    if (beta == 0.0f)
    {
        lower = model.inverse();
        upper = spectra.array() * lower.array().square();
    }
    else if (beta == 1.0f)
    {
        lower.setOnes (model.rows(), model.cols());
        upper = spectra.array() / model;
    }
    else
    {
        lower = model.pow (beta - 1.0f);
        upper = spectra.array() * lower.array() / model;
    }
}

/** D_beta in float, summed by column into double: quick, and monitors only. */
double divergence (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::ArrayXXf& model, float beta)
{
    Eigen::RowVectorXf columns;
    const auto v = spectra.array();
    if (beta == 0.0f)
        columns = (v / model - (v / model).log() - 1.0f).colwise().sum();
    else if (beta == 1.0f)
        columns = (v * (v / model).log() - v + model).colwise().sum();
    else
        columns = (v.pow (beta) + (beta - 1.0f) * model.pow (beta) - beta * v * model.pow (beta - 1.0f))
                      .colwise()
                      .sum() /
                  (beta * (beta - 1.0f));
    return columns.cast<double>().sum();
}

/** One block of frames: H is updated, then the sums for W are taken with the new H. */
void processBlock (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                   Eigen::Ref<Eigen::MatrixXf> activations, const FactorisationSpec& spec, PartSums& sums)
{
    Eigen::MatrixXf upper, lower;
    Eigen::ArrayXXf model = (atoms * activations).array() + floorOfModel;
    sums.objective +=
        divergence (spectra, model, spec.beta) + spec.sparsity * activations.cast<double>().sum();
    weigh (spectra, model, spec.beta, upper, lower);
    const Eigen::ArrayXXf ratio = (atoms.transpose() * upper).array() /
                                  ((atoms.transpose() * lower).array() + spec.sparsity + smallest);
    const float exponent = core::safeExponent (spec.beta, 1.0f);
    if (exponent == 1.0f)
        activations.array() *= ratio;
    else
        activations.array() *= ratio.pow (exponent);
    activations = activations.cwiseMax (activationFloor);

    model = (atoms * activations).array() + floorOfModel;
    weigh (spectra, model, spec.beta, upper, lower);
    sums.upper.noalias() += upper * activations.transpose();
    sums.lower.noalias() += lower * activations.transpose();
}

void processPart (Eigen::Index part, const Eigen::MatrixXf& spectra, Factors& factors,
                  const FactorisationSpec& spec, PartSums& sums)
{
    sums.upper.setZero (factors.atoms.rows(), factors.atoms.cols());
    sums.lower.setZero (factors.atoms.rows(), factors.atoms.cols());
    sums.objective = 0.0;
    const Eigen::Index first = part * spectra.cols() / numParts;
    const Eigen::Index end = (part + 1) * spectra.cols() / numParts;
    for (Eigen::Index at = first; at < end; at += framesAtOnce)
    {
        const Eigen::Index count = std::min (framesAtOnce, end - at);
        processBlock (spectra.middleCols (at, count), factors.atoms,
                      factors.activations.middleCols (at, count), spec, sums);
    }
}

/** All parts, over the threads asked for; the sums are added in the order of the parts. */
PartSums processAll (const Eigen::MatrixXf& spectra, Factors& factors, const FactorisationSpec& spec)
{
    std::vector<PartSums> parts (numParts);
    runInParallel (parts.size(), spec.numThreads,
                   [&] (size_t part)
                   { processPart (static_cast<Eigen::Index> (part), spectra, factors, spec, parts[part]); });
    for (size_t part = 1; part < parts.size(); ++part)
    {
        parts[0].upper += parts[part].upper;
        parts[0].lower += parts[part].lower;
        parts[0].objective += parts[part].objective;
    }
    return std::move (parts[0]);
}

void updateAtoms (Factors& factors, const PartSums& sums, const FactorisationSpec& spec)
{
    auto& atoms = factors.atoms;
    Eigen::ArrayXXf upper = sums.upper.array();
    Eigen::ArrayXXf lower = sums.lower.array();
    if (spec.sparsity > 0.0f)
    {
        const Eigen::ArrayXXf fromLower =
            (atoms.array() * sums.lower.array()).colwise().sum().replicate (atoms.rows(), 1);
        const Eigen::ArrayXXf fromUpper =
            (atoms.array() * sums.upper.array()).colwise().sum().replicate (atoms.rows(), 1);
        upper += fromLower;
        lower += fromUpper;
    }
    atoms.array() *= (upper / (lower + smallest)).pow (core::majorisationStep (spec.beta));
    atoms = atoms.cwiseMax (atomFloor);
    const Eigen::RowVectorXf norms = atoms.colwise().sum();
    core::normaliseAtoms (atoms);
    if (spec.sparsity == 0.0f)
        factors.activations.array().colwise() *= norms.transpose().array();
}

/** Every atom starts as the mean of a few random frames, stirred. */
Factors randomStart (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms, const FactorisationSpec& spec)
{
    constexpr int framesPerAtom = 4;
    std::mt19937_64 random (spec.seed);
    auto uniform = [&random] { return static_cast<float> (random() >> 40) * 0x1p-24f; };
    Factors factors{ Eigen::MatrixXf::Zero (spectra.rows(), numAtoms), {}, 0.0 };
    for (Eigen::Index atom = 0; atom < numAtoms; ++atom)
    {
        for (int i = 0; i < framesPerAtom; ++i)
            factors.atoms.col (atom) += spectra.col (
                static_cast<Eigen::Index> (random() % static_cast<std::uint64_t> (spectra.cols())));
        const float mean = factors.atoms.col (atom).mean();
        for (Eigen::Index bin = 0; bin < spectra.rows(); ++bin)
            factors.atoms (bin, atom) += 0.1f * mean * uniform();
    }
    core::normaliseAtoms (factors.atoms);
    const auto share = static_cast<float> (spectra.rows()) / static_cast<float> (numAtoms);
    factors.activations.setConstant (numAtoms, spectra.cols(), share); // frames have mean one, atoms sum one
    return factors;
}
} // namespace

core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration)
{
    Factors factors = randomStart (spectra, numAtoms, spec);
    for (int iteration = 1; iteration <= spec.iterations; ++iteration)
    {
        const PartSums sums = processAll (spectra, factors, spec);
        updateAtoms (factors, sums, spec);
        factors.objective = sums.objective;
        if (! onIteration (iteration, sums.objective))
            return core::Error{ "the training was cancelled", "iteration " + std::to_string (iteration), "",
                                "", true };
    }
    return factors;
}

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/FactorisationSteps.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace unbraid::training
{

namespace
{
constexpr Eigen::Index numParts = 16;      // of the frames; fixed, so that sums do not depend on the threads
constexpr Eigen::Index framesAtOnce = 512; // bins x 512 floats stay in the cache between the products

void workOnPart (Eigen::Index part, Eigen::Index numFrames, const BlockWork& work, FrameSums& sums)
{
    const Eigen::Index first = part * numFrames / numParts;
    const Eigen::Index end = (part + 1) * numFrames / numParts;
    for (Eigen::Index at = first; at < end; at += framesAtOnce)
        work (at, std::min (framesAtOnce, end - at), sums);
}

FrameSums noSums (Eigen::Index numBins, Eigen::Index numAtoms)
{
    return { Eigen::MatrixXf::Zero (numBins, numAtoms), Eigen::MatrixXf::Zero (numBins, numAtoms), 0.0 };
}

/** Sends or receives all numbers of the sums. */
template <class Exchange>
void exchange (FrameSums& sums, const Exchange& numbers)
{
    numbers (sums.upper.data(), static_cast<size_t> (sums.upper.size()));
    numbers (sums.lower.data(), static_cast<size_t> (sums.lower.size()));
    numbers (&sums.objective, 1);
}
} // namespace

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

double quickDivergence (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::ArrayXXf& model,
                        float beta)
{
    Eigen::RowVectorXf columns;
    const auto v = spectra.array();
    if (beta == 0.0f)
        columns = (v / model - (v / model).log() - 1.0f).colwise().sum();
    else if (beta == 1.0f)
        columns =
            ((v > 0.0f).select (v * (v / model).log(), 0.0f) - v + model).colwise().sum(); // 0 log 0 = 0
    else
        columns = (v.pow (beta) + (beta - 1.0f) * model.pow (beta) - beta * v * model.pow (beta - 1.0f))
                      .colwise()
                      .sum() /
                  (beta * (beta - 1.0f));
    return columns.cast<double>().sum();
}

double weighActivations (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                         const Eigen::Ref<const Eigen::MatrixXf>& activations, float beta, Monitor monitor,
                         Eigen::Ref<Eigen::MatrixXf> upper, Eigen::Ref<Eigen::MatrixXf> lower)
{
    Eigen::MatrixXf above, below;
    const Eigen::ArrayXXf model = (atoms * activations).array() + floorOfModel;
    const double divergence = monitor == Monitor::on ? quickDivergence (spectra, model, beta) : 0.0;
    weigh (spectra, model, beta, above, below);
    upper.noalias() = atoms.transpose() * above;
    lower.noalias() = atoms.transpose() * below;
    return divergence;
}

double updateActivations (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                          Eigen::Ref<Eigen::MatrixXf> activations, float beta,
                          const Eigen::ArrayXf& penalties, Monitor monitor)
{
    Eigen::MatrixXf upper (activations.rows(), activations.cols()), lower = upper;
    const double divergence = weighActivations (spectra, atoms, activations, beta, monitor, upper, lower);
    const Eigen::ArrayXXf ratio = upper.array() / (lower.array().colwise() + penalties + smallestDivisor);
    const float exponent = core::safeExponent (beta, 1.0f);
    if (exponent == 1.0f)
        activations.array() *= ratio;
    else
        activations.array() *= ratio.pow (exponent);
    activations = activations.cwiseMax (activationFloor);
    return divergence;
}

double updatePenalised (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                        Eigen::Ref<Eigen::MatrixXf> activations, float beta, const Eigen::ArrayXf& penalties,
                        const Penalty& term)
{
    Eigen::MatrixXf upper (activations.rows(), activations.cols()), lower = upper;
    const double divergence = weighActivations (spectra, atoms, activations, beta, Monitor::on, upper, lower);
    lower.array().colwise() += penalties + smallestDivisor;
    const float step = addPenalty (term, beta, upper.array(), lower.array());
    activations.array() *= (upper.array() / lower.array()).pow (step);
    activations = activations.cwiseMax (activationFloor);
    return divergence;
}

double solveActivations (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                         Eigen::Ref<Eigen::MatrixXf> activations, float beta, float sparsity, int updates)
{
    const Eigen::ArrayXf penalties = Eigen::ArrayXf::Constant (atoms.cols(), sparsity);
    if (beta != 1.0f)
    {
        for (int update = 1; update < updates; ++update)
            updateActivations (spectra, atoms, activations, beta, penalties, Monitor::off);
        return updateActivations (spectra, atoms, activations, beta, penalties, Monitor::on);
    }
    // Kullback-Leibler: W^T P^0 is the same in every update.
    const Eigen::ArrayXf denominators =
        atoms.colwise().sum().transpose().array() + penalties + smallestDivisor;
    double divergence = 0.0;
    for (int update = 1; update <= updates; ++update)
    {
        const Eigen::ArrayXXf model = (atoms * activations).array() + floorOfModel;
        if (update == updates)
            divergence = quickDivergence (spectra, model, beta);
        const Eigen::MatrixXf upper = (spectra.array() / model).matrix();
        activations.array() *= (atoms.transpose() * upper).array().colwise() / denominators;
        activations = activations.cwiseMax (activationFloor);
    }
    return divergence;
}

void addSums (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
              const Eigen::Ref<const Eigen::MatrixXf>& activations, float beta, FrameSums& sums)
{
    Eigen::MatrixXf upper, lower;
    const Eigen::ArrayXXf model = (atoms * activations).array() + floorOfModel;
    weigh (spectra, model, beta, upper, lower);
    sums.upper.noalias() += upper * activations.transpose();
    sums.lower.noalias() += lower * activations.transpose();
}

float addPenalty (const Penalty& term, float beta, Eigen::Ref<Eigen::ArrayXXf> upper,
                  Eigen::Ref<Eigen::ArrayXXf> lower)
{
    if (term.isNone())
        return core::majorisationStep (beta);
    upper += term.minus;
    lower += term.plus;
    return penalisedStep (beta);
}

void keepUnitAtoms (const Eigen::MatrixXf& atoms, Eigen::ArrayXXf& upper, Eigen::ArrayXXf& lower)
{
    const Eigen::ArrayXXf fromLower = (atoms.array() * lower).colwise().sum().replicate (atoms.rows(), 1);
    const Eigen::ArrayXXf fromUpper = (atoms.array() * upper).colwise().sum().replicate (atoms.rows(), 1);
    upper += fromLower;
    lower += fromUpper;
}

Eigen::ArrayXXf ratioOf (const Eigen::Ref<const Eigen::ArrayXXf>& upper,
                         const Eigen::Ref<const Eigen::ArrayXXf>& lower)
{
    return upper / lower.max (smallestDivisor);
}

void multiplyBy (const Eigen::Ref<const Eigen::ArrayXXf>& change, float floor,
                 Eigen::Ref<Eigen::MatrixXf> factors)
{
    factors = (factors.array() * change).max (floor).matrix();
}

Eigen::VectorXf moveSums (Eigen::MatrixXf& atoms, Eigen::MatrixXf& activations)
{
    Eigen::VectorXf sums = atoms.colwise().sum().transpose();
    core::normaliseAtoms (atoms);
    activations = sums.asDiagonal() * activations;
    return sums;
}

Eigen::MatrixXf flatActivations (const Eigen::MatrixXf& atoms, Eigen::Index numFrames)
{
    const auto share = static_cast<float> (atoms.rows()) / static_cast<float> (atoms.cols());
    return Eigen::MatrixXf::Constant (atoms.cols(), numFrames, share);
}

FrameSums sumOverFrames (Eigen::Index numBins, Eigen::Index numAtoms, Eigen::Index numFrames, int numThreads,
                         const BlockWork& work)
{
    Ranks alone;
    return sumOverFrames (numBins, numAtoms, numFrames, numThreads, work, alone);
}

FrameSums sumOverFrames (Eigen::Index numBins, Eigen::Index numAtoms, Eigen::Index numFrames, int numThreads,
                         const BlockWork& work, Ranks& ranks)
{
    const Eigen::Index numSharing = std::min<Eigen::Index> (ranks.count(), numParts);
    if (ranks.mine() >= numSharing) // no part is left for it
        return noSums (numBins, numAtoms);
    const Eigen::Index reversedRank = numSharing - 1 - ranks.mine();
    const Eigen::Index firstPart = reversedRank * numParts / numSharing;
    const Eigen::Index endPart = (reversedRank + 1) * numParts / numSharing;
    std::vector<FrameSums> parts (static_cast<size_t> (endPart - firstPart));
    runInParallel (parts.size(), numThreads,
                   [&] (size_t i)
                   {
                       parts[i] = noSums (numBins, numAtoms);
                       workOnPart (firstPart + static_cast<Eigen::Index> (i), numFrames, work, parts[i]);
                   });
    FrameSums sums = noSums (numBins, numAtoms);
    if (ranks.mine() + 1 < numSharing)
        exchange (sums, [&] (auto* numbers, size_t count)
                  { ranks.receive (ranks.mine() + 1, writableBytesOf (numbers, count)); });
    for (const auto& part : parts)
    {
        sums.upper += part.upper;
        sums.lower += part.lower;
        sums.objective += part.objective;
    }
    if (ranks.mine() > 0)
        exchange (sums, [&] (auto* numbers, size_t count)
                  { ranks.send (ranks.mine() - 1, bytesOf (numbers, count)); });
    return sums;
}

Eigen::MatrixXf randomAtoms (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms, unsigned int seed)
{
    constexpr int framesPerAtom = 4;
    std::mt19937_64 random (seed);
    auto uniform = [&random] { return static_cast<float> (random() >> 40) * 0x1p-24f; };
    Eigen::MatrixXf atoms = Eigen::MatrixXf::Zero (spectra.rows(), numAtoms);
    for (Eigen::Index atom = 0; atom < numAtoms; ++atom)
    {
        for (int i = 0; i < framesPerAtom; ++i)
            atoms.col (atom) += spectra.col (
                static_cast<Eigen::Index> (random() % static_cast<std::uint64_t> (spectra.cols())));
        const float mean = atoms.col (atom).mean();
        for (Eigen::Index bin = 0; bin < spectra.rows(); ++bin)
            atoms (bin, atom) += 0.1f * mean * uniform();
    }
    core::normaliseAtoms (atoms);
    return atoms;
}

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/OutlierModels.h"

#include "Offline/Synthesis/ComponentFactors.h"
#include "Training/Factorisation/LowRankSparse.h"
#include "Training/Factorisation/RobustFactoriser.h"

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
} // namespace

core::Result<MatrixXf> robustComponents (core::Frames& frames, const MatrixXcf& spectra,
                                         const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    training::RobustSpec course;
    course.beta = spec.factors.beta;
    course.weight = spec.sparsity;
    course.floor = spec.factors.floor;
    course.iterations = spec.factors.iterations;
    course.seed = spec.factors.seed;
    const Index numComponents = spec.factors.numAtoms;
    const auto found =
        training::robustFactors (spectrogramOf (spectra, course.beta), numComponents - 1, course,
                                 partOf (onProgress, 0, course.iterations, numComponents));
    if (! found.ok())
        return found.error();
    const training::Factors& factors = found.value().factors;
    const MatrixXf& outliers = found.value().outliers;
    keep (spec.found, factors);
    return maskedSounds (frames, spectra, numComponents,
                         [&factors, &outliers] (Index k) -> MatrixXf
                         {
                             if (k == factors.atoms.cols())
                                 return outliers;
                             return factors.atoms.col (k) * factors.activations.row (k);
                         });
}

core::Result<MatrixXf> lowRankComponents (core::Frames& frames, const MatrixXcf& spectra,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    constexpr Index numComponents = 2;
    const int most = spec.factors.iterations;
    const auto found = training::lowRankAndSparse (spectrogramOf (spectra, 1.0f), spec.sparsity, most,
                                                   partOf (onProgress, 0, most, numComponents));
    if (! found.ok())
        return found.error();
    const MatrixXf &lowRank = found.value().lowRank, &sparse = found.value().sparse;
    return maskedSounds (frames, spectra, numComponents,
                         [&lowRank, &sparse] (Index k) -> MatrixXf
                         { return (k == 0 ? lowRank : sparse).cwiseAbs2(); });
}

} // namespace unbraid::offline

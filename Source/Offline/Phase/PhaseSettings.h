// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <optional>
#include <string>
#include <vector>

namespace unbraid::offline
{

/** Methods of estimating the phases of the sources. */
enum class PhaseMethod
{
    none, // the mixture's, as masks leave them
    misi,
    onlineMisi,
    consistentWiener,
    anisotropicWiener,
    complexIsNmf,
    complexNmf
};

/** As the command line calls them, in the order of the methods. [any] */
const std::vector<std::string>& phaseMethodNames();
std::optional<PhaseMethod> phaseMethodFrom (const std::string& name);

/** The amplitudes of the methods that keep them. */
enum class Amplitudes
{
    masked,   // the mask times the mixture's: the Wiener estimate's
    variances // the root of the variance
};

/** How phases are recovered. */
struct PhaseSettings
{
    PhaseMethod method = PhaseMethod::none;
    int iterations = 0; // 0: as many as the method needs, see defaultIterations
    int lookAhead = 1;  // frames, of onlineMisi, 0 to 3
    Amplitudes amplitudes = Amplitudes::masked;
    float consistency =
        1.0f; // weight of it, of consistentWiener and complexNmf, for a segment of unit mean power
    float prediction = 0.1f;    // weight of the predicted phases of complexNmf
    float concentration = 1.0f; // kappa of the phases around those predicted; 0: they may be any
    float onsetRatio = 10.0f;   // a bin whose power grows more in one hop begins anew, without a prediction
    Eigen::Index numAtoms = 30; // of each source and segment, of complexIsNmf and complexNmf
    unsigned int seed = 1;      // of these atoms
};

/** Iterations of a method that is given none: 15 of MISI, in all where it runs online, 30 conjugate gradients or updates of complex NMF,
    10 of expectation and maximisation. [any] */
int iterationsOf (const PhaseSettings& settings);

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Deep/PriorUpdates.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

constexpr int numPriorUpdates = 30;
constexpr int mostRootSteps = 60;
constexpr double rootAccuracy = 1e-7;

/** Of slope h^2 + linear h = constant, without cancellation. */
double rootOfQuadratic (double slope, double linear, double constant) noexcept
{
    const double root = std::sqrt (linear * linear + 4.0 * slope * constant);
    return linear > 0.0 ? 2.0 * constant / (linear + root) : (root - linear) / (2.0 * slope);
}

/** Of slope h^3 + linear h^2 = constant: Newton's steps from above, where the cubic is convex and rising. */
double rootOfCubic (double slope, double linear, double constant) noexcept
{
    double h = std::max (0.0, -linear / slope) + std::cbrt (constant / slope);
    for (int step = 0; step < mostRootSteps && h > 0.0; ++step)
    {
        const double value = (slope * h + linear) * h * h - constant;
        const double change = value / ((3.0 * slope * h + 2.0 * linear) * h);
        h -= change;
        if (! (change > rootAccuracy * h))
            break;
    }
    return h;
}
} // namespace

double rootOfPrior (float beta, double slope, double linear, double constant) noexcept
{
    if (slope <= 0.0)
        return linear > 0.0 ? std::pow (constant / linear, 1.0 / (2.0 - static_cast<double> (beta))) : 0.0;
    return beta == 1.0f ? rootOfQuadratic (slope, linear, constant) : rootOfCubic (slope, linear, constant);
}

void PriorUpdates::prepare (const core::PreparedDictionary& dictionary, float betaOfUpdates, float price)
{
    beta = betaOfUpdates;
    slope = 2.0f * price;
    floor = dictionary.modelFloor;
    columnSums = dictionary.matrix().colwise().sum().transpose();
    for (auto* values : { &h, &numerator, &denominator })
        values->setZero (dictionary.numPaddedAtoms());
}

void PriorUpdates::solve (const core::PackedAtoms& atoms, const Eigen::VectorXf& proposal,
                          const Eigen::VectorXf& mask, const Eigen::VectorXf& spectrum)
{
    start (proposal, mask);
    for (int i = 0; i < numPriorUpdates; ++i)
        update (atoms, proposal, spectrum);
}

void PriorUpdates::start (const Eigen::VectorXf& proposal, const Eigen::VectorXf& mask)
{
    h = proposal.cwiseProduct (mask);
}

void PriorUpdates::update (const core::PackedAtoms& atoms, const Eigen::VectorXf& proposal,
                           const Eigen::VectorXf& spectrum)
{
    if (beta == 1.0f)
        denominator = columnSums;
    core::nmfKernels().backProject (atoms, h.data(), spectrum.data(), floor, beta, numerator.data(),
                                    denominator.data(), nullptr);
    for (Index k = 0; k < h.size(); ++k)
    {
        const auto last = static_cast<double> (h[k]);
        if (last <= 0.0)
            continue;
        const double linear =
            static_cast<double> (denominator[k]) - static_cast<double> (slope * proposal[k]);
        const double constant = static_cast<double> (numerator[k]) * (beta == 1.0f ? last : last * last);
        h[k] = static_cast<float> (rootOfPrior (beta, static_cast<double> (slope), linear, constant));
    }
}

} // namespace unbraid::offline

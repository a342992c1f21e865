// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/AnisotropicGaussian.h"

#include <cmath>
#include <numbers>

namespace unbraid::offline
{

namespace
{
using Complex = std::complex<float>;

constexpr float varianceFloor = 1e-12f; // for a segment of unit mean power

/** I_n (k) e^-k: the mean of e^(k (cos t - 1)) cos (n t) over a circle, which equidistant points give to the last digit. */
double scaledBessel (int order, double k)
{
    constexpr int points = 1024;
    double sum = 0.0;
    for (int point = 0; point < points; ++point)
    {
        const double angle = 2.0 * std::numbers::pi * point / points;
        sum += std::exp (k * (std::cos (angle) - 1.0)) * std::cos (order * angle);
    }
    return sum / points;
}

/** [a, b; conj b, a] [p, q; conj q, conj p], its first row; a is real. */
struct Row
{
    Complex first, second;
};
Row timesRow (const ComplexGaussian& left, const Row& right)
{
    return { left.variance * right.first + left.relation * std::conj (right.second),
             left.variance * right.second + left.relation * std::conj (right.first) };
}
} // namespace

PhaseMoments phaseMoments (double concentration)
{
    const double whole = scaledBessel (0, concentration);
    PhaseMoments moments;
    moments.mean = 0.5 * std::sqrt (std::numbers::pi) * scaledBessel (1, concentration) / whole;
    moments.relation = scaledBessel (2, concentration) / whole - moments.mean * moments.mean;
    return moments;
}

AnisotropicBin::AnisotropicBin (float concentration, size_t numSources)
    : shape (phaseMoments (static_cast<double> (concentration)))
    , priors (numSources)
{
}

void AnisotropicBin::setSource (size_t source, float variance, Complex direction)
{
    auto& prior = priors[source];
    const float v = variance + varianceFloor;
    const auto mean = static_cast<float> (shape.mean);
    const bool isPredicted = direction != Complex (0.0f);
    prior.mean = mean * std::sqrt (v) * direction;
    prior.variance = isPredicted ? (1.0f - mean * mean) * v : v;
    prior.relation = static_cast<float> (shape.relation) * v * direction * direction;
}

void AnisotropicBin::condition (Complex mixture)
{
    total = {};
    for (const auto& prior : priors)
    {
        total.mean += prior.mean;
        total.variance += prior.variance;
        total.relation += prior.relation;
    }
    determinant = total.variance * total.variance - std::norm (total.relation);
    rest = mixture - total.mean;
    whitened = (total.variance * rest - total.relation * std::conj (rest)) / determinant;
}

ComplexGaussian AnisotropicBin::posterior (size_t source) const
{
    const auto& prior = priors[source];
    const ComplexGaussian inverse{ {}, -total.relation / determinant, total.variance / determinant };
    const Row explained = timesRow (prior, timesRow (inverse, { prior.variance, prior.relation }));
    return { prior.mean + prior.variance * whitened + prior.relation * std::conj (whitened),
             prior.relation - explained.second, prior.variance - explained.first.real() };
}

float AnisotropicBin::negativeLogLikelihood() const
{
    return 0.5f * std::log (determinant) + (std::conj (rest) * whitened).real();
}

} // namespace unbraid::offline

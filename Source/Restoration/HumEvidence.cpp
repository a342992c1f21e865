// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/HumEvidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Eigen::VectorXcd;
using Eigen::VectorXd;

constexpr Windows shortWindows{ 0.25, 0.125 };
constexpr Index judgedHarmonics = 6;
constexpr double tolerance = 0.5; // of amplitude and phase, relative to the estimate
constexpr double absentLevel = 0.3, mostAbsent = 0.1;
constexpr double enoughPresence = 1.2, enoughOfSecond = 0.25;
constexpr std::array besideHz{ -6.0, -5.0, -4.0, 4.0, 5.0, 6.0 };

/** The estimate at a time between its steps. */
std::complex<double> estimateAt (const VectorXcd& steps, double seconds)
{
    const double position = seconds / Windows{}.stepSeconds;
    const Index last = steps.size() - 1, before = std::min (last, static_cast<Index> (position));
    const double share = std::min (1.0, position - static_cast<double> (before));
    return (1.0 - share) * steps[before] + share * steps[std::min (last, before + 1)];
}

/** The share of the quieter windows in which a harmonic is as estimated; 0 where it is missing in a tenth of all. */
double presenceOf (const VectorXcd& measured, const VectorXcd& steps)
{
    struct Window
    {
        double level;
        bool agrees;
    };
    std::vector<Window> windows;
    Index numAbsent = 0;
    for (Index m = 0; m < measured.size(); ++m)
    {
        const auto estimate = estimateAt (steps, static_cast<double> (m) * shortWindows.stepSeconds);
        numAbsent += std::abs (measured[m]) < absentLevel * std::abs (estimate) ? 1 : 0;
        windows.push_back (
            { std::abs (measured[m]), std::abs (measured[m] - estimate) < tolerance * std::abs (estimate) });
    }
    if (static_cast<double> (numAbsent) > mostAbsent * static_cast<double> (measured.size()))
        return 0.0;
    const auto middle = windows.begin() + std::ssize (windows) / 2;
    std::nth_element (windows.begin(), middle, windows.end(),
                      [] (const Window& one, const Window& other) { return one.level < other.level; });
    const auto agreeing =
        std::count_if (windows.begin(), middle, [] (const Window& each) { return each.agrees; });
    return static_cast<double> (agreeing) / static_cast<double> (middle - windows.begin());
}

/** The sum of all, where the second harmonic to be found is there as well. */
double sumOf (VectorXd presences)
{
    std::sort (presences.begin(), presences.end());
    return presences[judgedHarmonics - 2] >= enoughOfSecond ? presences.sum() : 0.0;
}

bool standsOut (const SlowSound& sound, double nominalHz, double sum)
{
    return std::all_of (
        besideHz.begin(), besideHz.end(),
        [&] (double hz)
        { return 2.0 * presence (sound, steadyHarmonics (sound, nominalHz + hz)).sum() < sum; });
}
} // namespace

VectorXd presence (const SlowSound& sound, const SteadyHarmonics& harmonics)
{
    VectorXd presences = VectorXd::Zero (judgedHarmonics);
    if (harmonics.numSteady == 0)
        return presences;
    const Index count = std::min (judgedHarmonics, harmonics.amplitudes.rows());
    const Eigen::MatrixXcd measured = amplitudesOf (sound, harmonics.hz, count, shortWindows);
    for (Index k = 0; k < count; ++k)
        if (! harmonics.amplitudes.row (k).isZero (0.0))
            presences[k] = presenceOf (measured.row (k), harmonics.amplitudes.row (k));
    return presences;
}

SteadyHarmonics sureHum (const SlowSound& sound)
{
    SteadyHarmonics found;
    double most = 0.0;
    for (const double nominalHz : { 50.0, 60.0 })
    {
        auto candidate = steadyHarmonics (sound, nominalHz);
        const double sum = sumOf (presence (sound, candidate));
        if (sum < enoughPresence || sum <= most || ! standsOut (sound, nominalHz, sum))
            continue;
        most = sum;
        found = std::move (candidate);
    }
    return found;
}

} // namespace unbraid::restoration

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/Butterworth.h"

#include "Evaluation/SignalChecks.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <string>

namespace unbraid::evaluation
{

namespace
{
constexpr const char* task = "the signal cannot be filtered";
constexpr double lowestRateHz = 8000.0;
constexpr double highestRateHz = 192000.0;

/** Initial state of a pass: all delays zero, or the steady state of the first sample. */
enum class Start
{
    atRest,
    settled
};

/** All sections in turn over the samples, in place; transposed direct form II. */
void runSections (const std::vector<FilterSection>& sections, Start start, Eigen::VectorXd& samples)
{
    double level = start == Start::settled && samples.size() > 0 ? samples[0] : 0.0;
    for (const FilterSection& s : sections)
    {
        const double settledOutput = level * (s.b0 + s.b1 + s.b2) / (1.0 + s.a1 + s.a2);
        double late = s.b2 * level - s.a2 * settledOutput;
        double next = s.b1 * level - s.a1 * settledOutput + late;
        for (double& sample : samples)
        {
            const double input = sample;
            sample = s.b0 * input + next;
            next = s.b1 * input - s.a1 * sample + late;
            late = s.b2 * input - s.a2 * sample;
        }
        level = settledOutput;
    }
}

/** The signal with `extent` samples of itself turned about each end point put before and after it. */
Eigen::VectorXd continuedOddly (const Eigen::Ref<const Eigen::VectorXf>& signal, Eigen::Index extent)
{
    const Eigen::Index numSamples = signal.size();
    const Eigen::VectorXd middle = signal.cast<double>();
    Eigen::VectorXd longer (numSamples + 2 * extent);
    longer.segment (extent, numSamples) = middle;
    for (Eigen::Index i = 1; i <= extent; ++i)
    {
        longer[extent - i] = 2.0 * middle[0] - middle[i];
        longer[extent + numSamples - 1 + i] = 2.0 * middle[numSamples - 1] - middle[numSamples - 1 - i];
    }
    return longer;
}
} // namespace

std::vector<FilterSection> butterworthSections (Pass pass, int order, double sampleRateHz, double cutoffHz)
{
    assert (order >= 2 && order % 2 == 0);
    assert (cutoffHz > 0.0 && cutoffHz < sampleRateHz / 2.0);
    const double warped = std::tan (std::numbers::pi * cutoffHz / sampleRateHz);
    const double edge = warped * warped;
    std::vector<FilterSection> sections;
    for (int pair = 0; pair < order / 2; ++pair)
    {
        // Each pair of conjugate poles on the unit circle of the analogue prototype: s^2 + damping s + 1.
        const double damping = 2.0 * std::sin (std::numbers::pi * (2 * pair + 1) / (2.0 * order));
        const double norm = 1.0 / (1.0 + damping * warped + edge);
        const double b0 = (pass == Pass::high ? 1.0 : edge) * norm;
        const double b1 = pass == Pass::high ? -2.0 * b0 : 2.0 * b0;
        sections.push_back (
            { b0, b1, b0, 2.0 * (edge - 1.0) * norm, (1.0 - damping * warped + edge) * norm });
    }
    return sections;
}

core::Result<Eigen::VectorXf> filterCausal (const std::vector<FilterSection>& sections,
                                            const Eigen::Ref<const Eigen::VectorXf>& signal)
{
    if (const core::Status checked = checkFinite (task, "signal", signal); ! checked.ok())
        return checked.error();
    Eigen::VectorXd samples = signal.cast<double>();
    runSections (sections, Start::atRest, samples);
    return Eigen::VectorXf (samples.cast<float>());
}

core::Result<Eigen::VectorXf> filterZeroPhase (const std::vector<FilterSection>& sections,
                                               const Eigen::Ref<const Eigen::VectorXf>& signal)
{
    const Eigen::Index extent = 3 * (2 * static_cast<Eigen::Index> (sections.size()) + 1);
    if (signal.size() <= extent)
        return core::Error{ task, "length", std::to_string (signal.size()),
                            "at least " + std::to_string (extent + 1) + " samples" };
    if (const core::Status checked = checkFinite (task, "signal", signal); ! checked.ok())
        return checked.error();
    Eigen::VectorXd samples = continuedOddly (signal, extent);
    for (int pass = 0; pass < 2; ++pass)
    {
        runSections (sections, Start::settled, samples);
        samples.reverseInPlace();
    }
    return Eigen::VectorXf (samples.segment (extent, signal.size()).cast<float>());
}

core::Status checkCutoff (double sampleRateHz, double cutoffHz)
{
    if (! (sampleRateHz >= lowestRateHz && sampleRateHz <= highestRateHz))
        return core::Error{ task, "sample rate in Hz", std::to_string (sampleRateHz), "8000 to 192000" };
    if (! (cutoffHz > 0.0 && cutoffHz < sampleRateHz / 2.0))
        return core::Error{ task, "cutoff in Hz", std::to_string (cutoffHz),
                            "above 0, below " + std::to_string (sampleRateHz / 2.0) };
    return core::Done{};
}

} // namespace unbraid::evaluation

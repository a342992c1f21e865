// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseMethods.h"

#include <algorithm>
#include <iterator>

namespace unbraid::offline
{

namespace
{
core::Result<Eigen::MatrixXf> keepMixturePhases (core::Frames& transform, const Segment& segment,
                                                 const PhaseSettings&, const training::IterationCallback&)
{
    return soundOf (transform, segment, wienerEstimates (segment));
}

// { name, help, iterations, run }
constexpr PhaseMethodRow methodRows[]{
    { "none", "the mixture's, as masks leave them", 1, keepMixturePhases },
    { "misi", "of sounds that sum to the mixture and have the masks' amplitudes", 15, misi },
    { "online-misi", "the same frame after frame", 15, onlineMisi },
    { "consistent-wiener", "of the likeliest spectra that sounds can have", 30, consistentWiener },
    { "anisotropic-wiener", "the mixture's, drawn to those that steady partials would have", 1,
      anisotropicWiener },
    { "complex-isnmf", "the same, variances learned on the way", 10, complexIsNmf },
    { "complex-nmf", "free, advancing with the partials, amplitudes learned on the way", 30, complexNmf },
};

constexpr bool whole = true;

// { { name, value, lowest, highest, default, unit, help, whole }, member }
constexpr core::OptionRow<PhaseSettings> optionRows[]{
    { { "phase-iterations", "N", 1.0, 1000.0, core::noValue, "",
        "Iterations of the method; its own number by default", whole },
      core::setMember<PhaseSettings, &PhaseSettings::iterations> },
    { { "phase-look-ahead", "N", 0.0, 3.0, 1.0, "", "Frames that online-misi waits for", whole },
      core::setMember<PhaseSettings, &PhaseSettings::lookAhead> },
};
} // namespace

std::span<const PhaseMethodRow> phaseMethods() noexcept
{
    return methodRows;
}

std::span<const core::OptionRow<PhaseSettings>> phaseOptions() noexcept
{
    return optionRows;
}

const PhaseMethodRow& rowOf (PhaseMethod method) noexcept
{
    return methodRows[static_cast<size_t> (method)];
}

std::optional<PhaseMethod> phaseMethodFrom (std::string_view name) noexcept
{
    for (size_t row = 0; row < std::size (methodRows); ++row)
        if (name == methodRows[row].name)
            return static_cast<PhaseMethod> (row);
    return std::nullopt;
}

int iterationsOf (const PhaseSettings& settings)
{
    if (settings.iterations > 0)
        return settings.iterations;
    const int usual = rowOf (settings.method).iterations;
    return settings.method == PhaseMethod::onlineMisi ? std::max (1, usual / (settings.lookAhead + 1))
                                                      : usual;
}

core::Result<Eigen::MatrixXf> recoverPhases (core::Frames& transform, const Segment& segment,
                                             const PhaseSettings& settings,
                                             const training::IterationCallback& onIteration)
{
    return rowOf (settings.method).run (transform, segment, settings, onIteration);
}

training::Course courseOf (int iterations)
{
    return { .iterations = iterations, .task = "the recovery of phases" };
}

double replaceAmplitudes (const Eigen::Ref<const Eigen::VectorXf>& binWeights,
                          const Eigen::Ref<const Eigen::VectorXf>& amplitudes,
                          Eigen::Ref<Eigen::VectorXcf> spectrum)
{
    float distance = 0.0f;
    for (Eigen::Index bin = 0; bin < spectrum.size(); ++bin)
    {
        const float found = std::abs (spectrum[bin]), wanted = amplitudes[bin];
        distance += binWeights[bin] * (found - wanted) * (found - wanted);
        spectrum[bin] = found > 0.0f ? spectrum[bin] * (wanted / found) : std::complex<float> (wanted);
    }
    return static_cast<double> (distance);
}

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseMethods.h"

#include <algorithm>

namespace unbraid::offline
{

const std::vector<std::string>& phaseMethodNames()
{
    static const std::vector<std::string> names{
        "none",          "misi",       "online-misi", "consistent-wiener", "anisotropic-wiener",
        "complex-isnmf", "complex-nmf"
    };
    return names;
}

std::optional<PhaseMethod> phaseMethodFrom (const std::string& name)
{
    const auto& names = phaseMethodNames();
    const auto found = std::find (names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<PhaseMethod> (found - names.begin());
}

int iterationsOf (const PhaseSettings& settings)
{
    if (settings.iterations > 0)
        return settings.iterations;
    switch (settings.method)
    {
    case PhaseMethod::misi:
        return 15;
    case PhaseMethod::onlineMisi:
        return std::max (1, 15 / (settings.lookAhead + 1));
    case PhaseMethod::consistentWiener:
    case PhaseMethod::complexNmf:
        return 30;
    case PhaseMethod::complexIsNmf:
        return 10;
    case PhaseMethod::none:
    case PhaseMethod::anisotropicWiener:
        break;
    }
    return 1;
}

core::Result<Eigen::MatrixXf> recoverPhases (core::Frames& transform, const Segment& segment,
                                             const PhaseSettings& settings,
                                             const training::IterationCallback& onIteration)
{
    switch (settings.method)
    {
    case PhaseMethod::misi:
        return misi (transform, segment, settings, onIteration);
    case PhaseMethod::onlineMisi:
        return onlineMisi (transform, segment, settings, onIteration);
    case PhaseMethod::consistentWiener:
        return consistentWiener (transform, segment, settings, onIteration);
    case PhaseMethod::anisotropicWiener:
        return anisotropicWiener (transform, segment, settings, onIteration);
    case PhaseMethod::complexIsNmf:
        return complexIsNmf (transform, segment, settings, onIteration);
    case PhaseMethod::complexNmf:
        return complexNmf (transform, segment, settings, onIteration);
    case PhaseMethod::none:
        break;
    }
    return soundOf (transform, segment, wienerEstimates (segment));
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

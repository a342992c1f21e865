// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/BandFilters.h"

#include "Evaluation/Butterworth.h"

#include <string>

namespace unbraid::evaluation
{

core::Result<Eigen::VectorXf> lowPass (const Eigen::Ref<const Eigen::VectorXf>& signal, double sampleRateHz,
                                       double cutoffHz)
{
    if (const core::Status checked = checkCutoff (sampleRateHz, cutoffHz); ! checked.ok())
        return checked.error();
    return filterZeroPhase (butterworthSections (Pass::low, 4, sampleRateHz, cutoffHz), signal);
}

core::Result<Eigen::VectorXf> bandPass (const Eigen::Ref<const Eigen::VectorXf>& signal, double sampleRateHz,
                                        double lowHz, double highHz)
{
    for (const double cutoffHz : { lowHz, highHz })
        if (const core::Status checked = checkCutoff (sampleRateHz, cutoffHz); ! checked.ok())
            return checked.error();
    if (lowHz >= highHz)
        return core::Error{ "the signal cannot be filtered", "lower edge in Hz", std::to_string (lowHz),
                            "below the upper edge, " + std::to_string (highHz) };

    std::vector<FilterSection> sections = butterworthSections (Pass::high, 4, sampleRateHz, lowHz);
    const std::vector<FilterSection> upper = butterworthSections (Pass::low, 4, sampleRateHz, highHz);
    sections.insert (sections.end(), upper.begin(), upper.end());
    return filterZeroPhase (sections, signal);
}

} // namespace unbraid::evaluation

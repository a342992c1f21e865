// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Mapping.h"

#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/Resampler.h"
#include "Quality/Scoring.h"

#include <algorithm>

namespace unbraid::quality
{

namespace
{
core::Result<Eigen::VectorXf> atRate (const Eigen::VectorXf& signal, double fromHz, double toHz)
{
    auto result = files::resample (signal, fromHz, toHz);
    if (! result.ok())
        return result.error();
    return Eigen::VectorXf (result.value().col (0));
}
} // namespace

double windowSeconds (const core::Dictionary& dictionary)
{
    return static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
}

core::Result<Mixture> resampled (const Mixture& mixture, double rateHz)
{
    Mixture moved = mixture;
    moved.sampleRateHz = rateHz;
    std::vector<Eigen::VectorXf*> signals{ &moved.mixture };
    for (auto& stem : moved.stems)
        signals.push_back (&stem);
    for (auto* signal : signals)
    {
        auto result = atRate (*signal, mixture.sampleRateHz, rateHz);
        if (! result.ok())
            return result.error();
        *signal = std::move (result).value();
    }
    return moved;
}

core::Result<std::vector<double>> presetScores (const core::Dictionary& dictionary, const Mixture& mixture,
                                                const std::vector<Eigen::VectorXf>& stems,
                                                const Playing& playing)
{
    core::Separator separator;
    const core::SeparatorSpec spec{ mixture.sampleRateHz, 1, core::LatencyMode::balanced,
                                    core::residualAtomsFromMixer (dictionary), playing.windowSeconds };
    const double scoreRateHz = playing.scoreRateHz > 0.0 ? playing.scoreRateHz : mixture.sampleRateHz;
    if (auto ready = separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary)); ! ready.ok())
        return ready.error();
    const auto sources = separateAll (separator, mixture.mixture);
    std::vector<double> found;
    for (size_t stem = 0; stem < stems.size(); ++stem)
        for (size_t source = 0; source < sources.size(); ++source)
        {
            if (separator.sourceNames()[source] != mixture.sourceNames[stem])
                continue;
            auto estimate = atRate (sources[source], mixture.sampleRateHz, scoreRateHz);
            if (! estimate.ok())
                return estimate.error();
            const Eigen::Index length = std::min (estimate.value().size(), stems[stem].size());
            found.push_back (
                score (stems[stem].head (length), estimate.value().head (length), scoreRateHz, false)
                    .siSdrDb);
        }
    return found;
}

} // namespace unbraid::quality

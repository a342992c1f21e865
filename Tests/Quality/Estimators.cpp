// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Estimators.h"

#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Evaluation/BandFilters.h"
#include "Evaluation/HighPass.h"

#include <algorithm>
#include <map>

namespace unbraid::quality
{

namespace
{
/** Where a source mostly is; 0: no edge. */
struct Band
{
    double lowHz = 0.0;
    double highHz = 0.0;
};

/** Of a few plain edges those that score best on the development half of the rendered ensembles. */
Band bandOf (const std::string& source)
{
    using namespace evaluation;
    static const std::map<std::string, Band> bands{
        { "kick", { 0.0, lowBandEdgeHz } },    { "snare", { lowBandEdgeHz, highBandEdgeHz } },
        { "hi-hat", { highBandEdgeHz, 0.0 } }, { "bass", { 0.0, 350.0 } },
        { "other", { 100.0, 0.0 } }, // where a bass is taken out
        { "piano", { 250.0, 4000.0 } },        { "voice", { 150.0, 4000.0 } },
        { "vocals", { 150.0, 4000.0 } }
    };
    const auto found = bands.find (source);
    return found == bands.end() ? Band{} : found->second;
}

core::Result<Eigen::VectorXf> throughBand (const Mixture& mixture, const Band& band)
{
    if (band.lowHz > 0.0 && band.highHz > 0.0)
        return evaluation::bandPass (mixture.mixture, mixture.sampleRateHz, band.lowHz, band.highHz);
    if (band.lowHz > 0.0)
        return evaluation::highPass (mixture.mixture, mixture.sampleRateHz, band.lowHz);
    if (band.highHz > 0.0)
        return evaluation::lowPass (mixture.mixture, mixture.sampleRateHz, band.highHz);
    return mixture.mixture;
}

/** All sources that no stem is called after. */
Eigen::VectorXf sumOfUnnamed (const Mixture& mixture, const std::vector<std::string>& names,
                              const std::vector<Eigen::VectorXf>& sources)
{
    const auto& stems = mixture.sourceNames;
    Eigen::VectorXf sum = Eigen::VectorXf::Zero (mixture.mixture.size());
    for (size_t source = 0; source < sources.size(); ++source)
        if (std::find (stems.begin(), stems.end(), names[source]) == stems.end())
            sum += sources[source];
    return sum;
}
} // namespace

Estimator unprocessed()
{
    return [] (const Mixture& m) { return std::vector<Eigen::VectorXf> (m.stems.size(), m.mixture); };
}

Estimator fixedHighPass()
{
    return [] (const Mixture& m)
    {
        return std::vector<Eigen::VectorXf> (m.stems.size(),
                                             orExit (evaluation::fixedHighPass (m.mixture, m.sampleRateHz)));
    };
}

Estimator fixedBands()
{
    return [] (const Mixture& m)
    {
        std::vector<Eigen::VectorXf> estimates;
        for (const auto& source : m.sourceNames)
            estimates.push_back (orExit (throughBand (m, bandOf (source))));
        return estimates;
    };
}

Estimator oracle (const core::Dictionary& dictionary)
{
    const double window = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    return [=] (const Mixture& m)
    {
        return oracleWiener (
            m, orExit (core::frameGeometry (m.sampleRateHz, core::LatencyMode::balanced, window)));
    };
}

Estimator engine (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                  core::LatencyMode mode)
{
    return [=] (const Mixture& m)
    {
        core::Separator separator;
        const core::SeparatorSpec spec{ m.sampleRateHz, 1, mode, core::residualAtomsFromMixer (dictionary) };
        orExit (separator.prepare (spec, dictionary, settings));
        const auto sources = separateAll (separator, m.mixture);
        const auto& names = separator.sourceNames();
        const Eigen::VectorXf unnamed = sumOfUnnamed (m, names, sources);
        std::vector<Eigen::VectorXf> estimates;
        for (const auto& stem : m.sourceNames)
        {
            const auto found = std::find (names.begin(), names.end(), stem);
            estimates.push_back (found == names.end() ? unnamed
                                                      : sources[static_cast<size_t> (found - names.begin())]);
        }
        return estimates;
    };
}

Estimator preset (const core::Dictionary& dictionary, core::LatencyMode mode)
{
    return engine (dictionary, core::settingsFromMixer (dictionary), mode);
}

} // namespace unbraid::quality

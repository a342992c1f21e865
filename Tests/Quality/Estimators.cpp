// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Estimators.h"

#include "Core/SeparatorSettings.h"
#include "Evaluation/BandFilters.h"
#include "Evaluation/HighPass.h"

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
        { "piano", { 250.0, 4000.0 } },        { "voice", { 150.0, 4000.0 } }
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
        std::vector<Eigen::VectorXf> estimates;
        for (const auto& name : m.sourceNames)
            for (size_t source = 0; source < sources.size(); ++source)
                if (separator.sourceNames()[source] == name)
                    estimates.push_back (sources[source]);
        return estimates;
    };
}

Estimator preset (const core::Dictionary& dictionary, core::LatencyMode mode)
{
    return engine (dictionary, core::settingsFromMixer (dictionary), mode);
}

} // namespace unbraid::quality

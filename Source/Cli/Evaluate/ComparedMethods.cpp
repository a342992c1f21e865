// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ComparedMethods.h"

#include "Evaluation/BandFilters.h"
#include "Evaluation/HighPass.h"
#include "Evaluation/OracleMasks.h"

#include <functional>

namespace unbraid::cli
{

namespace
{
using Matrix = Eigen::MatrixXf;
using Filter = std::function<core::Result<Eigen::VectorXf> (const Eigen::VectorXf&)>;

/** Every channel filtered; empty where the filter does not exist at this rate or length. */
Matrix filtered (const Matrix& samples, const Filter& filter)
{
    Matrix result (samples.rows(), samples.cols());
    for (Eigen::Index channel = 0; channel < samples.cols(); ++channel)
    {
        const auto one = filter (samples.col (channel));
        if (! one.ok())
            return {};
        result.col (channel) = one.value();
    }
    return result;
}

/** The fixed band in which a drum has most of its energy; no filter for what is no drum. */
Filter bandOf (const std::string& source, double rateHz)
{
    const double lowHz = evaluation::lowBandEdgeHz;
    const double highHz = evaluation::highBandEdgeHz;
    if (source == "kick")
        return [=] (const Eigen::VectorXf& x) { return evaluation::lowPass (x, rateHz, lowHz); };
    if (source == "snare" || source == "toms")
        return [=] (const Eigen::VectorXf& x) { return evaluation::bandPass (x, rateHz, lowHz, highHz); };
    if (source == "hi-hat" || source == "cymbals")
        return [=] (const Eigen::VectorXf& x) { return evaluation::highPass (x, rateHz, highHz); };
    return {};
}

std::vector<ComparedMethod> fixedFilters (const files::Recording& mixture,
                                          const std::vector<std::string>& names)
{
    const double rateHz = mixture.sampleRateHz;
    const Matrix passed = filtered (mixture.samples, [=] (const Eigen::VectorXf& x)
                                    { return evaluation::fixedHighPass (x, rateHz); });
    ComparedMethod highPass{ "high_pass_60_hz", "60 Hz high-pass", {} };
    ComparedMethod bands{ "fixed_band", "fixed band", {} };
    for (const auto& name : names)
    {
        const Filter band = bandOf (name, rateHz);
        highPass.estimates.push_back (passed);
        bands.estimates.push_back (band ? filtered (mixture.samples, band) : Matrix());
    }
    return { std::move (highPass), std::move (bands) };
}

core::Result<std::vector<ComparedMethod>> oracles (const MethodChoice& choice,
                                                   const files::Recording& mixture,
                                                   const std::vector<NamedRecording>& references)
{
    const auto geometry = core::frameGeometry (mixture.sampleRateHz, choice.mode, choice.windowSeconds);
    if (! geometry.ok())
        return geometry.error();
    std::vector<Eigen::Map<const Matrix>> stems;
    for (const auto& reference : references)
    {
        const Matrix& samples = reference.sound.samples;
        stems.emplace_back (samples.data(), samples.rows(), samples.cols());
    }
    std::vector<ComparedMethod> methods{ { "oracle_wiener", "oracle Wiener mask", {} },
                                         { "oracle_irm", "oracle ratio mask", {} } };
    for (auto& method : methods)
    {
        const auto kind =
            method.key == "oracle_wiener" ? evaluation::OracleMask::wiener : evaluation::OracleMask::ratio;
        auto separated = evaluation::separateByOracle (kind, mixture.samples, stems, geometry.value());
        if (! separated.ok())
            return separated.error();
        method.estimates = std::move (separated).value();
    }
    return methods;
}
} // namespace

core::Result<std::vector<ComparedMethod>> comparedMethods (const MethodChoice& choice,
                                                           const files::Recording& mixture,
                                                           const std::vector<NamedRecording>& references,
                                                           const std::vector<std::string>& names)
{
    std::vector<ComparedMethod> methods;
    if (choice.baselines)
        methods = fixedFilters (mixture, names);
    if (! choice.oracle)
        return methods;
    auto masks = oracles (choice, mixture, references);
    if (! masks.ok())
        return masks.error();
    for (auto& method : masks.value())
        methods.push_back (std::move (method));
    return methods;
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/BssEval.h"

#include "Evaluation/BssDecomposition.h"
#include "Evaluation/SignalChecks.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace unbraid::evaluation
{

namespace
{
using Sound = Eigen::Map<const Eigen::MatrixXf>;
using Scores = std::vector<double>; // in dB

constexpr const char* task = "BSS-Eval cannot be computed";
constexpr double windowSeconds = 1.0;
constexpr double minRateHz = 1000.0, maxRateHz = 768000.0; // of files that can be read

/** The scores of all windows or channels that count. */
struct ScoreLists
{
    Scores sdr;
    Scores isr;
    Scores sir;
    Scores sar;
};

std::string shapeText (const Eigen::Ref<const Eigen::MatrixXf>& sound)
{
    return std::to_string (sound.rows()) + " samples of " + std::to_string (sound.cols()) + " channels";
}

core::Status checkSound (const std::string& name, const Eigen::Ref<const Eigen::MatrixXf>& sound,
                         const Sound& first)
{
    if (sound.rows() != first.rows() || sound.cols() != first.cols() || sound.size() == 0)
        return core::Error{ task, name, shapeText (sound),
                            first.size() == 0 ? "at least one sample"
                                              : shapeText (first) + ", as the first reference" };
    for (Eigen::Index channel = 0; channel < sound.cols(); ++channel)
        if (auto checked = checkFinite (task, name, sound.col (channel)); ! checked.ok())
            return checked;
    return core::Done{};
}

double ratioDb (double wanted, double unwanted)
{
    if (! (wanted > 0.0))
        return -bssLimitDb;
    if (! (unwanted > 0.0))
        return bssLimitDb;
    return std::clamp (10.0 * std::log10 (wanted / unwanted), -bssLimitDb, bssLimitDb);
}

std::optional<double> meanOf (const Scores& scores)
{
    if (scores.empty())
        return {};
    return std::accumulate (scores.begin(), scores.end(), 0.0) / static_cast<double> (scores.size());
}

std::optional<double> medianOf (Scores scores)
{
    if (scores.empty())
        return {};
    std::sort (scores.begin(), scores.end());
    const size_t upper = scores.size() / 2;
    return scores.size() % 2 == 1 ? scores[upper] : 0.5 * (scores[upper - 1] + scores[upper]);
}

template <class Average>
BssScores averaged (const ScoreLists& lists, Average average)
{
    return { average (lists.sdr), average (lists.isr), average (lists.sir), average (lists.sar) };
}

bool isSilent (const Columns& columns, const BssWindow& window)
{
    return std::all_of (
        columns.begin(), columns.end(),
        [&] (const auto& column)
        { return (column.segment (window.begin, window.end - window.begin).array() == 0.0f).all(); });
}

/** One window over all, or full windows one after the other. */
std::vector<BssWindow> windowsOf (Eigen::Index numSamples, Eigen::Index windowSamples)
{
    if (windowSamples >= numSamples)
        return { { 0, numSamples } };
    std::vector<BssWindow> windows;
    for (Eigen::Index begin = 0; begin + windowSamples <= numSamples; begin += windowSamples)
        windows.push_back ({ begin, begin + windowSamples });
    return windows;
}

void addScores (BssVersion version, const BssEnergies& parts, bool hasOthers, ScoreLists& lists)
{
    const bool isV3 = version == BssVersion::v3;
    lists.sdr.push_back (isV3 ? ratioDb (parts.target, parts.targetError)
                              : ratioDb (parts.truth, parts.error));
    if (! isV3)
        lists.isr.push_back (ratioDb (parts.truth, parts.spatial));
    if (! hasOthers)
        return;
    lists.sir.push_back (ratioDb (parts.target, parts.interference));
    lists.sar.push_back (ratioDb (parts.explained, parts.artefacts));
}

/** The columns of one source among those of all. */
Columns columnsOf (const Columns& all, size_t source, size_t numEach)
{
    const auto first = all.begin() + static_cast<std::ptrdiff_t> (source * numEach);
    return { first, first + static_cast<std::ptrdiff_t> (numEach) };
}

Columns channelsOf (const Eigen::Ref<const Eigen::MatrixXf>& sound, Eigen::Index first, Eigen::Index count)
{
    Columns columns;
    for (Eigen::Index channel = first; channel < first + count; ++channel)
        columns.emplace_back (sound.col (channel).data(), sound.rows());
    return columns;
}
} // namespace

BssEval::BssEval (BssVersion chosen, Eigen::Index window, const std::vector<Sound>& references)
    : version (chosen)
    , windowSamples (window)
    , truth (references)
{
    for (size_t i = 0; i < truth.size(); ++i)
        if ((truth[i].array() != 0.0f).any())
            sounding.push_back (i);
}

core::Result<BssEval> BssEval::prepare (BssVersion version, const std::vector<Sound>& references,
                                        double sampleRateHz)
{
    if (references.empty())
        return core::Error{ task, "references", "none", "at least one" };
    if (! (sampleRateHz >= minRateHz && sampleRateHz <= maxRateHz)) // NaN too
        return core::Error{ task, "sample rate", core::numberText (sampleRateHz) + " Hz",
                            "1000 to 768000 Hz" };
    const Sound& first = references.front();
    for (size_t i = 0; i < references.size(); ++i)
        if (auto checked = checkSound ("reference " + std::to_string (i + 1), references[i], first);
            ! checked.ok())
            return checked.error();
    const bool isV3 = version == BssVersion::v3;
    const Eigen::Index numEach = isV3 ? 1 : first.cols();
    const auto numColumns = static_cast<Eigen::Index> (references.size()) * numEach;
    if (numColumns > maxBssColumns)
        return core::Error{ task, "channels of all references", std::to_string (numColumns),
                            "at most " + std::to_string (maxBssColumns) };

    BssEval eval (version, isV3 ? first.rows() : std::lround (windowSeconds * sampleRateHz), references);
    for (Eigen::Index channel = 0; channel < first.cols(); channel += numEach)
    {
        Columns columns;
        for (const auto& reference : references)
            for (const auto& column : channelsOf (reference, channel, numEach))
                columns.push_back (column);
        auto space = makeSpace (std::move (columns), numEach);
        if (! space.ok())
            return space.error();
        eval.spaces.push_back (std::move (space).value());
    }
    return eval;
}

core::Result<BssEval::Space> BssEval::makeSpace (Columns columns, Eigen::Index numEach)
{
    const auto lags = correlate (columns, columns, bssFilterTaps);
    if (! lags.ok())
        return lags.error();
    const auto indices = [] (Eigen::Index from, Eigen::Index count)
    {
        std::vector<Eigen::Index> numbers (static_cast<size_t> (count));
        std::iota (numbers.begin(), numbers.end(), from);
        return numbers;
    };
    const auto numColumns = static_cast<Eigen::Index> (columns.size());
    std::vector<FilterFit> own;
    for (Eigen::Index from = 0; from < numColumns; from += numEach)
        own.emplace_back (lags.value(), indices (from, numEach));
    return Space{ std::move (columns), FilterFit (lags.value(), indices (0, numColumns)), std::move (own) };
}

core::Result<BssScores> BssEval::scoreSpace (const Space& space, const Columns& estimate, size_t source) const
{
    const auto lags = correlate (estimate, space.columns, bssFilterTaps);
    if (! lags.ok())
        return lags.error();
    const BssParts parts{ space.columns, columnsOf (space.columns, source, estimate.size()), estimate,
                          space.all.filters (lags.value()), space.own[source].filters (lags.value()) };
    BssDecomposition decomposition;
    if (const auto ready = decomposition.prepare (parts); ! ready.ok())
        return ready.error();
    ScoreLists lists;
    for (const auto& window : windowsOf (estimate.front().size(), windowSamples))
    {
        bool counts = ! isSilent (estimate, window) && ! isSilent (parts.truth, window);
        if (version == BssVersion::v4)
            for (const size_t other : sounding)
                counts = counts && ! isSilent (columnsOf (space.columns, other, estimate.size()), window);
        if (counts)
            addScores (version, decomposition.energies (window), sounding.size() > 1, lists);
    }
    return averaged (lists, medianOf);
}

core::Result<BssScores> BssEval::score (const Eigen::Ref<const Eigen::MatrixXf>& estimate,
                                        size_t source) const
{
    if (auto checked = checkSound ("estimate", estimate, truth.front()); ! checked.ok())
        return checked.error();
    if (std::find (sounding.begin(), sounding.end(), source) == sounding.end())
        return BssScores();
    const Eigen::Index numEach = estimate.cols() / static_cast<Eigen::Index> (spaces.size());
    ScoreLists lists;
    for (size_t i = 0; i < spaces.size(); ++i)
    {
        const auto channel = static_cast<Eigen::Index> (i) * numEach;
        const auto scores = scoreSpace (spaces[i], channelsOf (estimate, channel, numEach), source);
        if (! scores.ok())
            return scores.error();
        const auto add = [] (const std::optional<double>& score, Scores& list)
        {
            if (score)
                list.push_back (*score);
        };
        add (scores.value().sdrDb, lists.sdr);
        add (scores.value().isrDb, lists.isr);
        add (scores.value().sirDb, lists.sir);
        add (scores.value().sarDb, lists.sar);
    }
    return averaged (lists, meanOf);
}

} // namespace unbraid::evaluation

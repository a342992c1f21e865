// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/NoteScores.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace unbraid::evaluation
{

namespace
{
constexpr double onsetTolerance = 0.05;     // seconds
constexpr double minOffsetTolerance = 0.05; // seconds
constexpr double offsetShare = 0.2;         // of the reference note's duration
constexpr double velocityTolerance = 0.1;   // of the range of the reference's velocities
constexpr double rounding = 1e-9;

double share (size_t part, size_t whole)
{
    return whole > 0 ? static_cast<double> (part) / static_cast<double> (whole) : 0.0;
}

bool isBefore (const NoteOnset& a, const NoteOnset& b)
{
    return std::tie (a.pitch, a.seconds) < std::tie (b.pitch, b.seconds);
}

bool beginTogether (const NoteSpan& truth, const NoteSpan& found)
{
    return std::abs (truth.beginSeconds - found.beginSeconds) <= onsetTolerance + rounding;
}

bool lastTogether (const NoteSpan& truth, const NoteSpan& found)
{
    const double tolerance =
        std::max (minOffsetTolerance, offsetShare * (truth.endSeconds - truth.beginSeconds));
    return beginTogether (truth, found) &&
           std::abs (truth.endSeconds - found.endSeconds) <= tolerance + rounding;
}

/** A maximum matching of notes of the same pitch by when they are: notes take partners one by one, and whoever has one already
    moves to another where that makes room. */
class SpanMatching
{
public:
    using Rule = bool (*) (const NoteSpan& truth, const NoteSpan& found);

    SpanMatching (const std::vector<NoteSpan>& reference, const std::vector<NoteSpan>& estimate, Rule matches)
        : partners (reference.size())
        , ownerOf (estimate.size(), nobody)
    {
        std::map<int, std::vector<size_t>> ofPitch;
        for (size_t found = 0; found < estimate.size(); ++found)
            ofPitch[estimate[found].pitch].push_back (found);
        for (size_t truth = 0; truth < reference.size(); ++truth)
            for (const size_t found : ofPitch[reference[truth].pitch])
                if (matches (reference[truth], estimate[found]))
                    partners[truth].push_back (found);
        for (size_t truth = 0; truth < reference.size(); ++truth)
        {
            std::vector<bool> wasAsked (estimate.size(), false);
            place (truth, wasAsked);
        }
    }

    /** Of the reference and the estimate. */
    [[nodiscard]] std::vector<std::pair<size_t, size_t>> pairs() const
    {
        std::vector<std::pair<size_t, size_t>> made;
        for (size_t found = 0; found < ownerOf.size(); ++found)
            if (ownerOf[found] != nobody)
                made.emplace_back (ownerOf[found], found);
        return made;
    }

private:
    static constexpr auto nobody = static_cast<size_t> (-1);

    /** The notes of one pitch within reach of each other are few, and so is the depth. */
    bool place (size_t truth, std::vector<bool>& wasAsked)
    {
        for (const size_t found : partners[truth])
        {
            if (wasAsked[found])
                continue;
            wasAsked[found] = true;
            if (ownerOf[found] == nobody || place (ownerOf[found], wasAsked))
            {
                ownerOf[found] = truth;
                return true;
            }
        }
        return false;
    }

    std::vector<std::vector<size_t>> partners; // of each reference note: who may match it
    std::vector<size_t> ownerOf;               // of each estimated note: whom it matches
};

/** The straight line through pairs of numbers with the least squared error; level where all x are equal. */
std::pair<double, double> lineThrough (const std::vector<std::pair<double, double>>& points)
{
    double meanX = 0.0, meanY = 0.0, together = 0.0, squared = 0.0;
    for (const auto& [x, y] : points)
    {
        meanX += x / static_cast<double> (points.size());
        meanY += y / static_cast<double> (points.size());
    }
    for (const auto& [x, y] : points)
    {
        together += (x - meanX) * (y - meanY);
        squared += (x - meanX) * (x - meanX);
    }
    const double slope = squared > 0.0 ? together / squared : 0.0;
    return { slope, meanY - slope * meanX };
}

/** Of the pairs, those whose velocities agree. */
size_t numInVelocity (const std::vector<NoteSpan>& reference, const std::vector<NoteSpan>& estimate,
                      const std::vector<std::pair<size_t, size_t>>& pairs)
{
    if (pairs.empty())
        return 0;
    const auto isSofter = [] (const NoteSpan& a, const NoteSpan& b) { return a.velocity < b.velocity; };
    const auto [softest, loudest] = std::minmax_element (reference.begin(), reference.end(), isSofter);
    const double lowest = softest->velocity;
    const double range = std::max (1.0, loudest->velocity - lowest);
    std::vector<std::pair<double, double>> points;
    points.reserve (pairs.size());
    for (const auto& [truth, found] : pairs)
        points.emplace_back (estimate[found].velocity, (reference[truth].velocity - lowest) / range);
    const auto [slope, height] = lineThrough (points);
    return static_cast<size_t> (std::count_if (
        points.begin(), points.end(),
        [slope = slope, height = height] (const auto& point)
        { return std::abs (slope * point.first + height - point.second) < velocityTolerance; }));
}

/** Pearson's, over the pairs. */
double velocityCorrelation (const std::vector<NoteSpan>& reference, const std::vector<NoteSpan>& estimate,
                            const std::vector<std::pair<size_t, size_t>>& pairs)
{
    const auto count = static_cast<Eigen::Index> (pairs.size());
    Eigen::ArrayXd truths (count), founds (count);
    for (Eigen::Index i = 0; i < count; ++i)
    {
        const auto& [truth, found] = pairs[static_cast<size_t> (i)];
        truths[i] = reference[truth].velocity;
        founds[i] = estimate[found].velocity;
    }
    if (count == 0)
        return 0.0;
    truths -= truths.mean();
    founds -= founds.mean();
    const double spread = std::sqrt (truths.square().sum() * founds.square().sum());
    return spread > 0.0 ? (truths * founds).sum() / spread : 0.0;
}

std::vector<NoteOnset> onsetsOf (const std::vector<NoteSpan>& notes)
{
    std::vector<NoteOnset> onsets;
    onsets.reserve (notes.size());
    for (const auto& note : notes)
        onsets.push_back ({ note.beginSeconds, note.pitch });
    return onsets;
}
} // namespace

double MatchScores::precision() const
{
    return share (numMatched, numEstimated);
}

double MatchScores::recall() const
{
    return share (numMatched, numReference);
}

double MatchScores::fMeasure() const
{
    return share (2 * numMatched, numReference + numEstimated);
}

/** Of one pitch the earliest note that can still match takes the earliest partner: no other choice leaves more. */
MatchScores onsetScores (std::vector<NoteOnset> reference, std::vector<NoteOnset> estimate,
                         double toleranceSeconds)
{
    std::sort (reference.begin(), reference.end(), isBefore);
    std::sort (estimate.begin(), estimate.end(), isBefore);
    MatchScores scores{ reference.size(), estimate.size(), 0 };
    auto truth = reference.begin();
    auto found = estimate.begin();
    while (truth != reference.end() && found != estimate.end())
    {
        const bool isMatch = truth->pitch == found->pitch &&
                             std::abs (truth->seconds - found->seconds) <= toleranceSeconds + rounding;
        if (isMatch)
        {
            ++scores.numMatched;
            ++truth;
            ++found;
        }
        else if (isBefore (*truth, *found))
            ++truth;
        else
            ++found;
    }
    return scores;
}

NoteScores noteScores (const std::vector<NoteSpan>& reference, const std::vector<NoteSpan>& estimate)
{
    const auto pairs = SpanMatching (reference, estimate, lastTogether).pairs();
    NoteScores scores;
    scores.onsets = onsetScores (onsetsOf (reference), onsetsOf (estimate), onsetTolerance);
    scores.offsets = { reference.size(), estimate.size(), pairs.size() };
    scores.velocities = scores.offsets;
    scores.velocities.numMatched = numInVelocity (reference, estimate, pairs);
    scores.velocityCorrelation =
        velocityCorrelation (reference, estimate, SpanMatching (reference, estimate, beginTogether).pairs());
    return scores;
}

} // namespace unbraid::evaluation

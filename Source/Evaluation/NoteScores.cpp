// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/NoteScores.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace unbraid::evaluation
{

namespace
{
double share (size_t part, size_t whole)
{
    return whole > 0 ? static_cast<double> (part) / static_cast<double> (whole) : 0.0;
}

bool isBefore (const NoteOnset& a, const NoteOnset& b)
{
    return std::tie (a.pitch, a.seconds) < std::tie (b.pitch, b.seconds);
}
} // namespace

double OnsetScores::precision() const
{
    return share (numMatched, numEstimated);
}

double OnsetScores::recall() const
{
    return share (numMatched, numReference);
}

double OnsetScores::fMeasure() const
{
    return share (2 * numMatched, numReference + numEstimated);
}

/** Of one pitch the earliest note that can still match takes the earliest partner: no other choice leaves more. */
OnsetScores onsetScores (std::vector<NoteOnset> reference, std::vector<NoteOnset> estimate,
                         double toleranceSeconds)
{
    constexpr double rounding = 1e-9;
    std::sort (reference.begin(), reference.end(), isBefore);
    std::sort (estimate.begin(), estimate.end(), isBefore);
    OnsetScores scores{ reference.size(), estimate.size(), 0 };
    auto truth = reference.begin();
    auto found = estimate.begin();
    while (truth != reference.end() && found != estimate.end())
    {
        const bool areNear = truth->pitch == found->pitch &&
                             std::abs (truth->seconds - found->seconds) <= toleranceSeconds + rounding;
        if (areNear)
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

} // namespace unbraid::evaluation

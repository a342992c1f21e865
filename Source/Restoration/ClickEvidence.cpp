// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/ClickEvidence.h"

#include "Restoration/LinearPrediction.h"

#include <algorithm>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Eigen::VectorXd;

constexpr double sideSeconds = 0.025;   // that is to go on from the one side to the other
constexpr Index besideSides = 2;        // in which nothing is to be like it
constexpr double behindSeconds = 0.008; // in which an attack rings
constexpr Index modelOrder = 24, restoringOrder = 64;
constexpr int restoringIterations = 3;
constexpr double isolation = 5.0;    // of its error over all others
constexpr double strangeness = 3.0;  // of its error over those of the other side's prediction
constexpr double widestChange = 6.0; // of the errors of a prediction, on its own side and on the other
constexpr double louder = 2.0, rings = 0.2;
constexpr double longestAddedSeconds = 0.0012, addedShare = 0.97, roughlyAddedShare = 0.9;
constexpr double addedFloor = 0.05;
constexpr Index margin = 1; // samples
constexpr double preEmphasis = 0.95;

double largest (const VectorXd& values)
{
    return values.size() > 0 ? values.cwiseAbs().maxCoeff() : 0.0;
}

double effectiveError (const VectorXd& values)
{
    return values.norm() / std::sqrt (static_cast<double> (values.size()));
}

/** Without what is low and loud. */
VectorXd emphasised (const VectorXd& samples)
{
    VectorXd result = samples;
    result.tail (samples.size() - 1) -= preEmphasis * samples.head (samples.size() - 1);
    return result;
}

/** Samples between which a share of the energy lies, half of the rest on each side. */
Index extentOf (const VectorXd& samples, double share)
{
    const double rest = 0.5 * (1.0 - share) * samples.squaredNorm();
    Index begin = 0, end = samples.size();
    for (double sum = std::pow (samples[begin], 2); begin + 1 < end && sum < rest;)
        sum += std::pow (samples[++begin], 2);
    for (double sum = std::pow (samples[end - 1], 2); end - 1 > begin && sum < rest;)
        sum += std::pow (samples[--end - 1], 2);
    return end - begin;
}

/** A click with as much as 50 ms on each side. */
class ClickSurroundings
{
public:
    ClickSurroundings (VectorXd around, Index clickLength, double sampleRateHz)
        : sound (std::move (around))
        , restored (sound)
        , beside ((sound.size() - clickLength) / 2)
        , length (clickLength)
        , rateHz (sampleRateHz)
    {
        fillByPrediction (restored, beside, length, restoringOrder, restoringIterations);
        VectorXd added = VectorXd::Zero (length + 2);
        added.segment (1, length) = (sound - restored).segment (beside, length);
        whole = added;
        sharp = emphasised (added);
    }

    [[nodiscard]] bool isShort() const
    {
        const auto longest = static_cast<Index> (longestAddedSeconds * rateHz);
        return extentOf (sharp, addedShare) <= longest && extentOf (whole, roughlyAddedShare) <= longest;
    }

    [[nodiscard]] bool isAloneAndStrange() const
    {
        const VectorXd errors = errorsFromBothSides (sound, windowedErrorFilter (restored, modelOrder));
        constexpr Index spread = modelOrder / 2; // of its own error beside it
        const double peak = largest (errors.segment (beside - spread, length + 2 * spread));
        const double others =
            std::max (largest (errors.head (beside - spread)), largest (errors.tail (beside - spread)));
        return peak >= isolation * others && soundGoesOn (peak);
    }

    [[nodiscard]] bool ringsOn() const
    {
        const auto count = static_cast<Index> (behindSeconds * rateHz);
        const VectorXd levels = emphasised (sound);
        const double before = levels.segment (beside - count, count).squaredNorm();
        const double behind = levels.segment (beside + length + 1, count).squaredNorm();
        return behind > louder * louder * before && behind - before > rings * rings * sharp.squaredNorm();
    }

    /** The samples of the click that differ from what both sides predict by more than a twentieth of the most, from its first on. */
    [[nodiscard]] Gap added() const
    {
        const double least = addedFloor * largest (whole);
        Gap gap{ 0, length };
        while (gap.begin + 1 < gap.end && std::abs (whole[gap.begin + 1]) < least)
            ++gap.begin;
        while (gap.end - 1 > gap.begin && std::abs (whole[gap.end]) < least)
            --gap.end;
        return { std::max<Index> (0, gap.begin - margin), std::min (length, gap.end + margin) };
    }

private:
    /** Each side's prediction holds on the other, next to the click. */
    [[nodiscard]] bool soundGoesOn (double peak) const
    {
        const Index side = beside / besideSides;
        const Index near = modelOrder + static_cast<Index> (behindSeconds * rateHz);
        return holds (sound.segment (beside - side, side), sound.segment (beside + length, near), peak) &&
               holds (sound.segment (beside + length, side), sound.segment (beside - near, near), peak);
    }

    static bool holds (const VectorXd& own, const VectorXd& other, double peak)
    {
        const VectorXd filter = windowedErrorFilter (own, modelOrder);
        const VectorXd ownErrors = predictionErrors (own, filter),
                       otherErrors = predictionErrors (other, filter);
        return peak >= strangeness * largest (otherErrors) &&
               effectiveError (otherErrors) <= widestChange * effectiveError (ownErrors);
    }

    VectorXd sound, restored;
    Index beside, length; // samples on each side, and of the click
    double rateHz;
    VectorXd whole, sharp; // the click alone
};
} // namespace

std::optional<Gap> sureClick (const Eigen::Ref<const Eigen::VectorXf>& samples, const Gap& click,
                              double sampleRateHz)
{
    const Index beside = besideSides * static_cast<Index> (sideSeconds * sampleRateHz);
    const Index from = click.begin - beside, to = click.end + beside;
    if (from < 0 || to > samples.size() || beside < 8 * modelOrder)
        return std::nullopt;
    VectorXd around = samples.segment (from, to - from).cast<double>();
    if (! around.allFinite())
        return std::nullopt;
    const ClickSurroundings here (std::move (around), click.end - click.begin, sampleRateHz);
    if (! here.isShort() || here.ringsOn() || ! here.isAloneAndStrange())
        return std::nullopt;
    const Gap added = here.added();
    return Gap{ click.begin + added.begin, click.begin + added.end };
}

} // namespace unbraid::restoration

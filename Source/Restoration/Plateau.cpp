// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/Plateau.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Samples = Eigen::Ref<const Eigen::VectorXf>;

constexpr float nearness = 0.005f; // of the level: what comes near a plateau without reaching it
constexpr float nearSteps = 3.0f;  // at a coarse resolution
constexpr Index plateauOverNear =
    2;                       // a sine spends more time near its peak than at it, whatever its resolution
constexpr Index longRun = 3; // samples
constexpr float hiddenSteps = 4.0f;    // height beyond the plateau that no resolution hides
constexpr double longRunShare = 0.3;   // of the plateau's samples, in long runs
constexpr float audibleShare = 0.1f;   // of the level: what counts as sound
constexpr double constantShare = 0.25; // of the sound that equals the sample before it: a sound chip's
constexpr Index shortWay = 3;          // samples from one plateau to the other

/** A channel with its tops up, and its extremes. */
struct Side
{
    Side (const Samples& channel, float sign)
        : samples (channel)
        , up (sign)
    {
        for (Index n = 0; n < size(); ++n)
            if (std::isfinite (samples[n]))
            {
                top = std::max (top, at (n));
                bottom = std::min (bottom, at (n));
            }
        float next = -std::numeric_limits<float>::infinity();
        for (Index n = 0; n < size(); ++n)
            if (std::isfinite (samples[n]) && ! isAtTop (n))
                next = std::max (next, at (n));
        step = top - next;
    }

    [[nodiscard]] Index size() const { return samples.size(); }
    [[nodiscard]] float at (Index n) const { return up * samples[n]; }
    [[nodiscard]] bool isAtTop (Index n) const { return at (n) >= top * (1.0f - plateauExactness); }
    [[nodiscard]] bool isAtBottom (Index n) const
    {
        return bottom < 0.0f && at (n) <= bottom * (1.0f - plateauExactness);
    }

    const Samples& samples;
    float up;
    float top = 0.0f, bottom = 0.0f;
    float step = 0.0f; // from the top to the next value
};

bool isCrowded (const Side& side)
{
    const float width = std::max (nearness * side.top, nearSteps * side.step);
    Index reached = 0, near = 0;
    for (Index n = 0; n < side.size(); ++n)
        if (side.isAtTop (n))
            ++reached;
        else if (side.at (n) >= side.top - width)
            ++near;
    return reached >= longRun && reached >= plateauOverNear * near;
}

/** How fast the sound comes to the plateau from beside it, in its direction; nothing where that is not known. A step, or a
    slope that would not have reached the plateau, is 0.
    edge     the run's outermost sample
    outward  -1: before it, 1: after it */
std::optional<float> slopeAt (const Side& side, Index edge, Index outward)
{
    const Index first = edge + outward, second = first + outward;
    if (std::min (first, second) < 0 || std::max (first, second) >= side.size() || side.isAtBottom (first) ||
        side.isAtBottom (second) || side.isAtTop (second))
        return {};
    const float slope = side.at (first) - side.at (second);
    constexpr float acceleration = 2.0f; // of overtones near the highest frequency
    return side.top - side.at (first) <= acceleration * slope ? slope : 0.0f;
}

/** Enough of the long runs are crests that were cut off. */
bool hasCutCrests (const Side& side)
{
    Index reached = 0, inLong = 0, known = 0, cut = 0;
    for (Index begin = 0; begin < side.size(); ++begin)
    {
        Index end = begin;
        while (end < side.size() && side.isAtTop (end))
            ++end;
        const Index length = end - begin;
        reached += length;
        if (length >= longRun)
        {
            inLong += length;
            const auto before = slopeAt (side, begin, -1), after = slopeAt (side, end - 1, 1);
            if (before || after)
            {
                ++known;
                const float slope = std::min (before.value_or (*(before ? before : after)),
                                              after.value_or (*(before ? before : after)));
                // a parabola between two such slopes rises by a quarter of their length
                const float hidden = slope * static_cast<float> (length + 1) / 4.0f;
                cut += hidden >= hiddenSteps * std::min (side.step, side.top) && slope > 0.0f ? 1 : 0;
            }
        }
        begin = std::max (begin, end);
    }
    return cut > 0 && 3 * cut > known &&
           static_cast<double> (inLong) >= longRunShare * static_cast<double> (reached);
}

/** Sound of constant values, or one that only jumps between its extremes. */
bool isMadeOfSteps (const Side& side)
{
    Index sounding = 0, constant = 0, between = 0, onShortWays = 0, way = 0;
    bool isFromExtreme = false;
    for (Index n = 1; n < side.size(); ++n)
    {
        const bool isExtreme = side.isAtTop (n) || side.isAtBottom (n);
        if (isExtreme && isFromExtreme && way <= shortWay)
            onShortWays += way;
        isFromExtreme = isFromExtreme || isExtreme;
        way = isExtreme ? 0 : way + 1;
        between += isExtreme ? 0 : 1;
        if (isExtreme || std::abs (side.at (n)) < audibleShare * side.top)
            continue;
        ++sounding;
        constant += side.at (n) == side.at (n - 1) ? 1 : 0;
    }
    return static_cast<double> (constant) > constantShare * static_cast<double> (sounding) ||
           2 * onShortWays >= between;
}
} // namespace

std::optional<float> sureClipLevel (const Samples& samples, float sign)
{
    const Side side (samples, sign);
    const bool isClipped =
        side.top > 0.0f && isCrowded (side) && hasCutCrests (side) && ! isMadeOfSteps (side);
    return isClipped ? std::optional (side.top) : std::nullopt;
}

} // namespace unbraid::restoration

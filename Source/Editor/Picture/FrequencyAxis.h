// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <vector>

namespace unbraid::editor
{

/** Which frequencies the picture shows, on a logarithmic scale, and where their labels stand. */
class FrequencyAxis
{
public:
    static constexpr double lowestHz = 40.0;

    /** The highest frequency there is: 20 kHz or half the sample rate. Zooming out stops there. */
    void setHighest (double hz);

    [[nodiscard]] double lowHz() const noexcept { return low; }
    [[nodiscard]] double highHz() const noexcept { return high; }
    [[nodiscard]] bool isZoomed() const noexcept { return low > lowestHz || high < highest; }

    /** 0 at the bottom, 1 at the top. */
    [[nodiscard]] double shareOf (double hz) const;
    [[nodiscard]] double hzAt (double share) const;

    /** Shows `factor` times as many octaves; the frequency at `share` stays there. */
    void zoom (double factor, double share);

    /** Moves upwards by a share of what is shown. */
    void move (double share);
    void reset();

    struct Label
    {
        double hz = 0.0;
        juce::String text;
    };
    /** Round frequencies, at least `minGap` pixels apart in so many pixels. */
    [[nodiscard]] std::vector<Label> labels (double height, double minGap) const;

private:
    double highest = 20000.0;
    double low = lowestHz, high = 20000.0;
};

} // namespace unbraid::editor

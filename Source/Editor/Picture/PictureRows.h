// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <span>
#include <vector>

namespace unbraid::editor
{

/** The rows that the picture keeps of every frame: 640 equal steps of pitch from 40 Hz to 20 kHz, the lowest first; one
    is a seventh of a semitone high. What a row gets of the bins: the mean of those inside it, or, where it is narrower
    than a bin, a value between the two nearest on a logarithmic scale of power. */
class PictureRows
{
public:
    static constexpr int count = 640;
    static constexpr double lowestHz = 40.0, highestHz = 20000.0;

    /** Position of a frequency, in rows from the lower edge of the lowest. */
    static double rowOf (double hz);
    static double frequencyOf (double row);

    /** binHz  from one bin to the next; the first is 0 Hz
        [message] */
    void prepare (double binHz, int numBins);
    [[nodiscard]] bool isFor (double binHz, int numBins) const;

    /** The power of each row, and for each source its mask times that power.
        power        [bins]
        masks        [sources x bins]; may be empty
        rowPower     [rows]
        maskedPower  [sources x rows]
        [message] */
    void apply (std::span<const float> power, std::span<const float> masks, std::span<float> rowPower,
                std::span<float> maskedPower);

private:
    struct Row
    {
        int first = 0, end = 0; // bins; end <= first: between `first` and the next
        float share = 0.0f;     // of the next bin
    };
    static Row rowFor (int row, double binHz, int numBins);
    void applyMask (const float* mask, std::span<const float> rowPower, float* masked) const;

    std::vector<Row> rows; // those below half the sample rate
    std::vector<float> cleaned, logarithms;
    double preparedBinHz = 0.0;
    int preparedBins = 0;
};

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <cmath>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** A logarithmic axis of frequency: position 0 at the lowest, 1 at the highest. */
struct FrequencyAxis
{
    double lowHz = 20.0;
    double highHz = 20000.0;

    [[nodiscard]] double position (double hz) const
    {
        return std::log (hz / lowHz) / std::log (highHz / lowHz);
    }
    [[nodiscard]] double hz (double position) const { return lowHz * std::pow (highHz / lowHz, position); }
};

/** The axis on which all of a dictionary's atoms are seen. */
FrequencyAxis axisFor (const core::Dictionary& dictionary);

/** The columns of a source's atoms as they are best looked at: by pitch where it has pitches, and by centre
    of the spectrum. */
std::vector<Eigen::Index> displayOrder (const core::Dictionary& dictionary, const core::Source& source);

/** Atoms seen on the axis: the level of each, its loudest bin at 0 dB, not below `floorDb`.
    atoms    columns of the dictionary
    returns  [numRows x atoms] the highest frequency in the first row */
Eigen::MatrixXf levelsDb (const core::Dictionary& dictionary, const std::vector<Eigen::Index>& atoms,
                          const FrequencyAxis& axis, Eigen::Index numRows, float floorDb);

/** The pitches of a source's atoms that have one, lowest first; each once. */
std::vector<int> pitchesOf (const core::Source& source);

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <algorithm>

namespace unbraid::core
{

/** Rows whose triangles begin below a frequency: engine and trainer agree by this.
    centresHz  [rows] rising
    returns    1 or more, all at most
    [any] */
inline Eigen::Index rowsBelow (const Eigen::VectorXf& centresHz, double hz) noexcept
{
    const Eigen::Index below = (centresHz.array() < static_cast<float> (hz)).count();
    return std::min (below + 1, centresHz.size());
}

/** Rows that the networks of an unfolded dictionary process at a rate, see Unfolding::skipsUnheardRows. [any] */
inline Eigen::Index heardRows (const Dictionary& dictionary, double sampleRateHz) noexcept
{
    return dictionary.unfolding->skipsUnheardRows ? rowsBelow (dictionary.frequenciesHz, 0.5 * sampleRateHz)
                                                  : dictionary.numBins();
}

} // namespace unbraid::core

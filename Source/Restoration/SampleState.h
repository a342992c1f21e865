// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace unbraid::restoration
{

/** The state of a sample. */
enum class SampleState : char
{
    intact,
    lost,        // nothing
    clippedHigh, // the true one is no smaller than this
    clippedLow   // nor larger than this
};

using SampleStates = std::vector<SampleState>; // of one channel

} // namespace unbraid::restoration

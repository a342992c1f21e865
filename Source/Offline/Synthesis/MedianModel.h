// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentFrames.h"

namespace unbraid::offline
{

/** What is steady in time, and what is steady in frequency: medians of the magnitudes along both, and masks of their squares.
    [worker] errors: cancelled. Source: Fitzgerald 2010, DAFx. */
FrameMethod medianComponents;

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include <vector>

namespace unbraid::quality
{

/** Sources of a signal, aligned with it, each frame solved by itself: 30 updates from a flat start, so that no hop has
    the better start, and Wiener masks. Leaves the program where the geometry cannot be used.
    geometry  symmetric: analysis and synthesis windows of one length
    returns   one signal per source of the dictionary
    [worker] */
std::vector<Eigen::VectorXf> separateFrames (const Eigen::VectorXf& mixture,
                                             const core::PreparedDictionary& dictionary,
                                             const core::FrameGeometry& geometry);

} // namespace unbraid::quality

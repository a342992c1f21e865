// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/LatencyMode.h"

#include <string>
#include <vector>

namespace unbraid::core
{

/** Whether a dictionary serves a latency mode, and its branches do; one that names none serves all. [any] */
bool serves (const Dictionary& dictionary, LatencyMode mode);

/** The names of the modes that it serves, the lowest first. [any] */
std::vector<std::string> servedModes (const Dictionary& dictionary);

/** The wanted mode, or the first that the dictionary names where it does not serve that one. [any] */
LatencyMode servedMode (const Dictionary& dictionary, LatencyMode wanted);

} // namespace unbraid::core

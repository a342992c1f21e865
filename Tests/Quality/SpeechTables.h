// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <filesystem>
#include <string>

namespace unbraid::quality
{

/** The section of noisy voices: both presets in every mode, one thing changed at a time, and dev_pairs. Takes
    minutes; ends the program where something is missing.
    [worker] */
std::string speechTables (const std::filesystem::path& data, const core::Dictionary& kl,
                          const core::Dictionary& is);

} // namespace unbraid::quality

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <filesystem>

namespace unbraid::cli
{

/** Draws all atoms side by side, grouped by source, level as colour over a logarithmic axis of frequency,
    into a PNG file that appears whole or not at all. title  the dictionary's name
    [worker] Error: the file
    cannot be written. */
core::Status drawAtoms (const core::Dictionary& dictionary, const std::string& title,
                        const std::filesystem::path& file);

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::quality
{

/** A dictionary and settings that differ from a shipped preset in one thing. */
struct SpeechVariant
{
    std::string label;
    core::Dictionary dictionary;
    core::SeparatorSettings settings;
};

/** The shipped speech presets with one thing changed at a time: divergence and spectrum (trained here),
    updates, dynamics, sparsity, residual atoms, noise tracking. Leaves the program when a training fails.
    [worker] */
std::vector<SpeechVariant> speechVariants (const std::filesystem::path& data, const core::Dictionary& kl,
                                           const core::Dictionary& is);

} // namespace unbraid::quality

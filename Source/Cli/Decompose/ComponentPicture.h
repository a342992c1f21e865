// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Decompose/ComponentGroups.h"
#include "Offline/Synthesis/RecordingComponents.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** Draws the recording's spectrogram and below it a row for each component: its number, its atom over log
    frequency, its level over time. Grouped components wear their group's colour and name.
    levels  [components x frames] as `RecordingComponents::levels`
    title   the recording's name
    [worker] Error: the file cannot be written. */
core::Status drawComponents (const offline::RecordingComponents& components, const Eigen::MatrixXf& levels,
                             const std::vector<ComponentGroup>& groups, const std::string& title,
                             const std::filesystem::path& file);

} // namespace unbraid::cli

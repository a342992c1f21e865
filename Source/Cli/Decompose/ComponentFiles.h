// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Decompose/ComponentGroups.h"
#include "Offline/Synthesis/RecordingComponents.h"

#include <filesystem>

namespace unbraid::cli
{

/** Reads a recording that is to be taken apart as `spec` says. Samples that are not finite are processed as silence.
    [worker] errors: as `readWhole` and `offline::recordingFrom` */
core::Result<offline::RecordingComponents> readComponents (const std::filesystem::path& file,
                                                           const offline::ComponentSpec& spec);

/** Writes the sound of every component, and after them of every group, at the recording's rate, channels and length. All files
    appear, or none.
    components  its frames are used as scratch
    paths       one for each component, then one for each group
    [worker] errors: those of writing, cancelled by the user */
core::Status writeSounds (offline::RecordingComponents& components, const std::vector<ComponentGroup>& groups,
                          const std::vector<std::filesystem::path>& paths);

} // namespace unbraid::cli

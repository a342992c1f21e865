// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Decompose/RecordingComponents.h"

namespace unbraid::cli
{

/** Writes the sound of every component, and after them of every group, at the recording's rate, channels and
    length: the masks of the mono sum applied to each channel, or to what the components' own sounds, by a model, leave of it,
    which are added to them. The components sum to the recording. All files
    appear, or none.
    components  its frames are used as scratch
    paths       one for each component, then one for each group
    [worker] errors: those of writing, cancelled by the user */
core::Status writeSounds (RecordingComponents& components, const std::vector<ComponentGroup>& groups,
                          const std::vector<std::filesystem::path>& paths);

} // namespace unbraid::cli

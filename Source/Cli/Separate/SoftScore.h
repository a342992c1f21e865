// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"

namespace unbraid::cli
{

/** A whole recording in memory, separated by the score of a plan as a second view of it: offline::separateByScore in place of the engine.
    What it has as an offset goes to the source with most of the energy. Returns its number of frames.
    name  of the recording, as the user calls it
    plan  with a guide and a `softScore`
    [worker] errors: those of reading, of offline::separateByScore and of the sink, or cancelled by `onProgress` */
core::Result<Eigen::Index> separateSoftly (const std::string& name, files::AudioReader& reader,
                                           const SeparationPlan& plan, const SourceSink& sink,
                                           const core::Progress& onProgress);

} // namespace unbraid::cli

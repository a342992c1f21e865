// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"

namespace unbraid::cli
{

/** Separates samples without an offset, [samples x channels]; returns [samples x (sources x channels)]. */
using WholeMethod = std::function<core::Result<Eigen::MatrixXf> (const Eigen::MatrixXf& samples)>;

/** A whole recording in memory, separated at once in place of the engine. What it has as an offset goes to the source with most of the
    energy. Returns its number of frames.
    name  of the recording, as the user calls it
    [worker] errors: those of reading, of the method and of the sink, more than 67 million samples, cancelled */
core::Result<Eigen::Index> separateAtOnce (const std::string& name, files::AudioReader& reader,
                                           const WholeMethod& method, const SourceSink& sink);

} // namespace unbraid::cli

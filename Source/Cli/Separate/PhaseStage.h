// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"
#include "Offline/Phase/PhaseRecovery.h"

#include <optional>

namespace unbraid::cli
{

/** Between the engine and the output files: sources as the engine's masks leave them come in, with the mixture's phases, and
    go out with phases of their own, as long and as late. With the best quality they are at least put together in the long
    windows of the analysis, where those gain. Otherwise they go through as they are, and so they do where the engine filters by panning: what is
    recovered starts from masks. [worker] */
class PhaseStage
{
public:
    /** engine  prepared with the plan
        Error: as `offline::PhaseRecovery::prepare`. */
    core::Status prepare (const SeparationPlan& plan, const core::Separator& engine);

    [[nodiscard]] bool isOn() const noexcept { return recovery.has_value(); }

    /** For the engine's observer. */
    void add (const core::FrameView& frame);

    /** Takes the next sources of the engine, and hands on what is ready.
        Error: the sink's, or cancelled by the user. */
    core::Status write (const Eigen::Ref<const Eigen::MatrixXf>& sources, const SourceSink& sink);

    /** Hands on the rest. */
    core::Status finish (const SourceSink& sink);

private:
    std::optional<offline::PhaseRecovery> recovery;
    Eigen::Index lookAhead = 0;
    Eigen::Index numChannels = 0;
};

} // namespace unbraid::cli

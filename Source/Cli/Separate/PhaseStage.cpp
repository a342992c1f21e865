// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/PhaseStage.h"

#include "Cli/Console/Console.h"
#include "Platform/StopSignals.h"

namespace unbraid::cli
{

namespace
{
bool goOn()
{
    return ! platform::isStopWanted();
}

core::Status asCancelled (const core::Status& status)
{
    return ! status.ok() && status.error().cancelled ? core::Status (cancelled()) : status;
}
} // namespace

core::Status PhaseStage::prepare (const SeparationPlan& plan, const core::Separator& engine)
{
    recovery.reset();
    if (! plan.startsFromMasks (engine.numChannels()))
        return core::Done{};
    lookAhead = engine.geometry().lookAhead;
    numChannels = engine.numChannels();
    offline::PhaseSpec spec;
    spec.geometry = engine.geometry();
    spec.numChannels = numChannels;
    spec.numSources = engine.numSources();
    spec.settings = plan.phase;
    return recovery.emplace().prepare (spec);
}

/** Frames that end before the recording begins, which look-ahead brings, are none of its. */
void PhaseStage::add (const core::FrameView& frame)
{
    if (frame.number > lookAhead)
        recovery->addMasks (frame.masks);
}

core::Status PhaseStage::write (const Eigen::Ref<const Eigen::MatrixXf>& sources, const SourceSink& sink)
{
    if (! isOn())
        return sink (sources);
    Eigen::MatrixXf mixture =
        sources.leftCols (numChannels); // the sum of the sources, which the engine keeps
    for (Eigen::Index column = numChannels; column < sources.cols(); column += numChannels)
        mixture += sources.middleCols (column, numChannels);
    recovery->addMixture (mixture);
    return asCancelled (recovery->advance (sink, goOn));
}

core::Status PhaseStage::finish (const SourceSink& sink)
{
    return isOn() ? asCancelled (recovery->finish (sink, goOn)) : core::Status (core::Done{});
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Passes.h"

#include "Offline/Passes/WholeRecording.h"
#include "Offline/Phase/PhaseRecovery.h"
#include "Quality/Estimators.h"

namespace unbraid::quality
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

/** Passes the engine's masks on. */
class MaskReader : public core::FrameListener
{
public:
    MaskReader (offline::PhaseRecovery& phases, Index frames)
        : recovery (phases)
        , lookAhead (frames)
    {
    }
    void frameDone (const core::FrameView& frame) noexcept override
    {
        if (frame.number > lookAhead)
            recovery.addMasks (frame.masks);
    }

private:
    offline::PhaseRecovery& recovery;
    Index lookAhead;
};

MatrixXf livePass (core::Separator& separator, const VectorXf& sound)
{
    const auto found = separateAll (separator, sound); // begins with a reset
    MatrixXf sources (sound.size(), separator.numSources());
    for (Index source = 0; source < sources.cols(); ++source)
        sources.col (source) = found[static_cast<size_t> (source)];
    return sources;
}

MatrixXf maskPass (core::Separator& separator, const VectorXf& sound, const offline::PhaseSettings& settings)
{
    offline::PhaseRecovery recovery;
    offline::PhaseSpec phases;
    phases.geometry = separator.geometry();
    phases.numSources = separator.numSources();
    phases.settings = settings;
    orExit (recovery.prepare (phases));
    MaskReader reader (recovery, separator.geometry().lookAhead);
    separator.listen (&reader);
    separateAll (separator, sound); // begins with a reset
    separator.listen (nullptr);
    recovery.addMixture (sound);
    MatrixXf sources (sound.size(), phases.numSources);
    Index filled = 0;
    orExit (recovery.finish (
        [&] (const Eigen::Ref<const MatrixXf>& ready) -> core::Status
        {
            sources.middleRows (filled, ready.rows()) = ready;
            filled += ready.rows();
            return core::Done{};
        },
        [] { return true; }));
    return sources;
}
} // namespace

void Passes::prepare (core::Separator& separator, const core::SeparatorSettings& settings,
                      core::LatencyMode mode) const
{
    orExit (separator.prepare ({ .sampleRateHz = sampleRateHz,
                                 .mode = mode,
                                 .residualAtoms = core::residualAtomsFromMixer (dictionary) },
                               dictionary, settings));
}

MatrixXf Passes::live (const VectorXf& sound, core::LatencyMode mode) const
{
    core::Separator separator;
    prepare (separator, core::settingsFromMixer (dictionary), mode);
    return livePass (separator, sound);
}

MatrixXf Passes::masked (const VectorXf& sound, const offline::PhaseSettings& phase) const
{
    core::Separator separator;
    prepare (separator, core::settingsFromMixer (dictionary));
    return maskPass (separator, sound, phase);
}

MatrixXf Passes::whole (const offline::RecordingWay& way, const VectorXf& sound,
                        const offline::PhaseSettings& phase) const
{
    auto settings = offline::settingsForPasses (core::settingsFromMixer (dictionary));
    core::Separator separator;
    prepare (separator, settings, way.mode);
    if (offline::canLearn (separator, settings, 0))
        separateAll (separator, sound);
    offline::keepLearned (separator, settings, 0);
    const bool fromMasks = phase.method != offline::PhaseMethod::none ||
                           (way.inLongWindows && offline::gainsFromLongWindows (separator.geometry()));
    const auto pass = [&] (const VectorXf& heard)
    { return fromMasks ? maskPass (separator, heard, phase) : livePass (separator, heard); };
    MatrixXf sources = pass (sound);
    if (! way.bothWays)
        return sources;
    const MatrixXf mirrored = pass (sound.reverse());
    return 0.5f * (sources + mirrored.colwise().reverse());
}

MatrixXf Passes::best (const std::string& name, const VectorXf& sound) const
{
    const auto way = offline::bestWay (name, dictionary, core::settingsFromMixer (dictionary), 0);
    return way.isLive() ? live (sound, way.mode) : whole (way, sound);
}

core::FrameGeometry Passes::geometry() const
{
    core::Separator separator;
    prepare (separator, core::settingsFromMixer (dictionary));
    return separator.geometry();
}

std::vector<std::string> Passes::sourceNames() const
{
    core::Separator separator;
    prepare (separator, core::settingsFromMixer (dictionary));
    return separator.sourceNames();
}

} // namespace unbraid::quality

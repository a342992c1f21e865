// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Core/Support/Realtime.h"

namespace unbraid::core
{

Status Separator::prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                           const SeparatorSettings& settings, std::span<const Branch> branches)
{
    SeparationTree made;
    const auto own = branches.empty() ? branchesOf (dictionary) : std::vector<Branch>();
    if (auto ready = made.prepare (spec, dictionary, settings, branches.empty() ? own : branches);
        ! ready.ok())
        return ready;
    const FrameGeometry& frames = made.geometry();
    const auto early = static_cast<Eigen::Index> (spec.stagger * static_cast<double> (frames.hop));
    Stft transform;
    if (auto ready = transform.prepare (frames, spec.numChannels, spec.numChannels * made.numLeaves(), early,
                                        made.windows());
        ! ready.ok())
        return ready;

    stft = std::move (transform);
    tree = std::move (made);
    channels = spec.numChannels;
    lead = early;
    const double hopSeconds = tree.rootNode().shape().hopSeconds();
    spatialFilter.prepare (channels, numSources(), hopSeconds, settings.spatial);
    spatialFilter.freeze (settings.frozen);
    subsonic.prepare (spec.sampleRateHz, channels, numSources(), latencySamples(), hopSeconds);
    pieces.resize (static_cast<size_t> (numSources() * channels));
    forgetFrames();
    return Done{};
}

void Separator::reset() noexcept
{
    stft.reset();
    tree.reset();
    spatialFilter.reset();
    subsonic.reset();
    forgetFrames();
}

void Separator::forgetFrames() noexcept
{
    numFrames = 0;
    numSamplesIn = lead;
}

void Separator::set (const SeparatorSettings& settings) noexcept
{
    tree.set (settings);
    spatialFilter.set (settings.spatial);
    spatialFilter.freeze (settings.frozen);
}

void Separator::setSourceEnabled (Eigen::Index source, bool isOn) noexcept
{
    tree.setLeafEnabled (source, isOn);
}

void Separator::queueNote (const NoteEvent& event, Eigen::Index offset, Eigen::Index node) noexcept
{
    tree.queueNote (event, numSamplesIn + offset, node);
}

void Separator::process (const float* const* inputs, float* const* outputs, Eigen::Index numSamples) noexcept
{
    const ScopedFlushToZero flushing;
    for (Eigen::Index done = 0; done < numSamples;)
    {
        const Eigen::Index count = subsonic.split (inputs, done, numSamples - done);
        for (size_t output = 0; output < pieces.size(); ++output)
            pieces[output] = outputs[output] + done;
        stft.process (subsonic.rest(), pieces.data(), count,
                      [this] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
                      { processFrame (mixture, sources); });
        subsonic.giveBack (pieces.data());
        done += count;
    }
    numSamplesIn += numSamples;
}

void Separator::processFrame (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
{
    tree.explain (++numFrames, stft);
    if (! stft.inputIsSilent())
    {
        applyMasks (mixture, sources);
        subsonic.weigh (sources);
    }
    if (listener != nullptr)
        listener->frameDone (lastFrame());
}

void Separator::applyMasks (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
{
    if (spatialFilter.isOn())
        return spatialFilter.apply (mixture, tree.gains(), ! tree.isSilent(), sources);
    for (Eigen::Index source = 0; source < numSources(); ++source)
        for (Eigen::Index channel = 0; channel < channels; ++channel)
            sources.col (source * channels + channel) =
                tree.gains().col (source).cwiseProduct (mixture.col (channel));
}

} // namespace unbraid::core

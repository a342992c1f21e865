// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Factorisation/Solvers/AtomAdapter.h"
#include "Core/Factorisation/Solvers/NoiseTracker.h"
#include "Core/Support/Realtime.h"

namespace unbraid::core
{

namespace
{
constexpr Eigen::Index maxChannels = 8;
constexpr Eigen::Index maxResidualAtoms = 256;

Status checkMode (const SeparatorSpec& spec, const Dictionary& dictionary)
{
    if (serves (dictionary, spec.mode))
        return Done{};
    std::string allowed;
    for (const auto& mode : dictionary.modes)
        allowed += (allowed.empty() ? "" : ", ") + mode;
    return Error{ "the dictionary does not serve this latency mode", "mode", toString (spec.mode), allowed };
}

Status check (const SeparatorSpec& spec, const Dictionary& dictionary, const SeparatorSettings& settings)
{
    if (auto checked = validate (dictionary); ! checked.ok())
        return checked;
    if (spec.numChannels < 1 || spec.numChannels > maxChannels)
        return Error{ "the separator cannot be set up", "channels", std::to_string (spec.numChannels),
                      "1 to 8" };
    if (spec.residualAtoms < 0 || spec.residualAtoms > maxResidualAtoms)
        return Error{ "the separator cannot be set up", "residual atoms", std::to_string (spec.residualAtoms),
                      "0 to 256" };
    if (! (spec.stagger >= 0.0 && spec.stagger < 1.0))
        return Error{ "the separator cannot be set up", "stagger", numberText (spec.stagger),
                      "0 to below 1" };
    if (auto served = checkMode (spec, dictionary); ! served.ok())
        return served;
    if (auto checked = checkSettings (settings.adaptation); ! checked.ok())
        return checked;
    if (auto checked = checkSettings (settings.noteAdaptation); ! checked.ok())
        return checked;
    return checkSettings (settings.noiseTracking);
}

std::vector<std::string> namesOf (const Dictionary& dictionary, Eigen::Index numSources)
{
    std::vector<std::string> names;
    for (const auto& source : dictionary.sources)
        names.push_back (source.name);
    if (static_cast<Eigen::Index> (names.size()) < numSources)
        names.emplace_back ("residual");
    return names;
}
} // namespace

Status Separator::prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                           const SeparatorSettings& settings)
{
    if (auto checked = check (spec, dictionary, settings); ! checked.ok())
        return checked;
    auto made = makeModel (spec, dictionary, settings);
    if (! made.ok())
        return made.error();
    const ModelShape shape = made.value()->shape();
    const auto early = static_cast<Eigen::Index> (spec.stagger * static_cast<double> (shape.geometry.hop));
    Stft transform;
    if (auto ready =
            transform.prepare (shape.geometry, spec.numChannels, spec.numChannels * shape.numSources, early);
        ! ready.ok())
        return ready;

    stft = std::move (transform);
    model = std::move (made).value();
    channels = spec.numChannels;
    lead = early;
    names = namesOf (dictionary, shape.numSources);
    prepareMasks (settings);
    subsonic.prepare (spec.sampleRateHz, channels, numSources(), latencySamples(),
                      model->shape().hopSeconds());
    pieces.resize (static_cast<size_t> (numSources() * channels));
    forgetFrames();
    return Done{};
}

void Separator::prepareMasks (const SeparatorSettings& settings)
{
    const ModelShape shape = model->shape();
    masks.prepare (shape.geometry.numBins(), shape.numModelBins, shape.numSources, shape.maskExponent,
                   shape.hopSeconds(), shape.bands);
    masks.setSmoothing (settings.maskSmoothingSeconds);
    for (Eigen::Index source = 0; source < numSources(); ++source)
        masks.setFloor (source, shape.shareFloor);
    spatialFilter.prepare (channels, numSources(), shape.hopSeconds(), settings.spatial);
    spatialFilter.freeze (settings.frozen);
}

void Separator::reset() noexcept
{
    stft.reset();
    model->reset();
    masks.reset();
    spatialFilter.reset();
    subsonic.reset();
    forgetFrames();
}

void Separator::forgetFrames() noexcept
{
    numFrames = 0;
    numSamplesIn = lead;
    isSilent = true;
}

void Separator::set (const SeparatorSettings& settings) noexcept
{
    model->set (settings);
    masks.setSmoothing (settings.maskSmoothingSeconds);
    spatialFilter.set (settings.spatial);
    spatialFilter.freeze (settings.frozen);
}

void Separator::setSourceEnabled (Eigen::Index source, bool isOn) noexcept
{
    model->setSourceEnabled (source, isOn);
    masks.setFloor (source, isOn ? model->shape().shareFloor : 0.0f);
}

void Separator::queueNote (const NoteEvent& event, Eigen::Index offset) noexcept
{
    model->queueNote (event, numSamplesIn + offset);
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

/** In silence the last masks are held. */
void Separator::processFrame (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
{
    model->beginFrame (++numFrames, stft.newest(), stft.inputIsSilent());
    isSilent = stft.inputIsSilent() || ! model->explain (mixture);
    if (! isSilent)
        masks.update (model->estimate().sourceModels, model->estimate().binSpectrum);
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
        return spatialFilter.apply (mixture, masks.gains(), ! isSilent, sources);
    for (Eigen::Index source = 0; source < numSources(); ++source)
        for (Eigen::Index channel = 0; channel < channels; ++channel)
            sources.col (source * channels + channel) =
                masks.gains().col (source).cwiseProduct (mixture.col (channel));
}

} // namespace unbraid::core

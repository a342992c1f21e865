// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/EnginePicture.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"

#include <cmath>

namespace unbraid::plugin
{

namespace
{
constexpr double dryWindowSeconds = 0.046; // fine enough for partials
} // namespace

void EnginePicture::setFormat (const core::FrameGeometry& geometry, unsigned number)
{
    const float half = 0.5f * core::makeWindowPair (geometry).analysis.sum(); // |x| of a sine at its bin
    format.hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    format.binHz = geometry.binHz (1);
    format.powerScale = 1.0f / (half * half);
    format.dictionary = number;
    hop = geometry.hop;
    lookAhead = geometry.lookAhead * geometry.hop;
}

void EnginePicture::prepare (const core::FrameGeometry& geometry, const core::Dictionary& dictionary,
                             unsigned number)
{
    setFormat (geometry, number);
    const bool isPower = dictionary.spectrum == core::Spectrum::power;
    activationScale = isPower ? format.powerScale : std::sqrt (format.powerScale);
    atomColumns = core::packedColumns (dictionary);
    format.atomColumns = atomColumns;
}

void EnginePicture::prepareDry (double sampleRateHz, core::LatencyMode mode, Eigen::Index numChannels,
                                unsigned number)
{
    const auto geometry = core::frameGeometry (sampleRateHz, mode, dryWindowSeconds);
    if (geometry.ok() && stft.prepare (geometry.value(), numChannels, 0).ok())
        setFormat (geometry.value(), number);
}

void EnginePicture::watch (FrameFeed* feedOfPath, std::int64_t position) noexcept
{
    feed = feedOfPath != nullptr && feedOfPath->isOpen() ? feedOfPath : nullptr;
    chunkPosition = position;
}

void EnginePicture::frameDone (const core::FrameView& frame, Eigen::Index numProcessed) noexcept
{
    if (feed == nullptr)
        return;
    const auto end = chunkPosition + frame.number * hop - numProcessed - lookAhead;
    const auto* activations = frame.atoms ? &frame.atoms->activations : nullptr;
    feed->add (format, { frame.mixture, &frame.masks, activations, activationScale * frame.activeLevel() },
               end);
}

/** Nobody having watched, it begins anew. */
void EnginePicture::observe (const float* const* input, Eigen::Index numSamples) noexcept
{
    const bool wasObserving = isObserving;
    isObserving = feed != nullptr && stft.geometry().hop > 0;
    if (! isObserving)
        return;
    if (! wasObserving)
    {
        stft.reset();
        nextEnd = chunkPosition + hop;
    }
    stft.process (input, nullptr, numSamples,
                  [this] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf&) noexcept
                  {
                      feed->add (format, { mixture }, nextEnd);
                      nextEnd += hop;
                  });
}

} // namespace unbraid::plugin

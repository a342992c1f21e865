// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/Rehearsal.h"

#include <algorithm>
#include <utility>

namespace unbraid::live
{

namespace
{
constexpr double glideSeconds = 0.01;

void glideTo (float& share, bool isWanted, float step) noexcept
{
    share = std::clamp (share + (isWanted ? step : -step), 0.0f, 1.0f);
}
} // namespace

void Rehearsal::prepare (double deviceRateHz) noexcept
{
    rateHz.store (deviceRateHz, std::memory_order_relaxed);
    glideStep = static_cast<float> (1.0 / std::max (1.0, glideSeconds * deviceRateHz));
}

void Rehearsal::record (int latencySamples)
{
    const double rate = rateHz.load (std::memory_order_relaxed);
    if (rate <= 0.0)
        return;
    pause();
    offer (std::make_unique<Take> (rate, seconds, latencySamples));
}

void Rehearsal::end()
{
    pause();
    setHeld (false);
    if (newest != nullptr)
        offer (std::make_unique<Take> (0.0, 0.0, 0)); // so that the audio thread lets go of the other
    newest = nullptr;
}

void Rehearsal::offer (std::unique_ptr<Take> next)
{
    newest = next.get();
    takes.offer (std::move (next));
    takes.collect();
}

Rehearsal::Status Rehearsal::status()
{
    takes.collect();
    Status status;
    const double rate = rateHz.load (std::memory_order_relaxed);
    if (newest == nullptr || newest->rateHz() != rate)
        return status;
    status.isReady = newest->isComplete();
    status.isRecording = ! status.isReady;
    status.isPlaying = status.isReady && isPlayWanted.load (std::memory_order_relaxed);
    status.recordedSeconds = newest->numRecorded() / rate;
    status.positionSeconds = shownPosition.load (std::memory_order_relaxed) / rate;
    return status;
}

/** A take that is played fades first. */
void Rehearsal::takeOffer() noexcept
{
    if (playShare > 0.0f)
        return;
    auto fresh = takes.take();
    if (fresh == nullptr)
        return;
    takes.retire (std::exchange (current, std::move (fresh)));
    position = 0;
    shownPosition.store (0, std::memory_order_relaxed);
}

void Rehearsal::keepInput (const juce::AudioBuffer<float>& block, int numSamples) noexcept
{
    takeOffer();
    if (current != nullptr && current->rateHz() == rateHz.load (std::memory_order_relaxed))
        current->keepBefore (block, numSamples);
}

bool Rehearsal::isPlayable() const noexcept
{
    return current != nullptr && current->isComplete() && current->numSamples() > 0 &&
           current->rateHz() == rateHz.load (std::memory_order_relaxed);
}

/** Soft at the seam of the loop. */
float Rehearsal::playedSample (int side) const noexcept
{
    const int fromSeam = std::min (position, current->numSamples() - 1 - position);
    const float seam = std::min (1.0f, static_cast<float> (fromSeam) * glideStep);
    return seam * (afterShare * current->after.getSample (side, position) +
                   (1.0f - afterShare) * current->before.getSample (side, position));
}

void Rehearsal::process (juce::AudioBuffer<float>& live, juce::AudioBuffer<float>& played,
                         int numSamples) noexcept
{
    if (current != nullptr && current->rateHz() == rateHz.load (std::memory_order_relaxed))
        current->keepAfter (live, numSamples);
    const bool canPlay = isPlayable();
    if (! canPlay)
        playShare = 0.0f;
    const bool isPlayed = canPlay && isPlayWanted.load (std::memory_order_relaxed);
    const bool isLive = ! isPlayed && ! isHeld.load (std::memory_order_relaxed);
    const bool wantsAfter = isAfter.load (std::memory_order_relaxed);
    if (isLive && liveShare == 1.0f && playShare == 0.0f)
        return;
    for (int n = 0; n < numSamples; ++n)
    {
        glideTo (liveShare, isLive, glideStep);
        glideTo (playShare, isPlayed, glideStep);
        glideTo (afterShare, wantsAfter, glideStep);
        const bool isAudible = playShare > 0.0f;
        for (int side = 0; side < Take::numSides; ++side)
        {
            live.setSample (side, n, liveShare * live.getSample (side, n));
            if (isAudible)
                played.addSample (side, n, playShare * playedSample (side));
        }
        if (isAudible)
            position = position + 1 == current->numSamples() ? 0 : position + 1;
    }
    shownPosition.store (position, std::memory_order_relaxed);
}

} // namespace unbraid::live

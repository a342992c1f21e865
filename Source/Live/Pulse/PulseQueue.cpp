// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseQueue.h"

namespace unbraid::live
{

namespace
{
constexpr auto asServerLikes = static_cast<uint32_t> (-1);

/** In blocks: how much longer than wanted is too long. */
constexpr double maxExcess = 3.0;

/** In blocks too: how much its length may differ in peace, and how much more is too much in the first second after it was filled,
    when servers hand over at once what they have kept. */
constexpr double freeExcess = 0.5, maxAtFirst = 1.0;

/** Devices that hand over their sound in large pieces run the queue dry again and again: each time within this, but not at
    the very beginning, it gets a block longer. */
constexpr double again = 2.0, beginning = 1.0; // seconds
constexpr double longestExtra = 0.2;
} // namespace

PulseQueue::PulseQueue (const Spec& itsSpec)
    : spec (itsSpec)
    , drift (itsSpec.rateHz, freeExcess * itsSpec.blockSamples / itsSpec.rateHz)
    , interleaved (static_cast<size_t> (itsSpec.channels) * static_cast<size_t> (itsSpec.blockSamples))
{
}

pa_buffer_attr PulseQueue::asked() const
{
    const auto frame = sizeof (float) * static_cast<size_t> (spec.channels);
    const auto bytes = [&] (double blocks)
    {
        return static_cast<uint32_t> (static_cast<size_t> (blocks * static_cast<double> (blockBytes())) /
                                      frame * frame);
    };
    return { asServerLikes, bytes (askedBlocks), asServerLikes, bytes (0.5), asServerLikes };
}

void PulseQueue::noteUnderflow()
{
    isEmpty = true;
    const double now = numBlocks * blockSeconds();
    if (now > beginning && now - lastUnderflow < again && extraBlocks * blockSeconds() < longestExtra)
        ++extraBlocks;
    lastUnderflow = now;
}

bool PulseQueue::write (const PulseLibrary& pulse, pa_stream* stream, const juce::AudioBuffer<float>& block)
{
    ++numBlocks;
    if (std::exchange (isEmpty, false))
        fill (pulse, stream);
    const auto excess = excessSeconds (pulse, stream);
    const bool isAtFirst = (numBlocks - filledAt) * blockSeconds() < beginning;
    if (excess && *excess > (isAtFirst ? maxAtFirst : maxExcess) * blockSeconds())
        return false;
    const auto channels = static_cast<size_t> (spec.channels);
    for (size_t channel = 0; channel < channels; ++channel)
        for (size_t at = 0; at < static_cast<size_t> (spec.blockSamples); ++at)
            interleaved[at * channels + channel] =
                block.getSample (static_cast<int> (channel), static_cast<int> (at));
    pulse.stream_write (stream, interleaved.data(), blockBytes(), nullptr, 0, PA_SEEK_RELATIVE);
    if (excess)
        followClock (pulse, stream, *excess);
    return true;
}

/** With silence, so that with the next block it is as long as it shall be: blocks may come that much late. */
void PulseQueue::fill (const PulseLibrary& pulse, pa_stream* stream)
{
    drift.restart();
    filledAt = numBlocks;
    const auto numFree = pulse.stream_writable_size (stream);
    if (! spec.hasSource || numFree == static_cast<size_t> (-1))
        return;
    std::fill (interleaved.begin(), interleaved.end(), 0.0f);
    const auto block = blockBytes();
    for (auto left = numFree + static_cast<size_t> (extraBlocks) * block; left > block;)
    {
        const auto numBytes = std::min (block, left - block);
        pulse.stream_write (stream, interleaved.data(), numBytes, nullptr, 0, PA_SEEK_RELATIVE);
        left -= numBytes;
    }
}

/** How much longer than wanted the queue is before a block is added, the half of the sink's part included that it holds in the
    mean. */
std::optional<double> PulseQueue::excessSeconds (const PulseLibrary& pulse, pa_stream* stream) const
{
    const auto* granted = pulse.stream_get_buffer_attr (stream);
    const auto* timing = pulse.stream_get_timing_info (stream);
    const auto queued = latencySeconds (pulse, stream, format());
    if (! spec.hasSource || granted == nullptr || ! queued || timing->playing == 0)
        return std::nullopt;
    return *queued - bytesToSeconds (granted->tlength, format()) -
           0.5e-6 * static_cast<double> (timing->configured_sink_usec) - (extraBlocks - 1) * blockSeconds();
}

void PulseQueue::followClock (const PulseLibrary& pulse, pa_stream* stream, double excess)
{
    if (drift.observe (excess, blockSeconds()))
        if (auto* operation = pulse.stream_update_sample_rate (stream, static_cast<uint32_t> (drift.rateHz()),
                                                               nullptr, nullptr))
            pulse.operation_unref (operation);
}

size_t PulseQueue::blockBytes() const noexcept
{
    return sizeof (float) * static_cast<size_t> (spec.channels) * static_cast<size_t> (spec.blockSamples);
}

double PulseQueue::blockSeconds() const noexcept
{
    return spec.blockSamples / spec.rateHz;
}

} // namespace unbraid::live

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
constexpr double beginning = 1.0; // seconds
} // namespace

PulseQueue::PulseQueue (const Spec& itsSpec)
    : spec (itsSpec)
    , drift (itsSpec.rateHz, freeExcess * itsSpec.blockSamples / itsSpec.rateHz)
    , interleaved (static_cast<size_t> (itsSpec.channels) * static_cast<size_t> (itsSpec.blockSamples))
    , reserve (itsSpec.blockSamples / itsSpec.rateHz)
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
    reserve.noteUnderflow();
}

bool PulseQueue::write (const PulseLibrary& pulse, pa_stream* stream, const juce::AudioBuffer<float>& block)
{
    ++numBlocks;
    if (std::exchange (isEmpty, false))
        fill (pulse, stream);
    const auto excess = excessSeconds (pulse, stream);
    const bool isAtFirst = (numBlocks - filledAt) * blockSeconds() < beginning;
    const bool isTooLong = excess && *excess > (isAtFirst ? maxAtFirst : maxExcess) * blockSeconds();
    if (! excess || isTooLong)
        reserve.skip();
    if (isTooLong)
        return false;
    const auto channels = static_cast<size_t> (spec.channels);
    for (size_t channel = 0; channel < channels; ++channel)
        for (size_t at = 0; at < static_cast<size_t> (spec.blockSamples); ++at)
            interleaved[at * channels + channel] =
                block.getSample (static_cast<int> (channel), static_cast<int> (at));
    pulse.stream_write (stream, interleaved.data(), blockBytes(), nullptr, 0, PA_SEEK_RELATIVE);
    if (excess)
        observe (pulse, stream, *excess);
    return true;
}

void PulseQueue::observe (const PulseLibrary& pulse, pa_stream* stream, double excess)
{
    const auto* timing = pulse.stream_get_timing_info (stream);
    const auto wanted = wantedSeconds (pulse, stream);
    if (timing == nullptr || ! wanted)
        return reserve.skip();
    const double takenAtOnce = 1e-6 * static_cast<double> (timing->configured_sink_usec);
    reserve.observe (*wanted + excess - takenAtOnce);
    followClock (pulse, stream, excess);
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
    const auto extra = sizeof (float) * static_cast<size_t> (spec.channels) *
                       static_cast<size_t> (reserve.seconds() * spec.rateHz);
    for (auto left = numFree + extra; left > block;)
    {
        const auto numBytes = std::min (block, left - block);
        pulse.stream_write (stream, interleaved.data(), numBytes, nullptr, 0, PA_SEEK_RELATIVE);
        left -= numBytes;
    }
}

/** The length that the queue should have before a block is added, the half of the sink's part included that it holds in the mean. */
std::optional<double> PulseQueue::wantedSeconds (const PulseLibrary& pulse, pa_stream* stream) const
{
    const auto* granted = pulse.stream_get_buffer_attr (stream);
    const auto* timing = pulse.stream_get_timing_info (stream);
    if (! spec.hasSource || granted == nullptr || timing == nullptr || timing->playing == 0)
        return std::nullopt;
    return bytesToSeconds (granted->tlength, format()) +
           0.5e-6 * static_cast<double> (timing->configured_sink_usec) + reserve.seconds() - blockSeconds();
}

/** How much longer than wanted it is. */
std::optional<double> PulseQueue::excessSeconds (const PulseLibrary& pulse, pa_stream* stream) const
{
    const auto queued = latencySeconds (pulse, stream, format());
    const auto wanted = wantedSeconds (pulse, stream);
    if (! queued || ! wanted)
        return std::nullopt;
    return *queued - *wanted;
}

void PulseQueue::followClock (const PulseLibrary& pulse, pa_stream* stream, double excess)
{
    if (drift.observe (excess, blockSeconds(), reserve.isGettingShorter() ? QueueReserve::pace : 0.0))
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

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseStreams.h"

namespace unbraid::live
{

namespace
{
constexpr double smoothing = 0.02; // of the latencies, a block
constexpr auto commonFlags =
    static_cast<pa_stream_flags_t> (PA_STREAM_AUTO_TIMING_UPDATE | PA_STREAM_ADJUST_LATENCY);
constexpr auto asServerLikes = static_cast<uint32_t> (-1);

/** Lengths of the playback's queue in blocks: what the server is asked for, its sink's part included, and how much more than
    wanted is too much. */
constexpr double askedQueue = 3.0, maxExcess = 3.0;

/** In blocks too: how much its length may differ in peace, and how much more is too much in the first second after it was filled,
    when servers hand over at once what they have kept. */
constexpr double freeExcess = 0.5, maxAtFirst = 1.0;

/** Devices that hand over their sound in large pieces run the queue dry again and again: each time within this, but not at
    the very beginning, it gets a block longer. */
constexpr double again = 2.0, beginning = 1.0; // seconds
constexpr double longestExtra = 0.2;

PulseStreams& streamsOf (void* self)
{
    return *static_cast<PulseStreams*> (self);
}

pa_stream* makeStream (PulseThread& thread, const char* name, double rateHz, int channels)
{
    const pa_sample_spec format{ PA_SAMPLE_FLOAT32NE, static_cast<uint32_t> (rateHz),
                                 static_cast<uint8_t> (channels) };
    return thread.pulse.stream_new (thread.context(), name, &format, nullptr);
}
} // namespace

PulseStreams::PulseStreams (const PulseStreamsSpec& itsSpec)
    : spec (itsSpec)
    , drift (itsSpec.rateHz, freeExcess * itsSpec.blockSamples / itsSpec.rateHz)
    , input (itsSpec.inputChannels, itsSpec.blockSamples)
    , output (itsSpec.outputChannels, itsSpec.blockSamples)
    , interleaved (static_cast<size_t> (itsSpec.outputChannels) * static_cast<size_t> (itsSpec.blockSamples))
    , inputSamples (spec.source.empty() ? 0 : spec.blockSamples)
    , outputSamples (spec.sink.empty() ? 0 : static_cast<int> (askedQueue * spec.blockSamples))
{
    input.clear();
}

size_t PulseStreams::bytesOf (int channels) const noexcept
{
    return sizeof (float) * static_cast<size_t> (channels) * static_cast<size_t> (spec.blockSamples);
}

std::string PulseStreams::open (PulseThread& connection, PulseThread::Milliseconds timeout)
{
    thread = &connection;
    if (! connection.connect (timeout))
        return "the sound server does not answer";
    connection.pulse.thread_make_realtime (5); // as the server allows; without it goes as well
    isFlowing = true;
    if (! spec.sink.empty() && ! connectPlayback())
        return "the output cannot be opened";
    if (! spec.source.empty() && ! connectRecord())
        return "the microphone cannot be opened";
    if (connection.await ([this] { return numBlocks > 0 || ! isFlowing; }, timeout) && isFlowing)
        return {};
    return isFlowing ? "no sound comes from it" : "No such device";
}

bool PulseStreams::connectPlayback()
{
    const auto& pulse = thread->pulse;
    playback = makeStream (*thread, "Output", spec.rateHz, spec.outputChannels);
    if (playback == nullptr)
        return false;
    watch (playback);
    if (spec.source.empty())
        pulse.stream_set_write_callback (
            playback, [] (pa_stream*, size_t, void* self) { streamsOf (self).fillPlayback(); }, this);
    const auto block = static_cast<double> (bytesOf (spec.outputChannels));
    const auto frame = sizeof (float) * static_cast<size_t> (spec.outputChannels);
    const auto bytes = [&] (double blocks)
    { return static_cast<uint32_t> (static_cast<size_t> (blocks * block) / frame * frame); };
    const pa_buffer_attr queue{ asServerLikes, bytes (askedQueue), asServerLikes, bytes (0.5),
                                asServerLikes };
    return pulse.stream_connect_playback (
               playback, spec.sink.c_str(), &queue,
               static_cast<pa_stream_flags_t> (commonFlags | PA_STREAM_VARIABLE_RATE), nullptr, nullptr) == 0;
}

bool PulseStreams::connectRecord()
{
    const auto& pulse = thread->pulse;
    record = makeStream (*thread, "Microphone", spec.rateHz, spec.inputChannels);
    if (record == nullptr)
        return false;
    watch (record);
    pulse.stream_set_read_callback (
        record, [] (pa_stream*, size_t, void* self) { streamsOf (self).read(); }, this);
    const pa_buffer_attr fragments{ asServerLikes, asServerLikes, asServerLikes, asServerLikes,
                                    static_cast<uint32_t> (bytesOf (spec.inputChannels)) };
    return pulse.stream_connect_record (record, spec.source.c_str(), &fragments, commonFlags) == 0;
}

void PulseStreams::watch (pa_stream* stream)
{
    const auto& pulse = thread->pulse;
    pulse.stream_set_state_callback (
        stream, [] (pa_stream*, void* self) { streamsOf (self).noteState(); }, this);
    pulse.stream_set_moved_callback (
        stream, [] (pa_stream*, void* self) { streamsOf (self).noteMoved(); }, this);
    pulse.stream_set_overflow_callback (
        stream, [] (pa_stream*, void* self) { ++streamsOf (self).dropouts; }, this);
    pulse.stream_set_underflow_callback (
        stream, [] (pa_stream*, void* self) { streamsOf (self).noteUnderflow(); }, this);
}

void PulseStreams::drop (pa_stream*& stream)
{
    auto* old = std::exchange (stream, nullptr);
    if (old == nullptr)
        return;
    const auto& pulse = thread->pulse;
    pulse.stream_set_state_callback (old, nullptr, nullptr);
    pulse.stream_set_moved_callback (old, nullptr, nullptr);
    pulse.stream_set_read_callback (old, nullptr, nullptr);
    pulse.stream_set_write_callback (old, nullptr, nullptr);
    pulse.stream_set_overflow_callback (old, nullptr, nullptr);
    pulse.stream_set_underflow_callback (old, nullptr, nullptr);
    pulse.stream_disconnect (old);
    pulse.stream_unref (old);
}

void PulseStreams::close()
{
    isFlowing = false;
    drop (record);
    drop (playback);
}

void PulseStreams::setCallback (juce::AudioIODeviceCallback* next)
{
    const std::lock_guard lock (guard);
    callback = next;
}

void PulseStreams::noteState()
{
    for (auto* stream : { record, playback })
        if (stream != nullptr && ! PA_STREAM_IS_GOOD (thread->pulse.stream_get_state (stream)) &&
            thread->pulse.stream_get_state (stream) != PA_STREAM_UNCONNECTED)
            isFlowing = false;
}

void PulseStreams::noteUnderflow()
{
    ++dropouts;
    isQueueEmpty = true;
    const double now = numBlocks * blockSeconds();
    if (now > beginning && now - lastUnderflow < again && extraBlocks * blockSeconds() < longestExtra)
        ++extraBlocks;
    lastUnderflow = now;
}

void PulseStreams::noteMoved()
{
    isInputTrusted = false;
    Ends now;
    for (auto [stream, name] : { std::pair{ record, &now.source }, std::pair{ playback, &now.sink } })
        if (stream != nullptr)
            if (const auto* device = thread->pulse.stream_get_device_name (stream))
                *name = device;
    const std::lock_guard lock (movedGuard); // held for moments, and moves are rare
    moved = std::move (now);
}

std::optional<PulseStreams::Ends> PulseStreams::takeMoved()
{
    const std::lock_guard lock (movedGuard);
    return std::exchange (moved, std::nullopt);
}

void PulseStreams::read()
{
    const auto& pulse = thread->pulse;
    const auto frame = sizeof (float) * static_cast<size_t> (spec.inputChannels);
    for (;;)
    {
        const void* data = nullptr;
        size_t numBytes = 0;
        if (record == nullptr || pulse.stream_peek (record, &data, &numBytes) < 0 || numBytes == 0)
            return;
        take (static_cast<const float*> (data), numBytes / frame);
        pulse.stream_drop (record);
    }
}

/** data  null: a hole, as long as the sound that was lost */
void PulseStreams::take (const float* data, size_t numFrames)
{
    const int channels = spec.inputChannels;
    for (size_t at = 0; at < numFrames; ++at)
    {
        for (int channel = 0; channel < channels; ++channel)
            input.setSample (channel, numFilled,
                             data == nullptr
                                 ? 0.0f
                                 : data[at * static_cast<size_t> (channels) + static_cast<size_t> (channel)]);
        if (++numFilled == spec.blockSamples)
        {
            numFilled = 0;
            runBlock();
        }
    }
}

void PulseStreams::fillPlayback()
{
    while (playback != nullptr)
    {
        const auto numFree = thread->pulse.stream_writable_size (playback);
        if (numFree == static_cast<size_t> (-1) || numFree < bytesOf (spec.outputChannels))
            return;
        runBlock();
    }
}

void PulseStreams::runBlock()
{
    ++numBlocks;
    measure();
    if (! isInputTrusted)
        input.clear();
    const std::unique_lock lock (guard, std::try_to_lock);
    if (lock.owns_lock() && callback != nullptr)
        callback->audioDeviceIOCallbackWithContext (input.getArrayOfReadPointers(), input.getNumChannels(),
                                                    output.getArrayOfWritePointers(), output.getNumChannels(),
                                                    spec.blockSamples, {});
    else
        output.clear();
    play();
}

/** Behind what is queued, whether the server has asked for it yet or not: the microphone sets the pace. */
void PulseStreams::play()
{
    const auto& pulse = thread->pulse;
    if (playback == nullptr || pulse.stream_get_state (playback) != PA_STREAM_READY)
        return;
    if (std::exchange (isQueueEmpty, false))
        fillQueue (pulse.stream_writable_size (playback));
    const auto excess = excessSeconds();
    const bool isAtFirst = (numBlocks - filledAt) * blockSeconds() < beginning;
    if (excess && *excess > (isAtFirst ? maxAtFirst : maxExcess) * blockSeconds())
    {
        ++dropouts;
        return;
    }
    const auto channels = static_cast<size_t> (spec.outputChannels);
    for (size_t channel = 0; channel < channels; ++channel)
        for (size_t at = 0; at < static_cast<size_t> (spec.blockSamples); ++at)
            interleaved[at * channels + channel] =
                output.getSample (static_cast<int> (channel), static_cast<int> (at));
    pulse.stream_write (playback, interleaved.data(), bytesOf (spec.outputChannels), nullptr, 0,
                        PA_SEEK_RELATIVE);
    if (excess)
        followClock (*excess);
}

/** With silence, so that with the next block it is as long as it shall be: blocks may come that much late. */
void PulseStreams::fillQueue (size_t numFree)
{
    drift.restart();
    filledAt = numBlocks;
    const auto block = bytesOf (spec.outputChannels);
    if (spec.source.empty() || numFree == static_cast<size_t> (-1))
        return;
    std::fill (interleaved.begin(), interleaved.end(), 0.0f);
    for (auto left = numFree + static_cast<size_t> (extraBlocks) * block; left > block;)
    {
        const auto numBytes = std::min (block, left - block);
        thread->pulse.stream_write (playback, interleaved.data(), numBytes, nullptr, 0, PA_SEEK_RELATIVE);
        left -= numBytes;
    }
}

/** How much longer than wanted the queue is before a block is added, the half of the sink's part included that it holds in the
    mean. */
std::optional<double> PulseStreams::excessSeconds() const
{
    const auto* granted = thread->pulse.stream_get_buffer_attr (playback);
    const auto* timing = thread->pulse.stream_get_timing_info (playback);
    const auto queued = secondsOf (playback);
    if (spec.source.empty() || granted == nullptr || ! queued || timing->playing == 0)
        return std::nullopt;
    return *queued - bytesToSeconds (granted->tlength, spec.outputChannels) -
           0.5e-6 * static_cast<double> (timing->configured_sink_usec) - (extraBlocks - 1) * blockSeconds();
}

void PulseStreams::followClock (double excess)
{
    if (drift.observe (excess, blockSeconds()))
        if (auto* operation = thread->pulse.stream_update_sample_rate (
                playback, static_cast<uint32_t> (drift.rateHz()), nullptr, nullptr))
            thread->pulse.operation_unref (operation);
}

/** Before the block is played: its first sample comes after all that is queued, and is a block old at least, which servers that
    hand over the output of a sink ahead of its time deny. */
void PulseStreams::measure()
{
    for (auto [stream, least, latency, shown] :
         { std::tuple{ record, blockSeconds(), &inputSeconds, &inputSamples },
           std::tuple{ playback, 0.0, &outputSeconds, &outputSamples } })
        if (const auto found = secondsOf (stream))
        {
            const double seconds = std::max (least, *found);
            *latency = *latency ? **latency + smoothing * (seconds - **latency) : seconds;
            *shown = juce::roundToInt (**latency * spec.rateHz);
        }
}

/** The latency of a stream now, from what the server said last and how long ago: libpulse's own interpolation takes a minute to
    come near, and never goes back. Nothing while it is not known. */
std::optional<double> PulseStreams::secondsOf (pa_stream* stream) const
{
    const auto* timing = stream == nullptr ? nullptr : thread->pulse.stream_get_timing_info (stream);
    if (timing == nullptr || timing->write_index_corrupt != 0 || timing->read_index_corrupt != 0)
        return std::nullopt;
    const bool isRecord = stream == record;
    const double age = 1e-6 * static_cast<double> (thread->pulse.timeval_age (&timing->timestamp));
    const double queued = bytesToSeconds (static_cast<double> (timing->write_index - timing->read_index),
                                          isRecord ? spec.inputChannels : spec.outputChannels);
    const double device = 1e-6 * static_cast<double> (isRecord ? timing->source_usec : timing->sink_usec);
    const double since = isRecord ? age : timing->playing != 0 ? -age : 0.0;
    return std::max (0.0, queued + device + since);
}

double PulseStreams::blockSeconds() const noexcept
{
    return spec.blockSamples / spec.rateHz;
}

double PulseStreams::bytesToSeconds (double numBytes, int channels) const noexcept
{
    return numBytes / (sizeof (float) * channels * spec.rateHz);
}

} // namespace unbraid::live

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseStreams.h"

namespace unbraid::live
{

namespace
{
constexpr PulseThread::Milliseconds interruption{ 300 }; // of the blocks
constexpr PulseThread::Milliseconds settling{ 100 };     // once they flow
constexpr PulseThread::Milliseconds asksEvery{ 50 };
constexpr auto commonFlags =
    static_cast<pa_stream_flags_t> (PA_STREAM_AUTO_TIMING_UPDATE | PA_STREAM_ADJUST_LATENCY);
constexpr auto asServerLikes = static_cast<uint32_t> (-1);

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
    , input (itsSpec.inputChannels, itsSpec.blockSamples)
    , output (itsSpec.outputChannels, itsSpec.blockSamples)
    , queue ({ itsSpec.outputChannels, itsSpec.rateHz, itsSpec.blockSamples, ! itsSpec.source.empty() })
    , inputSamples (spec.source.empty() ? 0 : spec.blockSamples)
    , outputSamples (spec.sink.empty() ? 0 : static_cast<int> (PulseQueue::askedBlocks * spec.blockSamples))
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
    const auto asked = queue.asked();
    return pulse.stream_connect_playback (
               playback, spec.sink.c_str(), &asked,
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
        stream,
        [] (pa_stream*, void* self)
        {
            ++streamsOf (self).dropouts;
            streamsOf (self).queue.noteUnderflow();
        },
        this);
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

void PulseStreams::noteState()
{
    for (auto* stream : { record, playback })
        if (stream != nullptr && ! PA_STREAM_IS_GOOD (thread->pulse.stream_get_state (stream)) &&
            thread->pulse.stream_get_state (stream) != PA_STREAM_UNCONNECTED)
            isFlowing = false;
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
    noteTime();
    ++numBlocks;
    measure();
    if (! isInputTrusted)
        input.clear();
    gate.audioDeviceIOCallbackWithContext (input.getArrayOfReadPointers(), input.getNumChannels(),
                                           output.getArrayOfWritePointers(), output.getNumChannels(),
                                           spec.blockSamples, {});
    if (playback != nullptr && thread->pulse.stream_get_state (playback) == PA_STREAM_READY &&
        ! queue.write (thread->pulse, playback, output))
        ++dropouts;
}

/** After an interruption the latencies are others. */
void PulseStreams::noteTime()
{
    const auto now = Clock::now();
    if (numBlocks == 0 || now - lastBlockAt > interruption)
    {
        flowingSince = now;
        inputMeter = outputMeter = {};
    }
    lastBlockAt = now;
}

/** The server tells its timing seldom, and what it told before sound flowed says nothing: it is asked until all is known. */
void PulseStreams::askForTiming (pa_stream* stream)
{
    if (stream != nullptr && thread->pulse.stream_get_state (stream) == PA_STREAM_READY)
        if (auto* operation = thread->pulse.stream_update_timing_info (stream, nullptr, nullptr))
            thread->pulse.operation_unref (operation);
}

bool PulseStreams::isTimingOfFlow (pa_stream* stream) const
{
    const auto* timing = stream == nullptr ? nullptr : thread->pulse.stream_get_timing_info (stream);
    const auto age =
        std::chrono::microseconds (timing == nullptr ? 0 : thread->pulse.timeval_age (&timing->timestamp));
    return timing != nullptr && lastBlockAt - age > flowingSince + settling;
}

/** Before the block is played: its first sample comes after all that is queued, and is a block old at least, which servers that
    hand over the output of a sink ahead of its time deny. */
void PulseStreams::measure()
{
    if (! isMeasured && lastBlockAt - askedAt > asksEvery)
    {
        askedAt = lastBlockAt;
        askForTiming (record);
        askForTiming (playback);
    }
    bool areAllMeasured = true;
    for (auto [stream, minLatency, meter, shown] :
         { std::tuple{ record, blockSeconds(), &inputMeter, &inputSamples },
           std::tuple{ playback, 0.0, &outputMeter, &outputSamples } })
    {
        const auto found = latencySeconds (thread->pulse, stream, formatOf (stream));
        if (found && isTimingOfFlow (stream))
            meter->observe (std::max (minLatency, *found), blockSeconds());
        const auto seconds = meter->seconds();
        if (seconds)
            *shown = juce::roundToInt (*seconds * spec.rateHz);
        areAllMeasured = areAllMeasured && (stream == nullptr || seconds);
    }
    isMeasured = areAllMeasured;
}

StreamFormat PulseStreams::formatOf (pa_stream* stream) const noexcept
{
    const bool isRecord = stream == record;
    return { isRecord, isRecord ? spec.inputChannels : spec.outputChannels, spec.rateHz };
}

double PulseStreams::blockSeconds() const noexcept
{
    return spec.blockSamples / spec.rateHz;
}

} // namespace unbraid::live

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Pulse/LatencyMeter.h"
#include "Live/Pulse/PulseQueue.h"
#include "Live/Pulse/PulseThread.h"
#include "Live/Waiting/CallbackGate.h"

#include <optional>

namespace unbraid::live
{

/** Specification of a pair of streams. */
struct PulseStreamsSpec
{
    std::string source, sink; // as the server calls them; empty: none
    int inputChannels = 0, outputChannels = 0;
    double rateHz = 48000.0;
    int blockSamples = 0;
};

/** A stream from a source and one to a sink, and the callback between them: each block that was recorded is processed and
    played at once; without a source the sink sets the pace. The thread of the connection is the audio thread; it never
    waits for the one that exchanges the callback. */
class PulseStreams
{
public:
    explicit PulseStreams (const PulseStreamsSpec& itsSpec);

    /** Connects both and waits until sound flows. Empty: it does; otherwise why not. [on the connection's thread] */
    std::string open (PulseThread& connection, PulseThread::Milliseconds timeout);

    /** [on the connection's thread] */
    void close();

    /** From its return on the old callback is called no more. Null: silence. [any but audio] */
    void setCallback (juce::AudioIODeviceCallback* next) { gate.setTarget (next); }

    /** False once a stream has ended, whatever the reason. [any] */
    [[nodiscard]] bool isAlive() const noexcept { return isFlowing; }

    /** Between a sound at the microphone and the block that holds it, and from there to the loudspeaker: what was asked for, until it
        is measured. [any] */
    [[nodiscard]] int inputLatency() const noexcept { return inputSamples; }
    [[nodiscard]] int outputLatency() const noexcept { return outputSamples; }
    [[nodiscard]] bool isLatencyMeasured() const noexcept { return isMeasured; }

    /** Blocks that were lost or came too late. [any] */
    [[nodiscard]] int numDropouts() const noexcept { return dropouts; }

    /** Devices to which the server has moved the streams, once after it did so; the input is silent until `trustInput`. [any but audio] */
    struct Ends
    {
        std::string source, sink;
        bool operator== (const Ends&) const = default;
    };
    std::optional<Ends> takeMoved();
    void trustInput() noexcept { isInputTrusted = true; }

private:
    [[nodiscard]] bool connectRecord();
    [[nodiscard]] bool connectPlayback();
    void watch (pa_stream* stream);
    void drop (pa_stream*& stream);
    void noteState();
    void noteMoved();
    void read();
    void take (const float* data, size_t numFrames);
    void fillPlayback();
    void runBlock();
    void measure();
    void noteTime();
    void askForTiming (pa_stream* stream);
    [[nodiscard]] bool isTimingOfFlow (pa_stream* stream) const;
    [[nodiscard]] size_t bytesOf (int channels) const noexcept;
    [[nodiscard]] double blockSeconds() const noexcept;
    [[nodiscard]] StreamFormat formatOf (pa_stream* stream) const noexcept;

    const PulseStreamsSpec spec;
    PulseThread* thread = nullptr;
    pa_stream* record = nullptr;
    pa_stream* playback = nullptr;

    juce::AudioBuffer<float> input, output; // [channels x block]
    PulseQueue queue;                       // of the playback
    int numFilled = 0;                      // of the input
    int numBlocks = 0;

    using Clock = std::chrono::steady_clock;
    LatencyMeter inputMeter, outputMeter;
    Clock::time_point flowingSince, lastBlockAt,
        askedAt; // sound, without an interruption; the server for its timing

    CallbackGate gate; // to the callback
    std::mutex movedGuard;
    std::optional<Ends> moved;
    std::atomic<bool> isFlowing{ false }, isInputTrusted{ true }, isMeasured{ false };
    std::atomic<int> inputSamples{ 0 }, outputSamples{ 0 }, dropouts{ 0 };
};

} // namespace unbraid::live

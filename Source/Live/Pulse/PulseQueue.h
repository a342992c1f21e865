// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Pulse/DriftControl.h"
#include "Live/Pulse/PulseTiming.h"
#include "Live/Pulse/QueueReserve.h"

#include <vector>

namespace unbraid::live
{

/** The queue of a playback stream. Each block goes behind what is queued, whether the server has asked for it yet or
    not: the microphone sets the pace. The queue keeps its length: it is filled with silence when it has run dry, is longer
    as long as it runs dry again and again (`QueueReserve`), and follows the clock of the microphone, and a length that is less than
    before, by the rate of the stream. All on the connection's thread. */
class PulseQueue
{
public:
    struct Spec
    {
        int channels = 0;
        double rateHz = 48000.0;
        int blockSamples = 0;
        bool hasSource = true; // a microphone sets the pace; without one the sink does, and nothing is kept
    };

    /** Its length in blocks that the server is asked for, its sink's part included. */
    static constexpr double askedBlocks = 3.0;

    explicit PulseQueue (const Spec& itsSpec);

    /** Settings to connect the stream with. */
    [[nodiscard]] pa_buffer_attr asked() const;

    /** Writes a block to a stream that is ready; false: it was dropped, since the queue is too long. */
    bool write (const PulseLibrary& pulse, pa_stream* stream, const juce::AudioBuffer<float>& block);

    /** The server had nothing to play. */
    void noteUnderflow();

private:
    void fill (const PulseLibrary& pulse, pa_stream* stream);
    void observe (const PulseLibrary& pulse, pa_stream* stream, double excess);
    void followClock (const PulseLibrary& pulse, pa_stream* stream, double excess);
    [[nodiscard]] std::optional<double> wantedSeconds (const PulseLibrary& pulse, pa_stream* stream) const;
    [[nodiscard]] std::optional<double> excessSeconds (const PulseLibrary& pulse, pa_stream* stream) const;
    [[nodiscard]] size_t blockBytes() const noexcept;
    [[nodiscard]] double blockSeconds() const noexcept;
    [[nodiscard]] StreamFormat format() const noexcept { return { false, spec.channels, spec.rateHz }; }

    const Spec spec;
    DriftControl drift;
    std::vector<float> interleaved;
    int numBlocks = 0;   // that were to be written
    bool isEmpty = true; // never filled yet, or run dry
    QueueReserve reserve;
    int filledAt = 0; // in blocks
};

} // namespace unbraid::live

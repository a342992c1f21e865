// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Takes/Take.h"
#include "Plugin/Threads/Handover.h"

#include <memory>

namespace unbraid::live
{

/** Rehearsal of the sound before it goes live: a few seconds are recorded before and after the engine and played again
    and again in place of the live sound, by turns; and the live sound can be held back. Every change glides.

        message: record -> audio: take over, fill -> message: look at it, play it -> audio: play -> message: free it */
class Rehearsal
{
public:
    static constexpr double seconds = 5.0;

    /** The state for display. */
    struct Status
    {
        bool isRecording = false;
        bool isReady = false; // there is a whole take, which can be played at the device's rate
        bool isPlaying = false;
        double recordedSeconds = 0.0;
        double positionSeconds = 0.0; // in what is played
    };

    Rehearsal() = default;
    Rehearsal (const Rehearsal&) = delete;
    Rehearsal& operator= (const Rehearsal&) = delete;

    /** The device's rate from now on. Not while `keepInput` or `process` run. [message] */
    void prepare (double deviceRateHz) noexcept;

    /** Begins another take, in place of the last. Without a device nothing happens.
        latencySamples  from what `keepInput` sees to what `process` sees
        [message] */
    void record (int latencySamples);

    /** The take is played, in a loop, from where it was left; the live sound does not pass. [message] */
    void play() noexcept { isPlayWanted.store (true, std::memory_order_relaxed); }
    void pause() noexcept { isPlayWanted.store (false, std::memory_order_relaxed); }

    /** Which side of the take is played. [message] */
    void choose (bool shouldBeAfter) noexcept { isAfter.store (shouldBeAfter, std::memory_order_relaxed); }

    /** While it is held the live sound is not heard, also while nothing is played. [message] */
    void setHeld (bool shouldBeHeld) noexcept { isHeld.store (shouldBeHeld, std::memory_order_relaxed); }

    /** Nothing is held, played or kept. [message] */
    void end();

    [[nodiscard]] Status status();

    /** The newest take; null: none. It is there until the next `record` or `end`. [message] */
    [[nodiscard]] const Take* take() const noexcept { return newest; }

    /** The engine's input.
        [audio] real-time safe */
    void keepInput (const juce::AudioBuffer<float>& block, int numSamples) noexcept;

    /** The engine's output, which is recorded and held back, and where the take is added; both may be one.
        [audio] real-time safe */
    void process (juce::AudioBuffer<float>& live, juce::AudioBuffer<float>& played, int numSamples) noexcept;

private:
    void offer (std::unique_ptr<Take> next);
    void takeOffer() noexcept;
    [[nodiscard]] bool isPlayable() const noexcept;
    [[nodiscard]] float playedSample (int side) const noexcept;

    // audio
    std::unique_ptr<Take> current; // owned by the audio thread while it runs
    int position = 0;
    float liveShare = 1.0f, playShare = 0.0f, afterShare = 1.0f;
    float glideStep = 1.0f;

    Take* newest = nullptr; // message; owned by one of those that follow or by `current`
    plugin::Handover<Take> takes;
    std::atomic<bool> isPlayWanted{ false }, isAfter{ true }, isHeld{ false };
    std::atomic<double> rateHz{ 0.0 };
    std::atomic<int> shownPosition{ 0 };
};

} // namespace unbraid::live

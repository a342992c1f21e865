// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Waiting/CallbackGate.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <thread>

using namespace unbraid;

namespace
{
constexpr int numSamples = 16;

/** Plays its number, and notes blocks that come while it must not be called. */
class Listener : public juce::AudioIODeviceCallback
{
public:
    explicit Listener (float numberToPlay)
        : number (numberToPlay)
    {
    }

    void audioDeviceIOCallbackWithContext (const float* const*, int, float* const* outputs, int, int count,
                                           const juce::AudioIODeviceCallbackContext&) override
    {
        if (! mayBeCalled)
            ++numForbidden;
        ++numBlocks;
        juce::FloatVectorOperations::fill (outputs[0], number, count);
    }
    void audioDeviceAboutToStart (juce::AudioIODevice*) override {}
    void audioDeviceStopped() override {}

    std::atomic<bool> mayBeCalled{ false };
    std::atomic<int> numBlocks{ 0 }, numForbidden{ 0 };

private:
    const float number;
};

/** What comes out of the gate: the first sample. */
float play (live::CallbackGate& gate)
{
    std::array<float, numSamples> sound{};
    sound.fill (7.0f);
    std::array<float*, 1> outputs{ sound.data() };
    gate.audioDeviceIOCallbackWithContext (nullptr, 0, outputs.data(), 1, numSamples, {});
    return sound[0];
}
} // namespace

TEST_CASE ("a gate without a listener is silent, and plays the one it has", "[gate]")
{
    live::CallbackGate gate;
    CHECK (play (gate) == 0.0f);
    Listener listener (0.5f);
    listener.mayBeCalled = true;
    gate.setTarget (&listener);
    CHECK (play (gate) == 0.5f);
    gate.setTarget (nullptr);
    CHECK (play (gate) == 0.0f);
    CHECK (listener.numBlocks == 1);
}

TEST_CASE ("a listener that was taken from its gate is never called again", "[gate]")
{
    constexpr int numExchanges = 2000;
    live::CallbackGate gate;
    std::array<Listener, 2> listeners{ Listener (0.25f), Listener (0.5f) };
    std::atomic<bool> isEnding{ false };
    std::thread device (
        [&]
        {
            while (! isEnding)
                (void)play (gate);
        });
    for (size_t exchange = 0; exchange < numExchanges; ++exchange)
    {
        auto& next = listeners[exchange % 2];
        next.mayBeCalled = true;
        gate.setTarget (&next);
        listeners[(exchange + 1) % 2].mayBeCalled = false;
        for (const int before = next.numBlocks; next.numBlocks == before;)
            std::this_thread::yield(); // so that both were called each time
        gate.setTarget (nullptr);
        next.mayBeCalled = false;
    }
    isEnding = true;
    device.join();
    for (const auto& listener : listeners)
    {
        CHECK (listener.numBlocks >= numExchanges / 2);
        CHECK (listener.numForbidden == 0);
    }
}

TEST_CASE ("the audio thread neither locks nor allocates in a gate whose listener is exchanged", "[gate]")
{
    live::CallbackGate gate;
    Listener listener (0.5f);
    listener.mayBeCalled = true;
    std::atomic<bool> isEnding{ false };
    std::thread other (
        [&]
        {
            while (! isEnding)
            {
                gate.setTarget (&listener);
                gate.setTarget (nullptr);
            }
        });
    test::RealtimeTrap trap;
    for (int block = 0; block < 10000; ++block)
        (void)play (gate);
    trap.disarm();
    isEnding = true;
    other.join();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}

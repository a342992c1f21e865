// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/Recording.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <numbers>

using namespace unbraid;

namespace
{
/** What a source plays, in the middle: the same on both channels. */
test::Sound stem (const std::string& name)
{
    auto read = test::readForHost ("duo/" + name + ".flac", 2);
    REQUIRE (read.ok());
    auto sound = std::move (read).value().sound;
    sound.addFrom (0, 0, sound, 1, 0, sound.getNumSamples());
    sound.copyFrom (1, 0, sound, 0, 0, sound.getNumSamples());
    sound.applyGain (0.5f);
    return sound;
}

/** The sound of a source that stands somewhere between the loudspeakers, -1 left to 1 right, by equal power. */
test::Sound placed (test::Sound sound, double pan)
{
    const double angle = (pan + 1.0) * std::numbers::pi / 4.0;
    sound.applyGain (0, 0, sound.getNumSamples(), static_cast<float> (std::cos (angle)));
    sound.applyGain (1, 0, sound.getNumSamples(), static_cast<float> (std::sin (angle)));
    return sound;
}

test::Sound sumOf (const test::Sound& first, const test::Sound& second)
{
    test::Sound sum (2, std::min (first.getNumSamples(), second.getNumSamples()));
    for (int channel = 0; channel < 2; ++channel)
    {
        sum.copyFrom (channel, 0, first, channel, 0, sum.getNumSamples());
        sum.addFrom (channel, 0, second, channel, 0, sum.getNumSamples());
    }
    return sum;
}

/** A plugin with a saxophone and a piano. */
struct Duo
{
    plugin::PluginProcessor processor;

    explicit Duo (bool byPlace)
    {
        REQUIRE (processor.loadNow ("piano-saxophone").ok());
        *processor.parameters().spatialFilter = byPlace;
        test::makeNeutral (processor.parameters());
        REQUIRE (test::startStereo (processor, test::recordingHz));
    }
};

/** How far Source 1 is from the late saxophone, in dB of it. */
double errorDb (const test::Sound& output, const test::Sound& saxophone, int latency)
{
    double error = 0.0, energy = 0.0;
    for (int channel = 0; channel < 2; ++channel)
        for (int i = latency; i < output.getNumSamples() && i - latency < saxophone.getNumSamples(); ++i)
        {
            const double truth = static_cast<double> (saxophone.getSample (channel, i - latency));
            const double away = static_cast<double> (output.getSample (2 + channel, i)) - truth;
            energy += truth * truth;
            error += away * away;
        }
    return 10.0 * std::log10 (error / energy);
}
} // namespace

TEST_CASE ("With Place on, sources that stand apart come out far better, and sum to the input")
{
    const auto saxophone = placed (stem ("saxophone"), -0.3), piano = placed (stem ("piano"), 0.3);
    const auto mixture = sumOf (saxophone, piano);
    double withoutDb = 0.0;
    for (const bool byPlace : { false, true })
    {
        Duo duo (byPlace);
        const int latency = duo.processor.getLatencySamples();
        const auto output = test::render (duo.processor, mixture, 441);
        float away = 0.0f;
        for (int channel = 0; channel < 2; ++channel)
            for (int i = latency; i < output.getNumSamples(); ++i)
                away = std::max (away, std::abs (output.getSample (2 + channel, i) +
                                                 output.getSample (4 + channel, i) -
                                                 mixture.getSample (channel, i - latency)));
        CHECK (away < 1e-5f);
        const double scored = errorDb (output, saxophone, latency);
        if (! byPlace)
            withoutDb = scored;
        else
            CHECK (scored < withoutDb - 3.0);
    }
}

TEST_CASE ("processBlock keeps the rules while it places")
{
    Duo duo (true);
    const auto mixture = sumOf (placed (stem ("saxophone"), -0.3), placed (stem ("piano"), 0.3));
    juce::MidiBuffer midi;
    for (int done = 0; done < 44100; done += 441)
    {
        test::Sound block (duo.processor.getTotalNumOutputChannels(), 441);
        block.clear();
        for (int channel = 0; channel < 2; ++channel)
            block.copyFrom (channel, 0, mixture, channel, done, 441);
        test::RealtimeTrap trap;
        duo.processor.processBlock (block, midi);
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }
}

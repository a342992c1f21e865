// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/FirstRunPage.h"
#include "FakeDevices.h"
#include "Live/Pulse/PulseChoice.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using test::Hardware;

namespace
{
constexpr int callBlock = 256, ownBlock = 192; // samples

/** Somebody who sets up a call. */
struct Caller
{
    explicit Caller (const juce::String& output)
    {
        hardware.outputs = { "Desk Speakers", "Headset", live::virtualSinkShown };
        live::DeviceChoice choice;
        choice.input = "Headset";
        choice.output = output.toStdString();
        REQUIRE (session.open (choice).ok());
    }

    struct Peaks
    {
        float call = 0.0f, own = 0.0f;
    };

    /** How loud it is in both outputs meanwhile; the microphone hears a voice. */
    Peaks listen (double seconds)
    {
        Peaks peaks;
        const auto take = [] (float& peak, const std::vector<std::vector<float>>& block)
        {
            for (const auto& channel : block)
                for (const float sample : channel)
                    peak = std::max (peak, std::abs (sample));
        };
        const std::vector<std::vector<float>> voice (2, std::vector<float> (callBlock, 0.3f));
        for (double own = 0.0, call = 0.0; call < 48000.0 * seconds; call += callBlock)
        {
            take (peaks.call, hardware.pump (voice, 2, callBlock));
            for (; own < call && hardware.playing.contains ("Desk Speakers"); own += ownBlock)
                take (peaks.own, hardware.pumpOutput ("Desk Speakers", ownBlock));
        }
        return peaks;
    }

    void press (const juce::String& id)
    {
        auto* button = dynamic_cast<juce::Button*> (page.findChildWithID (id));
        REQUIRE (button != nullptr);
        button->onClick();
    }

    Hardware hardware;
    live::LiveSession session{ nullptr, test::typesOf (hardware) };
    app::FirstRunPage page{ session, [] {} };
};
} // namespace

TEST_CASE ("with the virtual microphone a rehearsal sounds on the user's own output and never in the call",
           "[first-run]")
{
    Caller caller (live::virtualSinkShown);
    juce::MessageManager::getInstance()->runDispatchLoopUntil (300);
    REQUIRE (caller.session.isVirtualMicrophone());
    REQUIRE (caller.hardware.playing.contains ("Desk Speakers"));
    (void)caller.listen (0.2); // glides are over
    caller.press ("first_tone");
    auto peaks = caller.listen (1.2);
    CHECK (peaks.call == 0.0f);
    CHECK (peaks.own == Approx (0.1f).epsilon (0.01)); // the level of the tone

    caller.press ("first_record");
    peaks = caller.listen (5.3);
    CHECK (peaks.call == 0.0f);
    CHECK (peaks.own == 0.0f);
    caller.session.engine().rehearsal.choose (false); // the voice as it came in
    REQUIRE (caller.session.engine().rehearsal.status().isReady);
    caller.press ("first_play");
    peaks = caller.listen (1.0);
    CHECK (peaks.call == 0.0f);
    CHECK (peaks.own == Approx (0.3f).epsilon (0.01));
}

TEST_CASE ("with an output of one's own a rehearsal sounds there, and no other device is opened",
           "[first-run]")
{
    Caller caller ("Headset");
    juce::MessageManager::getInstance()->runDispatchLoopUntil (300);
    (void)caller.listen (0.2);
    CHECK (caller.hardware.playing.empty());
    caller.press ("first_tone");
    CHECK (caller.listen (1.2).call == Approx (0.1f).epsilon (0.01));
}

TEST_CASE ("the user's own output is open while somebody rehearses, and comes back", "[first-run]")
{
    Caller caller ("Headset");
    const auto choose = [&] (const char* output)
    {
        live::DeviceChoice choice;
        choice.input = "Headset";
        choice.output = output;
        REQUIRE (caller.session.open (choice).ok());
        juce::MessageManager::getInstance()->runDispatchLoopUntil (300);
    };
    choose (live::virtualSinkShown);
    CHECK (caller.hardware.playing.contains ("Desk Speakers"));
    CHECK_FALSE (caller.session.isOwnOutputMissing());
    choose ("Headset");
    CHECK (caller.hardware.playing.empty());
    choose (live::virtualSinkShown);
    CHECK (caller.hardware.playing.contains ("Desk Speakers"));
    caller.session.beginRehearsing(); // from another place as well
    caller.session.endRehearsing();
    CHECK (caller.hardware.playing.contains ("Desk Speakers"));
    caller.session.endRehearsing();
    CHECK (caller.hardware.playing.empty());
    CHECK_FALSE (caller.session.isOwnOutputMissing());
    caller.session.beginRehearsing(); // as the page expects
}

TEST_CASE (
    "where there is no output but the virtual microphone's, the page says that nobody hears a rehearsal",
    "[first-run]")
{
    Hardware hardware;
    hardware.outputs = { live::virtualSinkShown };
    live::LiveSession session (nullptr, test::typesOf (hardware));
    REQUIRE (session.open ({}).ok());
    app::FirstRunPage page (session, [] {});
    CHECK (session.isOwnOutputMissing());
    CHECK (page.notice().startsWith ("There is no output of your own"));
    session.engine().tone.play();
    for (int block = 0; block < 100; ++block)
        for (const auto& channel : hardware.pump ({}, 2, callBlock))
            CHECK (std::all_of (channel.begin(), channel.end(), [] (float x) { return x == 0.0f; }));
}

TEST_CASE ("what goes to the user's own output neither locks nor takes memory", "[first-run][realtime]")
{
    Hardware hardware;
    test::FakeType type (hardware);
    type.scanForDevices();
    live::OwnOutput own;
    juce::AudioBuffer<float> block (2, callBlock);
    block.clear();
    std::vector<float> left (ownBlock), right (ownBlock);
    float* const to[] = { left.data(), right.data() };
    own.open (type, {}, 48000.0);
    auto* plays = hardware.playing.at ("Desk Speakers");
    test::RealtimeTrap trap;
    for (int times = 0; times < 200; ++times)
    {
        own.add (block, callBlock);
        plays->audioDeviceIOCallbackWithContext (nullptr, 0, to, 2, ownBlock,
                                                 {}); // the slower: the queue fills up
    }
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}

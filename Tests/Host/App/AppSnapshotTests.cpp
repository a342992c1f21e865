// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/DeviceBanner.h"
#include "App/FirstRunPage.h"
#include "Editor/Look/EditorLook.h"
#include "FakeDevices.h"
#include "Files/AudioReader.h"
#include "Files/Resampler.h"
#include "Host/HeadlessWindow.h"
#include "Host/KeptPictures.h"
#include "Support/Paths.h"

using namespace unbraid;
using test::Hardware;

namespace
{
constexpr int blockSamples = 256;

/** A real noisy voice at the devices' rate. */
std::vector<float> noisyVoice()
{
    const auto read =
        files::readRecording (std::string (paths::resources) + "/Audio/noisy-voice.flac", 1'000'000);
    REQUIRE (read.ok());
    const auto resampled = files::resample (read.value().samples, read.value().sampleRateHz, 48000.0);
    REQUIRE (resampled.ok());
    const auto& samples = resampled.value();
    return { samples.col (0).data(), samples.col (0).data() + samples.rows() };
}

/** A session on a headset that records a noisy voice. */
struct Headset
{
    Headset()
    {
        live::DeviceChoice choice;
        choice.input = choice.output = "Headset";
        REQUIRE (session.open (choice).ok());
    }

    /** So many blocks of the voice, from where it was. */
    void play (int numBlocks)
    {
        for (int block = 0; block < numBlocks; ++block, at += blockSamples)
        {
            if (at + blockSamples > voice.size())
                at = 0;
            (void)hardware.pump ({ { voice.begin() + static_cast<std::ptrdiff_t> (at),
                                     voice.begin() + static_cast<std::ptrdiff_t> (at + blockSamples) } },
                                 2, blockSamples);
        }
    }

    Hardware hardware;
    live::LiveSession session{ nullptr, test::typesOf (hardware) };
    std::vector<float> voice = noisyVoice();
    size_t at = 0;
};

void compareThemes (juce::Component& page, const juce::String& name, const std::function<void()>& settle)
{
    for (const bool isLight : { false, true })
    {
        editor::EditorLook look (isLight ? editor::lightTheme() : editor::darkTheme());
        page.setLookAndFeel (&look);
        settle();
        test::compareWithKept (page, name + (isLight ? "-light" : "-dark"));
        page.setLookAndFeel (nullptr);
    }
}

juce::Button& buttonOf (juce::Component& page, const juce::String& id)
{
    auto* button = dynamic_cast<juce::Button*> (page.findChildWithID (id));
    REQUIRE (button != nullptr);
    return *button;
}
} // namespace

TEST_CASE ("the first run looks as it is drawn, before and after a recording")
{
    Headset headset;
    app::FirstRunPage page (headset.session, [] {});
    page.setSize (app::FirstRunPage::width, app::FirstRunPage::height);
    test::HeadlessWindow window (page);
    const auto settle = [&]
    {
        juce::MessageManager::getInstance()->runDispatchLoopUntil (150);
        constexpr int numUntilSilent = 300; // the bars and the tick have fallen
        for (int poll = 0; poll < numUntilSilent; ++poll)
            page.pollNow();
        headset.play (40);
        page.pollNow();
    };
    compareThemes (page, "first-run-empty", settle);
    buttonOf (page, "first_record").onClick();
    while (headset.session.engine().rehearsal.status().isRecording)
        headset.play (10);
    compareThemes (page, "first-run", settle);
}

TEST_CASE ("the banner of a device that is gone looks as it is drawn")
{
    Headset headset;
    app::DeviceBanner banner (headset.session);
    banner.setSize (1120, app::DeviceBanner::height);
    headset.hardware.inputs = { "Desk Microphone" };
    headset.hardware.outputs = { "Desk Speakers" };
    for (int tries = 0; tries < 1000 && banner.state() != app::DeviceBanner::State::gone; ++tries)
    {
        headset.play (1);
        juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
    }
    REQUIRE (banner.state() == app::DeviceBanner::State::gone);
    compareThemes (banner, "banner", [] {});
}

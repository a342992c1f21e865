// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AppSettings.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
juce::File fileIn (const test::TemporaryFolder& folder)
{
    return juce::File ((folder / "made/later/app.settings").string());
}
} // namespace

TEST_CASE ("settings come back as they were kept", "[settings]")
{
    const test::TemporaryFolder folder;
    juce::MemoryBlock state;
    for (int byte = 0; byte < 1000; ++byte)
        state.append (&byte, 1);
    juce::XmlElement device ("DEVICESETUP");
    device.setAttribute ("audioInputDeviceName", "a <strange> \"name\"");
    {
        app::AppSettings settings (fileIn (folder));
        settings.setState (state);
        settings.setDevice (&device);
        settings.setWindow ("10 20 1000 800");
        CHECK (settings.save());
    }
    const app::AppSettings settings (fileIn (folder));
    CHECK (settings.state() == state);
    REQUIRE (settings.device() != nullptr);
    CHECK (settings.device()->isEquivalentTo (&device, false));
    CHECK (settings.window() == "10 20 1000 800");
}

TEST_CASE ("Settings of earlier versions open with the session, the device and the window of then",
           "[settings]")
{
    const auto* version = GENERATE ("0.2", "0.3.0");
    INFO (version);
    const auto kept = juce::File (paths::testData).getChildFile ("Sessions").getChildFile (version);
    const app::AppSettings settings (kept.getChildFile ("app.settings"));
    juce::MemoryBlock state;
    REQUIRE (kept.getChildFile ("speech.session").loadFileAsData (state));
    CHECK (settings.state() == state);
    REQUIRE (settings.device() != nullptr);
    CHECK (settings.device()->getStringAttribute ("audioInputDeviceName") == "a <strange> name");
    CHECK (settings.window() == "100 120 840 576");
    CHECK (settings.isFirstRunDone());
}

// For Tests/Data/Sessions, once a version, after the sessions.
TEST_CASE ("Settings of this version are kept", "[.][keep-sessions]")
{
    const juce::File folder = juce::SystemStats::getEnvironmentVariable ("UNBRAID_KEEP_SESSIONS", {});
    juce::MemoryBlock state;
    REQUIRE (folder.getChildFile ("speech.session").loadFileAsData (state));
    app::AppSettings settings (folder.getChildFile ("app.settings"));
    settings.setState (state);
    juce::XmlElement device ("DEVICESETUP");
    device.setAttribute ("deviceType", "ALSA");
    device.setAttribute ("audioInputDeviceName", "a <strange> name");
    settings.setDevice (&device);
    settings.setWindow ("100 120 840 576");
    settings.setFirstRunDone (true);
    CHECK (settings.save());
}

TEST_CASE ("settings that are missing or broken hold nothing and can be replaced", "[settings]")
{
    const test::TemporaryFolder folder;
    const auto path = std::filesystem::path (fileIn (folder).getFullPathName().toStdString());
    for (const auto* content : { "", "not XML at all", "<PROPERTIES><VALUE name=\"state\" val=\"9.!!\"/>",
                                 "<PROPERTIES><VALUE name=\"state\" val=\"99999999999.x\"/>"
                                 "<VALUE name=\"device\" val=\"<OTHER/>\"/></PROPERTIES>" })
    {
        INFO (content);
        test::writeText (path, content);
        app::AppSettings settings (fileIn (folder));
        CHECK (settings.state().isEmpty());
        CHECK (settings.device() == nullptr);
        CHECK (settings.window().isEmpty());
        settings.setWindow ("1 2 3 4");
        CHECK (settings.save());
        CHECK (app::AppSettings (fileIn (folder)).window() == "1 2 3 4");
    }
}

TEST_CASE ("the first run is over once it was left, and for those who ran the app before there was one",
           "[settings]")
{
    const test::TemporaryFolder folder;
    {
        app::AppSettings settings (fileIn (folder));
        CHECK_FALSE (settings.isFirstRunDone());
        settings.setFirstRunDone (settings.isFirstRunDone()); // closed without leaving the page
        CHECK (settings.save());
    }
    {
        app::AppSettings settings (fileIn (folder));
        CHECK_FALSE (settings.isFirstRunDone());
        settings.setFirstRunDone (true);
        CHECK (settings.save());
    }
    CHECK (app::AppSettings (fileIn (folder)).isFirstRunDone());
    const auto path = std::filesystem::path (fileIn (folder).getFullPathName().toStdString());
    for (const auto* content :
         { "not XML at all", "<PROPERTIES><VALUE name=\"window\" val=\"1 2 3 4\"/></PROPERTIES>" })
    {
        test::writeText (path, content);
        CHECK (app::AppSettings (fileIn (folder)).isFirstRunDone());
    }
}

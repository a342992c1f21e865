// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AppSettings.h"
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

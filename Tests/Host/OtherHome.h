// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Support/TemporaryFolder.h"

#include <cstdlib>

namespace unbraid::test
{

/** The user's folder is another one while it lives. */
struct OtherHome
{
    OtherHome()
        : before (juce::SystemStats::getEnvironmentVariable ("XDG_DATA_HOME", {}))
    {
        setenv ("XDG_DATA_HOME", folder.path.c_str(), 1);
    }
    ~OtherHome()
    {
        if (before.isEmpty())
            unsetenv ("XDG_DATA_HOME");
        else
            setenv ("XDG_DATA_HOME", before.toRawUTF8(), 1);
    }

    const test::TemporaryFolder folder;
    const juce::String before;
};

} // namespace unbraid::test

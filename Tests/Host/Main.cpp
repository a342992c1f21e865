// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define CATCH_CONFIG_RUNNER
#include "JuceHeader.h"

#include <catch2/catch.hpp>

#include <cstdlib>

/** Tests run on what JUCE takes for the message thread. Where no display is given, they have none: JUCE would look for
    one at :0, where another test's may be, which ends with that test. */
int main (int argc, char* argv[])
{
#if JUCE_LINUX
    setenv ("DISPLAY", "none", 0);
#endif
    const juce::ScopedJuceInitialiser_GUI initialised;
    return Catch::Session().run (argc, argv);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define CATCH_CONFIG_RUNNER
#include "JuceHeader.h"

#include <catch2/catch.hpp>

/** Tests run on what JUCE takes for the message thread. */
int main (int argc, char* argv[])
{
    const juce::ScopedJuceInitialiser_GUI initialised;
    return Catch::Session().run (argc, argv);
}

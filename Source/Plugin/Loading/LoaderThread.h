// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::plugin
{

/** The thread that reads and builds, one for all instances: a SharedResourcePointer holds it. */
struct LoaderThread : juce::TimeSliceThread
{
    LoaderThread()
        : TimeSliceThread ("Unbraid loader")
    {
        startThread();
    }
    ~LoaderThread() override { stopThread (10000); }
};

} // namespace unbraid::plugin

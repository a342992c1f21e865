// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::plugin
{

/** The state of the engine for display. */
struct EngineNumbers
{
    double sampleRateHz = 0.0; // 0 before the host prepared
    int window = 0, hop = 0;   // of the engine that plays, samples; 0: it has none
    int latencySamples = 0;
    int updates = 0;                // per frame
    bool areUpdatesTrained = false; // as many as the dictionary was unfolded into
    double load = 0.0;              // share of a block's time that it takes, mean of the last second
    double worstLoad = 0.0;         // the largest of one block in the last seconds
    double frameSeconds = 0.0;      // processor time that one frame takes, mean
    int numLate = 0;                // blocks that took longer than they last, since prepared
    bool isBuilding = false;        // another engine is built in the background and takes over soon
};

/** The state of the engine and its host. All functions are for the message thread and return at once. */
class StatusModel
{
public:
    virtual ~StatusModel() = default;

    /** The newest thing that went wrong, as one line; empty: nothing. */
    virtual juce::String message() = 0;
    virtual void dismissMessage() = 0;
    [[nodiscard]] virtual double sampleRateHz() const = 0; // 0 before the host prepared
    [[nodiscard]] virtual int latencySamples() const = 0;
    virtual EngineNumbers numbers() = 0;

    /** True where the host has enabled the output bus of a strip. */
    [[nodiscard]] virtual bool isBusOn (int strip) const = 0;
};

} // namespace unbraid::plugin

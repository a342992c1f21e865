// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::plugin
{

/** Undo of parameters, dictionary and colours. All functions are for the message thread and return at once. */
class HistoryModel
{
public:
    virtual ~HistoryModel() = default;

    /** Takes the last change of parameters, dictionary or colours back, or makes it again. */
    virtual void undo() = 0;
    virtual void redo() = 0;

    /** Names of the next step to undo and to redo, such as "Reduction" or "dictionary drums"; empty: none. */
    virtual juce::String undoName() = 0;
    virtual juce::String redoName() = 0;
};

} // namespace unbraid::plugin

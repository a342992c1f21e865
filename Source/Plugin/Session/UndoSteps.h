// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/HistoryModel.h"
#include "Plugin/Session/History.h"

#include <functional>
#include <utility>

namespace unbraid::plugin
{

/** A history as an editor sees it. [message] */
class UndoSteps : public HistoryModel
{
public:
    /** onChange  called after a step was taken back or made again */
    explicit UndoSteps (std::function<void()> onChange)
        : changed (std::move (onChange))
    {
    }

    void undo() override
    {
        steps.undo();
        changed();
    }

    void redo() override
    {
        steps.redo();
        changed();
    }

    juce::String undoName() override { return steps.undoName(); }
    juce::String redoName() override { return steps.redoName(); }

    History steps;

private:
    const std::function<void()> changed;
};

} // namespace unbraid::plugin

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
    /** noteSteps  called before: adds the steps of what has changed on other threads, so that what plays is what is taken back
        onChange   called after a step was taken back or made again */
    UndoSteps (std::function<void()> noteSteps, std::function<void()> onChange)
        : note (std::move (noteSteps))
        , changed (std::move (onChange))
    {
    }

    void undo() override
    {
        note();
        steps.undo();
        changed();
    }

    void redo() override
    {
        note();
        steps.redo();
        changed();
    }

    juce::String undoName() override { return steps.undoName(); }
    juce::String redoName() override { return steps.redoName(); }

    History steps;

private:
    const std::function<void()> note;
    const std::function<void()> changed;
};

} // namespace unbraid::plugin

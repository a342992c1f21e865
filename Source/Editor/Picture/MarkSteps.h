// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/LearnModel.h"
#include "Plugin/Session/History.h"

#include <vector>

namespace unbraid::editor
{

/** The marks of a frozen picture, with a history of their own: they are gone with the picture. All functions: [message] */
class MarkSteps
{
public:
    using Marks = std::vector<plugin::SpanMark>;

    MarkSteps() = default;
    MarkSteps (const MarkSteps&) = delete; // its steps know where it is
    MarkSteps& operator= (const MarkSteps&) = delete;

    [[nodiscard]] const Marks& now() const noexcept { return marks; }
    [[nodiscard]] bool canUndo() const { return ! steps.undoName().empty(); }
    [[nodiscard]] bool canRedo() const { return ! steps.redoName().empty(); }

    /** From now on they are these; what was taken back is forgotten. The same again: nothing. */
    void change (const Marks& changed)
    {
        if (changed == marks)
            return;
        steps.add ({ .name = "marks",
                     .takeBack = [this, before = marks] { marks = before; },
                     .makeAgain = [this, changed] { marks = changed; } });
        marks = changed;
    }

    /** One step back or on; false: there is none. */
    bool undo()
    {
        const bool isThere = canUndo();
        steps.undo();
        return isThere;
    }

    bool redo()
    {
        const bool isThere = canRedo();
        steps.redo();
        return isThere;
    }

    void clear()
    {
        marks.clear();
        steps.clear();
    }

private:
    Marks marks;
    plugin::History steps;
};

} // namespace unbraid::editor

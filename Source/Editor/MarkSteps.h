// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/PluginModel.h"

#include <utility>
#include <vector>

namespace unbraid::editor
{

/** The marks of a frozen picture as they were, are and, taken back, could be again. All functions: [message] */
class MarkSteps
{
public:
    using Marks = std::vector<plugin::SpanMark>;

    [[nodiscard]] const Marks& now() const noexcept { return marks; }
    [[nodiscard]] bool canUndo() const noexcept { return ! before.empty(); }
    [[nodiscard]] bool canRedo() const noexcept { return ! after.empty(); }

    /** From now on they are these; what was taken back is forgotten. The same again: nothing. */
    void change (const Marks& changed)
    {
        if (changed == marks)
            return;
        before.push_back (std::exchange (marks, changed));
        after.clear();
    }

    /** One step back or on; false: there is none. */
    bool undo() { return move (before, after); }
    bool redo() { return move (after, before); }

private:
    bool move (std::vector<Marks>& from, std::vector<Marks>& to)
    {
        if (from.empty())
            return false;
        to.push_back (std::exchange (marks, std::move (from.back())));
        from.pop_back();
        return true;
    }

    Marks marks;
    std::vector<Marks> before, after; // the nearest last
};

} // namespace unbraid::editor

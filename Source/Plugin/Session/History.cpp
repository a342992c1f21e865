// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Session/History.h"

#include <utility>

namespace unbraid::plugin
{

bool History::mergesIntoNewest (const HistoryStep& step) const
{
    if (numDone == 0 || numDone < steps.size() || step.mergesBy.empty())
        return false;
    const auto& newest = steps[numDone - 1];
    return newest.mergesBy == step.mergesBy && step.atSeconds - newest.atSeconds < mergeSeconds;
}

void History::add (HistoryStep step)
{
    if (atWork)
        return;
    if (mergesIntoNewest (step))
    {
        steps.back().makeAgain = std::move (step.makeAgain);
        steps.back().atSeconds = step.atSeconds;
        return;
    }
    steps.resize (numDone);
    steps.push_back (std::move (step));
    if (steps.size() > maxSteps)
        steps.erase (steps.begin());
    numDone = steps.size();
}

void History::undo()
{
    if (numDone > 0 && ! atWork)
        run (steps[--numDone].takeBack);
}

void History::redo()
{
    if (numDone < steps.size() && ! atWork)
        run (steps[numDone++].makeAgain);
}

void History::clear()
{
    steps.clear();
    numDone = 0;
}

/** A copy runs: the change may clear the history. */
void History::run (const std::function<void()>& change)
{
    const auto copied = change;
    atWork = true;
    copied();
    atWork = false;
}

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace unbraid::plugin
{

/** Something that was changed. */
struct HistoryStep
{
    std::string name;                // in words that people read
    std::function<void()> takeBack;  // makes it as it was
    std::function<void()> makeAgain; // and as it was changed to
    std::string mergesBy{};          // of one key, close in time: one step; empty: each its own
    double atSeconds = 0.0;          // of any clock that runs on
};

/** Steps to undo and redo, newest last. All functions: [message] */
class History
{
public:
    static constexpr size_t maxSteps = 100; // the oldest is forgotten
    static constexpr double mergeSeconds = 0.7;

    /** A change that was made; what was taken back can no longer be made again. Ignored while a step is taken back or
        made again. */
    void add (HistoryStep step);

    /** Takes the newest change back, or makes the one again that was last taken back; without one nothing. */
    void undo();
    void redo();

    /** Names of the next step to undo and to redo; empty: none. */
    [[nodiscard]] std::string undoName() const { return numDone > 0 ? steps[numDone - 1].name : ""; }
    [[nodiscard]] std::string redoName() const { return numDone < steps.size() ? steps[numDone].name : ""; }

    /** True within a step. */
    [[nodiscard]] bool isAtWork() const noexcept { return atWork; }

    void clear();

private:
    void run (const std::function<void()>& change);
    [[nodiscard]] bool mergesIntoNewest (const HistoryStep& step) const;

    std::vector<HistoryStep> steps; // those done, then those taken back, the last first
    size_t numDone = 0;
    bool atWork = false;
};

} // namespace unbraid::plugin

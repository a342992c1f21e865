// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Session/History.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** A value whose changes are steps. */
struct Value
{
    void change (int to, const std::string& key = {}, double seconds = 0.0)
    {
        const int from = now;
        now = to;
        history.add ({ "to " + std::to_string (to), [this, from] { now = from; }, [this, to] { now = to; },
                       key, seconds });
    }

    plugin::History history;
    int now = 0;
};
} // namespace

TEST_CASE ("Changes are taken back and made again in order")
{
    Value value;
    value.change (1);
    value.change (2);
    CHECK (value.history.undoName() == "to 2");
    CHECK (value.history.redoName().empty());
    value.history.undo();
    CHECK (value.now == 1);
    CHECK (value.history.redoName() == "to 2");
    value.history.undo();
    value.history.undo(); // there is none
    CHECK (value.now == 0);
    value.history.redo();
    value.history.redo();
    value.history.redo();
    CHECK (value.now == 2);
}

TEST_CASE ("A change after something was taken back forgets what could be made again")
{
    Value value;
    value.change (1);
    value.history.undo();
    value.change (5);
    CHECK (value.history.redoName().empty());
    value.history.undo();
    CHECK (value.now == 0);
}

TEST_CASE ("Changes of one key close in time are one step")
{
    Value value;
    value.change (1, "gain", 10.0);
    value.change (2, "gain", 10.5);
    value.change (3, "gain", 11.1);
    value.change (4, "gain", 11.9);
    value.change (5, "pan", 12.0);
    value.history.undo();
    CHECK (value.now == 4);
    value.history.undo();
    CHECK (value.now == 3);
    value.history.undo();
    CHECK (value.now == 0);
    value.history.redo();
    CHECK (value.now == 3);
}

TEST_CASE ("A hundred steps are kept and the oldest forgotten")
{
    Value value;
    for (int i = 1; i <= 150; ++i)
        value.change (i);
    int numUndone = 0;
    for (; ! value.history.undoName().empty(); ++numUndone)
        value.history.undo();
    CHECK (numUndone == 100);
    CHECK (value.now == 50);
}

TEST_CASE ("What changes while a step is taken back is no step")
{
    Value value;
    plugin::History& history = value.history;
    history.add ({ "outer", [&] { value.change (7); }, [] {} });
    history.undo();
    CHECK (history.undoName().empty());
    CHECK (history.redoName() == "outer");
    history.clear();
    CHECK (history.redoName().empty());
}

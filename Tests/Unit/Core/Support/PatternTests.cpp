// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Pattern.h"

#include <catch2/catch.hpp>

using unbraid::core::Pattern;
using Match = Pattern::Match;

TEST_CASE ("a pattern finds the whole text, its first part or all, with their groups")
{
    const Pattern range ("([0-9]+)(-([0-9]+))?");
    CHECK (range.matchWhole ("4-6") == Match{ "4-6", "4", "-6", "6" });
    CHECK (range.matchWhole ("4") == Match{ "4", "4", "", "" });
    CHECK (range.matchWhole ("4-6,8").empty());
    CHECK (range.findFirst ("from 4-6 to 8") == Match{ "4-6", "4", "-6", "6" });
    CHECK (range.findFirst ("none").empty());
    CHECK (range.findAll ("4-6,8") == std::vector<Match>{ { "4-6", "4", "-6", "6" }, { "8", "8", "", "" } });
    CHECK (range.findAll ("none").empty());
}

TEST_CASE ("a pattern is replaced wherever it is found")
{
    const Pattern link (R"(\[([^\]]*)\]\([^)]*\))");
    CHECK (link.replaceAll ("a [b](c) and [d](e)", "$1") == "a b and d");
    CHECK (link.replaceAll ("no link", "$1") == "no link");
}

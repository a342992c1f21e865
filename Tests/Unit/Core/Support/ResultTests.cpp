// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Result.h"

#include <catch2/catch.hpp>

using unbraid::core::Error;

TEST_CASE ("An error is a sentence, and what it knows beyond that follows in parentheses")
{
    CHECK (Error{ "cancelled", {}, {}, {} }.message() == "Cancelled.");
    CHECK (Error{ "Did you mean 'separate'?", {}, {}, {} }.message() == "Did you mean 'separate'?");
    CHECK (Error{ "'a.wav' is empty", {}, {}, {} }.message() == "'a.wav' is empty.");
    CHECK (Error{ "it is wrong", "field", "3", "1 or 2" }.message() ==
           "It is wrong. (field: found 3; allowed: 1 or 2)");
    CHECK (Error{ "it is wrong", {}, "3", {} }.message() == "It is wrong. (found 3)");
    CHECK (Error{ "it is wrong", "field", {}, "1" }.message() == "It is wrong. (field; allowed: 1)");
    CHECK (Error{ {}, "field", "3", "1 or 2" }.message() == "field: found 3; allowed: 1 or 2");
}

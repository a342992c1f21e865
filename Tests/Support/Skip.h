// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <string>

namespace unbraid::test
{

/** Prints why the test case that is running is skipped, which ctest counts by that word; the caller returns, before it has
    checked anything, for a failure would be lost.

        if (! hasPython())
            return skip ("no python3"); */
inline void skip (const std::string& reason)
{
    WARN ("skipped: " << reason);
}

/** Whether the trap is missing here; if so, the test case is skipped. */
[[nodiscard]] inline bool skippedWithoutTrap()
{
    if (! RealtimeTrap::isAvailable())
        skip (RealtimeTrap::whyMissing());
    return ! RealtimeTrap::isAvailable();
}

} // namespace unbraid::test

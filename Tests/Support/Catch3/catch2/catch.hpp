// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Catch2 3 under the header and the names of Catch2 2, in which the tests are written. In the include path where the installed
// Catch2 is version 3.
#include <catch2/catch_all.hpp>

namespace Catch
{
using Matchers::EndsWith;
using Matchers::StartsWith;

inline auto Contains (const std::string& text)
{
    return Matchers::ContainsSubstring (text);
}
} // namespace Catch

using Catch::Approx;

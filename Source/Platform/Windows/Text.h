// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace unbraid::platform
{

/** Text as Windows wants it, and as it is everywhere else. What is not text becomes U+FFFD. [any but audio] */
std::wstring wideFrom (std::string_view utf8);
std::string utf8From (std::wstring_view wide);

/** Why the last call failed; what is missing as `std::errc::no_such_file_or_directory`. [any but audio] */
std::error_code lastError() noexcept;

} // namespace unbraid::platform

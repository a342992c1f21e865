// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <string>
#include <string_view>

namespace unbraid::files
{

/** Checks that `text` is one JSON value in UTF-8, at most eight levels deep, without a key twice in one
    object: after it the JSON library can neither fail nor overflow on that text.
    field  what the text is, for errors
    [worker].  Error: `where` holds the field and the byte at which reading stopped. */
core::Status checkJson (std::string_view text, const std::string& field);

/** Text from outside in quotation marks, fit for a line of error: at most 60 bytes, printable ASCII.
    [worker]
 */
std::string inQuotes (std::string_view text);

} // namespace unbraid::files

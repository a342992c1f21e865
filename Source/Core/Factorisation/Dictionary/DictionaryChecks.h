// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Support/Digits.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace unbraid::core
{

/** Helpers of `validate` and of the checks of the kinds. All [worker]. */

/** The first rule that was broken, if any. */
using Problem = std::optional<Error>;

inline Problem invalid (std::string where, std::string found, std::string allowed)
{
    return Error{ "the dictionary is not valid", std::move (where), std::move (found), std::move (allowed) };
}

template <class Number>
Problem outside (const std::string& field, Number number, Number lowest, Number highest)
{
    if (number >= lowest && number <= highest)
        return {};
    return invalid (field, digitsOf (number), digitsOf (lowest) + " to " + digitsOf (highest));
}

inline std::string item (const std::string& list, size_t index)
{
    return list + "[" + digitsOf (index) + "]";
}

/** Text found where a name should be, in quotes and fit for one line. */
std::string shownText (std::string_view text);

/** Every column finite, not negative, and of sum one.
    field  the matrix's name in the file */
Problem checkUnitColumns (const std::string& field, const Eigen::MatrixXf& atoms);

} // namespace unbraid::core

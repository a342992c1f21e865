// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/OptionRow.h"

#include "Core/Support/Digits.h"
#include "Core/Support/Words.h"

#include <cstdint>

namespace unbraid::core
{

namespace
{
std::string withUnit (const NumberOption& option, double value)
{
    const std::string unit = option.unit;
    return numberText (value) + (unit.empty() ? "" : " ") + unit;
}
} // namespace

std::string allowedFor (const NumberOption& option)
{
    std::vector<std::string> allowed;
    for (const auto& [word, value] : option.words)
        allowed.emplace_back (word);
    if (option.hasNumbers())
        allowed.push_back (numberText (option.lowest) + " to " + withUnit (option, option.highest));
    return joinedByOr (allowed);
}

std::optional<double> valueFrom (const NumberOption& option, const std::string& text)
{
    for (const auto& [word, value] : option.words)
        if (text == word)
            return value;
    double number = 0.0;
    std::int64_t whole = 0;
    if (option.isWhole ? ! readDigits (text, whole) : ! readDigits (text, number))
        return {};
    if (option.isWhole)
        number = static_cast<double> (whole);
    return number >= option.lowest && number <= option.highest ? std::optional (number) : std::nullopt;
}

std::string textOf (const NumberOption& option, double value)
{
    for (const auto& [word, meaning] : option.words)
        if (value == meaning)
            return word;
    return withUnit (option, value);
}

Error refusedText (const NumberOption& option, const std::string& name, const std::string& text)
{
    return { name + " takes " + allowedFor (option) + ", not '" + text + "'", {}, {}, {} };
}

} // namespace unbraid::core

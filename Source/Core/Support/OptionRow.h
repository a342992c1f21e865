// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace unbraid::core
{

/** Of an option: none. */
constexpr double noValue = std::numeric_limits<double>::quiet_NaN();

/** A word of an option, and the number that it stands for. */
struct OptionWord
{
    const char* word = nullptr;
    double value = 0.0;
};

/** A number that a user sets, declared once: command line, Python, help texts and checks of ranges read this. */
struct NumberOption
{
    const char* name = nullptr;          // "sparsity": --sparsity on the command line
    const char* value = nullptr;         // the word for its value in help texts
    double lowest = 0.0, highest = -1.0; // inclusive; highest below lowest: words alone
    double usual = noValue;              // default
    const char* unit = "";
    const char* help = nullptr; // one line
    bool isWhole = false;
    std::span<const OptionWord> words{};

    [[nodiscard]] constexpr bool hasNumbers() const noexcept { return lowest <= highest; }
};

/** An option of a method, and where its settings keep it. */
template <class Settings>
struct OptionRow : NumberOption
{
    void (*set) (Settings&, double) = nullptr;
};

/** The member at the end of a path of members. */
template <class Settings, auto... path>
void setMember (Settings& settings, double value)
{
    auto& member = (settings.*....*path);
    member = static_cast<std::remove_reference_t<decltype (member)>> (value);
}

/** The same of seconds, given in milliseconds. */
template <class Settings, double Settings::*seconds>
void setSecondsInMs (Settings& settings, double milliseconds)
{
    settings.*seconds = 0.001 * milliseconds;
}

/** Options in words, by their names. */
using OptionTexts = std::map<std::string, std::string>;

/** "auto or 1 to 99": what an option takes. [worker] */
std::string allowedFor (const NumberOption& option);

/** The value of a text; nothing where the option takes none such. [worker] */
std::optional<double> valueFrom (const NumberOption& option, const std::string& text);

/** A value in the words of an option: "is", "93 ms". [worker] */
std::string textOf (const NumberOption& option, double value);

/** The sentence about a text that an option does not take.
    name  the option's as the user knows it */
Error refusedText (const NumberOption& option, const std::string& name, const std::string& text);

/** The settings with what the texts say.
    [worker] errors: no option of that name, a text that it does not take */
template <class Settings>
Result<Settings> settingsFrom (std::span<const OptionRow<Settings>> rows, const OptionTexts& given,
                               Settings settings = {})
{
    for (const auto& option : given)
    {
        const std::string &name = option.first, &text = option.second;
        const auto row =
            std::find_if (rows.begin(), rows.end(), [&] (const auto& each) { return name == each.name; });
        if (row == rows.end())
            return Error{ "there is no option '" + name + "'", {}, {}, {} };
        const auto value = valueFrom (*row, text);
        if (! value)
            return refusedText (*row, name, text);
        row->set (settings, *value);
    }
    return settings;
}

} // namespace unbraid::core

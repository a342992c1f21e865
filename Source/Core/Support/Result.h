// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <variant>

namespace unbraid::core
{

/** A number as a person writes it: six digits, no trailing zeros. [worker] */
inline std::string numberText (double number)
{
    char text[32];
    std::snprintf (text, sizeof (text), "%g", number);
    return text;
}

/** Why something asked for from outside could not be done. The four parts make one line for the user. */
struct Error
{
    std::string what;    // what failed, as a plain clause: "the dictionary cannot be read"
    std::string where;   // which file, field, byte offset or argument
    std::string found;   // what was there
    std::string allowed; // what would have been accepted
    bool cancelled = false;

    /** One line: a plain sentence, and in parentheses after it where, found and allowed, as far as they are known:
        "The dictionary cannot be read. (voice.safetensors: found no such file; allowed: a file)".
        [worker] */
    [[nodiscard]] std::string message() const;
};

/** A value or an Error, never both. Bad input from outside travels in it; our own mistakes are assertions.
    There is no implicit conversion to the value: ask `ok()` first.
    [any], but made on workers: errors hold strings. */
template <class T>
class [[nodiscard]] Result
{
public:
    Result (T value)
        : content (std::in_place_index<0>, std::move (value))
    {
    }
    Result (Error error)
        : content (std::in_place_index<1>, std::move (error))
    {
    }

    [[nodiscard]] bool ok() const noexcept { return content.index() == 0; }
    [[nodiscard]] const T& value() const& { return std::get<0> (content); }
    [[nodiscard]] T& value() & { return std::get<0> (content); }
    [[nodiscard]] T&& value() && { return std::get<0> (std::move (content)); }
    [[nodiscard]] const Error& error() const { return std::get<1> (content); }

private:
    std::variant<T, Error> content;
};

/** The value of a Result that carries none. */
struct Done
{
};

using Status = Result<Done>;

} // namespace unbraid::core

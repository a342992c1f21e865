// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace unbraid::cli
{

/** A value of a report for programs. The JSON library prints it; its header takes too long to compile to be read by every
    command. */
class Json
{
public:
    using Array = std::vector<Json>;
    using Object = std::map<std::string, Json>;

    Json() = default; // null
    Json (std::nullptr_t) {}
    Json (bool truth)
        : value (truth)
    {
    }
    template <std::integral Number>
    Json (Number number)
        : value (static_cast<std::int64_t> (number))
    {
    }
    template <std::floating_point Number>
    Json (Number number)
        : value (static_cast<double> (number))
    {
    }
    Json (std::string text)
        : value (std::move (text))
    {
    }
    Json (const char* text)
        : value (std::string (text))
    {
    }
    Json (std::initializer_list<std::pair<const std::string, Json>> members)
        : value (Object (members))
    {
    }
    template <class Value>
    Json (const std::vector<Value>& values)
        : value (Array (values.begin(), values.end()))
    {
    }
    template <class Value>
    Json (const std::map<std::string, Value>& members)
        : value (Object (members.begin(), members.end()))
    {
    }
    template <class Value>
    Json (const std::optional<Value>& one)
    {
        if (one)
            *this = Json (*one);
    }

    static Json array() { return Json (Array()); }
    static Json object() { return Json (Object()); }

    /** The member of that name; makes an object of null. */
    Json& operator[] (const std::string& name);

    /** Appends to an array; makes one of null. */
    void push_back (Json element);

    using Content = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;
    [[nodiscard]] const Content& content() const { return value; }

private:
    Content value = nullptr;
};

/** The text of a report: indented, keys in alphabetical order, bytes that are not UTF-8 (file
    names may hold any) replaced.
    [worker] */
std::string printable (const Json& report);

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/JsonText.h"

#include <nlohmann/json.hpp>

#include <set>
#include <vector>

namespace unbraid::files
{

namespace
{
constexpr size_t maxDepth = 8;
constexpr size_t maxQuoted = 60;

using Json = nlohmann::json;

/** Walks the text without building anything and stops at the first thing we refuse. */
class Checker final : public nlohmann::json_sax<Json>
{
public:
    std::string found;
    std::string allowed;
    size_t stoppedAt = 0; // byte; only a parse error knows it

    bool null() override { return true; }
    bool boolean (bool) override { return true; }
    bool number_integer (number_integer_t) override { return true; }
    bool number_unsigned (number_unsigned_t) override { return true; }
    bool number_float (number_float_t, const string_t&) override { return true; }
    bool string (string_t&) override { return true; }
    bool binary (binary_t&) override { return true; }
    bool start_object (size_t) override { return open(); }
    bool start_array (size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key (string_t& name) override
    {
        if (keys.back().insert (name).second)
            return true;
        return refuse ("the key " + inQuotes (name) + " twice", "each key once");
    }

    bool parse_error (size_t position, const std::string& token, const Json::exception&) override
    {
        stoppedAt = position;
        return refuse (inQuotes (token), "JSON in UTF-8");
    }

private:
    bool refuse (std::string what, std::string instead)
    {
        found = std::move (what);
        allowed = std::move (instead);
        return false;
    }

    bool open()
    {
        if (keys.size() == maxDepth)
            return refuse ("lists within lists", "at most " + std::to_string (maxDepth) + " levels");
        keys.emplace_back();
        return true;
    }

    bool close()
    {
        keys.pop_back();
        return true;
    }

    std::vector<std::set<std::string>> keys; // seen so far, per open object (empty for lists)
};
} // namespace

core::Status checkJson (std::string_view text, const std::string& field)
{
    // The library takes a zero byte for the end of the text and would not look at what follows.
    if (const size_t zero = text.find ('\0'); zero != std::string_view::npos)
        return core::Error{ {}, field + ", byte " + std::to_string (zero), "a zero byte", "JSON in UTF-8" };
    Checker checker;
    if (Json::sax_parse (text.begin(), text.end(), &checker))
        return core::Done{};
    const auto where =
        checker.stoppedAt == 0 ? field : field + ", byte " + std::to_string (checker.stoppedAt - 1);
    return core::Error{ {}, where, checker.found, checker.allowed };
}

std::string inQuotes (std::string_view text)
{
    std::string line ("'");
    for (const char c : text.substr (0, maxQuoted))
        line += c >= ' ' && c <= '~' ? c : '?';
    return line + (text.size() > maxQuoted ? "...'" : "'");
}

} // namespace unbraid::files

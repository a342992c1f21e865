// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Digits.h"
#include "Files/Dictionaries/DictionaryMetadata.h"
#include "Files/JsonText.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

namespace unbraid::files
{

/** How the strings of a safetensors header are read; for DictionaryMetadata.cpp alone. All [worker]. */

using Json = nlohmann::json;

/** Takes values out of the metadata and keeps the first thing that was wrong. */
class Fields
{
public:
    explicit Fields (const Metadata& metadataToRead)
        : metadata (metadataToRead)
    {
    }

    [[nodiscard]] const std::optional<core::Error>& problem() const { return firstProblem; }

    void refuse (const std::string& where, const std::string& found, const std::string& allowed)
    {
        if (! firstProblem.has_value())
            firstProblem = core::Error{ {}, where, found, allowed };
    }

    std::string optionalText (const std::string& key) const
    {
        const auto entry = metadata.find (key);
        return entry == metadata.end() ? std::string() : entry->second;
    }

    std::string text (const std::string& key)
    {
        if (! metadata.contains (key))
            refuse (key, "nothing", "a value");
        return optionalText (key);
    }

    void expect (const std::string& key, const std::string& allowed)
    {
        if (const auto value = text (key); value != allowed)
            refuse (key, inQuotes (value), "'" + allowed + "'");
    }

    template <class Number>
    Number number (const std::string& key)
    {
        const auto digits = text (key);
        Number value{};
        if (core::readDigits (digits, value) && std::isfinite (static_cast<double> (value)))
            return value;
        refuse (key, inQuotes (digits), std::is_integral_v<Number> ? "a whole number" : "a number");
        return {};
    }

    /** The JSON in a key's string; null when it is absent or broken. */
    Json json (const std::string& key)
    {
        const auto entry = metadata.find (key);
        if (entry == metadata.end())
            return nullptr;
        if (const auto checked = checkJson (entry->second, key); ! checked.ok())
        {
            refuse (checked.error().where, checked.error().found, checked.error().allowed);
            return nullptr;
        }
        return Json::parse (entry->second, nullptr, false);
    }

private:
    const Metadata& metadata;
    std::optional<core::Error> firstProblem;
};

} // namespace unbraid::files

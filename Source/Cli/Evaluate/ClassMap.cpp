// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ClassMap.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace unbraid::cli
{

namespace
{
using Classes = std::map<std::string, std::string>;

core::Error cannotRead (const std::filesystem::path& file, const std::string& location, std::string found,
                        std::string allowed)
{
    return { "the classes cannot be read", file.string() + location, std::move (found), std::move (allowed) };
}

core::Result<Classes> fromJson (std::istream& stream, const std::filesystem::path& file)
{
    constexpr const char* allowed = R"(an object { "name": "class", ... })";
    const auto parsed = nlohmann::json::parse (stream, nullptr, false);
    if (! parsed.is_object())
        return cannotRead (file, "", "something else", allowed);
    Classes classes;
    for (const auto& [name, value] : parsed.items())
    {
        if (! value.is_string())
            return cannotRead (file, ", " + name, value.type_name(), allowed);
        classes.emplace (name, value.get<std::string>());
    }
    return classes;
}

core::Result<Classes> fromLines (std::istream& stream, const std::filesystem::path& file)
{
    Classes classes;
    int number = 0;
    for (std::string line; std::getline (stream, line);)
    {
        ++number;
        if (line.ends_with ('\r'))
            line.pop_back();
        if (line.empty())
            continue;
        const auto comma = line.rfind (',');
        if (comma == std::string::npos || comma == 0 || comma + 1 == line.size())
            return cannotRead (file, ", line " + std::to_string (number), line, "name,class");
        classes.emplace (line.substr (0, comma), line.substr (comma + 1));
    }
    return classes;
}
} // namespace

core::Result<Classes> readClasses (const std::filesystem::path& file)
{
    std::ifstream stream (file);
    std::error_code ignored;
    if (! stream || std::filesystem::is_directory (file, ignored))
        return cannotRead (file, "", "no file that can be read", "a file of names and classes");
    return file.extension() == ".json" ? fromJson (stream, file) : fromLines (stream, file);
}

} // namespace unbraid::cli

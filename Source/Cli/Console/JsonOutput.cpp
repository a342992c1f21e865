// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/JsonOutput.h"

#include <nlohmann/json.hpp>

namespace unbraid::cli
{

namespace
{
using Library = nlohmann::json;

Library toLibrary (const Json& json);

struct Translation
{
    Library operator() (const Json::Array& array) const
    {
        Library list = Library::array();
        for (const auto& element : array)
            list.push_back (toLibrary (element));
        return list;
    }

    Library operator() (const Json::Object& object) const
    {
        Library members = Library::object();
        for (const auto& [name, member] : object)
            members[name] = toLibrary (member);
        return members;
    }

    Library operator() (const auto& value) const { return value; }
};

Library toLibrary (const Json& json)
{
    return std::visit (Translation(), json.content());
}
} // namespace

Json& Json::operator[] (const std::string& name)
{
    if (std::holds_alternative<std::nullptr_t> (value))
        value = Object();
    return std::get<Object> (value)[name];
}

void Json::push_back (Json element)
{
    if (std::holds_alternative<std::nullptr_t> (value))
        value = Array();
    std::get<Array> (value).push_back (std::move (element));
}

std::string printable (const Json& report)
{
    return toLibrary (report).dump (2, ' ', false, Library::error_handler_t::replace);
}

} // namespace unbraid::cli

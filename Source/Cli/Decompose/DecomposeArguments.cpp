// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/DecomposeArguments.h"

#include "Cli/Console/OptionRows.h"

#include <cmath>

namespace unbraid::cli
{

namespace
{
using offline::ComponentOption;

/** Methods by what is said of them, in order. */
using Sayings = std::vector<std::pair<std::string, Option::Words>>;

void say (Sayings& sayings, const std::string& what, const std::string& method)
{
    const auto found = std::find_if (sayings.begin(), sayings.end(),
                                     [&] (const auto& saying) { return saying.first == what; });
    if (found == sayings.end())
        sayings.push_back ({ what, { method } });
    else
        found->second.push_back (method);
}

/** " (nmfd)", or of most methods those that do not take the option. */
std::string takersOf (const ComponentOption& option)
{
    const auto takers = offline::methodsWhere ([&] (const auto& method) { return method.takes (option); });
    const auto others = offline::methodsWhere ([&] (const auto& method) { return ! method.takes (option); });
    if (others.empty())
        return "";
    return takers.size() <= others.size() ? " (" + core::joinedBy ("and", takers) + ")"
                                          : " (not " + core::joinedBy ("and", others) + ")";
}

/** What an option is, its default, and what it is of single methods, with theirs. */
std::string meaningOf (const ComponentOption& option)
{
    Sayings meanings, defaults;
    double usual = option.usual;
    for (const auto& method : offline::componentMethods())
    {
        if (! method.takes (option))
            continue;
        const auto* own = method.find (option);
        const double value = method.usual (option);
        const bool isOwnOption = own != nullptr && own->help != nullptr && std::isnan (option.usual);
        if (isOwnOption)
            say (meanings, own->help,
                 method.name + (" (" + core::textOf (option, value)) +
                     (meanings.empty() ? " by default)" : ")"));
        else if (own != nullptr && own->help != nullptr)
            say (meanings, own->help, method.name);
        if (std::isnan (usual) && ! isOwnOption)
            usual = value;
        else if (value != usual && ! isOwnOption && ! std::isnan (value))
            say (defaults, core::textOf (option, value), method.name);
    }
    std::string text = option.help;
    if (! std::isnan (usual))
        text += "; " + core::textOf (option, usual) + " by default";
    for (const auto& [value, methods] : defaults)
        text += ", " + value + " with " + core::joinedBy ("and", methods);
    for (const auto& [meaning, methods] : meanings)
        text += (std::isnan (usual) && &meaning == &meanings.front().first ? ": of " : "; of ") +
                core::joinedBy ("and", methods) + " " + meaning;
    return text + (meanings.empty() ? takersOf (option) : "");
}

std::string helpOfMethods()
{
    std::string text;
    for (const auto& method : offline::componentMethods())
        text +=
            (text.empty() ? method.name + std::string (" (the default)") : std::string ("; ") + method.name) +
            ": " + method.help;
    return text;
}

void addOption (CommandLine& command, const ComponentOption& option, offline::ComponentRequest& request)
{
    const bool isOpen = option.hasNumbers() && ! option.words.empty(); // its words may be more than those
    const auto keep = [&option, &request, isOpen] (const std::string& text)
    {
        request.given[option.name] = text;
        return isOpen || core::valueFrom (option, text).has_value();
    };
    auto& added = addRow (command, option, meaningOf (option), keep);
    if (option.isRequired())
        added.required();
}
} // namespace

void addDecomposeArguments (CommandLine& command, offline::ComponentRequest& request)
{
    request.dashes = "--";
    command.add ("--model NAME", request.model, helpOfMethods())
        .oneOf (offline::methodsWhere ([] (const auto&) { return true; }));
    for (const auto& option : offline::componentOptions())
        addOption (command, option, request);
}

} // namespace unbraid::cli

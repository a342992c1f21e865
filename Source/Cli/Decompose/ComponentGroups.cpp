// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/ComponentGroups.h"

#include "Cli/Console/Console.h"
#include "Core/Factorisation/Dictionary/SourceName.h"
#include "Core/Support/Pattern.h"

#include <algorithm>
#include <set>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

constexpr const char* groupForm = "NAME=1,4-6, NAME of lower-case words joined by '-', not component-...";

ComponentGroup& named (std::vector<ComponentGroup>& groups, const std::string& name)
{
    for (auto& group : groups)
        if (group.name == name)
            return group;
    groups.push_back ({ name, {} });
    return groups.back();
}

/** Numbers from 1 and ranges of them, as components from 0; the form was checked before. */
std::vector<Index> componentsFrom (const std::string& list)
{
    static const core::Pattern item ("([0-9]+)(-([0-9]+))?");
    std::vector<Index> components;
    for (const auto& found : item.findAll (list))
    {
        const Index first = std::stoi (found[1]);
        const Index last = found[3].empty() ? first : std::stoi (found[3]);
        for (Index number = first; number <= last; ++number)
            components.push_back (number - 1);
    }
    return components;
}

std::set<Index> all (const std::vector<ComponentGroup>& groups)
{
    std::set<Index> components;
    for (const auto& group : groups)
        components.insert (group.components.begin(), group.components.end());
    return components;
}
} // namespace

core::Result<std::vector<ComponentGroup>> groupsFrom (const std::vector<std::string>& arguments)
{
    static const core::Pattern form ("([^=]+)=([1-9][0-9]?(-[1-9][0-9]?)?(,[1-9][0-9]?(-[1-9][0-9]?)?)*)");
    std::vector<ComponentGroup> groups;
    for (const auto& argument : arguments)
    {
        const auto parts = form.matchWhole (argument);
        if (parts.empty() || ! core::isSourceName (parts[1]) || argument.starts_with ("component-"))
            return wrongValue ("--group", argument, groupForm);
        const auto before = all (groups);
        auto& group = named (groups, parts[1]);
        for (const Index component : componentsFrom (parts[2]))
        {
            if (before.contains (component))
                return wrongArgument ("--group", "component " + std::to_string (component + 1) + " twice",
                                      "each component in one group");
            group.components.push_back (component);
        }
        if (group.components.empty())
            return wrongValue ("--group", argument, groupForm);
    }
    return groups;
}

std::vector<ComponentGroup> numberedGroups (const std::vector<std::vector<Index>>& components)
{
    std::vector<ComponentGroup> groups;
    groups.reserve (components.size());
    for (const auto& each : components)
        groups.push_back ({ "group-" + std::to_string (groups.size() + 1), each });
    return groups;
}

core::Status completeGroups (std::vector<ComponentGroup>& groups, Index numComponents)
{
    if (groups.empty())
        return core::Done{};
    const auto taken = all (groups);
    if (*taken.rbegin() >= numComponents)
        return wrongArgument ("--group", "component " + std::to_string (*taken.rbegin() + 1),
                              "1 to " + std::to_string (numComponents));
    for (Index component = 0; component < numComponents; ++component)
        if (! taken.contains (component))
            named (groups, "residual").components.push_back (component);
    for (auto& group : groups)
        std::sort (group.components.begin(), group.components.end());
    return core::Done{};
}

core::Dictionary groupedDictionary (const core::Dictionary& components,
                                    const std::vector<ComponentGroup>& groups)
{
    core::Dictionary grouped = components;
    grouped.sources.clear();
    std::vector<Index> order;
    for (const auto& group : groups)
    {
        core::Source source;
        source.name = group.name;
        source.firstAtom = static_cast<Index> (order.size());
        source.numAtoms = static_cast<Index> (group.components.size());
        source.isTarget = group.name != "noise" && group.name != "residual";
        order.insert (order.end(), group.components.begin(), group.components.end());
        grouped.sources.push_back (source);
    }
    grouped.atoms = Eigen::MatrixXf (components.atoms (Eigen::all, order));
    core::normaliseAtoms (grouped.atoms);
    return grouped;
}

} // namespace unbraid::cli

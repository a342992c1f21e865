// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <string>
#include <vector>

namespace unbraid::cli
{

/** Components that a person hears as one sound. */
struct ComponentGroup
{
    std::string name;
    std::vector<Eigen::Index> components; // from 0
};

/** Reads NAME=LIST, a list being numbers from 1 and ranges: 1,4-6. A name given twice is one group.
    Error: wrong use; no such form, a name that is none for a source, or a component in two groups.
    [worker] */
core::Result<std::vector<ComponentGroup>> groupsFrom (const std::vector<std::string>& arguments);

/** "group-1", "group-2" and so on. [worker] */
std::vector<ComponentGroup> numberedGroups (const std::vector<std::vector<Eigen::Index>>& components);

/** Adds the components that no group has as `residual`. Error: a group with a component there is not.
    [worker] */
core::Status completeGroups (std::vector<ComponentGroup>& groups, Eigen::Index numComponents);

/** A dictionary whose sources are the groups. */
core::Dictionary groupedDictionary (const core::Dictionary& components,
                                    const std::vector<ComponentGroup>& groups);

} // namespace unbraid::cli

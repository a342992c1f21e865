// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace unbraid::cli
{

/** The text of a report for programs: indented, keys in alphabetical order, bytes that are not UTF-8 (file
    names may hold any) replaced.
    [worker] */
std::string printable (const nlohmann::json& report);

} // namespace unbraid::cli

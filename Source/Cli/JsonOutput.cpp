// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/JsonOutput.h"

#include <nlohmann/json.hpp>

namespace unbraid::cli
{

std::string printable (const nlohmann::json& report)
{
    return report.dump (2, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace unbraid::cli

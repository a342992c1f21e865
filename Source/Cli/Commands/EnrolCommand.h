// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** `unbraid enrol`: recordings of one voice -> the dictionary that keeps this voice apart from others.
    arguments  of the program, which the dictionary states */
void addEnrolCommand (CommandLine& program, const std::vector<std::string>& arguments);

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** Describes `unbraid repair`: declips a recording and fills its gaps. */
void addRepairCommand (CommandLine& program);

} // namespace unbraid::cli

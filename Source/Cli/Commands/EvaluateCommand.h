// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid evaluate`: scores of separated sounds against true ones. */
void addEvaluateCommand (CommandLine& program);

} // namespace unbraid::cli

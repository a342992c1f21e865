// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid tree`: dictionaries that split each other's sources further, saved as one. */
void addTreeCommand (CommandLine& program);

} // namespace unbraid::cli

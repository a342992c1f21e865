// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"
#include "Offline/Synthesis/ComponentRequest.h"

namespace unbraid::cli
{

/** Describes the methods and their options to a command, from their rows. */
void addDecomposeArguments (CommandLine& command, offline::ComponentRequest& request);

} // namespace unbraid::cli

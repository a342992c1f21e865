// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid dictionaries`: the dictionaries that can be asked for by name. Sets `chosen` when the command
    line asks for it. */
void addDictionariesCommand (CommandLine& program);

} // namespace unbraid::cli

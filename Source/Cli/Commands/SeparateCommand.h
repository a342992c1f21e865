// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid separate`: recordings -> one sound file per source. */
void addSeparateCommand (CommandLine& program);

} // namespace unbraid::cli

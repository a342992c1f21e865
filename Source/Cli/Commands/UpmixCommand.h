// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid upmix`: a mono recording spread into stereo by its sources. */
void addUpmixCommand (CommandLine& program);

} // namespace unbraid::cli

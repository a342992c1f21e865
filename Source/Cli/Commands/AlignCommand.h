// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid align`: moves the notes of a score to where a recording plays them. */
void addAlignCommand (CommandLine& program);

} // namespace unbraid::cli

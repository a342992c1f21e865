// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid debleed`: of each microphone of a session, the sound of its own source. */
void addDebleedCommand (CommandLine& program);

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** Describes `unbraid mosaic`: a recording in the sound of others. */
void addMosaicCommand (CommandLine& program);

} // namespace unbraid::cli

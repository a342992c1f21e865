// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"

namespace unbraid::clap
{

/** Finds dictionaries for the browser of presets of a host: the folders in which they lie, and what each is. [any] */
extern const abi::PresetFactory presetFactory;

} // namespace unbraid::clap

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <map>
#include <string>

namespace unbraid::files
{

/** Everything of a dictionary but its tensors, as the strings of a safetensors header. */
using Metadata = std::map<std::string, std::string>;

/** Fills in what `metadata` says; unknown keys are ignored. Checks form only (numbers are numbers, lists are
    lists): what the values may be is for core::validate.
    [worker].  Error: `where` names the key. */
core::Status readMetadata (const Metadata& metadata, core::Dictionary& dictionary);

/** The strings that `readMetadata` reads back exactly. [worker] */
Metadata writeMetadata (const core::Dictionary& dictionary);

} // namespace unbraid::files

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <string>

namespace unbraid::plugin
{

/** The key of a value of a source among a dictionary's mixer values, whose names know no '-' and no '.'.
    what  "pan", "colour" ...
    [any] */
inline std::string mixerKey (const std::string& what, const core::Source& source)
{
    auto key = what + "_" + source.name;
    for (char& letter : key)
        if (letter == '-' || letter == '.')
            letter = '_';
    return key;
}

} // namespace unbraid::plugin

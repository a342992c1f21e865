// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <map>
#include <mutex>
#include <string>

namespace unbraid::plugin
{

constexpr int numColours = 8; // 1 to 8; 0: none

/** The colours that were chosen, by the source's name. All functions: [any but audio] */
class SourceColours
{
public:
    using ByName = std::map<std::string, int>;

    /** The chosen one, or that of its index among the sources; a residual without own atoms has none. */
    [[nodiscard]] int of (const core::Source& source, size_t index) const;

    void choose (const std::string& name, int colour);

    [[nodiscard]] ByName chosen() const;
    void replace (ByName colours);

    /** Takes the colours over that a preset's mixer chose; the others stay. */
    void read (const core::Dictionary& preset);

    /** Writes what was chosen for the sources of a dictionary into its mixer. */
    void store (core::Dictionary& preset) const;

private:
    mutable std::mutex guard;
    ByName byName; // with the guard
};

/** "drums=3 noise=5", as sessions hold it. [any] */
std::string textOf (const SourceColours::ByName& colours);

/** Error: another form, colours that are none. [any] */
core::Result<SourceColours::ByName> coloursFrom (const std::string& text);

} // namespace unbraid::plugin

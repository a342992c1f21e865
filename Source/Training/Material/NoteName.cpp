// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/NoteName.h"

#include "Core/Support/Pattern.h"

#include <cctype>

namespace unbraid::training
{

std::optional<int> noteFromName (const std::string& fileName)
{
    static const core::Pattern note ("(^|[^A-Za-z0-9])([A-Ga-g])([#sb_]?)([0-9])(?![0-9])");
    const auto match = note.findFirst (fileName);
    if (match.empty())
        return std::nullopt;
    constexpr int semitones[] = { 9, 11, 0, 2, 4, 5, 7 }; // A to G above C
    const int letter = std::toupper (static_cast<unsigned char> (match[2][0])) - 'A';
    const std::string& accidental = match[3];
    const int shift = accidental.empty() ? 0 : accidental == "b" ? -1 : 1;
    return 12 * (std::stoi (match[4]) + 1) + semitones[letter] + shift;
}

} // namespace unbraid::training

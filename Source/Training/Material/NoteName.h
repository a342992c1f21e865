// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace unbraid::training
{

/** The MIDI note in a sample's file name, middle C (60) being C4: `A0vH`, `bassoon_As3_1_forte`,
    `gb4_f_rr1`, `D_5vH` and `D#5` (a sharp is written #, s or _). The first such word counts; empty if there is none.
    [worker] */
std::optional<int> noteFromName (const std::string& fileName);

} // namespace unbraid::training

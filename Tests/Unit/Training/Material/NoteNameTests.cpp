// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/NoteName.h"

#include <catch2/catch.hpp>

#include <utility>
#include <vector>

using unbraid::training::noteFromName;

TEST_CASE ("Notes are read from the names of samples")
{
    const std::vector<std::pair<const char*, int>> names{ { "A0vH.flac", 21 },
                                                          { "D_1vH.flac", 27 },
                                                          { "F_2vH.flac", 42 },
                                                          { "C8vH.flac", 108 },
                                                          { "a2_f_rr1.flac", 45 },
                                                          { "bb2_f_rr1_cnd.flac", 46 },
                                                          { "gb4_f_rr1.flac", 66 },
                                                          { "pizz_a2_fc.flac", 45 },
                                                          { "arco_bb1_f_up.flac", 34 },
                                                          { "C4.wav", 60 },
                                                          { "piano-C#4.wav", 61 },
                                                          { "bassoon_As3_1_mezzo-forte_normal.flac", 58 },
                                                          { "french-horn_A3_1_mezzo-forte.flac", 57 },
                                                          { "trombone_Ds5_15.flac", 75 } };
    for (const auto& [name, note] : names)
    {
        INFO (name);
        CHECK (noteFromName (name) == note);
    }
}

TEST_CASE ("Names without a note give none")
{
    for (const char* name : { "kick.wav", "10-Snare-OHL.flac", "C44.wav", "abc4.wav", "" })
        CHECK_FALSE (noteFromName (name).has_value());
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Quality/MusicMixtures.h"
#include "Quality/MusicTables.h"

namespace unbraid::quality
{

/** Mixtures for a shipped dictionary. */
struct QualityTask
{
    std::string dictionary; // its name
    std::string material;   // in words
    Mixtures mixtures;
};

/** Mixtures for every shipped dictionary, 8 s of each at most. Speech, drums and songs serve development alone, and are left
    out of the test set. Ends the program where something is missing.
    [worker] */
std::vector<QualityTask> qualityTasks (const MusicFolders& where, MaterialSet set);

} // namespace unbraid::quality

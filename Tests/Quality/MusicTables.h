// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace unbraid::quality
{

/** Where the material of the music tables lies. */
struct MusicFolders
{
    std::filesystem::path data;         // the shared data folder
    std::filesystem::path loops;        // what Material/render_drums.py wrote
    std::filesystem::path material;     // what Material/render_material.py wrote
    std::filesystem::path dictionaries; // the factory's
};

/** The sections of all factory dictionaries of music: mixture, fixed bands and oracle beside every mode. Ends the
    program where something is missing.
    [worker] */
std::string musicTables (const MusicFolders& folders);

} // namespace unbraid::quality

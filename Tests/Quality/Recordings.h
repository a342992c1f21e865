// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Quality/Mixtures.h"

namespace unbraid::quality
{

constexpr double musicRateHz = 44100.0; // of all mixtures of music

/** A recording, its channels averaged, at another rate. [worker] errors: a file that cannot be read */
core::Result<Eigen::VectorXf> readMono (const std::filesystem::path& path, double rateHz);

/** The files, or the folders, of a folder in the order of their names; none where there is no such folder.
    [worker] */
std::vector<std::filesystem::path> listFiles (const std::filesystem::path& folder);
std::vector<std::filesystem::path> listFolders (const std::filesystem::path& folder);

/** The mixture that is the sum of its stems, as long as the shortest of them, at `musicRateHz`.
    paths  one per source name
    [worker] errors: as `readMono` */
core::Result<Mixture> readStems (std::string name, std::vector<std::string> sourceNames,
                                 const std::vector<std::filesystem::path>& paths);

} // namespace unbraid::quality

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Recordings.h"

#include "Files/AudioReader.h"
#include "Files/Resampler.h"

#include <algorithm>

namespace unbraid::quality
{

namespace
{
namespace fs = std::filesystem;

constexpr Eigen::Index longest = Eigen::Index{ 1 } << 26;

template <class Wanted>
std::vector<fs::path> listEntries (const fs::path& folder, Wanted&& wanted)
{
    std::vector<fs::path> found;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator (folder, problem))
        if (wanted (entry))
            found.push_back (entry.path());
    std::sort (found.begin(), found.end());
    return found;
}
} // namespace

core::Result<Eigen::VectorXf> readMono (const fs::path& path, double rateHz)
{
    auto recording = files::readRecording (path, longest);
    if (! recording.ok())
        return recording.error();
    const Eigen::MatrixXf mono = recording.value().samples.rowwise().mean();
    auto resampled = files::resample (mono, recording.value().sampleRateHz, rateHz);
    if (! resampled.ok())
        return resampled.error();
    return Eigen::VectorXf (resampled.value().col (0));
}

std::vector<fs::path> listFiles (const fs::path& folder)
{
    return listEntries (folder, [] (const fs::directory_entry& entry) { return entry.is_regular_file(); });
}

std::vector<fs::path> listFolders (const fs::path& folder)
{
    return listEntries (folder, [] (const fs::directory_entry& entry) { return entry.is_directory(); });
}

core::Result<Mixture> readStems (std::string name, std::vector<std::string> sourceNames,
                                 const std::vector<fs::path>& paths)
{
    Mixture mixture{ std::move (name), musicRateHz, 0.0, {}, std::move (sourceNames), {} };
    Eigen::Index length = longest;
    for (const auto& path : paths)
    {
        auto stem = readMono (path, musicRateHz);
        if (! stem.ok())
            return stem.error();
        length = std::min (length, stem.value().size());
        mixture.stems.push_back (std::move (stem).value());
    }
    mixture.mixture.setZero (length);
    for (auto& stem : mixture.stems)
    {
        stem.conservativeResize (length);
        mixture.mixture += stem;
    }
    return mixture;
}

} // namespace unbraid::quality

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/StemFiles.h"

namespace unbraid::cli
{

core::Status StemFiles::create (const std::vector<std::filesystem::path>& paths, double sampleRateHz,
                                Eigen::Index numChannels)
{
    names = paths;
    for (const auto& path : paths)
    {
        auto writer = files::AudioWriter::create (path, sampleRateHz, numChannels);
        if (! writer.ok())
            return writer.error();
        writers.push_back (std::move (writer).value());
    }
    return core::Done{};
}

core::Status StemFiles::write (size_t file, const Eigen::Ref<const Eigen::MatrixXf>& block)
{
    return writers[file].write (block);
}

core::Status StemFiles::finish()
{
    for (size_t i = 0; i < writers.size(); ++i)
        if (auto finished = writers[i].finish(); ! finished.ok())
        {
            std::error_code ignored;
            for (size_t earlier = 0; earlier < i; ++earlier)
                std::filesystem::remove (names[earlier], ignored);
            return finished;
        }
    return core::Done{};
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/StemFiles.h"

namespace unbraid::cli
{

core::Status StemFiles::add (const std::filesystem::path& path, double sampleRateHz, Eigen::Index numChannels)
{
    auto writer = files::AudioWriter::create (path, sampleRateHz, numChannels);
    if (! writer.ok())
        return writer.error();
    writers.push_back (std::move (writer).value());
    return core::Done{};
}

core::Status StemFiles::create (const std::vector<std::filesystem::path>& paths, double sampleRateHz,
                                Eigen::Index numChannels)
{
    for (const auto& path : paths)
        if (auto added = add (path, sampleRateHz, numChannels); ! added.ok())
            return added;
    return core::Done{};
}

core::Status StemFiles::write (size_t file, const Eigen::Ref<const Eigen::MatrixXf>& block)
{
    return writers[file].write (block);
}

core::Status StemFiles::finish()
{
    std::vector<files::AtomicFile> complete;
    for (auto& writer : writers)
    {
        auto file = writer.complete();
        if (! file.ok())
            return file.error();
        complete.push_back (*std::move (file).value());
    }
    return files::AtomicFile::commitTogether (std::move (complete));
}

} // namespace unbraid::cli

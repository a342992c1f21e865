// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Debleed/Microphones.h"

#include "Cli/Console/Console.h"
#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <algorithm>
#include <cmath>

namespace unbraid::cli
{

using Eigen::Index;

core::Status Microphones::open (const std::vector<std::filesystem::path>& paths, Index most)
{
    for (const auto& path : paths)
    {
        auto reader = files::AudioReader::open (path);
        if (! reader.ok())
            return reader.error();
        const double rate = reader.value().sampleRateHz();
        if (! (rate >= core::minSampleRateHz && rate <= core::maxSampleRateHz))
            return core::Error{ "the sample rate is not supported", path.string(),
                                core::numberText (rate) + " Hz", "8000 to 192000 Hz" };
        if (! readers.empty() && rate != sampleRateHz())
            return core::Error{ "the microphones were recorded at different sample rates", path.string(),
                                core::numberText (rate) + " Hz", core::numberText (sampleRateHz()) + " Hz" };
        if (reader.value().numFrames() < 1)
            return core::Error{ "the recording is empty or its length is not known", path.string(), {}, {} };
        firsts.push_back (channels);
        positions.push_back (0);
        seen.push_back (0);
        notFinite.push_back (0);
        channels += reader.value().numChannels();
        length = std::max (length, reader.value().numFrames());
        readers.push_back (std::move (reader).value());
    }
    if (channels < 2 || channels > most)
        return core::Error{ channels < 2 ? "there must be more than one microphone"
                                         : "there are too many microphones",
                            {},
                            std::to_string (channels),
                            "2 to " + std::to_string (most) + " channels" };
    return core::Done{};
}

std::string Microphones::oddity (size_t file) const
{
    std::string text = files::oddityOf (readers[file]);
    if (notFinite[file] > 0)
        text += (text.empty() ? "has " : "; it has ") + counted (notFinite[file], "sample") +
                " that are no numbers (NaN or infinite), taken for silence";
    return text;
}

core::Result<Eigen::MatrixXf> Microphones::read (Index first, Index count)
{
    Eigen::MatrixXf samples = Eigen::MatrixXf::Zero (count, channels);
    const Index begin = std::max<Index> (0, first);
    for (size_t file = 0; file < readers.size(); ++file)
    {
        const Index end = std::min (first + count, readers[file].numFrames());
        if (begin >= end)
            continue;
        if (positions[file] != begin)
            if (auto sought = readers[file].seek (begin); ! sought.ok())
                return sought.error();
        Eigen::MatrixXf block (end - begin, readers[file].numChannels());
        const auto done = readers[file].read (block);
        if (! done.ok())
            return done.error();
        positions[file] = begin + done.value();
        if (begin <= seen[file] && positions[file] > seen[file]) // what is read again was counted before
        {
            const auto fresh = block.middleRows (seen[file] - begin, positions[file] - seen[file]);
            notFinite[file] += fresh.size() - fresh.array().isFinite().count();
            seen[file] = positions[file];
        }
        samples.block (begin - first, firsts[file], done.value(), block.cols()) =
            block.topRows (done.value());
    }
    return samples.unaryExpr ([] (float sample) { return std::isfinite (sample) ? sample : 0.0f; }).eval();
}

} // namespace unbraid::cli

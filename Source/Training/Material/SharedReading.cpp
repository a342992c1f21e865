// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/SharedReading.h"

#include "Training/Ranks.h"

#include <array>

namespace unbraid::training
{

namespace
{
/** Every so-manieth element, from that of this rank on. */
template <class Element>
std::vector<Element> shareOf (std::span<const Element> all, const Ranks& ranks)
{
    std::vector<Element> share;
    for (auto i = static_cast<size_t> (ranks.mine()); i < all.size();
         i += static_cast<size_t> (ranks.count()))
        share.push_back (all[i]);
    return share;
}

std::vector<MessageReader> readersOf (const std::vector<Bytes>& messages)
{
    std::vector<MessageReader> readers;
    readers.reserve (messages.size());
    for (const auto& message : messages)
        readers.emplace_back (message);
    return readers;
}

/** Of each file the number of its segments, then theirs. */
Bytes messageOf (const std::vector<std::vector<Segment>>& listed)
{
    Bytes message;
    for (const auto& segments : listed)
    {
        const auto count = static_cast<Eigen::Index> (segments.size());
        append (&count, 1, message);
        for (const auto& segment : segments)
        {
            append (&segment.rateHz, 1, message);
            append (&segment.firstFrame, 1, message);
            append (&segment.numFrames, 1, message);
            append (&segment.loudest, 1, message);
        }
    }
    return message;
}

Segment readSegmentFrom (MessageReader& message, const CorpusFile& file)
{
    Segment segment;
    segment.file = file;
    segment.rateHz = message.read<double>();
    segment.firstFrame = message.read<Eigen::Index>();
    segment.numFrames = message.read<Eigen::Index>();
    segment.loudest = message.read<float>();
    return segment;
}

core::Result<Bytes> listShare (const TrainingSpec& spec, const std::vector<CorpusFile>& files,
                               const std::function<bool()>& shouldContinue)
{
    std::vector<std::vector<Segment>> listed;
    for (const auto& file : shareOf (std::span (files), *spec.ranks))
    {
        auto segments = listSegments (spec, { file }, shouldContinue);
        if (! segments.ok())
            return segments.error();
        listed.push_back (std::move (segments).value());
    }
    return messageOf (listed);
}

/** Of each segment the number of its frames, of bins, then the spectra. */
core::Result<Bytes> readShare (const TrainingSpec& spec, std::span<const Segment> segments)
{
    const auto read = readSegments (spec, shareOf (segments, *spec.ranks));
    if (! read.ok())
        return read.error();
    Bytes message;
    for (const auto& frames : read.value())
    {
        const std::array sizes{ frames.spectra.rows(), frames.spectra.cols() };
        append (sizes.data(), sizes.size(), message);
        append (frames.spectra.data(), static_cast<size_t> (frames.spectra.size()), message);
    }
    return message;
}

Frames readFramesFrom (MessageReader& message)
{
    const auto numBins = message.read<Eigen::Index>();
    const auto numFrames = message.read<Eigen::Index>();
    const std::vector<std::uint8_t> none (static_cast<size_t> (numFrames), 0);
    Frames frames{ Eigen::MatrixXf (numBins, numFrames), none, none };
    message.read (frames.spectra.data(), static_cast<size_t> (frames.spectra.size()));
    return frames;
}
} // namespace

core::Result<std::vector<Segment>> listSegmentsTogether (const TrainingSpec& spec,
                                                         const std::vector<CorpusFile>& files,
                                                         const std::function<bool()>& shouldContinue)
{
    if (spec.ranks->count() == 1)
        return listSegments (spec, files, shouldContinue);
    const auto messages = fromAll (*spec.ranks, listShare (spec, files, shouldContinue));
    if (! messages.ok())
        return messages.error();
    auto readers = readersOf (messages.value());
    std::vector<Segment> all;
    for (size_t i = 0; i < files.size(); ++i)
    {
        auto& reader = readers[i % readers.size()];
        for (auto left = reader.read<Eigen::Index>(); left > 0; --left)
            all.push_back (readSegmentFrom (reader, files[i]));
    }
    return all;
}

core::Result<std::vector<Frames>> readSegmentsTogether (const TrainingSpec& spec,
                                                        std::span<const Segment> segments)
{
    if (spec.ranks->count() == 1)
        return readSegments (spec, segments);
    const auto messages = fromAll (*spec.ranks, readShare (spec, segments));
    if (! messages.ok())
        return messages.error();
    auto readers = readersOf (messages.value());
    std::vector<Frames> all;
    for (size_t i = 0; i < segments.size(); ++i)
        all.push_back (readFramesFrom (readers[i % readers.size()]));
    return all;
}

} // namespace unbraid::training

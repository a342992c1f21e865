// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/SharedReading.h"

#include "Training/Ranks.h"

#include <algorithm>
#include <array>
#include <numeric>

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
        auto segments = segmentsOf (spec, file, shouldContinue);
        if (! segments.ok() && (files.size() == 1 || ! mayLeaveOut (spec, file.path, segments.error())))
            return segments.error();
        listed.push_back (segments.ok() ? std::move (segments).value() : std::vector<Segment>());
    }
    return messageOf (listed);
}

/** The rank that reads each of the segments: the longest first, each by the rank with the least to read so far. */
std::vector<int> readersFor (std::span<const Segment> segments, const Ranks& ranks)
{
    std::vector<size_t> longestFirst (segments.size());
    std::iota (longestFirst.begin(), longestFirst.end(), size_t{ 0 });
    std::stable_sort (longestFirst.begin(), longestFirst.end(),
                      [&] (size_t a, size_t b) { return segments[a].numFrames > segments[b].numFrames; });
    std::vector<Eigen::Index> loads (static_cast<size_t> (ranks.count()), 0);
    std::vector<int> readers (segments.size());
    for (const size_t i : longestFirst)
    {
        const auto least = std::min_element (loads.begin(), loads.end());
        *least += segments[i].numFrames;
        readers[i] = static_cast<int> (least - loads.begin());
    }
    return readers;
}

/** Gives every rank the frames of a segment that one of them has read. */
void shareFrames (Ranks& ranks, int reader, Frames& frames)
{
    std::array sizes{ frames.spectra.rows(), frames.spectra.cols() };
    ranks.broadcast (reader, writableBytesOf (sizes.data(), sizes.size()));
    frames.spectra.resize (sizes[0], sizes[1]); // at the reader it has this size
    ranks.broadcast (reader,
                     writableBytesOf (frames.spectra.data(), static_cast<size_t> (frames.spectra.size())));
    frames.continues.assign (static_cast<size_t> (sizes[1]), 0);
    frames.onsets = frames.continues;
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
    auto& ranks = *spec.ranks;
    if (ranks.count() == 1)
        return readSegments (spec, segments);
    const auto readers = readersFor (segments, ranks);
    std::vector<Segment> share;
    for (size_t i = 0; i < segments.size(); ++i)
        if (readers[i] == ranks.mine())
            share.push_back (segments[i]);
    auto own = readSegments (spec, share);
    const auto status = own.ok() ? core::Status (core::Done{}) : own.error();
    if (auto agreed = agreeWithAll (ranks, status); ! agreed.ok())
        return agreed.error();
    std::vector<Frames> all (segments.size());
    for (size_t i = 0, next = 0; i < all.size(); ++i)
    {
        if (readers[i] == ranks.mine())
            all[i] = std::move (own.value()[next++]);
        shareFrames (ranks, readers[i], all[i]);
    }
    return all;
}

} // namespace unbraid::training

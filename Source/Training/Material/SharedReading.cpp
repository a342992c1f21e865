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
    for (const auto& message : messages)
        readers.emplace_back (message);
    return readers;
}

/** Of each file the number of its segments, then theirs. */
Bytes messageOf (const std::vector<std::vector<Stretch>>& listed)
{
    Bytes message;
    for (const auto& stretches : listed)
    {
        const auto count = static_cast<Eigen::Index> (stretches.size());
        append (&count, 1, message);
        for (const auto& stretch : stretches)
        {
            append (&stretch.rateHz, 1, message);
            append (&stretch.firstFrame, 1, message);
            append (&stretch.numFrames, 1, message);
            append (&stretch.loudest, 1, message);
        }
    }
    return message;
}

Stretch readStretchFrom (MessageReader& message, const CorpusFile& file)
{
    Stretch stretch;
    stretch.file = file;
    stretch.rateHz = message.read<double>();
    stretch.firstFrame = message.read<Eigen::Index>();
    stretch.numFrames = message.read<Eigen::Index>();
    stretch.loudest = message.read<float>();
    return stretch;
}

core::Result<Bytes> listShare (const TrainingSpec& spec, const std::vector<CorpusFile>& files,
                               const std::function<bool()>& goesOn)
{
    std::vector<std::vector<Stretch>> listed;
    for (const auto& file : shareOf (std::span (files), *spec.ranks))
    {
        auto stretches = listStretches (spec, { file }, goesOn);
        if (! stretches.ok())
            return stretches.error();
        listed.push_back (std::move (stretches).value());
    }
    return messageOf (listed);
}

/** Of each segment the number of its frames, of bins, then the spectra. */
core::Result<Bytes> readShare (const TrainingSpec& spec, std::span<const Stretch> stretches)
{
    const auto read = readStretches (spec, shareOf (stretches, *spec.ranks));
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

core::Result<std::vector<Stretch>> listStretchesTogether (const TrainingSpec& spec,
                                                          const std::vector<CorpusFile>& files,
                                                          const std::function<bool()>& goesOn)
{
    if (spec.ranks->count() == 1)
        return listStretches (spec, files, goesOn);
    const auto messages = fromAll (*spec.ranks, listShare (spec, files, goesOn));
    if (! messages.ok())
        return messages.error();
    auto readers = readersOf (messages.value());
    std::vector<Stretch> all;
    for (size_t i = 0; i < files.size(); ++i)
    {
        auto& reader = readers[i % readers.size()];
        for (auto left = reader.read<Eigen::Index>(); left > 0; --left)
            all.push_back (readStretchFrom (reader, files[i]));
    }
    return all;
}

core::Result<std::vector<Frames>> readStretchesTogether (const TrainingSpec& spec,
                                                         std::span<const Stretch> stretches)
{
    if (spec.ranks->count() == 1)
        return readStretches (spec, stretches);
    const auto messages = fromAll (*spec.ranks, readShare (spec, stretches));
    if (! messages.ok())
        return messages.error();
    auto readers = readersOf (messages.value());
    std::vector<Frames> all;
    for (size_t i = 0; i < stretches.size(); ++i)
        all.push_back (readFramesFrom (readers[i % readers.size()]));
    return all;
}

} // namespace unbraid::training

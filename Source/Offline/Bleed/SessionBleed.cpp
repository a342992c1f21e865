// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Bleed/SessionBleed.h"

#include <algorithm>
#include <limits>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr double excerptSeconds = 5.0;
constexpr double blockSeconds = 10.0;
constexpr double learnShare = 0.7;                // of the progress
constexpr double maxLearningBytes = 6442450944.0; // 6 GB

template <auto... path>
constexpr auto keep = core::setMember<BleedSpec, path...>;
using Of = BleedSettings;
constexpr bool isWhole = true;

void setBleedWindow (BleedSpec& spec, double milliseconds)
{
    spec.settings.windowSeconds = 0.001 * milliseconds;
}

// { { name, value, lowest, highest, default, unit, help, whole }, member }
constexpr core::OptionRow<BleedSpec> bleedRows[]{
    { { "window", "MS", 10.0, 340.0, 93.0, "ms", "Window: longer in rooms with more echo" }, setBleedWindow },
    { { "atoms", "N", 1.0, 256.0, 16.0, "", "Atoms of each source", isWhole },
      keep<&BleedSpec::settings, &Of::atoms> },
    { { "iterations", "N", 0.0, 1000.0, 30.0, "", "Updates of the sources", isWhole },
      keep<&BleedSpec::settings, &Of::iterations> },
    { { "learn", "SECONDS", 1.0, 3600.0, 60.0, "s",
        "How much of the recording to learn from, evenly spread" },
      keep<&BleedSpec::learnSeconds> },
    { { "seed", "N", 0.0, std::numeric_limits<unsigned int>::max(), 1.0, "", "Of the random start", isWhole },
      keep<&BleedSpec::settings, &Of::seed> },
};

/** As the session reads; beyond a loudness whose powers overflow an error. */
core::Result<MatrixXf> samplesOf (const BleedSession& session, Index first, Index count)
{
    constexpr float loudest = 1e9f; // times full scale
    auto samples = session.read (first, count);
    if (! samples.ok() || ! (samples.value().cwiseAbs().maxCoeff() > loudest))
        return samples;
    return core::Error{ "the microphones are too loud to be told apart", "peak",
                        core::numberText (samples.value().cwiseAbs().maxCoeff()),
                        "up to a thousand million times full scale" };
}

core::Status checkLearnMemory (const BleedSession& session, const BleedSpec& spec,
                               const BleedRemoval& removal)
{
    const double rate = session.sampleRateHz;
    const double seconds = std::min (spec.learnSeconds, static_cast<double> (session.numSamples) / rate);
    const auto numFrames = static_cast<Index> (std::max (seconds, blockSeconds) * rate) / removal.hop() + 2;
    const double bytes = BleedRemoval::bytesOf (removal.hop() + 1, numFrames, session.numChannels,
                                                static_cast<Index> (session.own.size()), spec.settings);
    if (bytes <= maxLearningBytes)
        return core::Done{};
    char size[32];
    std::snprintf (size, sizeof size, "%.1f GB", bytes / (1 << 30));
    return core::Error{ "learning from so much of the recording takes too much memory", "learn", size,
                        "6 GB: a lower number of seconds" };
}

/** Excerpts spread evenly over the recording, all of it where it is short. */
core::Status addExcerpts (const BleedSession& session, double learnSeconds, BleedRemoval& removal)
{
    const double rate = session.sampleRateHz;
    const Index hop = removal.hop(), length = session.numSamples;
    const auto all = [&] (Index first, Index count) -> core::Status
    {
        const auto samples = samplesOf (session, first, count);
        if (! samples.ok())
            return samples.error();
        removal.addExcerpt (samples.value(), first);
        return core::Done{};
    };
    if (static_cast<double> (length) <= learnSeconds * rate)
        return all (-hop, (removal.numFrames (length) + 1) * hop);
    const auto count = std::max<Index> (1, static_cast<Index> (learnSeconds / excerptSeconds));
    const auto each = std::max (2 * hop, static_cast<Index> (learnSeconds * rate) / count);
    for (Index number = 0; number < count; ++number)
        if (auto added = all ((length - each) * number / std::max<Index> (1, count - 1), each); ! added.ok())
            return added;
    return core::Done{};
}

core::Status separateBlocks (const BleedSession& session, BleedRemoval& removal, const BleedBlock& onBlock,
                             const core::ProgressOf<BleedProgress>& onProgress)
{
    const Index hop = removal.hop(), numFrames = removal.numFrames (session.numSamples);
    const Index each = std::max<Index> (
        8, static_cast<Index> (blockSeconds * session.sampleRateHz / static_cast<double> (hop)));
    for (Index frame = 0; frame < numFrames; frame += each)
    {
        const double share = static_cast<double> (frame) / static_cast<double> (numFrames);
        if (! onProgress ({ learnShare + (1.0 - learnShare) * share, false }))
            return core::Error{ "the removal of bleed was cancelled", {}, {}, {}, true };
        const Index count = std::min (each, numFrames - frame), first = (frame - 1) * hop;
        const auto samples = samplesOf (session, first, (count + 1) * hop);
        if (! samples.ok())
            return samples.error();
        const MatrixXf own = removal.process (samples.value(), frame);
        const Index skipped = frame == 0 ? hop : 0; // what would be before the recording
        const Index rows = std::min (own.rows() - skipped, session.numSamples - first - skipped);
        if (rows < 1)
            continue;
        if (auto taken = onBlock (samples.value().middleRows (skipped, rows), own.middleRows (skipped, rows),
                                  first + skipped);
            ! taken.ok())
            return taken;
    }
    return core::Done{};
}
} // namespace

std::span<const core::OptionRow<BleedSpec>> bleedOptions() noexcept
{
    return bleedRows;
}

core::Status removeBleed (const BleedSession& session, const BleedSpec& spec, const BleedBlock& onBlock,
                          const core::ProgressOf<BleedProgress>& onProgress)
{
    BleedRemoval removal;
    for (const auto& step :
         std::initializer_list<std::function<core::Status()>>{
             [&]
             { return removal.prepare (session.sampleRateHz, session.own, session.silent, spec.settings); },
             [&] { return checkLearnMemory (session, spec, removal); },
             [&] { return addExcerpts (session, spec.learnSeconds, removal); },
             [&]
             { return removal.learn ([&] (double share) { return onProgress ({ learnShare * share }); }); },
             [&] { return separateBlocks (session, removal, onBlock, onProgress); } })
        if (auto done = step(); ! done.ok())
            return done;
    return core::Done{};
}

} // namespace unbraid::offline

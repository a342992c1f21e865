// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/HitFinder.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace unbraid::core
{

namespace
{
constexpr std::array<std::pair<std::string_view, int>, 11> drumNotes{ { { "kick", 36 },
                                                                        { "snare", 38 },
                                                                        { "clap", 39 },
                                                                        { "hi-hat", 42 },
                                                                        { "open-hi-hat", 46 },
                                                                        { "toms", 45 },
                                                                        { "cymbals", 49 },
                                                                        { "crash", 49 },
                                                                        { "ride", 51 },
                                                                        { "tambourine", 54 },
                                                                        { "cowbell", 56 } } };

constexpr double riseSeconds = 0.02;  // in which a level must rise, and may go on rising
constexpr double gapSeconds = 0.06;   // between two hits of a drum
constexpr double hitSeconds = 0.1;    // from a hit to the end of its note, which means nothing for a drum
constexpr double lagSeconds = 0.0075; // from a hit to a hop after the middle of the frame that shows it
constexpr float defaultShare = 0.15f; // of the drum's own loudest, by which its level must rise
constexpr float shareOfAll = 0.06f;   // and of all drums' loudest
constexpr float hitGrowth = 1.6f;     // of a level at a hit

bool isDrum (const Source& source) noexcept
{
    return source.pitches.empty() && drumNote (source.name).has_value();
}
} // namespace

std::optional<int> drumNote (std::string_view sourceName) noexcept
{
    for (const auto& [name, note] : drumNotes)
        if (name == sourceName)
            return note;
    return std::nullopt;
}

bool HitFinder::canFind (const Dictionary& dictionary) noexcept
{
    return std::any_of (dictionary.sources.begin(), dictionary.sources.end(), isDrum);
}

void HitFinder::prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                         const NoteFindingSettings& settings)
{
    drums.clear();
    for (size_t source = 0; source < dictionary.sources.size(); ++source)
        if (isDrum (dictionary.sources[source]))
            drums.push_back (
                { static_cast<Eigen::Index> (source), *drumNote (dictionary.sources[source].name) });
    frames = geometry;
    riseFrames = framesIn (riseSeconds, geometry);
    gapFrames = framesIn (gapSeconds, geometry);
    kept = keptLoudness (geometry);
    magnitudes.setZero (geometry.numBins());
    levels.setZero (static_cast<Eigen::Index> (drums.size()), riseFrames);
    found.reserve (mostFound());
    setThreshold (settings.threshold);
    reset();
}

void HitFinder::reset() noexcept
{
    for (auto& drum : drums)
        drum = { drum.source, drum.note };
    levels.setZero();
    loudestOfAll = 0.0f;
    numFrames = 0;
    found.clear();
}

void HitFinder::setThreshold (float threshold) noexcept
{
    share = defaultShare * NoteFindingSettings::allowed (threshold) / NoteFindingSettings().threshold;
}

std::span<const FoundNote> HitFinder::find (const Eigen::MatrixXf& masks, const Eigen::MatrixXcf& mixture,
                                            bool isSilent) noexcept
{
    found.clear();
    measure (masks, mixture, isSilent);
    for (size_t index = 0; index < drums.size(); ++index)
        follow (index);
    return found;
}

std::span<const FoundNote> HitFinder::endAll() noexcept
{
    found.clear();
    for (auto& drum : drums)
    {
        if (drum.rising > 0)
            tell (drum);
        if (drum.sounds)
            end (drum, std::max (drum.endsAt, positionOf (numFrames)));
    }
    return found;
}

Eigen::Index HitFinder::delaySamples() const noexcept
{
    const Eigen::Index foundIn = riseFrames + 1; // any frame: the difference counts
    return foundIn * frames.hop - positionOf (foundIn - riseFrames) +
           static_cast<Eigen::Index> (lagSeconds * frames.sampleRateHz);
}

void HitFinder::measure (const Eigen::MatrixXf& masks, const Eigen::MatrixXcf& mixture,
                         bool isSilent) noexcept
{
    assert (mixture.rows() == magnitudes.size());
    ++numFrames;
    loudestOfAll *= kept;
    if (! isSilent)
    {
        magnitudes = mixture.col (0).cwiseAbs();
        for (Eigen::Index channel = 1; channel < mixture.cols(); ++channel)
            magnitudes += mixture.col (channel).cwiseAbs();
    }
    for (auto& drum : drums)
    {
        drum.level = isSilent ? 0.0f : masks.col (drum.source).dot (magnitudes);
        drum.loudest = std::max (kept * drum.loudest, drum.level);
        loudestOfAll = std::max (loudestOfAll, drum.level);
    }
}

float HitFinder::lowestBefore (size_t index) const noexcept
{
    return levels.row (static_cast<Eigen::Index> (index)).minCoeff();
}

bool HitFinder::isStruck (size_t index) const noexcept
{
    const auto& drum = drums[index];
    const float before = lowestBefore (index);
    const float rise = drum.level - before;
    const bool isFree = drum.struck == 0 || numFrames - drum.struck > gapFrames;
    return isFree && rise > share * drum.loudest && rise > shareOfAll * loudestOfAll &&
           drum.level > hitGrowth * before;
}

void HitFinder::follow (size_t index) noexcept
{
    auto& drum = drums[index];
    const float last = levels (static_cast<Eigen::Index> (index), (numFrames - 1) % riseFrames);
    if (drum.rising > 0 && (drum.level <= last || numFrames - drum.rising >= riseFrames))
        tell (drum);
    if (drum.rising == 0 && isStruck (index))
        drum.rising = drum.struck = numFrames;
    else if (drum.sounds && positionOf (numFrames) >= drum.endsAt)
        end (drum, drum.endsAt);
    levels (static_cast<Eigen::Index> (index), numFrames % riseFrames) = drum.level;
}

/** Once its level has stopped rising: the highest of the frames since it began. */
void HitFinder::tell (Drum& drum) noexcept
{
    const auto index = static_cast<Eigen::Index> (&drum - drums.data());
    const float level = std::max (drum.level, levels.row (index).maxCoeff());
    const Eigen::Index position = std::max<Eigen::Index> (
        0, positionOf (drum.rising) - static_cast<Eigen::Index> (lagSeconds * frames.sampleRateHz));
    if (drum.sounds)
        end (drum, std::min (drum.endsAt, position));
    drum.rising = 0;
    drum.sounds = true;
    drum.endsAt = position + static_cast<Eigen::Index> (hitSeconds * frames.sampleRateHz);
    found.push_back ({ true, drumPart, drum.note, velocityOf (level, drum.loudest), position });
}

void HitFinder::end (Drum& drum, Eigen::Index position) noexcept
{
    drum.sounds = false;
    found.push_back ({ false, drumPart, drum.note, 0, position });
}

Eigen::Index HitFinder::positionOf (Eigen::Index frame) const noexcept
{
    return (frame + 1 - frames.lookAhead) * frames.hop - frames.synthesis / 2;
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/StemsRecipe.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

/** A position in a song, the same for all its sources. */
struct SongPosition
{
    Index song = 0;
    Index first = 0;
    double ratio = 1.0;
    float level = 1.0f; // of all its stems together
};

/** A room for all stems of a song, and the numbers that its response is drawn from. */
struct SharedRoom
{
    RoomDraw room{};
    Draws draws;
};

double drawRatio (const StemMixing& settings, Draws& draws)
{
    return SpeedChange::nearest (1.0 + draws.upOrDown (settings.ratio));
}

std::optional<SongPosition> drawSongPosition (const MixingTools& tools, Draws& draws)
{
    const auto& corpus = *tools.corpus;
    const auto& settings = tools.settings;
    if (! draws.chance (settings.stems.songProbability) || corpus.songs.empty())
        return std::nullopt;
    SongPosition position;
    position.song = draws.index (static_cast<Index> (corpus.songs.size()));
    position.ratio = drawRatio (settings.stems, draws);
    const Sound* longest = nullptr;
    for (Index source = 0; source < corpus.numSources(); ++source)
        if (const Sound* sound = soundOf (corpus, position.song, source);
            sound != nullptr && (longest == nullptr || sound->samples.size() > longest->samples.size()))
            longest = sound;
    position.level = songLevel (corpus, position.song);
    position.first =
        drawPosition (*longest, ClipReader::numTaken (settings.numSamples(), position.ratio), draws);
    return position;
}

std::optional<SharedRoom> drawSharedRoom (const MixingTools& tools, std::uint64_t number)
{
    const auto& settings = tools.settings.stems.sharedRoom;
    auto draws = drawsFor (tools, number, Stream::stems, tools.corpus->numSources()); // after the stems'
    const auto room = drawRoom (settings, settings.probability, draws);
    return room ? std::optional (SharedRoom{ *room, draws }) : std::nullopt;
}

/** Which sources are there; one at least of those that can be. */
void drawPresence (const MixingTools& tools, const std::optional<SongPosition>& position, Draws& draws,
                   std::vector<SourceDraw>& sources)
{
    std::vector<size_t> possible;
    for (size_t i = 0; i < sources.size(); ++i)
    {
        const bool isGuest =
            position && soundOf (*tools.corpus, position->song, static_cast<Index> (i)) == nullptr;
        if (! isGuest || draws.chance (tools.settings.stems.guestProbability))
            possible.push_back (i);
    }
    for (auto& source : sources)
        source.isPresent = false;
    for (const size_t i : possible)
        sources[i].isPresent = draws.chance (tools.settings.stems.presentProbability);
    const size_t certain = possible[static_cast<size_t> (draws.index (static_cast<Index> (possible.size())))];
    if (std::none_of (sources.begin(), sources.end(), [] (const auto& source) { return source.isPresent; }))
        sources[certain].isPresent = true;
}

/** A piece of one of the source's recordings, its active part at a level of one; another where it is
    silent. */
Eigen::VectorXf drawPiece (MixingTools& tools, Index source, Draws& draws, double& ratio)
{
    const Index numSamples = tools.settings.numSamples();
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        const Sound& sound = drawSound (tools, source, draws);
        ratio = drawRatio (tools.settings.stems, draws);
        const Index numTaken = ClipReader::numTaken (numSamples, ratio);
        const bool isShort = static_cast<Index> (sound.samples.size()) < numTaken;
        const Index first = drawPosition (sound, isShort ? 0 : numTaken, draws);
        const Eigen::VectorXf piece = tools.clips.read (sound, { first, ratio, isShort }, numSamples);
        if (const float level = activeRms (piece, tools.settings.sampleRateHz); level > 0.0f)
            return piece / level;
    }
    return Eigen::VectorXf::Zero (numSamples);
}

Eigen::VectorXf makeStem (MixingTools& tools, Index source, const std::optional<SongPosition>& position,
                          const std::optional<SharedRoom>& shared, Draws& draws, SourceDraw& draw)
{
    const auto& settings = tools.settings;
    draw.gainDb = draws.upOrDown (settings.stems.gainDb);
    draw.equaliserDb = drawEqualiser (settings.stems.equaliserDb, draws);
    draw.room = shared ? shared->room : drawRoom (settings.room, settings.stems.roomProbability, draws);
    Eigen::VectorXf samples;
    if (const Sound* ofSong = position ? soundOf (*tools.corpus, position->song, source) : nullptr)
    {
        draw.ratio = position->ratio;
        samples = tools.clips.read (*ofSong, { position->first, position->ratio }, settings.numSamples()) /
                  position->level;
    }
    else
        samples = drawPiece (tools, source, draws, draw.ratio);
    FilterShape shape (settings.sampleRateHz);
    shape.equalise (draw.equaliserDb);
    Draws responseDraws = shared ? shared->draws : draws;
    applyScene (tools, shape, draw.room, responseDraws, samples);
    return samples * amplitudeOf (draw.gainDb);
}

/** All stems; `position` none: of recordings drawn one by one. */
void makeStems (MixingTools& tools, const std::optional<SongPosition>& position, Draws& sceneDraws,
                Mixture& mixture)
{
    auto& recipe = mixture.recipe;
    recipe.song = position ? std::optional (position->song) : std::nullopt;
    const auto shared = position ? drawSharedRoom (tools, recipe.number) : std::nullopt;
    drawPresence (tools, position, sceneDraws, recipe.sources);
    mixture.stems.setZero();
    for (Index source = 0; source < mixture.stems.cols(); ++source)
    {
        auto draws = drawsFor (tools, recipe.number, Stream::stems, source);
        if (auto& draw = recipe.sources[static_cast<size_t> (source)]; draw.isPresent)
            mixture.stems.col (source) = makeStem (tools, source, position, shared, draws, draw);
    }
}
} // namespace

Mixture makeStemsMixture (MixingTools& tools, std::uint64_t number)
{
    auto draws = drawsFor (tools, number, Stream::scene);
    Mixture mixture = emptyMixture (tools, number, draws);
    const auto position = drawSongPosition (tools, draws);
    makeStems (tools, position, draws, mixture);
    if (position && mixture.stems.isZero (0.0f)) // a rest of the song
        makeStems (tools, std::nullopt, draws, mixture);
    finish (mixture);
    return mixture;
}

} // namespace unbraid::unfolding

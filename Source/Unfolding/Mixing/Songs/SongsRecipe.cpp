// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/SongsRecipe.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/Songs/Production.h"
#include "Unfolding/Mixing/Songs/SongPositions.h"
#include "Unfolding/Mixing/Songs/TimeStretch.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double minStretch = 0.004; // of the speed: less is left out

/** A source's part of a recording. */
struct Part
{
    const Sound* sound = nullptr;
    Index first = 0;
    Playing playing{};
    float level = 1.0f;    // that stands for one in the mixture
    bool isLooped = false; // short ones that belong to no song
};

/** Common to all sources of a mixture. */
struct Scene
{
    Playing playing{};
    std::optional<SongCut> host{}; // none: every source comes from anywhere
    bool isRemix = false;
    bool isSwapped = false; // left and right
};

Playing drawPlaying (const SongMixing& settings, Draws& draws)
{
    const double speed = 1.0 + draws.upOrDown (settings.speed);
    return { speed, ratioOf (draws.upOrDown (settings.semitones)) };
}

Scene drawScene (const MixingTools& tools, Draws& draws)
{
    const auto& settings = tools.settings.songs;
    Scene scene;
    scene.playing = drawPlaying (settings, draws);
    const bool isLoose = draws.chance (settings.looseProbability);
    scene.isRemix = draws.chance (settings.remixProbability);
    scene.isSwapped = draws.chance (settings.swapProbability);
    const auto host = drawSong (tools, scene.playing, draws);
    if (! isLoose)
        scene.host = host;
    return scene;
}

/** Sources that can be there: those of the song, and guests. */
std::vector<size_t> drawPossible (const MixingTools& tools, const Scene& scene, Draws& draws)
{
    std::vector<size_t> possible;
    for (Index source = 0; source < tools.corpus->numSources(); ++source)
    {
        const bool isGuest = scene.host && soundOf (*tools.corpus, scene.host->song, source) == nullptr;
        if (! isGuest || draws.chance (tools.settings.songs.guestProbability))
            possible.push_back (static_cast<size_t> (source));
    }
    return possible; // a song has one source at least
}

/** Solos, duos, or each of the possible ones by chance, one at least. */
void drawPresent (const SongMixing& settings, std::vector<size_t> possible, Draws& draws,
                  std::vector<SourceDraw>& sources)
{
    for (auto& source : sources)
        source.isPresent = false;
    for (size_t i = possible.size(); i > 1; --i) // in any order
        std::swap (possible[i - 1], possible[static_cast<size_t> (draws.index (static_cast<Index> (i)))]);
    const double kind = draws.uniform();
    size_t numPresent = 0;
    if (kind < settings.soloProbability + settings.duoProbability)
        numPresent = std::min<size_t> (kind < settings.soloProbability ? 1 : 2, possible.size());
    else
        for (size_t i = 0; i < possible.size(); ++i)
            numPresent += draws.chance (settings.presentProbability) ? 1 : 0;
    for (size_t i = 0; i < std::max<size_t> (1, numPresent); ++i)
        sources[possible[i]].isPresent = true;
}

Part partOf (const SoundCorpus& corpus, const SongCut& cut, Index source)
{
    return { soundOf (corpus, cut.song, source), cut.first, cut.playing, songLevel (corpus, cut.song) };
}

/** Any recording of the source, its active parts at a level of one; another one where it rests. */
Part drawAnywhere (const MixingTools& tools, const Playing& playing, Index source, Draws& draws)
{
    const Index numTaken = ClipReader::numTaken (tools.settings.numSamples(), playing.speed);
    Part part;
    part.playing = playing;
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        part.sound = &drawSound (tools, source, draws);
        part.isLooped = static_cast<Index> (part.sound->samples.size()) < numTaken;
        part.first = drawPosition (*part.sound, part.isLooped ? 0 : numTaken, draws);
        part.level = part.sound->activeRms;
        if (part.isLooped || plays (*part.sound, part.first, numTaken))
            break;
    }
    return part;
}

Part drawPart (const MixingTools& tools, const Scene& scene, Index source, Draws& draws, SourceDraw& draw)
{
    const auto& corpus = *tools.corpus;
    const auto& settings = tools.settings.songs;
    const bool isOther = draws.chance (settings.otherProbability);
    draw.song.reset();
    if (! scene.host)
        return drawAnywhere (tools, drawPlaying (settings, draws), source, draws);
    const bool isGuest = soundOf (corpus, scene.host->song, source) == nullptr;
    if (isGuest || (scene.isRemix && isOther))
        if (const auto cut = drawMatching (tools, *scene.host, source, draws))
        {
            draw.song = cut->song;
            return partOf (corpus, *cut, source);
        }
    if (isGuest)
        return drawAnywhere (tools, scene.playing, source, draws);
    draw.song = scene.host->song;
    return partOf (corpus, *scene.host, source);
}

/** left = mean + side, right = mean - side. */
Sides fromMeanAndSide (Eigen::VectorXf mean, const Eigen::VectorXf& side)
{
    Eigen::VectorXf right = mean - side;
    mean += side;
    return { std::move (mean), std::move (right) };
}

/** The part as it is played: pitch by the speed of reading, and what that leaves of the tempo by stretching. */
Sides play (MixingTools& tools, const Part& part)
{
    const auto& settings = tools.settings;
    const double ratio = SpeedChange::nearest (part.playing.pitch);
    const double stretch = part.playing.speed / ratio;
    const bool isStereo = settings.songs.isStereo;
    const Index count = settings.numSamples();
    if (part.isLooped || std::abs (stretch - 1.0) < minStretch)
    {
        const Clip clip{ part.first, ratio, part.isLooped };
        Eigen::VectorXf mean = tools.clips.read (*part.sound, clip, count);
        if (! isStereo)
            return { std::move (mean), {} };
        return fromMeanAndSide (std::move (mean), tools.clips.readSide (*part.sound, clip, count));
    }
    const TimeStretch stretched (settings.sampleRateHz, stretch, count);
    const auto lead = static_cast<Index> (std::lround (static_cast<double> (stretched.lead()) * ratio));
    const Clip clip{ part.first - lead, ratio };
    const Eigen::VectorXf mean = tools.clips.read (*part.sound, clip, stretched.numRead());
    const auto joints = stretched.joints (mean);
    if (! isStereo)
        return { stretched.apply (mean, joints), {} };
    const Eigen::VectorXf side = tools.clips.readSide (*part.sound, clip, stretched.numRead());
    return fromMeanAndSide (stretched.apply (mean, joints), stretched.apply (side, joints));
}

/** Equal powers, one in the middle. pan  -1 to 1 */
void panTo (double pan, Sides& sound)
{
    const double angle = 0.25 * std::numbers::pi * (1.0 + pan);
    sound.left *= static_cast<float> (std::numbers::sqrt2 * std::cos (angle));
    sound.right *= static_cast<float> (std::numbers::sqrt2 * std::sin (angle));
}

/** Colour, room, distortion and dynamics of one stem. */
void produce (MixingTools& tools, Draws& draws, SourceDraw& draw, Sides& sound)
{
    const auto& settings = tools.settings;
    const auto& songs = settings.songs;
    draw.equaliserDb = drawEqualiser (songs.equaliserDb, draws);
    draw.room = drawRoom (settings.room, songs.roomProbability, draws);
    FilterShape shape (settings.sampleRateHz);
    shape.equalise (draw.equaliserDb);
    const bool isSaturated = draws.chance (songs.saturationProbability);
    const double driveDb = draws.uniform (songs.saturationDb);
    const bool isCompressed = draws.chance (songs.compressionProbability);
    const auto compression = drawCompression (songs, draws);
    sound.forEach ([&] (Eigen::VectorXf& samples) { applyScene (tools, shape, draw.room, draws, samples); });
    if (isSaturated)
        saturate (driveDb, sound);
    if (isCompressed)
        compress (compression, settings.sampleRateHz, sound);
}

Sides makeSides (MixingTools& tools, const Scene& scene, Index source, Draws& draws, SourceDraw& draw)
{
    const auto& songs = tools.settings.songs;
    draw.gainDb = draws.upOrDown (songs.gainDb);
    const bool isPanned = draws.chance (songs.panProbability);
    const double pan = draws.upOrDown (songs.pan);
    const auto part = drawPart (tools, scene, source, draws, draw);
    draw.ratio = part.playing.speed;
    draw.semitones = 12.0 * std::log2 (part.playing.pitch);
    Sides sound = play (tools, part);
    produce (tools, draws, draw, sound);
    const float gain = amplitudeOf (draw.gainDb) / part.level;
    sound.forEach ([gain] (Eigen::VectorXf& samples) { samples *= gain; });
    if (sound.isStereo() && isPanned)
    {
        draw.pan = pan;
        panTo (pan, sound);
    }
    if (sound.isStereo() && scene.isSwapped)
        std::swap (sound.left, sound.right);
    return sound;
}

void makeAllSides (MixingTools& tools, const Scene& scene, Draws& sceneDraws, Mixture& mixture)
{
    auto& recipe = mixture.recipe;
    recipe.song = scene.host ? std::optional (scene.host->song) : std::nullopt;
    drawPresent (tools.settings.songs, drawPossible (tools, scene, sceneDraws), sceneDraws, recipe.sources);
    mixture.stems.setZero();
    if (mixture.right)
        mixture.right->stems.setZero();
    for (Index source = 0; source < mixture.stems.cols(); ++source)
    {
        auto draws = drawsFor (tools, recipe.number, Stream::stems, source);
        auto& draw = recipe.sources[static_cast<size_t> (source)];
        if (! draw.isPresent)
            continue;
        const auto sound = makeSides (tools, scene, source, draws, draw);
        mixture.stems.col (source) = sound.left;
        if (mixture.right)
            mixture.right->stems.col (source) = sound.right;
    }
}
} // namespace

Mixture makeSongsMixture (MixingTools& tools, std::uint64_t number)
{
    const auto& settings = tools.settings;
    auto draws = drawsFor (tools, number, Stream::scene);
    Mixture mixture = emptyMixture (tools, number, draws);
    if (settings.songs.isStereo)
        mixture.right = ChannelSounds{ mixture.stems, {} };
    auto scene = drawScene (tools, draws);
    makeAllSides (tools, scene, draws, mixture);
    if (scene.host && mixture.stems.isZero (0.0f)) // a rest of the song
    {
        scene.host.reset();
        makeAllSides (tools, scene, draws, mixture);
    }
    addStems (mixture);
    master (settings.songs, settings.sampleRateHz, draws, mixture);
    finish (mixture);
    return mixture;
}

} // namespace unbraid::unfolding

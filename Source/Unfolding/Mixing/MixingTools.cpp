// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixingTools.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
constexpr double wideFromHz = 11000.0; // a recording that reaches less far teaches nothing of the treble
constexpr float highestPeak = 0.99f;

void addUp (ChannelSounds& channel)
{
    channel.mixture = channel.stems.col (0);
    for (Eigen::Index source = 1; source < channel.stems.cols(); ++source)
        channel.mixture += channel.stems.col (source);
}

float highestOf (const ChannelSounds& channel)
{
    return std::max (channel.mixture.cwiseAbs().maxCoeff(), channel.stems.cwiseAbs().maxCoeff());
}

/** Of both channels together. */
float levelOf (const Mixture& mixture)
{
    const float ofLeft = plainRms (mixture.mixture);
    return mixture.right ? std::hypot (ofLeft, plainRms (mixture.right->mixture)) / std::sqrt (2.0f) : ofLeft;
}
} // namespace

EqualiserCurve drawEqualiser (double maxDb, Draws& draws)
{
    EqualiserCurve curve{};
    for (auto& point : curve)
        point = draws.upOrDown (maxDb);
    return curve;
}

std::optional<RoomDraw> drawRoom (const RoomSettings& settings, double probability, Draws& draws)
{
    if (! draws.chance (probability))
        return std::nullopt;
    return drawRoom (settings, draws);
}

std::vector<std::vector<Eigen::Index>> wideSounds (const SoundCorpus& corpus)
{
    std::vector<std::vector<Eigen::Index>> wide;
    for (const auto& sounds : corpus.sounds)
    {
        auto& indices = wide.emplace_back();
        for (size_t index = 0; index < sounds.size(); ++index)
            if (sounds[index].bandHz > wideFromHz)
                indices.push_back (static_cast<Eigen::Index> (index));
    }
    return wide;
}

std::vector<std::vector<Eigen::Index>> speakersOf (const SoundCorpus& corpus)
{
    std::map<std::string, std::vector<Eigen::Index>> named;
    for (size_t index = 0; index < corpus.sounds.front().size(); ++index)
    {
        const auto name =
            corpus.files.empty() ? std::to_string (index) : corpus.files.front()[index].stem().string();
        named[name.substr (0, name.rfind ('_'))].push_back (static_cast<Eigen::Index> (index));
    }
    std::vector<std::vector<Eigen::Index>> speakers;
    speakers.reserve (named.size());
    for (auto& [name, recordings] : named)
        speakers.push_back (std::move (recordings));
    return speakers;
}

const Sound& drawSound (const MixingTools& tools, Eigen::Index source, Draws& draws, bool isWide)
{
    const auto& sounds = tools.corpus->sounds[static_cast<size_t> (source)];
    const auto& wide = tools.wide[static_cast<size_t> (source)];
    if (isWide && ! wide.empty())
        return sounds[static_cast<size_t> (
            wide[static_cast<size_t> (draws.index (static_cast<Eigen::Index> (wide.size())))])];
    return sounds[static_cast<size_t> (draws.index (static_cast<Eigen::Index> (sounds.size())))];
}

Eigen::Index drawPosition (const Sound& sound, Eigen::Index numTaken, Draws& draws)
{
    return draws.index (
        std::max<Eigen::Index> (0, static_cast<Eigen::Index> (sound.samples.size()) - numTaken) + 1);
}

void applyScene (MixingTools& tools, const FilterShape& shape, const std::optional<RoomDraw>& room,
                 Draws& draws, Eigen::VectorXf& samples)
{
    if (room)
        tools.filter.apply (shape, roomResponse (*room, tools.settings.sampleRateHz, draws), samples);
    else
        tools.filter.apply (shape, samples);
}

const Sound* soundOf (const SoundCorpus& corpus, Eigen::Index song, Eigen::Index source) noexcept
{
    const auto sound = corpus.songs[static_cast<size_t> (song)].sounds[static_cast<size_t> (source)];
    return sound < 0 ? nullptr : &corpus.sounds[static_cast<size_t> (source)][static_cast<size_t> (sound)];
}

float songLevel (const SoundCorpus& corpus, Eigen::Index song) noexcept
{
    float energy = 0.0f;
    for (Eigen::Index source = 0; source < corpus.numSources(); ++source)
        if (const Sound* sound = soundOf (corpus, song, source))
            energy += sound->activeRms * sound->activeRms;
    return std::sqrt (energy);
}

Mixture emptyMixture (const MixingTools& tools, std::uint64_t number, Draws& draws)
{
    Mixture mixture;
    mixture.recipe.number = number;
    mixture.recipe.levelDb = draws.uniform (tools.settings.levelDb);
    mixture.recipe.sources.resize (tools.corpus->names.size());
    mixture.stems.resize (tools.settings.numSamples(), tools.corpus->numSources());
    return mixture;
}

void addStems (Mixture& mixture)
{
    addUp (mixture);
    if (mixture.right)
        addUp (*mixture.right);
}

void finish (Mixture& mixture)
{
    addStems (mixture);
    const float level = levelOf (mixture);
    if (level == 0.0f)
        return;
    const float peak =
        mixture.right ? std::max (highestOf (mixture), highestOf (*mixture.right)) : highestOf (mixture);
    const float gain = std::min (amplitudeOf (mixture.recipe.levelDb) / level, highestPeak / peak);
    mixture.stems *= gain;
    if (mixture.right)
        mixture.right->stems *= gain;
    addStems (mixture);
}

} // namespace unbraid::unfolding

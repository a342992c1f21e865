// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixingTools.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
constexpr float highestPeak = 0.99f;

void addUp (Mixture& mixture)
{
    mixture.mixture = mixture.stems.col (0);
    for (Eigen::Index source = 1; source < mixture.stems.cols(); ++source)
        mixture.mixture += mixture.stems.col (source);
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

const Sound& drawSound (const MixingTools& tools, Eigen::Index source, Draws& draws)
{
    const auto& sounds = tools.corpus->sounds[static_cast<size_t> (source)];
    return sounds[static_cast<size_t> (draws.index (static_cast<Eigen::Index> (sounds.size())))];
}

Eigen::Index drawPlace (const Sound& sound, Eigen::Index numTaken, Draws& draws)
{
    return draws.index (
        std::max<Eigen::Index> (0, static_cast<Eigen::Index> (sound.samples.size()) - numTaken) + 1);
}

void applyScene (MixingTools& tools, const FilterShape& shape, const std::optional<RoomDraw>& room,
                 Draws& draws, Eigen::VectorXf& samples)
{
    const auto& settings = tools.settings;
    if (room)
        tools.filter.apply (
            shape, roomResponse (*room, settings.room.earlySeconds, settings.sampleRateHz, draws), samples);
    else
        tools.filter.apply (shape, samples);
}

void finish (Mixture& mixture)
{
    addUp (mixture);
    const float rms = plainRms (mixture.mixture);
    if (rms == 0.0f)
        return;
    const float peak = std::max (mixture.mixture.cwiseAbs().maxCoeff(), mixture.stems.cwiseAbs().maxCoeff());
    mixture.stems *= std::min (amplitudeOf (mixture.recipe.levelDb) / rms, highestPeak / peak);
    addUp (mixture);
}

} // namespace unbraid::unfolding

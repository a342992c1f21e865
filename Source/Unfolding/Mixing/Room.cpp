// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Room.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double nepersOf60Db = 6.907755; // ln 1000
constexpr double crossoverHz = 1500.0;
constexpr Range firstReturnSeconds{ 0.002, 0.015 };
constexpr Range reflectionHeight{ 2.0, 6.0 }; // of the noise's deviation where it stands

/** Factor of an exponential decay per sample. */
float decayPerSample (double reverberationSeconds, double sampleRateHz)
{
    return static_cast<float> (std::exp (-nepersOf60Db / (reverberationSeconds * sampleRateHz)));
}

/** Half of a crossover's branch: Butterworth's filter of the second order, by the bilinear transform. */
class Branch
{
public:
    /** turn  tan (pi f / rate) of the crossover */
    Branch (double turn, bool isHigh)
    {
        const double norm = 1.0 + std::numbers::sqrt2 * turn + turn * turn;
        outer = static_cast<float> ((isHigh ? 1.0 : turn * turn) / norm);
        middle = isHigh ? -2.0f * outer : 2.0f * outer;
        back1 = static_cast<float> (2.0 * (turn * turn - 1.0) / norm);
        back2 = static_cast<float> ((1.0 - std::numbers::sqrt2 * turn + turn * turn) / norm);
    }

    float operator() (float sample) noexcept
    {
        const float filtered = outer * sample + state1;
        state1 = middle * sample - back1 * filtered + state2;
        state2 = outer * sample - back2 * filtered;
        return filtered;
    }

private:
    float outer, middle, back1, back2;
    float state1 = 0.0f, state2 = 0.0f;
};

/** Noise in two bands, each with a decay of its own; where neither has begun to decay the two together are
    white.
    Source: Linkwitz 1976, crossover of the fourth order. */
void addTail (const RoomDraw& room, double sampleRateHz, Draws& draws, Eigen::Ref<Eigen::VectorXf> tail)
{
    const float lowDecay = decayPerSample (room.reverberationSeconds, sampleRateHz);
    const float highDecay =
        decayPerSample (room.reverberationSeconds * room.highFrequencyShare, sampleRateHz);
    const double turn = std::tan (std::numbers::pi * crossoverHz / sampleRateHz);
    Branch low1 (turn, false), low2 = low1, high1 (turn, true), high2 = high1;
    float lowLevel = 1.0f, highLevel = 1.0f;
    for (Index n = 0; n < tail.size(); ++n)
    {
        const float noise = draws.normal();
        tail[n] += lowLevel * low2 (low1 (noise)) + highLevel * high2 (high1 (noise));
        lowLevel *= lowDecay;
        highLevel *= highDecay;
    }
}

void addReflections (const RoomDraw& room, double sampleRateHz, Draws& draws, Eigen::VectorXf& response)
{
    for (int i = 0; i < room.numReflections; ++i)
    {
        const double seconds = draws.uniform ({ firstReturnSeconds.low, room.earlySeconds });
        const double height = draws.uniform (reflectionHeight) * (draws.chance (0.5) ? 1.0 : -1.0);
        const auto position = static_cast<Index> (seconds * sampleRateHz);
        if (position < response.size())
            response[position] +=
                static_cast<float> (height * std::exp (-nepersOf60Db * seconds / room.reverberationSeconds));
    }
}
} // namespace

RoomDraw drawRoom (const RoomSettings& settings, Draws& draws)
{
    RoomDraw room;
    room.reverberationSeconds = draws.uniform (settings.reverberationSeconds);
    room.directToReverberantDb = draws.uniform (settings.directToReverberantDb);
    room.highFrequencyShare = draws.uniform (settings.highFrequencyShare);
    room.numReflections = draws.wholeNumber (settings.numReflections);
    room.earlySeconds = settings.earlySeconds;
    return room;
}

RoomResponse roomResponse (const RoomDraw& room, double sampleRateHz, Draws& draws)
{
    const auto length = static_cast<Index> (std::ceil (room.reverberationSeconds * sampleRateHz));
    RoomResponse response{ Eigen::VectorXf::Zero (length),
                           std::min (length,
                                     static_cast<Index> (std::ceil (room.earlySeconds * sampleRateHz))) };
    const auto firstReturn = static_cast<Index> (draws.uniform (firstReturnSeconds) * sampleRateHz);
    addTail (room, sampleRateHz, draws, response.samples.tail (length - std::min (length, firstReturn)));
    addReflections (room, sampleRateHz, draws, response.samples);
    response.samples[0] = 0.0f;
    const float reverberant = response.samples.norm();
    if (reverberant > 0.0f)
        response.samples *= amplitudeOf (-room.directToReverberantDb) / reverberant;
    response.samples[0] = 1.0f;
    return response;
}

Index longestRoom (const MixingSettings& settings) noexcept
{
    double seconds = settings.room.reverberationSeconds.high;
    if (settings.recipe == MixingRecipe::notes)
        seconds = std::max (seconds, settings.notes.room.reverberationSeconds.high);
    if (settings.recipe == MixingRecipe::stems && settings.stems.sharedRoom.probability > 0.0)
        seconds = std::max (seconds, settings.stems.sharedRoom.reverberationSeconds.high);
    return static_cast<Index> (std::ceil (seconds * settings.sampleRateHz));
}

} // namespace unbraid::unfolding

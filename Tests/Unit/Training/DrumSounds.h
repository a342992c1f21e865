// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/Random.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace unbraid::test
{

enum class Drum
{
    kick,
    snare,
    hiHat,
    cymbal
};

inline std::string nameOf (Drum drum)
{
    constexpr const char* names[]{ "kick", "snare", "hi-hat", "cymbals" };
    return names[static_cast<size_t> (drum)];
}

struct Stroke
{
    Drum drum;
    double seconds;
    float level; // peak, about
};

/** Drums by their physics: a kick is a falling sine with a click, a snare a tone under noise, hi-hat and cymbal are noise
    above some kHz that decays quickly or slowly. */
inline Eigen::VectorXf strokeOf (Drum drum, double rateHz)
{
    const auto length = static_cast<Eigen::Index> (rateHz * (drum == Drum::cymbal ? 6.0 : 0.8));
    const Eigen::VectorXf noise = Random (11).noise (length, 1.0f);
    Eigen::VectorXf sound (length);
    double phase = 0.0, low = 0.0;
    for (Eigen::Index n = 0; n < length; ++n)
    {
        const double t = static_cast<double> (n) / rateHz;
        const double white = static_cast<double> (noise[n]);
        const double cornerHz = drum == Drum::snare ? 1500.0 : 7000.0;
        low += (1.0 - std::exp (-2.0 * std::numbers::pi * cornerHz / rateHz)) * (white - low);
        const auto tone = [&] (double hz)
        {
            phase += 2.0 * std::numbers::pi * hz / rateHz;
            return std::sin (phase);
        };
        double value = 0.0;
        if (drum == Drum::kick)
            value = tone (50.0 + 100.0 * std::exp (-t / 0.02)) * std::exp (-t / 0.12) +
                    0.1 * white * std::exp (-t / 0.004);
        else if (drum == Drum::snare)
            value = 0.5 * tone (190.0) * std::exp (-t / 0.06) + 0.5 * (white - low) * std::exp (-t / 0.07);
        else
            value = 0.5 * (white - low) * std::exp (-t / (drum == Drum::hiHat ? 0.03 : 0.8));
        sound[n] = static_cast<float> (value);
    }
    return sound;
}

/** A recording of a kit, struck when and as loudly as it says. */
struct PlayedKit
{
    PlayedKit (double rateHz, std::vector<Stroke> played)
        : strokes (std::move (played))
    {
        const double end = strokes.back().seconds + 4.0;
        sound = Eigen::VectorXf::Zero (static_cast<Eigen::Index> (end * rateHz));
        for (const auto& stroke : strokes)
        {
            const Eigen::VectorXf hit = strokeOf (stroke.drum, rateHz);
            const auto first = static_cast<Eigen::Index> (stroke.seconds * rateHz);
            const Eigen::Index length = std::min<Eigen::Index> (hit.size(), sound.size() - first);
            sound.segment (first, length) += stroke.level * hit.head (length);
        }
    }

    std::vector<Stroke> strokes;
    Eigen::VectorXf sound;
};

} // namespace unbraid::test

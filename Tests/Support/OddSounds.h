// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/Random.h"

#include <Eigen/Core>

#include <cmath>
#include <utility>
#include <vector>

namespace unbraid::test
{

constexpr double oddRateHz = 8000.0;

/** Two gliding, decaying tones that begin at times of their own, and a little noise. */
inline Eigen::VectorXf gliding (Eigen::Index numSamples = 2400)
{
    Eigen::VectorXf sound = Random (5).noise (numSamples, 0.003f);
    const std::pair<Eigen::Index, double> notes[]{
        { 100, 500.0 }, { 700, 1900.0 }, { 1300, 500.0 }, { 1800, 1900.0 }
    };
    for (const auto& [begin, hz] : notes)
        for (Eigen::Index n = 0; begin + n < numSamples; ++n)
        {
            const double seconds = static_cast<double> (n) / oddRateHz;
            sound[begin + n] += static_cast<float> (0.3 * std::exp (-12.0 * seconds) *
                                                    std::sin (6.2831853 * (hz + 800.0 * seconds) * seconds));
        }
    return sound;
}

/** The same twice, the second time late and with another level. */
inline Eigen::MatrixXf inStereo (const Eigen::VectorXf& sound)
{
    Eigen::MatrixXf stereo (sound.size(), 2);
    stereo.col (0) = sound;
    stereo.col (1) << Eigen::VectorXf::Zero (4), 0.6f * sound.head (sound.size() - 4);
    return stereo;
}

/** A recording that may surprise a method. */
struct OddSound
{
    const char* name = nullptr;
    Eigen::MatrixXf samples;
    bool isTakenApart = true; // else a sentence will do as well
};

inline std::vector<OddSound> oddSounds()
{
    const Eigen::VectorXf sound = gliding (1200);
    Eigen::MatrixXf same (sound.size(), 2), opposite (sound.size(), 2);
    same << sound, sound;
    opposite << sound, -sound;
    Eigen::MatrixXf impulse = Eigen::MatrixXf::Zero (1200, 2);
    impulse.row (500) << 0.5f, 0.25f;
    return { { "one sample", Eigen::MatrixXf::Constant (1, 2, 0.5f), false },
             { "a few samples", inStereo (sound.segment (120, 7)), false },
             { "an impulse", impulse },
             { "silence", Eigen::MatrixXf::Zero (1200, 2), false },
             { "a constant", Eigen::MatrixXf::Constant (1200, 2, 0.5f), false },
             { "left = right", same },
             { "left = -right", opposite },
             { "1e18", 1e18f * inStereo (sound) },
             { "1e-30", 1e-30f * inStereo (sound), false } };
}

} // namespace unbraid::test

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::core
{

/** How fast the running level and floor of EncoderFeatures follow. */
struct FeatureRates
{
    float rising = 0.0f;  // share of the way that the level goes up in a frame
    float falling = 0.0f; // and down
    float sinking = 0.0f; // share of the way that the floor goes down
    float growth = 1.0f;  // factor by which the floor goes up
};

/** hopSeconds  between two frames
    [worker] */
FeatureRates featureRates (double hopSeconds);

constexpr float minFeatureFloor = 1e-5f;     // of the level, so that a floor can rise again
constexpr float minFeatureOverLevel = 1e-7f; // squared
constexpr float featureCentre = 0.5f;        // moves the features to about zero

/** v becomes log10 ((v / L)^2 + 1e-7) / 2 + 0.5.
    values  v >= 0
    level   L, above 0
    [audio] real-time safe. */
void compareWithLevel (Eigen::Ref<Eigen::ArrayXXf> values, float level) noexcept;

/** The features of a frame that the encoder of an unfolded dictionary processes: the logarithm of each row over the
    running level, and over the row's own running floor. They do not depend on the level of the sound.

        L   follows the frames' mean, up within 0.1 s, down within 2 s
        n_b follows what is below it within 50 ms, and otherwise rises by 4 dB/s
        e_b = log10 ((v_b / L)^2 + 1e-7) / 2 + 0.5,  and where floors are used  log10 ((v_b / n_b)^2 + 1) / 2

    Source of the floor: minimum statistics in the spirit of Doblinger 1995, with a plain rise. */
class EncoderFeatures
{
public:
    /** numFeatures  as many as rows, or twice as many: with those over the floor
        hopSeconds   between the frames that are processed here
        [worker] allocates */
    void prepare (Eigen::Index numRows, Eigen::Index numFeatures, double hopSeconds);

    /** Forgets level and floor. [audio] */
    void reset() noexcept;

    /** rows      [rows] v of the frame, unscaled
        mean      of the rows, above 0
        features  [at least numFeatures] of which the first are written
        [audio] real-time safe. */
    void process (const Eigen::VectorXf& rows, float mean, Eigen::VectorXf& features) noexcept;

    /** L of the newest frame, above 0. [audio] */
    [[nodiscard]] float runningLevel() const noexcept { return level; }

    /** n of the newest frame, above 0; empty where floors are not used.
        returns  [rows]
        [audio] */
    [[nodiscard]] const Eigen::ArrayXf& floor() const noexcept { return floors; }

private:
    void followLevel (float mean) noexcept;
    void followFloor (const Eigen::VectorXf& rows) noexcept;

    bool usesFloor = false;
    bool isFirst = true;
    FeatureRates rates{};
    float level = 0.0f;    // L
    Eigen::ArrayXf floors; // [rows] n
};

} // namespace unbraid::core

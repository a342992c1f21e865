// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace unbraid::unfolding
{

/** Changes a sound's speed and leaves its pitch: pieces of it overlap and add up, each taken from where it continues the
    one before best.
    Source: Verhelst & Roelands 1993 (WSOLA). */
class TimeStretch
{
public:
    /** speed  samples of the sound for one of the result, 0.5 to 2
        [worker] */
    TimeStretch (double sampleRateHz, double speed, Eigen::Index numSamples);

    /** Samples of the sound that are read. [any] */
    [[nodiscard]] Eigen::Index numRead() const noexcept;

    /** Samples of the sound before the first one of the result. [any] */
    [[nodiscard]] Eigen::Index lead() const noexcept { return half + reach; }

    /** Starts of the pieces of this sound; sounds that belong together, such as the channels of a recording, are cut
        at the same joints.
        sound  [numRead]
        [worker] */
    [[nodiscard]] std::vector<Eigen::Index> joints (const Eigen::Ref<const Eigen::VectorXf>& sound) const;

    /** sound   [numRead]
        positions  as `joints` gives them
        [worker] */
    [[nodiscard]] Eigen::VectorXf apply (const Eigen::Ref<const Eigen::VectorXf>& sound,
                                         const std::vector<Eigen::Index>& positions) const;

private:
    [[nodiscard]] Eigen::Index numPieces() const noexcept;
    [[nodiscard]] Eigen::Index earliest (Eigen::Index piece) const noexcept;

    Eigen::Index half;  // of a piece: from one to the next in the result
    Eigen::Index reach; // before and behind where a piece would be by the speed alone
    double ratio;
    Eigen::Index length;
    Eigen::VectorXf window; // [2 half]
};

} // namespace unbraid::unfolding

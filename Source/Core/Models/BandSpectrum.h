// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::core
{

/** The spectrum of a frame at the bands of a dictionary: the power of all channels together, or its root, divided by
    its mean, so that nothing after it depends on the level. */
class BandSpectrum
{
public:
    /** [worker] allocates */
    void prepare (const PreparedDictionary& dictionary);

    /** mixture  [bins x channels]
        bands    those of the dictionary
        returns  false where the frame is silent: then values and level are of no use
        [audio] real-time safe. */
    bool measure (const Eigen::MatrixXcf& mixture, const BandMap& bands) noexcept;

    /** v [bands], unit mean, plus the model's floor. [audio] */
    [[nodiscard]] const Eigen::VectorXf& values() const noexcept { return scaled; }

    /** v [bands] before it was divided by the level. [audio] */
    [[nodiscard]] const Eigen::VectorXf& unscaled() const noexcept { return gathered; }

    /** [model bins] the spectrum at the bins, divided by the same level, plus the floor. [audio] */
    [[nodiscard]] const Eigen::VectorXf& valuesAtBins() const noexcept { return atBins; }

    /** Mean over the bands. [audio] */
    [[nodiscard]] float level() const noexcept { return mean; }

private:
    Spectrum kind = Spectrum::power;
    float modelFloor = plainModelFloor;
    float silence = 0.0f;     // mean below which a frame is silent
    float mean = 0.0f;        // of v before it was made one
    Eigen::VectorXf gathered; // [bands]
    Eigen::VectorXf scaled;   // [bands]
    Eigen::VectorXf atBins;   // [model bins]
};

} // namespace unbraid::core

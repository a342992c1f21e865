// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::core
{

/** The spectrum of a frame at the bins of a plain dictionary: the power of all channels together, or its root, divided
    by its mean, so that nothing after it depends on the level.

    It also follows the band of the sound. Sound that was recorded or sent at a lower rate ends below the model's last
    bin; it gives no information on the atoms above that end, so that those bins are left out, as they are where the
    engine itself runs at that rate. */
class BinSpectrum
{
public:
    /** [worker] allocates */
    void prepare (const PreparedDictionary& dictionary);

    /** Forgets all frames: all bins are active again. [audio] */
    void reset() noexcept;

    /** mixture  [bins x channels]
        returns  false where the frame is silent: then values and level are of no use
        [audio] real-time safe. */
    bool measure (const Eigen::MatrixXcf& mixture) noexcept;

    /** v [model bins], unit mean over the active bins, plus the model's floor. [audio] */
    [[nodiscard]] const Eigen::VectorXf& values() const noexcept { return scaled; }

    /** Mean over the active bins. [audio] */
    [[nodiscard]] float level() const noexcept { return mean; }

    /** Number of bins within the band of the sound; may change with every frame, silent or not. [audio] */
    [[nodiscard]] Eigen::Index numActiveBins() const noexcept { return activeBins; }

    /** True where the frame is loud enough to learn noise from it, unlike that of a muted microphone. [audio] */
    [[nodiscard]] bool isLearnable() const noexcept { return mean > minLearnable; }

private:
    void followBand() noexcept;

    Spectrum kind = Spectrum::power;
    float modelFloor = plainModelFloor;
    float typicalKept = 1.0f;  // of typicalPower, a frame
    float levelKept = 1.0f;    // of typicalLevel, a frame
    float silentPower = 0.0f;  // mean |x|^2 below which a frame does not change the band
    float silence = 0.0f;      // mean below which a frame is silent
    float minLearnable = 0.0f; // mean below which the noise atoms do not adapt
    float typicalLevel = 0.0f; // mean over the bins, of the last moments; 0: none yet
    float mean = 0.0f;         // of v before it was made one
    Eigen::Index activeBins = 0;
    Eigen::VectorXf typicalPower; // [model bins] mean |x|^2 of the last seconds, bursts cut
    Eigen::VectorXf scaled;       // [model bins]
};

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/PreparedDictionary.h"

namespace unbraid::core
{

/** What the factorisation sees of a frame: the stage between STFT and activations. The power of all channels
    together, or its root, at the rows of the dictionary, divided by its mean: nothing after it knows the level.

    For a plain dictionary it also follows the band that the sound has. Sound that was recorded or sent at a lower
    rate ends below the model's last bin; it cannot say what atoms do above that end, so that those bins are left
    out, as they are where the engine itself runs at that rate. */
class FrameSpectrum
{
public:
    /** [worker] allocates */
    void prepare (const PreparedDictionary& dictionary, const FrameGeometry& geometry);

    /** Forgets all frames; the dictionary hears all its bins again. [audio] */
    void reset (PreparedDictionary& dictionary) noexcept;

    /** mixture  [bins x channels]
        returns  false where the frame is silent: then values and level are of no use
        [audio] real-time safe. */
    bool measure (const Eigen::MatrixXcf& mixture, PreparedDictionary& dictionary) noexcept;

    /** v [rows], mean one over the heard rows, plus the model's floor. */
    [[nodiscard]] const Eigen::VectorXf& values() const noexcept { return scaled; }

    /** [model bins] the same at the bins; the same object where these are the rows. */
    [[nodiscard]] const Eigen::VectorXf& valuesAtBins() const noexcept { return hasBands ? atBins : scaled; }

    /** v [rows] of a dictionary with bands, as it was before it was divided by the level. */
    [[nodiscard]] const Eigen::VectorXf& unscaled() const noexcept { return heard; }

    /** What the values were divided by. */
    [[nodiscard]] float level() const noexcept { return mean; }

    /** True where the frame is loud enough for noise to be learned from it: a muted microphone is no sample. */
    [[nodiscard]] bool isLearnable() const noexcept { return mean > tooQuietToLearn; }

private:
    bool measureBins (const Eigen::MatrixXcf& mixture, PreparedDictionary& dictionary) noexcept;
    bool measureBands (const Eigen::MatrixXcf& mixture, const PreparedDictionary& dictionary) noexcept;
    void followBand (PreparedDictionary& dictionary) noexcept;

    bool hasBands = false;
    float usualKept = 1.0f;       // of usualPower, a frame
    float levelKept = 1.0f;       // of usualLevel, a frame
    Eigen::VectorXf usualPower;   // [model bins] mean |x|^2 of the last seconds, bursts cut
    float usualLevel = 0.0f;      // mean over the bins, of the last moments; 0: none yet
    float silentPower = 0.0f;     // mean |x|^2 of a frame that says nothing of the band
    Eigen::VectorXf scaled;       // [rows] v of this frame, all channels together, mean one
    Eigen::VectorXf heard;        // [bands] v before that
    Eigen::VectorXf atBins;       // [model bins] of a dictionary with bands
    float mean = 0.0f;            // of v before it was made one
    float silence = 0.0f;         // mean below which a frame is silent
    float tooQuietToLearn = 0.0f; // mean below which the noise atoms do not adapt
};

} // namespace unbraid::core

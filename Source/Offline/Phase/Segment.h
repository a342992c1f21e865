// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"
#include "Offline/Phase/PhaseSettings.h"

#include <functional>
#include <vector>

namespace unbraid::offline
{

/** One channel of a segment of a recording, scaled to unit mean power of its bins, and what is known of its sources. */
struct Segment
{
    Eigen::VectorXf samples;                // x
    Eigen::MatrixXcf mixture;               // [bins x frames] X
    std::vector<Eigen::MatrixXf> variances; // per source [bins x frames] v_j
    float level = 0.0f;                     // times which it sounds as in the recording; 0: it is silent

    [[nodiscard]] Eigen::Index numSources() const noexcept
    {
        return static_cast<Eigen::Index> (variances.size());
    }
};

/** The masks of one frame, [bins x sources]. */
using MaskOfFrame = std::function<Eigen::Ref<const Eigen::MatrixXf> (Eigen::Index frame)>;

/** A segment of masks m_j: v_j = m_j |X|^2, which is the expected power of source j given X under the Wiener filter whose
    total variance is |X|^2.
    samples  [numSamples of the transform]
    [worker] */
Segment segmentOfMasks (core::Frames& transform, const Eigen::Ref<const Eigen::VectorXf>& samples,
                        Eigen::Index numSources, const MaskOfFrame& masks);

/** A segment whose variances are known, those of true sources say: |S_j|^2.
    sources  [numSamples x sources]
    [worker] */
Segment segmentOfSources (core::Frames& transform, const Eigen::Ref<const Eigen::VectorXf>& samples,
                          const Eigen::Ref<const Eigen::MatrixXf>& sources);

/** The Wiener estimates v_j / sum_i v_i X, which sum to X; equal where no source has any variance. [worker] */
std::vector<Eigen::MatrixXcf> wienerEstimates (const Segment& segment);

/** The amplitudes that the sources shall have. per source [bins x frames] [worker] */
std::vector<Eigen::MatrixXf> amplitudesOf (const Segment& segment, Amplitudes kind);

/** The mixing constraint: moves all sources by the same amount, so that they sum to the mixture. Among all signals that do,
    these are the nearest.
    mixture  [samples]
    sources  [samples x sources]
    [worker]  Source: Gunawan & Sen 2010 */
void shareOutError (const Eigen::Ref<const Eigen::VectorXf>& mixture, Eigen::Ref<Eigen::MatrixXf> sources);

/** The sound of spectra that sum to the mixture's. returns [samples x sources] [worker] */
Eigen::MatrixXf soundOf (core::Frames& transform, const Segment& segment,
                         const std::vector<Eigen::MatrixXcf>& spectra);

} // namespace unbraid::offline

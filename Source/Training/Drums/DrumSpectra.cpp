// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/DrumSpectra.h"

#include <algorithm>
#include <numbers>

namespace unbraid::training
{

core::Status DrumSpectra::prepare()
{
    const float step = 2.0f * std::numbers::pi_v<float> / static_cast<float> (window);
    shape = 0.5f -
            0.5f * (step * Eigen::ArrayXf::LinSpaced (window, 0.0f, static_cast<float> (window - 1))).cos();
    framed.resize (window);
    bins.resize (numBins);
    return fft.prepare (window);
}

const Eigen::ArrayXf& DrumSpectra::around (const Eigen::VectorXf& samples, Eigen::Index centre)
{
    const Eigen::Index first = centre - window / 2;
    const Eigen::Index from = std::max<Eigen::Index> (0, first);
    const Eigen::Index length = std::min (samples.size(), first + window) - from;
    framed.setZero();
    if (length > 0)
        framed.segment (from - first, length) = samples.segment (from, length).array();
    framed *= shape;
    fft.forward (framed.data(), bins.data());
    spectrum = bins.abs2();
    return spectrum;
}

} // namespace unbraid::training

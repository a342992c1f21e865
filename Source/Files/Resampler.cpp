// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Resampler.h"

#include "Files/AudioReader.h"

#include <soxr.h>

#include <cmath>

namespace unbraid::files
{

namespace
{
core::Error cannotResample (std::string where, std::string found, std::string allowed)
{
    return { "the sound cannot be resampled", std::move (where), std::move (found), std::move (allowed) };
}

bool isRate (double rateHz)
{
    return rateHz >= minReadRateHz && rateHz <= maxReadRateHz;
}
} // namespace

core::Result<Eigen::MatrixXf> resample (const Eigen::MatrixXf& samples, double fromHz, double toHz)
{
    for (const double rateHz : { fromHz, toHz })
        if (! isRate (rateHz))
            return cannotResample ("rate", std::to_string (rateHz), "1000 to 768000 Hz");
    if (fromHz == toHz || samples.size() == 0)
        return samples;

    const auto numFrames =
        static_cast<Eigen::Index> (std::llround (static_cast<double> (samples.rows()) * (toHz / fromHz)));
    if (numFrames == 0) // soxr would crash
        return Eigen::MatrixXf (0, samples.cols());
    const auto quality = soxr_quality_spec (SOXR_VHQ, 0);
    Eigen::MatrixXf resampled = Eigen::MatrixXf::Zero (numFrames, samples.cols());
    for (Eigen::Index channel = 0; channel < samples.cols(); ++channel)
    {
        const auto* failure =
            soxr_oneshot (fromHz, toHz, 1, samples.col (channel).data(), static_cast<size_t> (samples.rows()),
                          nullptr, resampled.col (channel).data(), static_cast<size_t> (numFrames), nullptr,
                          nullptr, &quality, nullptr);
        if (failure != nullptr)
            return cannotResample ("channel " + std::to_string (channel + 1), failure, {});
    }
    return resampled;
}

} // namespace unbraid::files

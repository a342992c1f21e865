// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"

namespace unbraid::training
{

constexpr double drumRateHz = 44100.0; // at which hits are found and compared, whatever the recording's rate

/** Power spectra of a recording around any of its samples: 46 ms under a Hann window, zeros beyond its ends. */
class DrumSpectra
{
public:
    static constexpr Eigen::Index window = 2048;
    static constexpr Eigen::Index hop = 441; // 10 ms
    static constexpr Eigen::Index numBins = window / 2 + 1;

    /** [worker] allocates */
    core::Status prepare();

    /** centre  sample in the middle of the window
        returns [numBins] */
    const Eigen::ArrayXf& around (const Eigen::VectorXf& samples, Eigen::Index centre);

    [[nodiscard]] static double binHz (Eigen::Index bin)
    {
        return static_cast<double> (bin) * drumRateHz / static_cast<double> (window);
    }

private:
    core::RealFft fft;
    Eigen::ArrayXf shape;    // [window]
    Eigen::ArrayXf framed;   // [window]
    Eigen::ArrayXcf bins;    // [numBins]
    Eigen::ArrayXf spectrum; // [numBins]
};

} // namespace unbraid::training

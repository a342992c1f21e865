// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/WaveformLoss.h"

#include <torch/fft.h>
#include <torch/nn/functional/fold.h>
#include <torch/utils.h>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

constexpr double bestErrorShare = 1e-3;   // an error 30 dB down is as good as none
constexpr double quietSourceShare = 1e-4; // of the mixture's energy: what a silent source may weigh
constexpr double minOverlap = 0.05;       // of the largest sum of windows: the ends are not blown up

/** [batch x frames x samples] as [batch x samples]. */
Tensor added (const Tensor& frames, int64_t hop)
{
    const auto length = frames.size (2);
    const auto whole = (frames.size (1) - 1) * hop + length;
    using Options = torch::nn::functional::FoldFuncOptions;
    return torch::nn::functional::fold (frames.transpose (1, 2),
                                        Options ({ 1, whole }, { 1, length }).stride ({ 1, hop }))
        .reshape ({ frames.size (0), whole });
}

Tensor energyOf (const Tensor& samples)
{
    return samples.square().sum (1);
}
} // namespace

Tensor overlapAdd (const WaveformFrames& frames, const Tensor& spectra)
{
    const auto length = frames.window.size (0);
    const Tensor samples = torch::fft::irfft (spectra, frames.fft, 2).narrow (2, 0, length) * frames.window;
    const Tensor weights =
        added (frames.window.square().expand ({ 1, spectra.size (1), length }), frames.hop);
    return added (samples, frames.hop) / torch::maximum (weights, minOverlap * weights.max());
}

Tensor waveformError (const WaveformFrames& frames, const Tensor& source, const Tensor& mask)
{
    const auto channels = frames.mixture.size (0) / mask.size (0);
    const auto joined = [channels] (const Tensor& energies) {
        return channels == 1 ? energies : energies.reshape ({ channels, -1 }).sum (0);
    };
    Tensor own, quiet;
    {
        const torch::NoGradGuard noGradients;
        own = joined (energyOf (overlapAdd (frames, source)));
        quiet = quietSourceShare * joined (energyOf (overlapAdd (frames, frames.mixture)));
    }
    const Tensor shared = channels == 1 ? mask : mask.repeat ({ channels, 1, 1 });
    const Tensor error = joined (energyOf (overlapAdd (frames, shared * frames.mixture - source)));
    return torch::log10 ((error + bestErrorShare * own + quiet) / (own + quiet));
}

} // namespace unbraid::unfolding

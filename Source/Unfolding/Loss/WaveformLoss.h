// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <torch/types.h>

namespace unbraid::unfolding
{

/** Spectra of a batch and what makes sound of them; empty where the loss has no term of the waveform. */
struct WaveformFrames
{
    torch::Tensor mixture; // [channels * batch x frames x bins] complex, channel by channel
    torch::Tensor window;  // [analysis]
    int64_t hop = 0;
    int64_t fft = 0;
};

/** Frames overlapped and added, weighted by their window so that frames of one sound give that sound.
    spectra  [batch x frames x bins] complex
    returns  [batch x samples]
    Source: Griffin & Lim 1984, equation 6. */
torch::Tensor overlapAdd (const WaveformFrames& frames, const torch::Tensor& spectra);

/** log10 of the error's share of the energy after overlap-add: parts of the error that overlapping frames cancel do not
    count.
    source  as the mixture, mask [batch x frames x bins] for all channels
    returns [batch] */
torch::Tensor waveformError (const WaveformFrames& frames, const torch::Tensor& source,
                             const torch::Tensor& mask);

} // namespace unbraid::unfolding

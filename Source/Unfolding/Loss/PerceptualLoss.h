// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <torch/types.h>

namespace unbraid::unfolding
{

/** Critical bands, half a Bark wide; empty where the loss has no perceptual term. */
struct BarkBands
{
    torch::Tensor members;    // [bins x bands] which bins a band holds
    torch::Tensor thresholds; // [bands] energy at the threshold in quiet
};

/** Half a Bark each, from 50 Hz to 8 kHz, which is as far as wide-band PESQ goes.
    Sources: Traunmueller 1990 (Bark), Terhardt 1979 (threshold in quiet). */
BarkBands halfBarkBands (const core::FrameGeometry& geometry, int64_t numBins);

/** Difference in loudness between a masked mixture and the source: differences beyond a quarter of the lesser loudness,
    and a second, weighted term where the masked mixture is far above the source. A differentiable approximation of
    PESQ, without its time alignment, its equalisation and its norm over segments of a third of a second.
    source, made  [batch x frames x bins] |S|^2 and |mX|^2
    returns       [batch], 0 where both are equal
    Sources: ITU-T P.862 (disturbances), Martin-Donas et al. 2018 (as a loss). */
torch::Tensor perceptualError (const BarkBands& bands, const torch::Tensor& source,
                               const torch::Tensor& made);

} // namespace unbraid::unfolding

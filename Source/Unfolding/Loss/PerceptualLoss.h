// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <torch/types.h>

namespace unbraid::unfolding
{

/** Bands of hearing; empty where the loss has no such term. */
struct HearingBands
{
    torch::Tensor members;    // [bins x bands] which bins a band holds
    torch::Tensor thresholds; // [bands] energy that is just heard in it
};

/** Half a Bark each, from 50 Hz to 8 kHz, which is as far as wide-band PESQ goes.
    Sources: Traunmueller 1990 (Bark), Terhardt 1979 (threshold in quiet). */
HearingBands hearingBands (const core::FrameGeometry& geometry, int64_t numBins);

/** How far the loudness of what a mask makes is from the source's: differences beyond a quarter of the lesser loudness,
    and once more, with a weight, where it is far above the source. A stand-in for PESQ that has slopes: without its
    alignment in time, its equalisation and its norm over pieces of a third of a second.
    source, made  [batch x frames x bins] |S|^2 and |mX|^2
    returns       [batch], 0 where nothing differs
    Sources: ITU-T P.862 (disturbances), Martin-Donas et al. 2018 (as a loss). */
torch::Tensor perceptualError (const HearingBands& bands, const torch::Tensor& source,
                               const torch::Tensor& made);

} // namespace unbraid::unfolding

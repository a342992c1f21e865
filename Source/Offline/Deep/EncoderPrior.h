// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/ModelKind.h"

namespace unbraid::offline
{

/** The encoder of an unfolded dictionary as a prior of the activations, in place of its trained updates:

        the least D (v given W h) + price |h - p|^2,   p what the encoder proposes (PriorUpdates.h)

    W are the output atoms, D is the dictionary's divergence; its refiner weighs the sources as before. For study: not
    real-time safe, and nobody trained the two together.
    Source: Magron 2025. */

/** A kind in front of the engine's own, see core::addModelKind; it recognises what `withEncoderPrior` makes, and has no file. */
extern const core::ModelKind encoderPriorKind;

/** A copy of a dictionary that an engine separates so.
    price  0 or more
    [worker] errors: a dictionary without an encoder, of another divergence than Itakura-Saito and Kullback-Leibler */
core::Result<core::Dictionary> withEncoderPrior (core::Dictionary dictionary, float price);

} // namespace unbraid::offline

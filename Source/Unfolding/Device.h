// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Batches/FrameBatch.h"
#include "Unfolding/UnfoldingSpec.h"

#include <torch/types.h>

namespace unbraid::unfolding
{

/** libtorch's name of a device. [any] */
torch::Device torchDevice (ComputeDevice device);

/** [worker] error: there is none, or libtorch was built without it */
core::Status checkDevice (ComputeDevice device);

/** The batch in the memory of a device; as it is where it lies there. [worker] */
FrameBatch moved (FrameBatch batch, ComputeDevice device);

} // namespace unbraid::unfolding

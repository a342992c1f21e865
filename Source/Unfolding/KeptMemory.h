// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::unfolding
{

/** Has libtorch keep the memory of the processor's tensors in lists by size, up to the program's end. Every step of a training
    asks for the same sizes; the C library cuts them out of its heap and joins them again, which takes ever longer as the heap
    falls to pieces. Call it before the first tensor; more calls do nothing. [any] */
void keepTensorMemory();

} // namespace unbraid::unfolding

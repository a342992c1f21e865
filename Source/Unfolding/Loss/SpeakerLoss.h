// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace unbraid::unfolding
{

/** How well the values of a voice tell it from the other voices of a batch: each piece of an enrolment has to find the
    other piece of the same voice among all the others, by the cosine of the angle between their values; both ways, mean
    over the voices that are told.

        -log (exp (cos (a_i, b_i) / t) / sum_j exp (cos (a_i, b_j) / t)),  t = 0.1

    values  [batch x pieces x values] of each piece alone; the first two pieces are compared
    isTold  [batch x 1] 1 where there is an enrolment, else 0
    returns 0 where fewer than two voices are told
    Sources: van den Oord, Li & Vinyals 2018, equation 4; Chen et al. 2020, equation 1 (cosines over a temperature). [worker] */
torch::Tensor speakerLoss (const torch::Tensor& values, const torch::Tensor& isTold);

} // namespace unbraid::unfolding

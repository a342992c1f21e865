// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

namespace unbraid::unfolding
{

/** Adam with a decay of the weights of its own, all parameters in a few launches.
    Source: Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2. */
class AdamW
{
public:
    /** parameters  of a net, which this moves. [worker] */
    explicit AdamW (std::vector<torch::Tensor> parameters);

    /** One step along the gradients; a parameter that has none stays where it is.
        number  of the step, from 0. [worker] */
    void step (int number, double rate, double weightDecay);

    /** Moving averages of the gradients and of their squares, one of each parameter: what a checkpoint keeps. [worker] */
    [[nodiscard]] std::vector<torch::Tensor>& means() noexcept { return firsts; }
    [[nodiscard]] std::vector<torch::Tensor>& squares() noexcept { return seconds; }

private:
    std::vector<torch::Tensor> moved, firsts, seconds;
};

/** Scales gradients down where they are longer than `longest` all together; whatever they are, nothing waits for them.
    [worker] */
void limitGradients (const std::vector<torch::Tensor>& parameters, double longest);

} // namespace unbraid::unfolding

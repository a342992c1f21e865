// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::offline
{

/** weights^T x + bias. */
struct DenseLayer
{
    Eigen::MatrixXf weights; // [inputs x outputs]
    Eigen::VectorXf bias;    // [outputs]

    /** values  [inputs x frames]; returns [outputs x frames] [worker] */
    [[nodiscard]] Eigen::MatrixXf operator() (const Eigen::MatrixXf& values) const
    {
        return (weights.transpose() * values).colwise() + bias;
    }
};

/** Speech as a variational auto-encoder learned it: a frame's variances from a normal latent z, and z from the frame.

        E[z | v] = M^T tanh (E^T log v + e) + m,   sigma^2 (z) = exp (S^T tanh (D^T z + d) + s)

    Bins are evenly spaced from 0 Hz on. Sources: Kingma & Welling 2014; Leglaive, Girin & Horaud 2018. */
struct SpeechDecoder
{
    double windowSeconds = 0.0; // of the sine windows, of which four lie over each sample
    DenseLayer encoder;         // [bins, hidden]
    DenseLayer mean;            // [hidden, latents]
    DenseLayer decoder;         // [latents, hidden]
    DenseLayer variance;        // [hidden, bins]

    [[nodiscard]] Eigen::Index numBins() const { return variance.bias.size(); }
    [[nodiscard]] Eigen::Index numLatents() const { return mean.bias.size(); }

    /** power  [bins x frames] of unit mean each, above 0; returns [latents x frames] [worker] */
    [[nodiscard]] Eigen::MatrixXf latentsOf (const Eigen::MatrixXf& power) const
    {
        return mean (encoder (power.array().log()).array().tanh());
    }

    /** z  [latents x frames]; returns [bins x frames] [worker] */
    [[nodiscard]] Eigen::MatrixXf variancesOf (const Eigen::MatrixXf& z) const
    {
        return variance (decoder (z).array().tanh()).array().exp();
    }
};

} // namespace unbraid::offline

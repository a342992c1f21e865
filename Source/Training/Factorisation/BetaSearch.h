// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::training
{

/** What is compared, and how long each is fitted. */
struct BetaSearchSpec
{
    std::vector<float> betas{ 0.0f, 0.25f, 0.5f, 0.75f, 1.0f, 1.5f, 2.0f };
    Eigen::Index numAtoms = 20;
    float heldOutShare = 0.1f; // of the values, at random
    float floor = 1e-3f; // power relative to the mean, added to all; what lies below it counts for nothing
    int iterations = 100;
    unsigned int seed = 1;
};

/** How well a divergence fits a spectrogram: of the power for beta = 0, else of the magnitude. */
struct BetaScore
{
    float beta = 0.0f;
    double dispersion = 0.0; // phi, by maximum likelihood
    double observed = 0.0;   // -log density of a magnitude, mean over the values that were fitted, nats
    double heldOut = 0.0;    // the same of the others
};

/** Compares divergences by likelihood. Minimising D_beta is maximum likelihood of values whose variance is phi times their mean to the
    power 2 - beta, the Tweedie family: Gauss for beta = 2, Poisson for 1, compound Poisson between 1 and 0, Gamma for 0. Its density is

        p (v | m) = (2 pi phi v^(2-beta))^(-1/2) exp (-D_beta (v | m) / phi) / C (phi m^-beta)

    where the factor before the exponential is the saddlepoint's and C its integral over v > 0, so that the density is one (of beta = 0
    exactly the Gamma density of shape 1 / phi). phi is the likeliest for the values that were fitted. A share of the values is held out:
    they have no weight in the updates, and their density says which beta predicts best. The density of a power v = m^2 is compared as
    that of its magnitude, 2 m p (v). Values count where the mean power of the eight around them is above the floor. Of long recordings
    500 frames are compared.
    spectra  [bins x frames] the power, > 0 somewhere
    [worker] errors: cancelled.
    Sources: Simsekli, Cemgil & Yilmaz 2013, ICML (beta and phi by likelihood; there with the series of the normaliser for compound
    Poisson); Dunn & Smyth 2005 (saddlepoint); values held out are ours. */
core::Result<std::vector<BetaScore>> compareBetas (const Eigen::MatrixXf& spectra, const BetaSearchSpec& spec,
                                                   const core::Progress& onProgress);

/** The beta whose prediction of the values held out is best. [any] */
float bestBeta (const std::vector<BetaScore>& scores);

/** The logarithm of C above for m = 1: of the integral of the saddlepoint's density over v > 0. [any] */
double logSaddlepointMass (double beta, double dispersion);

} // namespace unbraid::training

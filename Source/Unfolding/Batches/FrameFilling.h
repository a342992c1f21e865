// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Batches/FrameBatch.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::unfolding
{

/** Of each channel: [bins x frames]. */
using Spectra = std::vector<Eigen::MatrixXcf>;

/** The mean of |X|^2 over the channels, as the engine takes it.
    power  [bins x frames]
    [worker] */
void meanPower (const Spectra& spectra, Eigen::Ref<Eigen::MatrixXf> power);

/** Sets all bins to zero from the first unknown one on. [worker] */
void endBand (Eigen::Index known, Spectra& spectra);

/** The tensors of one batch while they are filled, mixture by mixture. Targets are means over the channels, which share
    their masks: the error of a mask m summed over them, m^2 |X|^2 - 2 m Re (X S*) + |S|^2, needs no more. */
struct Filling
{
    FrameBatch batch{};
    Spectra mixture{};      // of the mixture at hand
    Spectra source{};       // of one of its sources
    Eigen::Index known = 0; // bins of the mixture at hand that all its recordings reach
};

/** [worker] */
Filling beginFilling (const UnfoldingSpec& spec, Eigen::Index mixtures, Eigen::Index frames,
                      Eigen::Index rows, Eigen::Index bins, Eigen::Index channels = 1);

/** A tensor's memory as a matrix of one mixture: [features x frames], column by column. [worker] */
Eigen::Map<Eigen::MatrixXf> framesOf (torch::Tensor& tensor, Eigen::Index mixture);

/** Puts the statistics of a voice in their row, where there are any.
    voice   [batch x statistics], isTold [batch x 1]
    [worker] */
void tellVoice (const Eigen::VectorXf& statistics, Eigen::Index mixture, torch::Tensor& voice,
                torch::Tensor& isTold);

/** The mixture's own part of the targets; those of the sources are made of it. Ends its spectra at what is known.
    energyWeights  [bins] weights of the error's energy
    [worker] */
void fillMixture (const LossSpec& spec, const Eigen::ArrayXf& energyWeights, Filling& filling,
                  Eigen::Index index);

/** Ends the source at what is known; the target keeps the rest of the mixture at this gain. [worker] */
void shapeTarget (float gain, Filling& filling);

/** [worker] */
void fillSource (const LossSpec& spec, const Eigen::ArrayXf& energyWeights, Filling& filling,
                 SourceTargets& target, Eigen::Index index);

/** Spectra as one mixture of a complex tensor, [channels * batch x frames x bins]: the left channel of every mixture,
    then the right one. [worker] */
void fillSpectrum (const Spectra& values, torch::Tensor& spectrum, Eigen::Index index);

/** [worker] */
void fillEnvelopes (const torch::Tensor& octaves, Filling& filling, SourceTargets& target,
                    Eigen::Index index);

/** Above the band of a mixture's recordings the right share is unknown: all is zero there, so that no term of the
    loss depends on the masks. After all sources; compressed values are not even computed there. [worker] */
void forgetAboveBand (Filling& filling, Eigen::Index index);

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Decomposition.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::offline
{

/** Models of a recording's components. */
enum class ComponentModel
{
    isNmf,          // V ~ W H, and masks: any divergence
    lowRank,        // LowRankSynthesis.h
    semiNmf,        // ShapeFit.h: the hop of the frames, activations >= 0
    convolutional,  // ShapeFit.h: a hop of one sample
    convolutiveNmf, // V ~ sum W_lag shifted (H), and masks: ConvolutiveFactoriser.h
    complexNmf,     // ComplexNmf.h
    orthogonal,     // V ~ W H on magnitudes, H H^T = 1, and masks: OrthogonalActivations.h
    tensor,         // of several channels, V_i ~ W Q_i H, and masks for each: TensorFactoriser.h
    softCo,         // of two channels, V_i ~ W_i H_i with H_1 like H_2, and masks for each: CoFactoriser.h
    deep            // V ~ W_1 H_1, W_1 ~ W_2 H_2 on magnitudes, and masks: DeepFactoriser.h
};

/** As the command line calls them, in their order. [any] */
const std::vector<std::string>& componentModelNames();
std::optional<ComponentModel> componentModelFrom (const std::string& name);

/** Whether it models each channel, not their mean. [any] */
bool isOfChannels (ComponentModel model);

/** How a recording is modelled. */
struct ComponentSpec
{
    ComponentModel model = ComponentModel::isNmf;
    training::DecompositionSpec factors; // number of components, divergence, floor, iterations, seed, threads
    bool seeksBeta = false;              // of isNmf: BetaSearch.h finds its divergence
    double windowSeconds = 0.093;        // also the length of the atoms of semiNmf and convolutional
    Eigen::Index overlap = 2;            // windows over each sample
    double templateSeconds = 0.5;        // of convolutiveNmf
    std::optional<float> coupling;       // of the channels of softCo, 10, and of the layers of deep, 1
    float sparsity = 0.0f;               // of the activations of semiNmf, convolutional and convolutiveNmf
};

/** The components' sounds by a model of the whole recording. Those of isNmf, convolutiveNmf, orthogonal, tensor, softCo and deep sum to it; the
    others leave what they do not explain.
    samples  [samples x channels], not all zero; their mean is modelled, but where `isOfChannels`
    returns  [samples x components], where `isOfChannels` [samples x (components x channels)], component by component
    [worker] errors: softCo without two channels, as CoveredFrames, a window that ShiftedAtoms does not support, cancelled */
core::Result<Eigen::MatrixXf>
componentSounds (const Eigen::MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                 const core::ProgressOf<training::DecompositionProgress>& onProgress);

} // namespace unbraid::offline

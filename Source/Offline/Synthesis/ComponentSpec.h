// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Decomposition.h"

#include <functional>
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
    deep,           // V ~ W_1 H_1, W_1 ~ W_2 H_2 on magnitudes, and masks: DeepFactoriser.h
    robust,         // V ~ W H + R, R zero in most frames, and masks: OutlierModels.h
    lowRankSparse,  // V = L + S on magnitudes, and masks: OutlierModels.h
    transform       // (Phi x)^2 ~ W H, Phi orthogonal, and masks: LearnedTransform.h
};

/** As the command line calls them, in their order. [any] */
const std::vector<std::string>& componentModelNames();
std::optional<ComponentModel> componentModelFrom (const std::string& name);

/** Whether it models each channel, not their mean. [any] */
bool isOfChannels (ComponentModel model);

/** Whether its last component is what the others do not explain. [any] */
bool hasOutliers (ComponentModel model);

/** How the transform of ComponentModel::transform begins; fixed: and stays. */
enum class TransformStart
{
    cosine,
    random,
    fixed // the cosine transform
};

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
    float sparsity =
        0.0f; // of the activations of semiNmf, convolutional and convolutiveNmf, of the outliers of
              // robust, and lowRankSparse's lambda
    TransformStart transform = TransformStart::cosine;
    std::function<void (const Eigen::MatrixXf& transform)> onTransform{}; // receives Phi, an atom a row
};

using ComponentProgress = core::ProgressOf<training::DecompositionProgress>;

/** Iterations of a model, from which on of all. [worker] */
training::IterationCallback partOf (const ComponentProgress& onProgress, int first, int all,
                                    Eigen::Index numAtoms);

/** V, of mean one: the power for Itakura-Saito, else the magnitude. [worker] */
Eigen::MatrixXf spectrogramOf (const Eigen::MatrixXcf& spectra, float beta);

} // namespace unbraid::offline

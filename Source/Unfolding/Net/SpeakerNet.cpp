// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of an unfolded net that learns whose voice the first source is.
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Net/UnfoldedNet.h"

namespace unbraid::unfolding
{

using torch::Tensor;

void UnfoldedNet::addSpeaker()
{
    const Eigen::Index values = chosen.speakerValues;
    constexpr double atFirst = 0.1; // until they are found
    const auto plain = [values] (Eigen::Index outputs)
    { return torch::nn::Linear (torch::nn::LinearOptions (values, outputs).bias (false)); };
    speakerDirections = register_parameter (
        "speaker_directions", atFirst * torch::randn ({ values, core::numVoiceStatistics }), false);
    speakerOffset = register_parameter ("speaker_offset", atFirst * torch::randn ({ values }), false);
    speakerToEncoder = register_module ("speaker_to_encoder", plain (chosen.encoderUnits));
    speakerToGain = register_module ("speaker_to_gain", plain (chosen.encoderUnits));
    if (chosen.refiningUnits > 0)
        speakerToRefiner = register_module ("speaker_to_refiner", plain (chosen.refiningUnits));
}

void UnfoldedNet::setVoices (const Eigen::MatrixXf& weights, const Eigen::VectorXf& bias)
{
    const torch::NoGradGuard noGradients;
    speakerDirections.copy_ (tensorFrom (weights));
    speakerOffset.copy_ (tensorFrom (bias).flatten());
}

/** The vector that moves the rest: core::speakerEmbedding. */
Tensor UnfoldedNet::speakerOf (const NetInput& batch) const
{
    return torch::tanh (torch::matmul (batch.voice, speakerDirections.t()) + speakerOffset) * batch.isTold;
}

/** The encoder's input as a voice moves it, squashed, and scaled by the voice: core::dictionaryFor. */
Tensor UnfoldedNet::steered (const Tensor& values, const Tensor& speaker)
{
    const Tensor gain = 1.0 + linear (speakerToGain, speaker).unsqueeze (1);
    return gain * torch::tanh (values + linear (speakerToEncoder, speaker).unsqueeze (1));
}

core::SpeakerEncoder UnfoldedNet::speakerEncoder() const
{
    core::SpeakerEncoder made;
    made.weights = matrixFrom (speakerDirections);
    made.bias = vectorFrom (speakerOffset);
    made.toEncoder = matrixFrom (speakerToEncoder->weight);
    made.toGain = matrixFrom (speakerToGain->weight);
    if (speakerToRefiner)
        made.toRefiner = matrixFrom (speakerToRefiner->weight);
    return made;
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of an unfolded net that learns whose voice the first source is.
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Mixing/Mixture.h"
#include "Unfolding/Net/UnfoldedNet.h"

namespace unbraid::unfolding
{

using torch::Tensor;

namespace
{
// As core::speakerEmbedding has them.
constexpr auto weightFloor = static_cast<double> (core::speakerWeightFloor);
constexpr auto varianceFloor = static_cast<double> (core::speakerVarianceFloor);
} // namespace

void UnfoldedNet::addSpeaker()
{
    const Eigen::Index units = chosen.speakerUnits, hidden = 2 * units, values = chosen.speakerValues;
    const auto plain = [values] (Eigen::Index outputs)
    { return torch::nn::Linear (torch::nn::LinearOptions (values, outputs).bias (false)); };
    speakerHidden =
        register_module ("speaker_hidden", torch::nn::Linear (chosen.numFeatures (sizes.numRows), hidden));
    speakerInput = register_module ("speaker_input", torch::nn::Linear (hidden, units + 1));
    speakerOutput = register_module ("speaker_output", torch::nn::Linear (2 * units, values));
    speakerToEncoder = register_module ("speaker_to_encoder", plain (chosen.encoderUnits));
    speakerToGain = register_module ("speaker_to_gain", plain (chosen.encoderUnits));
    if (chosen.refiningUnits > 0)
        speakerToRefiner = register_module ("speaker_to_refiner", plain (chosen.refiningUnits));
}

/** Mean and deviation of what the frames say, each frame at a weight of its own: core::speakerEmbedding. */
Tensor UnfoldedNet::speakerOf (const Tensor& enrolment, const Tensor& isTold)
{
    const auto units = static_cast<int64_t> (chosen.speakerUnits);
    const Tensor said = linear (speakerInput, torch::tanh (linear (speakerHidden, enrolment)));
    const Tensor weights = torch::sigmoid (said.narrow (2, units, 1));
    const Tensor values = torch::tanh (said.narrow (2, 0, units));
    const Tensor total = weights.sum (1) + weightFloor;
    const Tensor mean = (weights * values).sum (1) / total;
    const Tensor power = (weights * values.square()).sum (1) / total;
    const Tensor deviation = ((power - mean.square()).clamp_min (0.0) + varianceFloor).sqrt();
    return torch::tanh (linear (speakerOutput, torch::cat ({ mean, deviation }, 1))) * isTold;
}

Tensor UnfoldedNet::speakersOfPieces (const NetInput& batch)
{
    constexpr auto pieces = static_cast<int64_t> (enrolmentPieces);
    const auto mixtures = batch.enrolment.size (0), features = batch.enrolment.size (2);
    const Tensor apart = batch.enrolment.reshape ({ mixtures * pieces, -1, features });
    return speakerOf (apart, batch.isTold.repeat_interleave (pieces, 0)).reshape ({ mixtures, pieces, -1 });
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
    made.hiddenWeights = matrixFrom (speakerHidden->weight);
    made.hiddenBias = vectorFrom (speakerHidden->bias);
    made.inputWeights = matrixFrom (speakerInput->weight);
    made.inputBias = vectorFrom (speakerInput->bias);
    made.outputWeights = matrixFrom (speakerOutput->weight);
    made.outputBias = vectorFrom (speakerOutput->bias);
    made.toEncoder = matrixFrom (speakerToEncoder->weight);
    made.toGain = matrixFrom (speakerToGain->weight);
    if (speakerToRefiner)
        made.toRefiner = matrixFrom (speakerToRefiner->weight);
    return made;
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/SpeakerEmbedding.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Network/EncoderCopies.h"
#include "Core/Factorisation/Network/EncoderFeatures.h"
#include "Core/Spectral/BandMap.h"
#include "Core/Spectral/Fft.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

/** Frames as the encoder was trained on them. */
Result<FrameGeometry> geometryOf (const Dictionary& dictionary)
{
    const auto mode = dictionary.modes.empty() ? std::nullopt : latencyModeFrom (dictionary.modes.back());
    const double rateHz = dictionary.sampleRateHz;
    return encoderGeometry (rateHz, mode.value_or (LatencyMode::balanced),
                            static_cast<double> (dictionary.window) / rateHz,
                            static_cast<double> (dictionary.hop) / rateHz);
}

/** Collects what the frames say, each at its weight. */
class Said
{
public:
    explicit Said (const SpeakerEncoder& speakerEncoder)
        : encoder (speakerEncoder)
        , sum (Eigen::VectorXf::Zero (encoder.numUnits()))
        , power (sum)
    {
    }

    void add (const Eigen::VectorXf& features)
    {
        const Eigen::VectorXf hidden = (encoder.hiddenWeights * features + encoder.hiddenBias).array().tanh();
        const Eigen::VectorXf said = encoder.inputWeights * hidden + encoder.inputBias;
        const Index units = encoder.numUnits();
        const float weight = 1.0f / (1.0f + std::exp (-said[units]));
        const Eigen::ArrayXf values = said.head (units).array().tanh();
        total += weight;
        sum.array() += weight * values;
        power.array() += weight * values.square();
    }

    [[nodiscard]] Eigen::VectorXf embedding() const
    {
        const Index units = encoder.numUnits();
        Eigen::VectorXf pooled (2 * units);
        pooled.head (units) = sum / total;
        pooled.tail (units) =
            ((power / total - pooled.head (units).cwiseAbs2()).array().max (0.0f) + speakerVarianceFloor)
                .sqrt();
        return (encoder.outputWeights * pooled + encoder.outputBias).array().tanh();
    }

private:
    const SpeakerEncoder& encoder;
    float total = speakerWeightFloor;
    Eigen::VectorXf sum;
    Eigen::VectorXf power;
};
} // namespace

Result<Eigen::VectorXf> speakerEmbedding (const Dictionary& dictionary,
                                          const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    assert (dictionary.unfolding && dictionary.unfolding->speaker && dictionary.unfolding->encoder);
    const auto made = geometryOf (dictionary);
    if (! made.ok())
        return made.error();
    const FrameGeometry& geometry = made.value();
    if (samples.size() < geometry.analysis)
        return Error{ "the recording is too short to know a voice by", "samples",
                      std::to_string (samples.size()), "more than one frame" };
    RealFft fft;
    if (auto ready = fft.prepare (geometry.fft); ! ready.ok())
        return ready.error();
    BandMap bands;
    bands.prepare (dictionary.frequenciesHz, geometry);
    const Index numRows = bands.numBands();
    const double hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    EncoderFeatures features;
    Eigen::VectorXf values (dictionary.unfolding->encoder->numFeatures (numRows)), rows (numRows);
    features.prepare (numRows, values.size(), hopSeconds);

    const Eigen::VectorXf window = makeWindowPair (geometry).analysis;
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (geometry.fft);
    Eigen::VectorXcf spectrum (geometry.numBins());
    Said said (*dictionary.unfolding->speaker);
    for (Index end = geometry.hop; end <= samples.size(); end += geometry.hop)
    {
        const Index count = std::min (end, geometry.analysis); // zeros lie before the first sample
        padded.segment (geometry.analysis - count, count) =
            samples.segment (end - count, count).cwiseProduct (window.tail (count));
        fft.forward (padded.data(), spectrum.data());
        const Eigen::VectorXf power = spectrum.head (bands.numBins()).cwiseAbs2() / window.squaredNorm();
        bands.gather (power, rows);
        if (dictionary.spectrum == Spectrum::magnitude)
            rows = rows.cwiseSqrt();
        features.process (rows, rows.mean() + smallestFrameMean, values);
        said.add (values);
    }
    return said.embedding();
}

Dictionary dictionaryFor (const Eigen::VectorXf& embedding, Dictionary dictionary)
{
    auto& unfolding = *dictionary.unfolding;
    const SpeakerEncoder& speaker = *unfolding.speaker;
    const Eigen::VectorXf gain = (speaker.toGain * embedding).array() + 1.0f;
    Encoder& encoder = *unfolding.encoder;
    encoder.inputBias += speaker.toEncoder * embedding;
    encoder.layers.front().inputWeights *= gain.asDiagonal();
    if (unfolding.refiner)
        unfolding.refiner->rows.inputBias += speaker.toRefiner * embedding;
    unfolding.speaker.reset();
    unfolding.knowsVoice = true;
    return dictionary;
}

} // namespace unbraid::core

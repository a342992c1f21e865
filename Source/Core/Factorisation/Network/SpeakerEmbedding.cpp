// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/SpeakerEmbedding.h"

#include "Core/Factorisation/Network/VoiceStatistics.h"

#include <cassert>

namespace unbraid::core
{

Result<HeardVoice> hearVoice (const Dictionary& dictionary, const std::vector<Eigen::VectorXf>& recordings)
{
    assert (dictionary.unfolding && dictionary.unfolding->speaker);
    const SpeakerEncoder& speaker = *dictionary.unfolding->speaker;
    VoiceStatistics statistics;
    if (auto ready = statistics.prepare (dictionary.sampleRateHz); ! ready.ok())
        return ready.error();
    HeardVoice heard;
    heard.values = speaker.weights * statistics.of (recordings) + speaker.bias;
    heard.seconds = statistics.voicedSeconds();
    return heard;
}

Eigen::VectorXf speakerEmbedding (const HeardVoice& heard)
{
    return heard.values.array().tanh();
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
    for (size_t other = 1; other < dictionary.sources.size(); ++other)
        dictionary.sources[other].isTarget = false;
    return dictionary;
}

} // namespace unbraid::core

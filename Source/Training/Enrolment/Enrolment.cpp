// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Enrolment/Enrolment.h"

#include "Core/Factorisation/Network/SpeakerEmbedding.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr double frameSeconds = 0.02;
constexpr double loudShare = 0.95; // of the frames are not louder than the loud ones
constexpr double quietShare = 0.1;
constexpr float activeShare = 0.00316f; // of the loud frames' energy: 25 dB below
constexpr float overQuiet = 4.0f;       // of the quiet frames' energy, but for those 6 dB below the loud ones
constexpr double mostDb = 90.0;

/** Energies of whole frames. */
std::vector<float> frameEnergies (const Eigen::Ref<const Eigen::VectorXf>& samples, Index length)
{
    std::vector<float> energies;
    for (Index first = 0; first + length <= samples.size(); first += length)
        energies.push_back (samples.segment (first, length).squaredNorm());
    return energies;
}

float quantile (std::vector<float> values, double share)
{
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t> (share * static_cast<double> (values.size() - 1));
    std::nth_element (values.begin(), at, values.end());
    return *at;
}

/** One after another. */
Eigen::VectorXf joined (const std::vector<Eigen::VectorXf>& recordings)
{
    Eigen::VectorXf all;
    for (const auto& recording : recordings)
    {
        const auto before = all.size();
        all.conservativeResize (before + recording.size());
        all.tail (recording.size()) = recording;
    }
    return all;
}
} // namespace

VoiceRecording judgeVoice (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    const auto energies =
        frameEnergies (samples, std::max (Index{ 1 }, std::lround (frameSeconds * sampleRateHz)));
    if (energies.empty())
        return {};
    const float loud = quantile (energies, loudShare), quiet = quantile (energies, quietShare);
    const float least = std::max (activeShare * loud, std::min (overQuiet * quiet, loud / overQuiet));
    double active = 0.0;
    int count = 0;
    for (const float energy : energies)
        if (energy > 0.0f && energy >= least)
        {
            active += static_cast<double> (energy);
            ++count;
        }
    if (count == 0)
        return {};
    const double floor = std::max (static_cast<double> (quiet), 1e-12);
    return { count * frameSeconds, std::min (mostDb, 10.0 * std::log10 (active / count / floor)) };
}

core::Result<EnrolledVoice> enrolVoice (const core::Dictionary& dictionary,
                                        const std::vector<Eigen::VectorXf>& recordings)
{
    if (! core::learnsVoices (dictionary))
        return core::Error{ "this dictionary does not learn a voice", "speaker", "none",
                            "one trained with --speaker-values" };
    const auto judged = judgeVoice (joined (recordings), dictionary.sampleRateHz);
    if (judged.speechSeconds < leastSpeechSeconds)
        return core::Error{ "there is too little speech to know a voice by", "speech",
                            core::numberText (std::round (10.0 * judged.speechSeconds) / 10.0) + " s",
                            "3 s at least, better 10 to 30 s" };
    const auto embedding = core::speakerEmbedding (dictionary, recordings);
    if (! embedding.ok())
        return embedding.error();
    return EnrolledVoice{ core::dictionaryFor (embedding.value(), dictionary), judged };
}

} // namespace unbraid::training

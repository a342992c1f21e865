// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Enrolment/Enrolment.h"

#include "Core/Factorisation/Network/SpeakerEmbedding.h"
#include "Training/Enrolment/VoiceFrames.h"

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

/** How far the halves of one voice are apart at most, squared, over two voices in the mean: the less is voiced, the more it
    varies. Of neighbouring pieces of 30 people's development recordings that are voiced for 4 s each, 3 % are further apart, and 46 % of
    two people's; voiced for 7 s none of 77, and 58 %. */
double mostOfOneVoice (double voicedSeconds)
{
    return 0.3 + 2.7 / voicedSeconds;
}

/** Share of frames with two periods. Of 74 recordings of one voice each none has more, nor of 51 in noise 5 to 15 dB below it, and 2 of
    34 in a room that rings for .3 and .6 s; of two people at once 32 of 40 where they are equally loud, 24 of 40 where one is 6 dB below
    (voices of four corpora; measured on no others). In noise nearer than `enoughSnrDb`, which is said, tones of the noise may be the
    second period: it tells nothing there. */
constexpr double maxSeveralOfOneVoice = 0.07;

/** Of the same recordings none lies below, but those with noise 5 dB under the voice; of 8 bands 7 do, of 39 instruments, singers
    and kits alone 28. */
constexpr double minSpeechStepDb = 1.4;
constexpr double minStepInNoiseDb = 1.0; // nearer than `enoughSnrDb` noise evens the level of people, too
constexpr Index minFramesToJudge = 100;  // two seconds

constexpr double leastVoicedShare = 0.3; // of speech; of 161 recordings of people .5 at least

/** How far out the values of someone who speaks lie at most, squared, in the mean: they vary by about one over all voices, and the less is
    voiced, the more they vary by themselves. Of 161 recordings of people, 2 to 49 s of it voiced, 2 % lie further out; of 80 of
    noises, instruments and singing 64 % do, or have less than the least share voiced. */
double mostOfSpeech (double voicedSeconds)
{
    return 0.9 + 2.5 / voicedSeconds;
}

bool isUnlikeSpeech (const core::HeardVoice& heard, double speechSeconds)
{
    const double farOut =
        static_cast<double> (heard.values.squaredNorm()) / static_cast<double> (heard.values.size());
    return heard.seconds < leastVoicedShare * speechSeconds || farOut > mostOfSpeech (heard.seconds);
}

/** Whether its halves differ by more than one voice does. Not where too little is voiced to tell. */
core::Result<bool> isOfTwoVoices (const core::Dictionary& dictionary, const Eigen::VectorXf& samples)
{
    const auto first = core::hearVoice (dictionary, { samples.head (samples.size() / 2) });
    if (! first.ok())
        return first.error();
    const auto second = core::hearVoice (dictionary, { samples.tail (samples.size() / 2) });
    if (! second.ok())
        return second.error();
    const double voiced = std::min (first.value().seconds, second.value().seconds);
    const auto& values = first.value().values;
    const double ofTwo = 2.0 * static_cast<double> (values.size()); // each value varies by one
    const auto apart = static_cast<double> ((values - second.value().values).squaredNorm()) / ofTwo;
    return voiced >= leastVoicedSeconds && apart > mostOfOneVoice (voiced);
}
} // namespace

VoiceRecording judgeVoice (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    const auto energies =
        frameEnergies (samples, std::max<Index> (1, std::lround (frameSeconds * sampleRateHz)));
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
    const Eigen::VectorXf all = joined (recordings);
    auto judged = judgeVoice (all, dictionary.sampleRateHz);
    if (judged.speechSeconds < leastSpeechSeconds)
        return core::Error{ "there is too little speech to know a voice by", "speech",
                            core::numberText (std::round (10.0 * judged.speechSeconds) / 10.0) + " s",
                            "3 s at least, better 10 to 30 s" };
    const auto heard = core::hearVoice (dictionary, recordings);
    if (! heard.ok())
        return heard.error();
    if (heard.value().seconds < leastVoicedSeconds)
        return core::Error{ "nobody speaks aloud in the recording", "voiced sound",
                            core::numberText (std::round (10.0 * heard.value().seconds) / 10.0) + " s",
                            "1 s at least; whispers have none" };
    const auto ofTwo = isOfTwoVoices (dictionary, all);
    if (! ofTwo.ok())
        return ofTwo.error();
    const auto frames = observeVoice (all, dictionary.sampleRateHz);
    if (! frames.ok())
        return frames.error();
    const bool isLong = frames.value().count >= minFramesToJudge;
    const bool isClear = judged.snrDb >= enoughSnrDb;
    judged.isOfTwoVoices =
        ofTwo.value() || (isLong && isClear && frames.value().severalShare > maxSeveralOfOneVoice);
    judged.isUnlikeSpeech =
        isUnlikeSpeech (heard.value(), judged.speechSeconds) ||
        (isLong && frames.value().levelStepDb < (isClear ? minSpeechStepDb : minStepInNoiseDb));
    return EnrolledVoice{ core::dictionaryFor (core::speakerEmbedding (heard.value()), dictionary), judged };
}

} // namespace unbraid::training

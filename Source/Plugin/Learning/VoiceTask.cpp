// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/VoiceTask.h"

#include "Files/AudioReader.h"
#include "Plugin/Learning/LearnTask.h"
#include "Training/Material/Segment.h"

#include <cmath>
#include <limits>

namespace unbraid::plugin
{

namespace
{
/** The recordings, or the samples; mono, at the dictionary's rate. */
core::Result<std::vector<Eigen::VectorXf>> soundsOf (const VoiceRequest& request)
{
    const double rateHz = request.base->sampleRateHz;
    std::vector<files::Recording> recordings;
    if (request.files.empty())
        recordings.push_back ({ request.sampleRateHz, request.samples });
    for (const auto& file : request.files)
    {
        auto whole = files::readRecording (file, std::numeric_limits<Eigen::Index>::max());
        if (! whole.ok())
            return whole.error();
        recordings.push_back (std::move (whole).value());
    }
    std::vector<Eigen::VectorXf> sounds;
    for (const auto& recording : recordings)
    {
        auto mono = training::monoOf (recording, recording.sampleRateHz, rateHz);
        if (! mono.ok())
            return mono.error();
        sounds.push_back (std::move (mono).value());
    }
    return sounds;
}
} // namespace

core::Status checkVoice (const core::Dictionary* base)
{
    if (base == nullptr || ! core::learnsVoices (*base))
        return cannotLearn ("dictionary", base == nullptr ? "none" : "one that learns no voice",
                            "one that learns voices");
    return core::Done{};
}

core::Result<training::EnrolledVoice> voiceOf (const VoiceRequest& request)
{
    const auto sounds = soundsOf (request);
    if (! sounds.ok())
        return sounds.error();
    return training::enrolVoice (*request.base, sounds.value());
}

std::string voiceText (const training::VoiceRecording& recording)
{
    return core::numberText (0.1 * std::round (10.0 * recording.speechSeconds)) + " s of speech";
}

std::string voiceDoubts (const training::VoiceRecording& recording)
{
    struct Doubt
    {
        bool isThere;
        const char* words;
    };
    const Doubt doubts[] = {
        { recording.speechSeconds < training::enoughSpeechSeconds, "10 to 30 s are best" },
        { recording.snrDb < training::enoughSnrDb, "noise was taken for a part of it" },
        { recording.isOfTwoVoices, "there seems to be more than one voice" },
        { recording.isUnlikeSpeech, "it does not sound like speech" },
    };
    std::string text;
    for (const auto& doubt : doubts)
        if (doubt.isThere)
            text += (text.empty() ? "" : "; ") + std::string (doubt.words);
    return text;
}

} // namespace unbraid::plugin

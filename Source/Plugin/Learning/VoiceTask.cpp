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
/** The recordings one after another, or the samples; mono, at the dictionary's rate. */
core::Result<Eigen::VectorXf> soundOf (const VoiceRequest& request)
{
    const double rateHz = request.base->sampleRateHz;
    if (request.files.empty())
        return training::monoOf ({ request.sampleRateHz, request.samples }, request.sampleRateHz, rateHz);
    Eigen::VectorXf all;
    for (const auto& file : request.files)
    {
        const auto whole = files::readRecording (file, std::numeric_limits<Eigen::Index>::max());
        if (! whole.ok())
            return whole.error();
        const auto mono = training::monoOf (whole.value(), whole.value().sampleRateHz, rateHz);
        if (! mono.ok())
            return mono.error();
        const auto before = all.size();
        all.conservativeResize (before + mono.value().size());
        all.tail (mono.value().size()) = mono.value();
    }
    return all;
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
    const auto sound = soundOf (request);
    if (! sound.ok())
        return sound.error();
    return training::enrolVoice (*request.base, sound.value());
}

std::string voiceText (const training::VoiceRecording& recording)
{
    auto text = core::numberText (0.1 * std::round (10.0 * recording.speechSeconds)) + " s of speech";
    if (recording.speechSeconds < training::enoughSpeechSeconds)
        text += "; 10 to 30 s are best";
    if (recording.snrDb < training::enoughSnrDb)
        text += "; noise was taken for a part of it";
    return text;
}

} // namespace unbraid::plugin

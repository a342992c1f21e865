// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Enrolment/Enrolment.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace unbraid::plugin
{

/** A request to learn a person's voice from sound of nobody else. */
struct VoiceRequest
{
    std::shared_ptr<const core::Dictionary> base; // that learns voices
    double sampleRateHz = 0.0;                    // of the samples
    Eigen::MatrixXf samples;                      // [frames x channels]; channels are averaged
    std::vector<std::filesystem::path> files{};   // recordings instead of samples
};

/** [message] error: a dictionary that learns no voice */
core::Status checkVoice (const core::Dictionary* base);

/** [worker] errors: as `training::enrolVoice`, recordings that cannot be read */
core::Result<training::EnrolledVoice> voiceOf (const VoiceRequest& request);

/** What was learned: "12.3 s of speech". [any] */
[[nodiscard]] std::string voiceText (const training::VoiceRecording& recording);

/** What would be better: "10 to 30 s are best; there seems to be more than one voice"; empty: nothing. [any] */
[[nodiscard]] std::string voiceDoubts (const training::VoiceRecording& recording);

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <Eigen/Core>

namespace unbraid::training
{

/** How good a recording of a voice is to know the voice by. */
struct VoiceRecording
{
    double speechSeconds = 0.0; // frames of 20 ms within 25 dB of the loud ones, and 6 dB over the quiet ones
    double snrDb = 0.0;         // speech over the quietest tenth of all frames, at most 90
    bool isOfTwoVoices =
        false; // its halves differ by more than one voice does, or two sound at once; a dictionary tells it
    bool isUnlikeSpeech = false; // voiced too little, too even in level, or unlike people who speak; the same
};

/** Below the first no voice is learned; the second is enough. */
constexpr double leastSpeechSeconds = 3.0;
constexpr double leastVoicedSeconds = 1.0; // whispers have none
constexpr double enoughSpeechSeconds = 10.0;
constexpr double enoughSnrDb = 15.0;

/** samples  [samples] of one channel
    [worker] */
VoiceRecording judgeVoice (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz);

/** A voice that was learned. */
struct EnrolledVoice
{
    core::Dictionary dictionary; // takes this voice for its first source, and other voices for another
    VoiceRecording recording;    // that it was learned from
};

/** Learns this voice.
    dictionary  a valid one
    recordings  [samples] each, of one channel, of nobody else, at the dictionary's rate; they may be of several microphones
    [worker] errors: a dictionary that learns no voice, less speech than `leastSpeechSeconds`, less that is voiced than
        `leastVoicedSeconds`, no memory */
core::Result<EnrolledVoice> enrolVoice (const core::Dictionary& dictionary,
                                        const std::vector<Eigen::VectorXf>& recordings);

} // namespace unbraid::training

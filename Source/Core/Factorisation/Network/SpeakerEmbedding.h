// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::core
{

/** A voice along the directions that tell voices apart. */
struct HeardVoice
{
    Eigen::VectorXf values{}; // [values] O s + o; each varies by about one over all voices
    double seconds = 0.0;     // of voiced sound
};

/** What an unfolded dictionary makes of recordings of one voice, see SpeakerEncoder, before it is squashed.
    dictionary  a valid one with a speaker encoder
    recordings  [samples] each, of one channel, at the dictionary's rate
    [worker] errors: those of VoiceStatistics::prepare */
Result<HeardVoice> hearVoice (const Dictionary& dictionary, const std::vector<Eigen::VectorXf>& recordings);

/** The vector v of it: each value between -1 and 1. [worker] */
Eigen::VectorXf speakerEmbedding (const HeardVoice& heard);

/** The dictionary that knows this voice: its biases and weights are moved by v, and it has no speaker encoder any more, so that whatever
    runs a dictionary runs this one. All sources but the voice are reduced.
    embedding  [values]
    [worker] */
Dictionary dictionaryFor (const Eigen::VectorXf& embedding, Dictionary dictionary);

} // namespace unbraid::core

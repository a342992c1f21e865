// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/VoiceSide.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index voice = 0;               // source
constexpr double shortestPiece = 0.1;    // seconds
constexpr double cutFadeSeconds = 0.005; // where a recording is cut into
constexpr float quietestVoice = 0.1f;    // of the utterances' level: below it a pause was drawn
constexpr double immediateStart = 0.5;   // probability of a mixture that begins without a pause

void fadeCuts (bool isCutBefore, bool isCutAfter, double sampleRateHz, Eigen::VectorXf& piece)
{
    const auto fade =
        std::min (piece.size(), static_cast<Index> (std::lround (cutFadeSeconds * sampleRateHz)));
    const Eigen::VectorXf rising = Eigen::VectorXf::LinSpaced (fade, 0.0f, 1.0f);
    if (isCutBefore)
        piece.head (fade).array() *= rising.array();
    if (isCutAfter)
        piece.tail (fade).array() *= rising.reverse().array();
}

const Sound& drawRecording (const MixingTools& tools, const VoicePool& pool, Draws& draws)
{
    if (pool.recordings.empty())
        return drawSound (tools, voice, draws, pool.isWide);
    const auto chosen = draws.index (static_cast<Index> (pool.recordings.size()));
    return tools.corpus->sounds[voice][static_cast<size_t> (pool.recordings[static_cast<size_t> (chosen)])];
}

/** An utterance, or as much of it as has room. */
Eigen::VectorXf drawUtterance (MixingTools& tools, double ratio, Index room, const VoicePool& pool,
                               Draws& draws)
{
    const Sound& sound = drawRecording (tools, pool, draws);
    const Index count = std::min (room, ClipReader::numGiven (sound, ratio));
    const Index numTaken = ClipReader::numTaken (count, ratio);
    const Index first = count < room ? 0 : drawPosition (sound, numTaken, draws);
    Eigen::VectorXf piece = tools.clips.read (sound, { first, ratio }, count);
    const bool isCutAfter = first + numTaken < static_cast<Index> (sound.samples.size());
    fadeCuts (first > 0, isCutAfter, tools.settings.sampleRateHz, piece);
    return piece / sound.activeRms;
}

Eigen::VectorXf stringTogether (MixingTools& tools, double ratio, double ratioChange, const VoicePool& pool,
                                Draws& draws)
{
    const auto& speech = tools.settings.speech;
    const double rateHz = tools.settings.sampleRateHz;
    const auto shortest = static_cast<Index> (shortestPiece * rateHz);
    const auto drawGap = [&] { return static_cast<Index> (draws.uniform (speech.gapSeconds) * rateHz); };
    Eigen::VectorXf strung = Eigen::VectorXf::Zero (tools.settings.numSamples());
    Index position = draws.chance (immediateStart) ? 0 : drawGap();
    while (position + shortest <= strung.size())
    {
        const double own = SpeedChange::nearest (ratio * (1.0 + draws.upOrDown (ratioChange)));
        const auto utterance = drawUtterance (tools, own, strung.size() - position, pool, draws);
        strung.segment (position, utterance.size()) = utterance;
        position += utterance.size() + drawGap();
    }
    return strung;
}
} // namespace

Eigen::VectorXf drawVoice (MixingTools& tools, Draws& draws, SourceDraw& draw, const VoicePool& pool)
{
    const auto& speech = tools.settings.speech;
    const bool isChanged = ! draws.chance (speech.unchangedProbability);
    draw.ratio = isChanged ? SpeedChange::nearest (draws.logUniform (speech.ratio)) : 1.0;
    return drawMore (tools, draws, draw.ratio, isChanged, pool);
}

Eigen::VectorXf drawMore (MixingTools& tools, Draws& draws, double ratio, bool isChanged,
                          const VoicePool& pool)
{
    const double change = isChanged ? tools.settings.speech.ratioPerUtterance : 0.0;
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        auto strung = stringTogether (tools, ratio, change, pool, draws);
        if (activeRms (strung, tools.settings.sampleRateHz) > quietestVoice)
            return strung;
    }
    return Eigen::VectorXf::Zero (tools.settings.numSamples());
}

} // namespace unbraid::unfolding

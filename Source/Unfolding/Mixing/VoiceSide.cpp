// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/VoiceSide.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/PauseGains.h"

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
constexpr Index keptAsTheyAre = 5;       // every so manieth recording keeps the background of its pauses

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

/** A voice without the background of its pauses, and that background. */
struct VoiceParts
{
    Eigen::VectorXf voice;
    Eigen::VectorXf floor; // empty where it was left in the voice
};

const Sound& drawRecording (const MixingTools& tools, const VoicePool& pool, Draws& draws)
{
    if (pool.recordings.empty())
        return drawSound (tools, voice, draws, pool.isWide);
    const auto chosen = draws.index (static_cast<Index> (pool.recordings.size()));
    return tools.corpus->sounds[voice][static_cast<size_t> (pool.recordings[static_cast<size_t> (chosen)])];
}

bool isLeftAsItIs (const MixingTools& tools, const Sound& sound)
{
    return (&sound - tools.corpus->sounds[voice].data()) % keptAsTheyAre == 0;
}

/** Moves the background of the pauses from a piece of a recording to its floor. */
void takeFloor (const Sound& sound, const Clip& clip, double sampleRateHz, VoiceParts& piece)
{
    const PauseGains gains (sound, sampleRateHz);
    piece.floor.resize (piece.voice.size());
    for (Index i = 0; i < piece.voice.size(); ++i)
    {
        const double position = static_cast<double> (clip.first) + static_cast<double> (i) * clip.ratio;
        piece.floor[i] = piece.voice[i] * (1.0f - gains.at (position));
    }
    piece.voice -= piece.floor;
}

/** An utterance, or as much of it as has room. */
VoiceParts drawUtterance (MixingTools& tools, double ratio, Index room, const VoicePool& pool,
                          bool takesFloor, Draws& draws)
{
    const Sound& sound = drawRecording (tools, pool, draws);
    const Index count = std::min (room, ClipReader::numGiven (sound, ratio));
    const Index numTaken = ClipReader::numTaken (count, ratio);
    const Index first = count < room ? 0 : drawPosition (sound, numTaken, draws);
    const Clip clip{ first, ratio };
    VoiceParts piece{ tools.clips.read (sound, clip, count), {} };
    const bool isCutAfter = first + numTaken < static_cast<Index> (sound.samples.size());
    fadeCuts (first > 0, isCutAfter, tools.settings.sampleRateHz, piece.voice);
    piece.voice /= sound.activeRms;
    if (takesFloor && ! isLeftAsItIs (tools, sound))
        takeFloor (sound, clip, tools.settings.sampleRateHz, piece);
    return piece;
}

VoiceParts stringTogether (MixingTools& tools, double ratio, double ratioChange, const VoicePool& pool,
                           bool takesFloor, Draws& draws)
{
    const auto& speech = tools.settings.speech;
    const double rateHz = tools.settings.sampleRateHz;
    const auto shortest = static_cast<Index> (shortestPiece * rateHz);
    const auto drawGap = [&] { return static_cast<Index> (draws.uniform (speech.gapSeconds) * rateHz); };
    const Eigen::VectorXf silence = Eigen::VectorXf::Zero (tools.settings.numSamples());
    VoiceParts strung{ silence, silence };
    Index position = draws.chance (immediateStart) ? 0 : drawGap();
    while (position + shortest <= silence.size())
    {
        const double own = SpeedChange::nearest (ratio * (1.0 + draws.upOrDown (ratioChange)));
        const auto piece = drawUtterance (tools, own, silence.size() - position, pool, takesFloor, draws);
        strung.voice.segment (position, piece.voice.size()) = piece.voice;
        strung.floor.segment (position, piece.floor.size()) = piece.floor;
        position += piece.voice.size() + drawGap();
    }
    return strung;
}

VoiceParts drawParts (MixingTools& tools, Draws& draws, double ratio, bool isChanged, const VoicePool& pool,
                      bool takesFloor)
{
    const double change = isChanged ? tools.settings.speech.ratioPerUtterance : 0.0;
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        auto strung = stringTogether (tools, ratio, change, pool, takesFloor, draws);
        if (activeRms (strung.voice, tools.settings.sampleRateHz) > quietestVoice)
            return strung;
    }
    const Eigen::VectorXf silence = Eigen::VectorXf::Zero (tools.settings.numSamples());
    return { silence, silence };
}
} // namespace

Eigen::VectorXf drawVoice (MixingTools& tools, Draws& draws, SourceDraw& draw, const VoicePool& pool,
                           Eigen::VectorXf& floor)
{
    const auto& speech = tools.settings.speech;
    const bool isChanged = ! draws.chance (speech.unchangedProbability);
    draw.ratio = isChanged ? SpeedChange::nearest (draws.logUniform (speech.ratio)) : 1.0;
    auto parts = drawParts (tools, draws, draw.ratio, isChanged, pool, speech.cleansPauses);
    floor = std::move (parts.floor);
    return std::move (parts.voice);
}

Eigen::VectorXf drawMore (MixingTools& tools, Draws& draws, double ratio, bool isChanged,
                          const VoicePool& pool)
{
    return drawParts (tools, draws, ratio, isChanged, pool, false).voice;
}

} // namespace unbraid::unfolding

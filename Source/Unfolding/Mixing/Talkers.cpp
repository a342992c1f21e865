// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Talkers.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/SpeedChange.h"

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index noise = 1; // source

/** Speakers by number. */
struct Speakers
{
    const std::vector<std::vector<Index>>& all;

    [[nodiscard]] Index draw (Draws& draws) const { return draws.index (static_cast<Index> (all.size())); }
    [[nodiscard]] const std::vector<Index>& recordings (Index speaker) const
    {
        return all[static_cast<size_t> (speaker)];
    }
};

/** Somebody with two recordings or more: one of those who follow a random speaker; -1: nobody has two. */
Index drawOwner (const Speakers& speakers, Draws& draws)
{
    const auto count = static_cast<Index> (speakers.all.size());
    const Index first = speakers.draw (draws);
    for (Index step = 0; step < count; ++step)
        if (const Index speaker = (first + step) % count; speakers.recordings (speaker).size() > 1)
            return speaker;
    return -1;
}

/** Deals the recordings of one person out, half to the mixture and half to the enrolment. */
void deal (const std::vector<Index>& recordings, Draws& draws, Cast& cast)
{
    const auto count = static_cast<Index> (recordings.size());
    const Index first = draws.index (count);
    for (Index i = 0; i < count; ++i)
        (i < count / 2 ? cast.enrolled : cast.voice)
            .recordings.push_back (recordings[static_cast<size_t> ((first + i) % count)]);
}

/** Adds recorded noise that far below. */
void addNoise (MixingTools& tools, double snrDb, Draws& draws, Eigen::Ref<Eigen::VectorXf> piece)
{
    const Sound& sound = drawSound (tools, noise, draws);
    const Index first = drawPosition (sound, piece.size(), draws);
    const Eigen::VectorXf added = tools.clips.read (sound, { first, 1.0, true }, piece.size());
    const float level = plainRms (added), wanted = activeRms (piece, tools.settings.sampleRateHz);
    if (level > 0.0f)
        piece += added * (wanted / level * amplitudeOf (-snrDb));
}

/** What a microphone and what carries its sound make of a voice. */
FilterShape drawMicrophone (const MixingSettings& settings, Draws& draws)
{
    const auto& speech = settings.speech;
    FilterShape shape (settings.sampleRateHz);
    shape.equalise (drawEqualiser (speech.talkers.enrolmentEqualiserDb, draws));
    if (draws.chance (speech.talkers.enrolmentNarrowProbability))
        shape.lowPass (draws.logUniform (speech.talkers.enrolmentBandHz));
    if (draws.chance (speech.highPassProbability))
        shape.highPass (draws.logUniform (speech.highPassHz));
    return shape;
}
} // namespace

Cast drawCast (const MixingTools& tools, bool isDuet, Draws& draws)
{
    const auto& talkers = tools.settings.speech.talkers;
    const Speakers speakers{ tools.speakers };
    const double kind = draws.uniform();
    const bool isUnknown = draws.chance (talkers.unknownProbability);
    const bool hasTwo = draws.chance (talkers.secondProbability);
    const Index owner = drawOwner (speakers, draws);
    Cast cast;
    cast.isTold = (isDuet || ! isUnknown) && owner >= 0;
    if (owner >= 0)
        deal (speakers.recordings (owner), draws, cast);
    cast.hasVoice = isDuet || kind >= talkers.absentProbability;
    if (! isDuet && cast.hasVoice && kind < talkers.absentProbability + talkers.aloneProbability)
        return cast;
    for (int other = 0; other < (hasTwo && ! isDuet ? 2 : 1); ++other)
        if (const Index speaker = speakers.draw (draws); speaker != owner)
            cast.others.push_back ({ false, speakers.recordings (speaker) });
    return cast;
}

std::vector<Eigen::VectorXf> drawEnrolment (MixingTools& tools, Draws& draws, double ratio,
                                            const VoicePool& pool)
{
    const auto& settings = tools.settings;
    const double bandHz = tools.clips.bandHz(); // that of the enrolment does not matter to the mixture
    std::vector<Eigen::VectorXf> pieces;
    for (Index piece = 0; piece < enrolmentPieces; ++piece)
    {
        auto samples = drawMore (tools, draws, ratio, ratio != 1.0, pool);
        const auto room = drawRoom (settings.room, settings.room.probability, draws);
        applyScene (tools, drawMicrophone (settings, draws), room, draws, samples);
        addNoise (tools, draws.uniform (settings.speech.talkers.enrolmentSnrDb), draws, samples);
        pieces.push_back (std::move (samples));
    }
    tools.clips.forgetBandsSince (bandHz);
    return pieces;
}

std::vector<Eigen::VectorXf> drawTake (MixingTools& tools, Index speaker, std::uint64_t take)
{
    const auto& recordings = Speakers{ tools.speakers }.recordings (speaker);
    if (recordings.size() < 2)
        return {};
    auto ofSpeaker = drawsFor (tools, static_cast<std::uint64_t> (speaker), Stream::voice);
    const double ratio = SpeedChange::nearest (ofSpeaker.logUniform (tools.settings.speech.ratio));
    auto ofTake = drawsFor (tools, take, Stream::stems, speaker);
    Cast cast;
    deal (recordings, ofTake, cast);
    return drawEnrolment (tools, ofTake, ratio, cast.enrolled);
}

} // namespace unbraid::unfolding

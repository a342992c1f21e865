// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/MixingTools.h"
#include "Unit/Mixing/MixingSounds.h"

#include <algorithm>
#include <array>

using namespace unbraid;
using namespace unbraid::test;
using unfolding::Mixture;

namespace
{
constexpr Eigen::Index voice = 0, noise = 1, others = 2;
constexpr std::array pitchesHz{ 150.0, 220.0, 310.0 };

/** Three people with three recordings each, and one with a single one. */
std::shared_ptr<unfolding::SoundCorpus> talkersCorpus()
{
    Random random (7);
    Sounds voices, noises{ random.noise (48000), random.noise (40000) };
    std::vector<std::filesystem::path> files;
    for (const double hz : pitchesHz)
        for (int take = 0; take < 3; ++take)
        {
            voices.push_back (spoken (hz, 32000));
            files.push_back ("person_" + std::to_string (static_cast<int> (hz)) + "_" +
                             std::to_string (take) + ".flac");
        }
    voices.push_back (spoken (410.0, 32000));
    files.emplace_back ("stranger_1.flac");
    auto corpus = corpusOf ({ "speech", "noise" }, { voices, noises });
    corpus->files = { files, { "one.flac", "two.flac" } };
    return corpus;
}

/** Talkers apart from each other, and nothing that happens to them. */
unfolding::MixingSettings plainTalkers()
{
    auto settings = plainMixtures();
    settings.speech.unchangedProbability = 1.0;
    settings.speech.faintProbability = 0.0;
    settings.speech.talkers.areSeparated = true;
    return settings;
}

/** Whose tone is the loudest. */
double pitchOf (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    std::array<double, 4> candidates{ pitchesHz[0], pitchesHz[1], pitchesHz[2], 410.0 };
    return *std::max_element (candidates.begin(), candidates.end(),
                              [&] (double a, double b)
                              { return amplitudeAt (a, samples) < amplitudeAt (b, samples); });
}
} // namespace

TEST_CASE ("Recordings of one person have one name up to the last underscore")
{
    const auto speakers = unfolding::speakersOf (*talkersCorpus());
    REQUIRE (speakers.size() == 4);
    CHECK (speakers[0] == std::vector<Eigen::Index>{ 0, 1, 2 });
    CHECK (speakers[3] == std::vector<Eigen::Index>{ 9 });
}

TEST_CASE ("An enrolment is of the voice, of nobody else, and not in the mixture")
{
    int numTold = 0;
    for (const auto& mixture : mixturesOf (plainTalkers(), talkersCorpus(), 60))
    {
        REQUIRE (mixture.stems.cols() == 3);
        REQUIRE (mixture.stems.allFinite());
        CHECK ((mixture.mixture - mixture.stems.rowwise().sum()).norm() < 1e-5f * mixture.mixture.norm());
        if (mixture.enrolment.empty() || energy (mixture.stems.col (voice)) == 0.0)
            continue;
        ++numTold;
        REQUIRE (static_cast<Eigen::Index> (mixture.enrolment.size()) == unfolding::enrolmentPieces);
        REQUIRE (mixture.enrolment[0].size() == mixture.stems.rows());
        CHECK (mixture.voice.size() == core::numVoiceStatistics);
        const double pitch = pitchOf (mixture.stems.col (voice));
        CHECK (pitchOf (mixture.enrolment[0]) == pitch);
        CHECK (pitchOf (mixture.enrolment[1]) == pitch);
        if (energy (mixture.stems.col (others)) > 0.0)
            CHECK (pitchOf (mixture.stems.col (others)) != pitch);
    }
    CHECK (numTold > 30);
}

TEST_CASE ("Talkers are alone, absent and unknown as often as they should, and others are as loud as drawn")
{
    auto settings = plainTalkers();
    settings.speech.talkers.levelDb = { -6.0, -6.0 };
    settings.speech.talkers.secondProbability = 0.0;
    const auto mixtures = mixturesOf (settings, talkersCorpus(), 400);
    const auto share = [&] (auto happens)
    { return static_cast<double> (std::count_if (mixtures.begin(), mixtures.end(), happens)) / 400.0; };
    const auto has = [] (const Mixture& mixture, Eigen::Index stem)
    { return energy (mixture.stems.col (stem)) > 0.0; };
    const auto& talkers = settings.speech.talkers;
    const double told = share ([] (const Mixture& mixture) { return ! mixture.enrolment.empty(); });
    CHECK (told == Approx (1.0 - talkers.unknownProbability).margin (0.06));
    CHECK (share ([&] (const Mixture& mixture)
                  { return ! mixture.enrolment.empty() && ! has (mixture, voice); }) ==
           Approx (told * talkers.absentProbability).margin (0.05));
    for (const auto& mixture : mixtures)
    {
        if (mixture.enrolment.empty())
            CHECK_FALSE (has (mixture, others)); // all voices are the first source
        if (has (mixture, voice) && has (mixture, others))
        {
            const auto level = [&] (Eigen::Index stem)
            { return unfolding::activeRms (mixture.stems.col (stem), mixingRateHz); };
            CHECK (decibels (static_cast<double> (level (others) / level (voice))) ==
                   Approx (-6.0).margin (0.1));
        }
    }
}

TEST_CASE ("In a duet somebody who is told and one other talk, nearly as loud, far above the noise")
{
    auto settings = plainTalkers();
    settings.speech.talkers.duetProbability = 1.0;
    for (const auto& mixture : mixturesOf (settings, talkersCorpus(), 60))
    {
        CHECK_FALSE (mixture.enrolment.empty());
        const float own = unfolding::activeRms (mixture.stems.col (voice), mixingRateHz);
        const float other = unfolding::activeRms (mixture.stems.col (others), mixingRateHz);
        const auto noiseEnergy = energy (mixture.stems.col (noise));
        REQUIRE (own > 0.0f);
        CHECK (noiseEnergy < 0.01 * energy (mixture.stems.col (voice)));
        if (other > 0.0f) // the other was not drawn to be the voice
            CHECK (std::abs (decibels (static_cast<double> (other / own))) < 5.1);
    }
}

TEST_CASE ("Noise is measured against the others where the voice is absent")
{
    auto settings = plainTalkers();
    settings.speech.talkers.absentProbability = 1.0;
    settings.speech.talkers.aloneProbability = settings.speech.talkers.unknownProbability = 0.0;
    settings.speech.lowSnrDb = settings.speech.highSnrDb = { 10.0, 10.0 };
    int numCompared = 0;
    for (const auto& mixture : mixturesOf (settings, talkersCorpus(), 20))
    {
        CHECK (energy (mixture.stems.col (voice)) == 0.0);
        const float level = unfolding::activeRms (mixture.stems.col (others), mixingRateHz);
        if (level == 0.0f)
            continue;
        ++numCompared;
        CHECK (decibels (static_cast<double> (level) / rms (mixture.stems.col (noise))) ==
               Approx (10.0).margin (0.1));
    }
    CHECK (numCompared > 10);
}

TEST_CASE (
    "Takes of one person differ, are the same again, and are nearer to each other than to somebody else's")
{
    auto settings = plainTalkers();
    auto maker = unfolding::MixtureMaker::create (settings, talkersCorpus());
    REQUIRE (maker.ok());
    REQUIRE (maker.value().numSpeakers() == 4);
    CHECK (maker.value().voiceOf (3, 0).size() == 0); // the stranger has one recording
    const auto first = maker.value().voiceOf (0, 0);
    REQUIRE (first.size() == core::numVoiceStatistics);
    CHECK (maker.value().voiceOf (0, 0) == first);
    const auto second = maker.value().voiceOf (0, 1);
    CHECK (second != first);
    CHECK ((second - first).norm() < (maker.value().voiceOf (2, 0) - first).norm());
}

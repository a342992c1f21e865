// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::Mixture;

namespace
{
constexpr Eigen::Index voice = 0, noise = 1;

/** RMS over the frames of 20 ms within 30 dB of the loudest. */
double activeLevel (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    std::vector<double> powers;
    for (Eigen::Index first = 0; first + 320 <= samples.size(); first += 320)
        powers.push_back (energy (samples.segment (first, 320)) / 320.0);
    const double most = *std::max_element (powers.begin(), powers.end());
    double sum = 0.0;
    int count = 0;
    for (const double power : powers)
        if (power > 1e-3 * most)
        {
            sum += power;
            ++count;
        }
    return std::sqrt (sum / count);
}

template <class Happens>
double share (const std::vector<Mixture>& mixtures, const Happens& happens)
{
    return static_cast<double> (std::count_if (mixtures.begin(), mixtures.end(), happens)) /
           static_cast<double> (mixtures.size());
}
} // namespace

TEST_CASE ("A mixture depends on seed and number and on nothing that was made before")
{
    auto settings = shortMixtures();
    auto maker = makerOf (settings, speechCorpus());
    std::vector<Mixture> inOrder;
    for (std::uint64_t number = 0; number < 12; ++number)
        inOrder.push_back (maker.make (number));
    auto other = makerOf (settings, speechCorpus());
    for (std::uint64_t number = 12; number-- > 0;)
    {
        const auto mixture = other.make (number);
        CHECK (mixture.stems == inOrder[number].stems);
        CHECK (mixture.mixture == inOrder[number].mixture);
    }
    settings.seed = 2;
    CHECK (makerOf (settings, speechCorpus()).make (3).stems != inOrder[3].stems);
    CHECK (inOrder[4].stems != inOrder[3].stems);
}

TEST_CASE ("Mixtures are the sums of their stems and finite and below full scale and at the level drawn")
{
    for (const auto& mixture : mixturesOf (shortMixtures(), speechCorpus(), 200))
    {
        REQUIRE (mixture.stems.cols() == 2);
        REQUIRE (mixture.stems.rows() == 8000);
        CHECK (mixture.mixture == mixture.stems.col (voice) + mixture.stems.col (noise));
        REQUIRE (mixture.stems.allFinite());
        const float peak =
            std::max (mixture.mixture.cwiseAbs().maxCoeff(), mixture.stems.cwiseAbs().maxCoeff());
        CHECK (peak < 1.0f);
        const double levelDb = decibels (rms (mixture.mixture));
        CHECK (levelDb < mixture.recipe.levelDb + 0.01);
        if (peak < 0.98f) // else it was turned down
            CHECK (levelDb == Approx (mixture.recipe.levelDb).margin (0.01));
    }
}

TEST_CASE ("The signal-to-noise ratio over active speech is the one drawn")
{
    for (const auto& mixture : mixturesOf (plainMixtures(), speechCorpus(), 60))
    {
        const double snrDb =
            decibels (activeLevel (mixture.stems.col (voice)) / rms (mixture.stems.col (noise)));
        CHECK (snrDb == Approx (mixture.recipe.speech->snrDb).margin (0.01));
    }
}

TEST_CASE ("Signal-to-noise ratios are drawn from two ranges")
{
    const auto mixtures = mixturesOf (plainMixtures(), speechCorpus(), 400);
    const auto snrOf = [] (const Mixture& mixture) { return mixture.recipe.speech->snrDb; };
    for (const auto& mixture : mixtures)
    {
        CHECK (snrOf (mixture) >= -5.0);
        CHECK (snrOf (mixture) <= 25.0);
    }
    constexpr double threeDeviations = 0.075; // of a share of 400
    CHECK (share (mixtures, [&] (const auto& m) { return snrOf (m) < 5.0; }) ==
           Approx (0.3).margin (threeDeviations));
    CHECK (share (mixtures, [&] (const auto& m) { return snrOf (m) > 15.0; }) ==
           Approx (0.2).margin (threeDeviations));
}

TEST_CASE ("Faint noises are as frequent as asked for, and everything else is drawn as it was without them")
{
    auto settings = plainMixtures();
    const auto without = mixturesOf (settings, speechCorpus(), 200);
    settings.speech.faintProbability = 0.5;
    const auto with = mixturesOf (settings, speechCorpus(), 200);
    int numFaint = 0;
    for (size_t i = 0; i < with.size(); ++i)
    {
        const double snrDb = with[i].recipe.speech->snrDb;
        const bool isAsBefore = snrDb == without[i].recipe.speech->snrDb;
        numFaint += isAsBefore ? 0 : 1;
        CHECK ((isAsBefore || (snrDb >= 15.0 && snrDb <= 35.0)));
        CHECK (with[i].recipe.levelDb == without[i].recipe.levelDb);
        CHECK (with[i].recipe.speech->clippedDb == without[i].recipe.speech->clippedDb);
    }
    CHECK (numFaint == Approx (100).margin (25));
}

TEST_CASE ("Single events are as frequent as asked for and leave silence, and all else stays as it was")
{
    auto settings = plainMixtures();
    const auto without = mixturesOf (settings, speechCorpus(), 100);
    settings.speech.eventsProbability = 0.5;
    const auto with = mixturesOf (settings, speechCorpus(), 100);
    const auto silentShare = [] (const auto& mixture)
    {
        const Eigen::ArrayXf levels = mixture.stems.col (noise).array().abs();
        const auto numSilent = (levels < 0.01f * levels.maxCoeff()).count();
        return static_cast<double> (numSilent) / static_cast<double> (levels.size());
    };
    int numWithEvents = 0;
    double silentWith = 0.0, silentWithout = 0.0;
    for (size_t i = 0; i < with.size(); ++i)
    {
        CHECK (with[i].recipe.speech->snrDb == without[i].recipe.speech->snrDb);
        if (! with[i].recipe.speech->hasEvents)
        {
            CHECK (with[i].stems == without[i].stems);
            continue;
        }
        ++numWithEvents;
        silentWith += silentShare (with[i]);
        silentWithout += silentShare (without[i]);
    }
    CHECK (numWithEvents == Approx (50).margin (15));
    CHECK (silentWith > 0.3 * numWithEvents);
    CHECK (silentWithout < 0.1 * numWithEvents);
}

TEST_CASE ("A voice's ratio moves its pitch")
{
    auto settings = plainMixtures();
    settings.speech.unchangedProbability = 0.0;
    settings.speech.ratioPerUtterance = 0.0;
    settings.speech.lowSnrShare = 1.0;
    settings.speech.lowSnrDb = { 80.0, 80.0 };
    constexpr double hz = 500.0;
    const auto corpus =
        corpusOf ({ "speech", "noise" }, { { sine (hz, 64000) }, { test::Random (1).noise (48000) } });
    auto maker = makerOf (settings, corpus);
    for (std::uint64_t number = 0; number < 8; ++number)
    {
        const auto mixture = maker.make (number);
        const double ratio = mixture.recipe.sources[voice].ratio;
        CHECK (ratio >= 0.849);
        CHECK (ratio <= 1.201);
        double bestHz = 0.0, best = 0.0;
        for (double at = 400.0; at < 650.0; at += 0.5)
            if (const double found = amplitudeAt (at, mixture.stems.col (voice)); found > best)
            {
                best = found;
                bestHz = at;
            }
        CHECK (bestHz ==
               Approx (hz * ratio).margin (1.0)); // half a second: a main lobe of 8 Hz, steps of 0.5
    }
}

TEST_CASE ("Noises are mixed at the levels drawn however loud their recordings are")
{
    auto settings = plainMixtures();
    settings.speech.noiseCounts = { 0.0, 1.0, 0.0 };
    settings.speech.noiseLevelDb = 0.0;
    settings.speech.noiseRatio = { 1.0, 1.0 };
    auto maker =
        makerOf (settings, corpusOf ({ "speech", "noise" },
                                     { { spoken (200.0, 32000) },
                                       { sine (1000.0, 48000, 0.9f), sine (3000.0, 48000, 0.01f) } }));
    int numBoth = 0;
    for (std::uint64_t number = 0; number < 20; ++number)
    {
        const Eigen::VectorXf sound = maker.make (number).stems.col (noise);
        const double low = amplitudeAt (1000.0, sound), high = amplitudeAt (3000.0, sound);
        if (std::min (low, high) < 1e-3 * std::max (low, high))
            continue; // the same noise twice
        ++numBoth;
        CHECK (low / high == Approx (1.0).epsilon (0.01)); // edges of the frames whose level is taken
    }
    CHECK (numBoth > 4);
}

TEST_CASE ("Short utterances are strung together with gaps until the mixture is full")
{
    auto settings = plainMixtures();
    settings.seconds = 4.0;
    const auto corpus =
        corpusOf ({ "speech", "noise" }, { { sine (300.0, 4800) }, { test::Random (1).noise (48000) } });
    auto maker = makerOf (settings, corpus);
    for (std::uint64_t number = 0; number < 10; ++number)
    {
        const Eigen::VectorXf spokenPart = maker.make (number).stems.col (voice);
        Eigen::Index longestGap = 0, gap = 0;
        double numSpoken = 0.0;
        for (const float sample : spokenPart)
        {
            gap = std::abs (sample) < 1e-6f ? gap + 1 : 0;
            numSpoken += gap == 0 ? 1.0 : 0.0;
            longestGap = std::max (longestGap, gap);
        }
        CHECK (longestGap <= 9700); // 0.6 s; at the end 0.1 s more
        CHECK (numSpoken > 0.3 * 4.0 * mixingRateHz);
        CHECK (longestGap > 160); // there are some
    }
}

TEST_CASE ("Of a room the voice keeps the early part and the noise takes the late one")
{
    auto settings = plainMixtures();
    settings.speech.unchangedProbability = 1.0;
    settings.speech.lowSnrShare = 1.0;
    settings.speech.lowSnrDb = { 100.0, 100.0 };
    settings.room.probability = 1.0;
    // A click in silence, so that stems are responses.
    Eigen::VectorXf click = Eigen::VectorXf::Zero (8000);
    click.segment (2000, 4).setConstant (0.9f);
    const auto corpus =
        corpusOf ({ "speech", "noise" }, { { click }, { test::Random (1).noise (48000, 0.01f) } });
    auto maker = makerOf (settings, corpus);
    int numSounding = 0;
    for (std::uint64_t number = 0; number < 20; ++number)
    {
        const auto mixture = maker.make (number);
        REQUIRE (mixture.recipe.sources[voice].room.has_value());
        const Eigen::VectorXf wet = mixture.stems.col (voice), late = mixture.stems.col (noise);
        Eigen::Index direct = 0;
        wet.cwiseAbs().maxCoeff (&direct);
        if (direct + 1600 > wet.size())
            continue; // too late in the mixture
        ++numSounding;
        const Eigen::Index end = direct + 640 + 16; // 40 ms and the click's length
        CHECK (energy (wet.tail (wet.size() - end)) < 1e-6 * energy (wet));
        CHECK (energy (late.head (direct + 600)) < 1e-2 * energy (late));
        CHECK (energy (late) > 0.0);
    }
    CHECK (numSounding > 5);
}

TEST_CASE ("Where the room is a stem of its own, it holds what the noise held of the voice, and the mixture "
           "is the same")
{
    auto settings = plainMixtures();
    settings.room.probability = 1.0;
    settings.speech.clippedProbability = 0.5;
    auto together = makerOf (settings, speechCorpus());
    settings.speech.separatesRoom = true;
    auto apart = makerOf (settings, speechCorpus());
    for (std::uint64_t number = 0; number < 10; ++number)
    {
        const auto plain = together.make (number), split = apart.make (number);
        REQUIRE (split.stems.cols() == 3);
        const float level = plain.mixture.norm();
        CHECK ((split.mixture - plain.mixture).norm() < 1e-5f * level);
        CHECK ((split.stems.col (voice) - plain.stems.col (voice)).norm() < 1e-5f * level);
        CHECK ((split.stems.col (noise) + split.stems.col (2) - plain.stems.col (noise)).norm() <
               1e-5f * level);
        CHECK (energy (split.stems.col (2)) > 0.0);
    }
}

TEST_CASE ("Speech next to alone and noise alone happen as often as they should")
{
    const auto mixtures = mixturesOf (shortMixtures(), speechCorpus(), 1000);
    constexpr double fourDeviations = 0.034; // of a share of 0.08 of 1000
    const auto isAlone = [] (const Mixture& m) { return m.recipe.speech->isSpeechAlone; };
    const auto isNoise = [] (const Mixture& m) { return ! m.recipe.sources[voice].isPresent; };
    CHECK (share (mixtures, isAlone) == Approx (0.08).margin (fourDeviations));
    CHECK (share (mixtures, isNoise) == Approx (0.05).margin (fourDeviations));
    for (const auto& mixture : mixtures)
    {
        if (isNoise (mixture))
        {
            CHECK (mixture.stems.col (voice).isZero (0.0f));
            CHECK (energy (mixture.stems.col (noise)) > 0.0);
        }
        if (isAlone (mixture) && ! mixture.recipe.speech->clippedDb)
        {
            const double snrDb =
                decibels (activeLevel (mixture.stems.col (voice)) / rms (mixture.stems.col (noise)));
            CHECK (snrDb >= 24.9);
            CHECK (snrDb <= 60.1);
        }
    }
}

TEST_CASE ("What is added happens as often as it should")
{
    const auto mixtures = mixturesOf (shortMixtures(), speechCorpus(), 1000);
    const auto check = [&] (double expected, const auto& happens)
    {
        const double deviation = std::sqrt (expected * (1.0 - expected) / 1000.0);
        CHECK (share (mixtures, [&] (const Mixture& m) { return happens (*m.recipe.speech); }) ==
               Approx (expected).margin (4.0 * deviation));
    };
    using unfolding::SpeechDraw;
    check (0.55, [] (const SpeechDraw& s) { return s.numNoises == 1; });
    check (0.35, [] (const SpeechDraw& s) { return s.numNoises == 2; });
    check (0.1, [] (const SpeechDraw& s) { return s.numNoises == 3; });
    check (0.12, [] (const SpeechDraw& s) { return s.numBabbleVoices > 0; });
    check (0.3, [] (const SpeechDraw& s) { return s.rumbleCornerHz.has_value(); });
    check (0.1, [] (const SpeechDraw& s) { return s.humHz.has_value(); });
    check (0.15, [] (const SpeechDraw& s) { return s.hasStationary; });
    check (0.1, [] (const SpeechDraw& s) { return s.hasClicks; });
    check (0.25, [] (const SpeechDraw& s) { return s.hasLevelChange; });
    check (0.04, [] (const SpeechDraw& s) { return s.clippedDb.has_value(); });
    check (0.1, [] (const SpeechDraw& s) { return s.bandLimitHz.has_value(); });
    check (0.1, [] (const SpeechDraw& s) { return s.highPassHz.has_value(); });
    CHECK (share (mixtures, [] (const Mixture& m) { return m.recipe.sources[noise].room.has_value(); }) ==
           Approx (0.2).margin (4.0 * 0.0126));
}

TEST_CASE ("A clipped mixture is flat at its peaks and its noise takes the difference")
{
    auto settings = plainMixtures();
    settings.speech.clippedProbability = 1.0;
    settings.speech.clippedDb = { 6.0, 6.0 };
    for (const auto& mixture : mixturesOf (settings, speechCorpus(), 20))
    {
        const float peak = mixture.mixture.cwiseAbs().maxCoeff();
        CHECK ((mixture.mixture.array().abs() > 0.9999f * peak).count() > 10);
        CHECK (mixture.mixture == mixture.stems.col (voice) + mixture.stems.col (noise));
    }
}

TEST_CASE ("A limited band ends at its limit in both stems and a high pass is the voice's alone")
{
    auto settings = plainMixtures();
    settings.speech.unchangedProbability = 1.0;
    settings.speech.bandLimitedProbability = 1.0;
    settings.speech.highPassProbability = 1.0;
    const Eigen::VectorXf voices = test::Random (1).noise (48000), noises = test::Random (2).noise (48000);
    auto maker = makerOf (settings, corpusOf ({ "speech", "noise" }, { { voices }, { noises } }));
    const auto power = [] (const Eigen::Ref<const Eigen::VectorXf>& samples, double fromHz, double toHz)
    {
        double sum = 0.0;
        for (double hz = fromHz; hz < toHz; hz += (toHz - fromHz) / 60.0)
            sum += std::pow (amplitudeAt (hz, samples), 2.0);
        return sum;
    };
    for (std::uint64_t number = 0; number < 10; ++number)
    {
        const auto mixture = maker.make (number);
        const auto& scene = *mixture.recipe.speech;
        const double limit = *scene.bandLimitHz, low = *scene.highPassHz;
        if (limit > 6000.0)
            continue; // too near to half the rate to measure above it
        for (const auto stem : { voice, noise })
            CHECK (power (mixture.stems.col (stem), 1.3 * limit, 1.3 * limit + 100.0) <
                   0.05 * power (mixture.stems.col (stem), 1000.0, 1100.0));
        CHECK (power (mixture.stems.col (voice), 0.2 * low, 0.5 * low) <
               0.3 * power (mixture.stems.col (noise), 0.2 * low, 0.5 * low) *
                   power (mixture.stems.col (voice), 1000.0, 1500.0) /
                   power (mixture.stems.col (noise), 1000.0, 1500.0));
    }
}

TEST_CASE ("A narrow voice ends at its limit and the noise around it does not")
{
    auto settings = plainMixtures();
    settings.speech.unchangedProbability = 1.0;
    settings.speech.narrowVoiceProbability = 1.0;
    settings.speech.narrowVoiceHz = { 3400.0, 5000.0 };
    settings.speech.noiseRatio = { 1.0, 1.0 };
    settings.speech.texturesProbability = 0.0;
    settings.speech.steepProbability = GENERATE (0.0, 1.0);
    const Eigen::VectorXf voices = test::Random (1).noise (48000), noises = test::Random (2).noise (48000);
    auto maker = makerOf (settings, corpusOf ({ "speech", "noise" }, { { voices }, { noises } }));
    const auto level = [] (const Eigen::Ref<const Eigen::VectorXf>& samples, double fromHz)
    {
        double sum = 0.0;
        for (double hz = fromHz; hz < fromHz + 200.0; hz += 5.0)
            sum += std::pow (amplitudeAt (hz, samples), 2.0);
        return 10.0 * std::log10 (sum);
    };
    for (std::uint64_t number = 0; number < 10; ++number)
    {
        const auto mixture = maker.make (number);
        const double above = 1.3 * *mixture.recipe.speech->narrowVoiceHz;
        CHECK (mixture.recipe.speech->isSteep == (settings.speech.steepProbability > 0.0));
        CHECK (level (mixture.stems.col (voice), above) < level (mixture.stems.col (voice), 1000.0) - 15.0);
        CHECK (level (mixture.stems.col (noise), above) > level (mixture.stems.col (noise), 1000.0) - 6.0);
    }
}

TEST_CASE ("A mixture is known up to the lowest band of its recordings, as fast as they are played")
{
    auto settings = plainMixtures();
    settings.speech.texturesProbability = 0.0;
    settings.speech.unchangedProbability = 1.0;
    settings.speech.noiseRatio = { 1.0, 1.0 };
    auto corpus = std::make_shared<unfolding::SoundCorpus> (*speechCorpus());
    CHECK (std::isinf (makerOf (settings, corpus).make (0).recipe.bandHz));
    for (auto& sound : corpus->sounds[noise])
        sound.bandHz = 5000.0;
    for (auto& sound : corpus->sounds[voice])
        sound.bandHz = 6000.0;
    auto maker = makerOf (settings, corpus);
    for (std::uint64_t number = 0; number < 4; ++number)
        CHECK (maker.make (number).recipe.bandHz == 5000.0);
    settings.speech.unchangedProbability = 0.0;
    settings.speech.ratioPerUtterance = 0.0;
    settings.speech.ratio = { 0.6, 0.6 };
    const auto slow = makerOf (settings, corpus).make (0);
    CHECK (slow.recipe.bandHz == Approx (6000.0 * slow.recipe.sources[voice].ratio));
}

TEST_CASE ("A wide mixture is of wide recordings only, as far as there are any")
{
    auto settings = plainMixtures();
    settings.speech.babbleProbability = 1.0;
    settings.speech.wideProbability = 1.0;
    auto corpus = std::make_shared<unfolding::SoundCorpus> (*speechCorpus());
    for (auto& sounds : corpus->sounds)
    {
        sounds.resize (1);
        sounds.push_back (sounds[0]);
        sounds[0].bandHz = 5000.0;
    }
    auto maker = makerOf (settings, corpus);
    for (std::uint64_t number = 0; number < 10; ++number)
        CHECK (std::isinf (maker.make (number).recipe.bandHz));
    for (auto& sounds : corpus->sounds)
        sounds[1].bandHz = 5000.0;
    CHECK (std::isfinite (makerOf (settings, corpus).make (0).recipe.bandHz));
}

TEST_CASE ("Full-band mixtures are narrowed to any band that a connection may have")
{
    auto settings = shortMixtures();
    settings.sampleRateHz = 48000.0;
    settings.speech = unfolding::fullBandSpeech();
    CHECK (unfolding::check (settings).ok());
    settings.sampleRateHz = 16000.0;
    CHECK_FALSE (unfolding::check (settings).ok());
}

TEST_CASE ("Recordings that are silent almost everywhere do no harm")
{
    Eigen::VectorXf mostlySilent = Eigen::VectorXf::Zero (160000);
    mostlySilent.head (3000) = sine (300.0, 3000);
    auto maker =
        makerOf (shortMixtures(), corpusOf ({ "speech", "noise" }, { { mostlySilent }, { mostlySilent } }));
    for (std::uint64_t number = 0; number < 40; ++number)
    {
        const auto mixture = maker.make (number);
        CHECK (mixture.stems.allFinite());
        CHECK (mixture.stems.cwiseAbs().maxCoeff() < 1.0f);
    }
}

TEST_CASE ("Mixing refuses a corpus of another rate and of other than two sources")
{
    auto settings = shortMixtures();
    settings.sampleRateHz = 22050.0;
    CHECK_FALSE (unfolding::MixtureMaker::create (settings, speechCorpus()).ok());
    const Sounds one{ sine (300.0, 16000) };
    CHECK_FALSE (unfolding::MixtureMaker::create (shortMixtures(), corpusOf ({ "a" }, { one })).ok());
    CHECK_FALSE (
        unfolding::MixtureMaker::create (shortMixtures(), corpusOf ({ "a", "b", "c" }, { one, one, one }))
            .ok());
    settings = shortMixtures();
    settings.speech.humProbability = 2.0;
    CHECK_FALSE (unfolding::MixtureMaker::create (settings, speechCorpus()).ok());
}

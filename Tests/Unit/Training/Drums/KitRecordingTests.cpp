// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/KitRecording.h"

#include "Support/TemporaryFolder.h"
#include "Training/Drums/DrumNames.h"
#include "Training/Drums/HitFeatures.h"
#include "Training/Drums/HitFinder.h"
#include "Unit/Training/DrumSounds.h"
#include "Unit/Training/TrainingSounds.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
constexpr double rateHz = training::drumRateHz;

bool goOn (double)
{
    return true;
}

training::HitSpans found (const VectorXf& sound)
{
    const auto hits = training::findHits (sound, goOn);
    REQUIRE (hits.ok());
    return hits.value();
}

core::Result<std::vector<training::PlayedHit>> readFrom (const VectorXf& sound, double fileRateHz = rateHz)
{
    const test::TemporaryFolder folder;
    test::writeSound (folder / "kit.wav", sound, fileRateHz);
    return training::readPlayedHits (folder / "kit.wav", goOn);
}
} // namespace

TEST_CASE ("Hits are found where they were played, soft and loud, in noise, and cut where they have decayed")
{
    const test::PlayedKit kit (rateHz, { { test::Drum::kick, 0.5, 0.8f },
                                         { test::Drum::hiHat, 1.5, 0.1f },
                                         { test::Drum::kick, 2.3, 0.05f },
                                         { test::Drum::snare, 3.1, 0.5f },
                                         { test::Drum::cymbal, 4.0, 0.5f } });
    for (const float noise : { 0.0f, 0.001f })
    {
        INFO ("noise " << noise);
        const auto hits = found (kit.sound + test::Random (3).noise (kit.sound.size(), noise));
        REQUIRE (hits.spans.size() == 5);
        for (size_t i = 0; i < 5; ++i)
        {
            const double onset = static_cast<double> (hits.spans[i].first + training::hitLead) / rateHz;
            CHECK (onset == Approx (kit.strokes[i].seconds).margin (0.006));
            CHECK_FALSE (hits.spans[i].isCovered);
        }
        // The hi-hat's amplitude falls to 1/1000 in 6.9 * 30 ms, long before the next hit.
        CHECK (static_cast<double> (hits.spans[1].length) / rateHz < 0.45);
        CHECK (static_cast<double> (hits.spans[4].length) / rateHz > 1.0); // the cymbal rings
    }
}

TEST_CASE ("Silence, steady noise and a steady tone have no hits")
{
    const auto length = static_cast<Index> (3.0 * rateHz);
    CHECK (found (VectorXf::Zero (length)).spans.empty());
    CHECK (found (VectorXf()).spans.empty());
    CHECK (found (test::Random (4).noise (length, 0.1f)).spans.empty());
}

TEST_CASE ("A hit into the loud ring of another is marked as covered, and one into its faint end is not")
{
    for (const auto& [seconds, isCovered] : { std::pair{ 0.75, true }, { 4.5, false } })
    {
        const test::PlayedKit kit (
            rateHz, { { test::Drum::cymbal, 0.5, 0.8f }, { test::Drum::kick, seconds, 0.3f } });
        const auto hits = found (kit.sound);
        REQUIRE (hits.spans.size() == 2);
        CHECK (hits.spans[1].isCovered == isCovered);
    }
}

TEST_CASE ("The features of a hit do not depend on its loudness, and steady noise changes them little")
{
    const test::PlayedKit kit (rateHz, { { test::Drum::snare, 0.5, 0.8f } });
    training::DrumSpectra spectra;
    REQUIRE (spectra.prepare().ok());
    const auto featuresOf = [&] (const VectorXf& sound)
    {
        const auto hits = found (sound);
        REQUIRE (hits.spans.size() == 1);
        return training::hitFeatures (sound.segment (hits.spans[0].first, hits.spans[0].length), hits.noise,
                                      spectra);
    };
    const VectorXf loud = featuresOf (kit.sound);
    REQUIRE (loud.size() == training::numHitFeatures);
    CHECK ((loud - featuresOf (0.03f * kit.sound)).cwiseAbs().maxCoeff() < 0.05f);
    const VectorXf noisy = featuresOf (kit.sound + test::Random (8).noise (kit.sound.size(), 0.001f));
    CHECK (training::soundDistance (loud, noisy) < 4.0f);
    const test::PlayedKit other (rateHz, { { test::Drum::kick, 0.5, 0.8f } });
    CHECK (training::soundDistance (loud, featuresOf (other.sound)) > 4.0f);
}

TEST_CASE ("Drums made by their physics are named, at any rate, whatever their order")
{
    const std::vector<test::Stroke> strokes{
        { test::Drum::hiHat, 0.5, 0.3f }, { test::Drum::kick, 1.5, 0.8f },  { test::Drum::snare, 2.5, 0.5f },
        { test::Drum::hiHat, 3.5, 0.2f }, { test::Drum::snare, 4.5, 0.7f }, { test::Drum::kick, 5.5, 0.4f },
    };
    for (const double fileRateHz : { 44100.0, 48000.0, 96000.0 })
    {
        INFO ("rate " << fileRateHz);
        const auto hits = readFrom (test::PlayedKit (fileRateHz, strokes).sound, fileRateHz);
        REQUIRE (hits.ok());
        REQUIRE (hits.value().size() == strokes.size());
        for (size_t i = 0; i < strokes.size(); ++i)
        {
            CHECK (hits.value()[i].name == test::nameOf (strokes[i].drum));
            CHECK (hits.value()[i].seconds == Approx (strokes[i].seconds).margin (0.006));
        }
        CHECK (hits.value()[0].sound == hits.value()[3].sound);
        CHECK (hits.value()[0].sound != hits.value()[1].sound);
        CHECK (training::checkKit (hits.value()).ok());
    }
}

TEST_CASE ("A name that is given goes to all hits of its sound, and a time without a hit is refused")
{
    const test::PlayedKit kit (rateHz, { { test::Drum::kick, 0.5, 0.8f },
                                         { test::Drum::snare, 1.5, 0.5f },
                                         { test::Drum::kick, 2.5, 0.7f } });
    auto hits = readFrom (kit.sound);
    REQUIRE (hits.ok());
    REQUIRE (hits.value().size() == 3);
    REQUIRE (training::rename ({ { 2.45, "floor-tom" } }, hits.value()).ok());
    CHECK (hits.value()[0].name == "floor-tom");
    CHECK (hits.value()[2].name == "floor-tom");
    CHECK (hits.value()[2].certainty == 1.0);
    CHECK (hits.value()[1].name != "floor-tom");
    REQUIRE (training::rename ({ { 0.5, "kick" }, { 2.5, "toms" } }, hits.value()).ok()); // within one sound
    CHECK (hits.value()[0].name == "kick");
    CHECK (hits.value()[2].name == "toms");
    const auto missed = training::rename ({ { 2.0, "kick" } }, hits.value());
    REQUIRE_FALSE (missed.ok());
    CHECK_THAT (missed.error().message(), Catch::Contains ("no hit at 2 s"));
}

TEST_CASE ("A recording from which no kit can be learned says why")
{
    const auto messageOf = [] (const VectorXf& sound)
    {
        const auto hits = readFrom (sound);
        if (! hits.ok())
            return hits.error().message();
        const auto checked = training::checkKit (hits.value());
        return checked.ok() ? std::string() : checked.error().message();
    };
    const auto length = static_cast<Index> (2.0 * rateHz);
    CHECK_THAT (messageOf (VectorXf::Zero (length)), Catch::Contains ("hit was found in"));
    VectorXf broken = VectorXf::Zero (length);
    broken[100] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THAT (messageOf (broken), Catch::Contains ("no numbers"));
    const test::PlayedKit kicks (rateHz,
                                 { { test::Drum::kick, 0.5, 0.8f }, { test::Drum::kick, 1.5, 0.8f } });
    CHECK_THAT (messageOf (kicks.sound), Catch::Contains ("one kind of drum"));
    std::vector<test::Stroke> wash{ { test::Drum::kick, 0.2, 0.3f } };
    for (int i = 0; i < 6; ++i)
        wash.push_back ({ test::Drum::cymbal, 1.0 + 0.3 * i, 0.6f });
    CHECK_THAT (messageOf (test::PlayedKit (rateHz, wash).sound), Catch::Contains ("still rings"));
    CHECK_FALSE (training::readPlayedHits ("missing.wav", goOn).ok());
    const auto cancelled = training::findHits (kicks.sound, [] (double) { return false; });
    REQUIRE_FALSE (cancelled.ok());
    CHECK (cancelled.error().cancelled);
}

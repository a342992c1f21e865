// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::MixingSettings;

namespace
{
MixingSettings stemMixtures()
{
    auto settings = shortMixtures();
    settings.recipe = unfolding::MixingRecipe::stems;
    return settings;
}

/** Three sources whose sounds are tones of different heights. */
std::shared_ptr<unfolding::SoundCorpus> bandCorpus()
{
    return corpusOf ({ "bass", "piano", "drums" },
                     { { sine (100.0, 40000), sine (120.0, 40000, 0.1f) },
                       { sine (440.0, 40000) },
                       { test::Random (1).noise (40000), test::Random (2).noise (4000) } });
}

/** A song whose samples tell their place: steps of a hundredth of a second at levels of their own; the
    second source half as loud as the first. */
std::shared_ptr<unfolding::SoundCorpus> songCorpus()
{
    Eigen::VectorXf steps (32000);
    test::Random random (5);
    for (Eigen::Index first = 0; first < steps.size(); first += 160)
        steps.segment (first, 160).setConstant (random.uniform (0.1f, 0.9f));
    auto corpus = corpusOf ({ "bass", "piano", "drums" },
                            { { steps }, { 0.5f * steps }, { test::Random (1).noise (40000) } });
    corpus->songs.push_back ({ { 0, 0, -1 } });
    return corpus;
}
} // namespace

TEST_CASE ("Stems of any number add up to the mixture and are absent as often as they should")
{
    auto maker = makerOf (stemMixtures(), bandCorpus());
    constexpr int count = 600;
    std::array<int, 3> numPresent{};
    for (std::uint64_t number = 0; number < count; ++number)
    {
        const auto mixture = maker.make (number);
        REQUIRE (mixture.stems.cols() == 3);
        const Eigen::VectorXf sum = (mixture.stems.col (0) + mixture.stems.col (1)) + mixture.stems.col (2);
        CHECK (mixture.mixture == sum);
        CHECK (mixture.stems.allFinite());
        CHECK (mixture.stems.cwiseAbs().maxCoeff() < 1.0f);
        CHECK (energy (mixture.mixture) > 0.0);
        for (Eigen::Index source = 0; source < 3; ++source)
        {
            const bool isPresent = mixture.recipe.sources[static_cast<size_t> (source)].isPresent;
            CHECK (isPresent == (energy (mixture.stems.col (source)) > 0.0));
            numPresent[static_cast<size_t> (source)] += isPresent ? 1 : 0;
        }
    }
    constexpr double fourDeviations = 4.0 * 0.0146; // sqrt (0.85 * 0.15 / 600)
    for (const int present : numPresent)
        CHECK (static_cast<double> (present) / count == Approx (0.85).margin (fourDeviations));
}

TEST_CASE ("One source at least is there")
{
    auto settings = stemMixtures();
    settings.stems.presentProbability = 0.0;
    auto maker = makerOf (settings, bandCorpus());
    std::array<int, 3> numPresent{};
    for (std::uint64_t number = 0; number < 60; ++number)
        for (size_t source = 0; const auto& draw : maker.make (number).recipe.sources)
            numPresent[source++] += draw.isPresent ? 1 : 0;
    CHECK (numPresent[0] + numPresent[1] + numPresent[2] == 60);
    for (const int present : numPresent)
        CHECK (present > 5);
}

TEST_CASE ("Stems of recordings drawn one by one stand at the gains drawn")
{
    auto settings = stemMixtures();
    settings.stems.presentProbability = 1.0;
    settings.stems.equaliserDb = 0.0;
    settings.stems.roomProbability = 0.0;
    auto maker = makerOf (settings, bandCorpus());
    for (std::uint64_t number = 0; number < 20; ++number)
    {
        const auto mixture = maker.make (number);
        const auto& sources = mixture.recipe.sources;
        for (const auto& draw : sources)
        {
            CHECK (std::abs (draw.gainDb) <= 9.0);
            CHECK (draw.ratio == Approx (1.0).margin (0.061));
        }
        CHECK (sources[0].gainDb != sources[1].gainDb);
        CHECK (sources[0].ratio != sources[1].ratio);
        const double apartDb = decibels (rms (mixture.stems.col (1)) / rms (mixture.stems.col (0)));
        CHECK (apartDb == Approx (sources[1].gainDb - sources[0].gainDb).margin (0.2)); // edges of the crops
    }
}

TEST_CASE ("Half of the mixtures are aligned positions of a song in its own balance")
{
    auto settings = stemMixtures();
    settings.stems.presentProbability = 1.0;
    settings.stems.equaliserDb = 0.0;
    settings.stems.roomProbability = 0.0;
    settings.stems.gainDb = 0.0;
    settings.stems.guestProbability = 0.0;
    auto maker = makerOf (settings, songCorpus());
    int numOfSongs = 0;
    for (std::uint64_t number = 0; number < 200; ++number)
    {
        const auto mixture = maker.make (number);
        if (! mixture.recipe.song)
            continue;
        ++numOfSongs;
        CHECK (mixture.recipe.sources[0].ratio == mixture.recipe.sources[1].ratio);
        CHECK_FALSE (mixture.recipe.sources[2].isPresent); // the song has none
        CHECK (mixture.stems.col (2).isZero (0.0f));
        const Eigen::VectorXf apart = mixture.stems.col (0) - 2.0f * mixture.stems.col (1);
        CHECK (apart.norm() < 1e-3f * mixture.stems.col (0).norm()); // 16 bits
    }
    CHECK (numOfSongs == Approx (100).margin (28)); // four deviations: 4 sqrt (200 / 4)
}

TEST_CASE ("Stems of a song that share a room are filtered by one response")
{
    auto settings = stemMixtures();
    settings.stems = { .presentProbability = 1.0,
                       .songProbability = 1.0,
                       .guestProbability = 0.0,
                       .gainDb = 0.0,
                       .equaliserDb = 0.0,
                       .roomProbability = 0.0 };
    settings.stems.sharedRoom.probability = 1.0;
    auto inRoom = makerOf (settings, songCorpus());
    settings.stems.sharedRoom.probability = 0.0;
    auto dry = makerOf (settings, songCorpus());
    for (std::uint64_t number = 0; number < 20; ++number)
    {
        const auto mixture = inRoom.make (number);
        const auto& sources = mixture.recipe.sources;
        REQUIRE (sources[0].room);
        CHECK (sources[0].room->reverberationSeconds == sources[1].room->reverberationSeconds);
        const Eigen::VectorXf apart = mixture.stems.col (0) - 2.0f * mixture.stems.col (1);
        CHECK (apart.norm() < 1e-3f * mixture.stems.col (0).norm()); // 16 bits
        const Eigen::VectorXf without = dry.make (number).stems.col (0).normalized();
        CHECK (std::abs (without.dot (mixture.stems.col (0).normalized())) < 0.999f); // it is heard
    }
}

TEST_CASE ("A guest in a song stands at the song's level")
{
    auto settings = stemMixtures();
    settings.stems.presentProbability = 1.0;
    settings.stems.songProbability = 1.0;
    settings.stems.equaliserDb = 0.0;
    settings.stems.roomProbability = 0.0;
    settings.stems.gainDb = 0.0;
    auto maker = makerOf (settings, songCorpus());
    int numOfGuests = 0;
    for (std::uint64_t number = 0; number < 100; ++number)
    {
        const auto mixture = maker.make (number);
        if (! mixture.recipe.sources[2].isPresent)
            continue;
        ++numOfGuests;
        const double ofSong = std::hypot (rms (mixture.stems.col (0)), rms (mixture.stems.col (1)));
        CHECK (decibels (rms (mixture.stems.col (2)) / ofSong) == Approx (0.0).margin (1.0)); // of one place
    }
    CHECK (numOfGuests == Approx (50).margin (20)); // four deviations
}

TEST_CASE ("A song's rest is replaced by other positions")
{
    auto corpus = songCorpus();
    auto settings = stemMixtures();
    settings.stems.songProbability = 1.0;
    settings.stems.guestProbability = 0.0;
    settings.levelDb = { -20.0, -20.0 };
    for (auto& sound : { &corpus->sounds[0][0], &corpus->sounds[1][0] })
    {
        std::vector<std::int16_t> mostlyRest (sound->samples.begin(), sound->samples.end());
        std::fill (mostlyRest.begin() + 200, mostlyRest.end(), std::int16_t{ 0 });
        sound->samples = unfolding::PackedSamples (std::move (mostlyRest));
    }
    auto maker = makerOf (settings, corpus);
    int numOfSongs = 0;
    for (std::uint64_t number = 0; number < 20; ++number)
    {
        const auto mixture = maker.make (number);
        CHECK (mixture.stems.allFinite());
        numOfSongs += mixture.recipe.song.has_value() ? 1 : 0;
    }
    CHECK (numOfSongs < 5);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/SongPositions.h"
#include "Unit/Mixing/MixingSounds.h"

#include <map>

using namespace unbraid;
using namespace unbraid::test;
using unfolding::MixingSettings;

namespace
{
constexpr Eigen::Index songLength = 64000;

/** Everything as it is recorded, each song from one place. */
MixingSettings plainSongs()
{
    auto settings = shortMixtures();
    settings.recipe = unfolding::MixingRecipe::songs;
    auto& songs = settings.songs;
    for (double* value :
         { &songs.looseProbability, &songs.remixProbability, &songs.guestProbability, &songs.soloProbability,
           &songs.duoProbability, &songs.speed, &songs.semitones, &songs.gainDb, &songs.equaliserDb,
           &songs.roomProbability, &songs.panProbability, &songs.swapProbability,
           &songs.saturationProbability, &songs.compressionProbability, &songs.busCompressionProbability,
           &songs.limiterProbability })
        *value = 0.0;
    songs.presentProbability = 1.0;
    return settings;
}

/** Songs of a bass and a piano: in C at 120 beats a minute, in D at 126, and one of which nothing is known. */
std::shared_ptr<unfolding::SoundCorpus> threeSongs()
{
    auto corpus =
        corpusOf ({ "bass", "piano" },
                  { { sine (100.0, songLength), sine (200.0, songLength), sine (300.0, songLength) },
                    { sine (1000.0, songLength), sine (2000.0, songLength) } });
    constexpr unsigned scaleOnC = 0b101010110101, scaleOnD = 0b101011010110;
    corpus->songs = { { { 0, 0 }, 1.0, 120.0, scaleOnC }, { { 1, 1 }, 1.0, 126.0, scaleOnD }, { { 2, -1 } } };
    return corpus;
}
} // namespace

TEST_CASE ("Songs are drawn as often as their length and weight say")
{
    auto corpus = threeSongs();
    corpus->songs[1].weight = 3.0;
    corpus->sounds[0][2] = unfolding::packSound (sine (300.0, 2 * songLength), mixingRateHz);
    auto maker = makerOf (plainSongs(), corpus);
    std::map<Eigen::Index, int> counts;
    constexpr int count = 600;
    for (std::uint64_t number = 0; number < count; ++number)
        ++counts[maker.make (number).recipe.song.value()];
    CHECK (counts[0] == Approx (count / 6.0).margin (37)); // four deviations: 4 sqrt (600 / 6 * 5 / 6)
    CHECK (counts[1] == Approx (count / 2.0).margin (49));
    CHECK (counts[2] == Approx (count / 3.0).margin (47));
}

TEST_CASE ("Positions in a song at which most of its stems rest are drawn again")
{
    auto corpus = threeSongs();
    corpus->songs.resize (1);
    for (auto& sounds : corpus->sounds)
    {
        Eigen::VectorXf sound = Eigen::VectorXf::Zero (songLength);
        sound.tail (songLength / 2) = sine (400.0, songLength / 2);
        sounds[0] = unfolding::packSound (sound, mixingRateHz);
    }
    auto maker = makerOf (plainSongs(), corpus);
    int numSilent = 0;
    for (std::uint64_t number = 0; number < 100; ++number)
        numSilent += maker.make (number).recipe.song ? 0 : 1; // replaced by other positions
    CHECK (numSilent < 5); // at about half of all positions stems rest; eight draws in a row hardly ever do
}

TEST_CASE ("Solos and duos come as often as they should")
{
    auto settings = plainSongs();
    settings.songs.soloProbability = 0.3;
    auto corpus = threeSongs();
    corpus->songs.resize (2);
    auto maker = makerOf (settings, corpus);
    int numSolos = 0;
    constexpr int count = 400;
    for (std::uint64_t number = 0; number < count; ++number)
    {
        const auto mixture = maker.make (number);
        const auto& sources = mixture.recipe.sources;
        const bool isSolo = sources[0].isPresent != sources[1].isPresent;
        CHECK (isSolo == (mixture.stems.col (0).isZero (0.0f) || mixture.stems.col (1).isZero (0.0f)));
        numSolos += isSolo ? 1 : 0;
    }
    CHECK (numSolos == Approx (0.3 * count).margin (37)); // four deviations
}

TEST_CASE ("Stems of another song come in the tempo and key of the first")
{
    auto settings = plainSongs();
    settings.songs.remixProbability = 1.0;
    settings.songs.otherProbability = 1.0;
    auto maker = makerOf (settings, threeSongs());
    int numRemixed = 0;
    for (std::uint64_t number = 0; number < 40; ++number)
    {
        const auto mixture = maker.make (number);
        if (mixture.recipe.song != Eigen::Index{ 0 })
            continue;
        const auto& piano = mixture.recipe.sources[1];
        CHECK (mixture.recipe.sources[0].song != Eigen::Index{ 2 }); // whose tempo is not known
        if (piano.song == Eigen::Index{ 0 })
            continue; // no other one was drawn
        ++numRemixed;
        CHECK (piano.ratio == Approx (120.0 / 126.0));
        CHECK (piano.semitones == Approx (-2.0).margin (0.05)); // the ratios that there are
        const double hz = 2000.0 * unfolding::ratioOf (piano.semitones);
        const double level = amplitudeAt (hz, mixture.stems.col (1));
        CHECK (level / std::numbers::sqrt2 == Approx (rms (mixture.stems.col (1))).epsilon (0.1));
    }
    CHECK (numRemixed > 5);
}

TEST_CASE ("A scale moves by the fewest semitones that bring most of its notes to another's")
{
    constexpr unsigned cMajor = 0b101010110101, aMinor = cMajor;
    const auto turned = [] (unsigned scale, int up)
    { return ((scale << up) | (scale >> (12 - up))) & 0xfffu; };
    CHECK (unfolding::keyChange (cMajor, aMinor, 4) == 0);
    CHECK (unfolding::keyChange (cMajor, turned (cMajor, 2), 4) == -2);
    CHECK (unfolding::keyChange (cMajor, turned (cMajor, 9), 4) == 3);
    CHECK (unfolding::keyChange (cMajor, turned (cMajor, 6), 4) != 6);
    CHECK (unfolding::keyChange (0, cMajor, 4) == 0);
}

TEST_CASE ("Songs in stereo keep both channels, and each adds up")
{
    auto settings = plainSongs();
    settings.songs.isStereo = true;
    settings.songs.panProbability = 0.5;
    settings.songs.semitones = 2.0;
    settings.songs.busCompressionProbability = 0.5;
    auto corpus = threeSongs();
    corpus->sounds[1][0].side = unfolding::packSound (sine (1000.0, songLength, 0.1f), mixingRateHz).samples;
    corpus->sounds[1][0].sideScale = corpus->sounds[1][0].scale / 3.0f; // right is half of left
    auto maker = makerOf (settings, corpus);
    int numPanned = 0;
    for (std::uint64_t number = 0; number < 60; ++number)
    {
        const auto mixture = maker.make (number);
        REQUIRE (mixture.right.has_value());
        CHECK (mixture.right->mixture == mixture.right->stems.col (0) + mixture.right->stems.col (1));
        const auto balanceDb = [&] (Eigen::Index source)
        { return decibels (rms (mixture.right->stems.col (source)) / rms (mixture.stems.col (source))); };
        const auto& sources = mixture.recipe.sources;
        const auto pannedDb = [] (double pan)
        { return decibels (std::tan (0.25 * std::numbers::pi * (1.0 + pan))); };
        if (sources[0].isPresent)
            CHECK (balanceDb (0) == Approx (pannedDb (sources[0].pan)).margin (0.05));
        if (sources[1].isPresent && sources[1].song == Eigen::Index{ 0 })
            CHECK (balanceDb (1) == Approx (pannedDb (sources[1].pan) - 6.02).margin (0.1));
        numPanned += sources[0].pan != 0.0 ? 1 : 0;
    }
    CHECK (numPanned > 10);
}

TEST_CASE ("A mixture of songs depends on its number alone, and songs have to be there")
{
    MixingSettings settings = shortMixtures();
    settings.recipe = unfolding::MixingRecipe::songs;
    settings.songs.isStereo = true;
    auto one = makerOf (settings, threeSongs()), other = makerOf (settings, threeSongs());
    one.make (1);
    const auto first = one.make (7), second = other.make (7);
    CHECK (first.mixture == second.mixture);
    CHECK (first.right->mixture == second.right->mixture);
    CHECK (first.mixture.allFinite());
    CHECK (first.stems.cwiseAbs().maxCoeff() < 1.0f);
    CHECK_FALSE (
        unfolding::MixtureMaker::create (settings, corpusOf ({ "bass" }, { { sine (99.0, 9000) } })).ok());
}

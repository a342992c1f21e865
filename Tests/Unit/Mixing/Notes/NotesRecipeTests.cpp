// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Notes/NoteShelf.h"
#include "Unfolding/Mixing/Notes/RandomPiece.h"
#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** An instrument whose notes are a constant for a second and a half: what is heard counts the notes that sound. */
std::shared_ptr<unfolding::SoundCorpus> steadyCorpus()
{
    constexpr int step = 4;
    const Eigen::VectorXf steady = Eigen::VectorXf::Constant (24000, 0.5f);
    Sounds notes;
    std::vector<std::filesystem::path> files;
    for (int pitch = unfolding::lowestPianoPitch; pitch <= unfolding::highestPianoPitch; pitch += step)
    {
        notes.push_back (steady);
        files.emplace_back ("steady/" + std::to_string (pitch) + "-100-near.flac");
    }
    auto corpus = corpusOf ({ "piano", "rest" }, { notes, { Random (3).noise (40000) } });
    corpus->files = { files, { "noise.flac" } };
    return corpus;
}

/** Nothing but the notes: no room, no colour, no detuning, dampers that fall at once, a rest far below. */
unfolding::MixingSettings bareNotes()
{
    unfolding::MixingSettings settings;
    settings.recipe = unfolding::MixingRecipe::notes;
    settings.seconds = 4.0;
    settings.notes.room.probability = 0.0;
    settings.notes.equaliserDb = 0.0;
    settings.notes.detuning = 0.0;
    settings.notes.noteDetuning = 0.0;
    settings.notes.dampingSeconds = { 0.001, 0.001 };
    settings.notes.snrDb = { 100.0, 100.0 };
    return settings;
}

double secondsFrom (const unfolding::PlayedNote& note, double seconds)
{
    return std::min (std::abs (seconds - note.beginSeconds), std::abs (seconds - note.endSeconds));
}

/** The sum of the squared velocities of the notes that sound. */
double loudnessAt (const std::vector<unfolding::PlayedNote>& notes, double seconds)
{
    double sum = 0.0;
    for (const auto& note : notes)
        if (note.beginSeconds <= seconds && seconds < note.endSeconds)
            sum += note.velocity * note.velocity;
    return sum;
}
} // namespace

TEST_CASE ("What sounds at every moment are the notes that the mixture names, each as loud as its velocity")
{
    constexpr double margin = 0.012; // seconds: of a damper, and of the resampler's kernel
    auto maker = makerOf (bareNotes(), steadyCorpus());
    int numChecked = 0;
    for (std::uint64_t number = 0; number < 6; ++number)
    {
        const auto mixture = maker.make (number);
        REQUIRE (mixture.stems.cols() == 2);
        REQUIRE (! mixture.notes.empty());
        double unit = 0.0; // amplitude of the unit of loudness, from the first place that has any
        for (double seconds = 0.1; seconds < 3.9; seconds += 0.01)
        {
            const bool isNearChange =
                std::any_of (mixture.notes.begin(), mixture.notes.end(),
                             [&] (const auto& note) { return secondsFrom (note, seconds) < margin; });
            if (isNearChange)
                continue;
            const auto place = static_cast<Eigen::Index> (seconds * mixingRateHz);
            const double found = static_cast<double> (mixture.stems (place, 0));
            const double loudness = loudnessAt (mixture.notes, seconds);
            if (unit == 0.0 && loudness > 0.0)
                unit = found / loudness;
            INFO ("mixture " << number << ", " << seconds << " s");
            CHECK (found == Approx (unit * loudness).epsilon (0.01).margin (2e-4));
            ++numChecked;
        }
    }
    CHECK (numChecked > 500);
}

TEST_CASE ("A piece stays on the piano, strikes no key twice at once, and has chords, pedals and both hands")
{
    const unfolding::NoteMixing settings;
    size_t numTogether = 0, numLong = 0, numLow = 0, numHigh = 0;
    for (std::uint64_t number = 0; number < 60; ++number)
    {
        unfolding::Draws draws (1, number, 0);
        const auto notes = unfolding::drawPiece (settings, 4.0, draws);
        for (size_t i = 0; i < notes.size(); ++i)
        {
            const auto& note = notes[i];
            REQUIRE (note.endSeconds > note.beginSeconds);
            CHECK (note.pitch >= unfolding::lowestPianoPitch);
            CHECK (note.pitch <= unfolding::highestPianoPitch);
            CHECK (note.velocity >= 1);
            CHECK (note.velocity <= 127);
            if (i > 0 && notes[i - 1].pitch == note.pitch)
                CHECK (note.beginSeconds >= notes[i - 1].endSeconds);
            const auto isTogether = [&] (const auto& other)
            { return other.pitch != note.pitch && std::abs (other.beginSeconds - note.beginSeconds) < 0.03; };
            numTogether += std::any_of (notes.begin(), notes.end(), isTogether) ? 1 : 0;
            numLong += note.endSeconds - note.beginSeconds > 1.5 ? 1 : 0;
            numLow += note.pitch < 48 ? 1 : 0;
            numHigh += note.pitch > 72 ? 1 : 0;
        }
    }
    for (const size_t count : { numTogether, numLong, numLow, numHigh })
        CHECK (count > 50);
}

TEST_CASE ("A mixture of notes is the same every time, and others are not")
{
    auto maker = makerOf (bareNotes(), steadyCorpus());
    auto another = makerOf (bareNotes(), steadyCorpus());
    const auto first = maker.make (3);
    maker.make (4);
    CHECK (first.mixture == another.make (3).mixture);
    CHECK (first.mixture != another.make (4).mixture);
}

TEST_CASE ("The nearest recording is nearest in pitch before it is in velocity")
{
    unfolding::Instrument instrument;
    instrument.add ({ 0, 60, 40 });
    instrument.add ({ 1, 60, 100 });
    instrument.add ({ 2, 63, 70 });
    CHECK (instrument.nearest (61, 70).sound == 0); // as near as the louder one: the first
    CHECK (instrument.nearest (61, 71).sound == 1);
    CHECK (instrument.nearest (62, 40).sound == 2);
    CHECK (instrument.reaches (67));
    CHECK_FALSE (instrument.reaches (68));
}

TEST_CASE ("Recordings of notes are known by their names, and instruments by their folders")
{
    auto corpus = steadyCorpus();
    corpus->files.front().front() = "other/21-100.flac";
    const auto shelf = unfolding::NoteShelf::create (*corpus, 0);
    REQUIRE (shelf.ok());
    CHECK (shelf.value().numInstruments() == 2);
    for (const auto* name :
         { "A0.flac", "21.flac", "21-.flac", "128-60.flac", "21-0.flac", "21-60x.flac", "-1-60.flac" })
    {
        INFO (name);
        corpus->files.front().front() = name;
        const auto refused = unfolding::MixtureMaker::create (bareNotes(), corpus);
        REQUIRE_FALSE (refused.ok());
        CHECK_THAT (refused.error().message(), Catch::Contains (name));
    }
}

TEST_CASE ("One note of a chord is brought out, and an inner voice is softer than the right hand")
{
    unfolding::NoteMixing settings;
    settings.timingSeconds = settings.velocitySpread = 0.0;
    settings.velocity = { 60.0, 60.0 };
    settings.voicing = settings.innerSoftness = { 20.0, 20.0 };
    settings.twoHandsProbability = settings.innerVoiceProbability = 0.0;
    settings.voicingProbability = 1.0;
    size_t numSofter = 0;
    for (std::uint64_t number = 0; number < 20; ++number)
    {
        unfolding::Draws draws (1, number, 0);
        const auto notes = unfolding::drawPiece (settings, 4.0, draws);
        for (const auto& note : notes)
        {
            const auto isBroughtOut = [&] (const auto& other)
            { return other.beginSeconds == note.beginSeconds && other.velocity == 60; };
            CHECK ((note.velocity == 60 || note.velocity == 40));
            numSofter +=
                note.velocity == 40 && std::any_of (notes.begin(), notes.end(), isBroughtOut) ? 1 : 0;
        }
    }
    CHECK (numSofter > 100);

    settings.voicingProbability = 0.0;
    settings.innerVoiceProbability = 1.0;
    unfolding::Draws draws (1, 3, 0);
    const auto notes = unfolding::drawPiece (settings, 4.0, draws);
    const auto isSoft = [] (const auto& note) { return note.velocity == 40; };
    const auto numSoft = std::count_if (notes.begin(), notes.end(), isSoft);
    CHECK (numSoft > 3);
    CHECK (numSoft < static_cast<std::ptrdiff_t> (notes.size()));
}

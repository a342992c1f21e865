// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/NoteLoss.h"

#include "Core/Transcription/TrainedNotes.h"
#include "Unfolding/Net/HarmonicStart.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using unfolding::NoteTargets;

namespace
{
constexpr double hopSeconds = 0.016;
constexpr int64_t numFrames = 30, middleC = 60 - unfolding::lowestPianoPitch;

NoteTargets noTargets (int64_t mixtures = 1)
{
    const auto zeros = [=] { return torch::zeros ({ mixtures, numFrames, unfolding::numNotePitches }); };
    return { zeros(), zeros() };
}

/** Activations at which every note is as likely as not, and some atoms without a pitch. */
torch::Tensor evenActivations()
{
    constexpr int64_t others = 5;
    return torch::full ({ 1, numFrames, unfolding::numNoteAtoms + others },
                        core::TrainedNotes::evenActivation);
}

/** The numbers of the frames in which a column of targets is one. */
std::vector<int64_t> framesOf (const torch::Tensor& targets)
{
    std::vector<int64_t> frames;
    for (int64_t frame = 0; frame < numFrames; ++frame)
        if (targets[0][frame][middleC].item<float>() > 0.0f)
            frames.push_back (frame);
    return frames;
}
} // namespace

TEST_CASE ("A frame tells of the moment 32 ms before its end: of onsets for 48 ms, of notes while they sound")
{
    auto targets = noTargets();
    unfolding::fillNotes (std::vector<unfolding::PlayedNote>{ { 0.1, 0.3, 60, 64 } }, hopSeconds, 0, targets);
    // Frame t ends at 16 (t + 1) ms. The first to end at 132 ms or later is 8, at 180 ms 11, at 332 ms 20.
    CHECK ((framesOf (targets.onsets) == std::vector<int64_t>{ 8, 9, 10 }));
    CHECK (framesOf (targets.sounding).front() == 8);
    CHECK (framesOf (targets.sounding).back() == 19);
    CHECK (targets.onsets.sum().item<float>() == 3.0f); // no other pitch
}

TEST_CASE ("Notes that began before a mixture or end after it are cut off there")
{
    auto targets = noTargets();
    unfolding::fillNotes (std::vector<unfolding::PlayedNote>{ { -1.0, 9.0, 60, 64 } }, hopSeconds, 0,
                          targets);
    CHECK (framesOf (targets.onsets).empty());
    CHECK (framesOf (targets.sounding).size() == static_cast<size_t> (numFrames));
}

TEST_CASE ("The loss of notes is the cross-entropy of h / (h + even)")
{
    const double pitches = static_cast<double> (unfolding::numNotePitches);
    auto targets = noTargets();
    const auto lossOf = [&] (const torch::Tensor& activations)
    { return unfolding::noteLoss (targets, activations).item<double>(); };
    CHECK (lossOf (evenActivations()) == Approx (2.0 * pitches * std::log (2.0)));
    targets.onsets[0][4][middleC] = 1.0f; // one frame of thirty, of fourfold weight
    CHECK (lossOf (evenActivations()) == Approx ((2.0 * pitches + 3.0 / numFrames) * std::log (2.0)));
    auto activations = evenActivations();
    activations[0][4][middleC] *= 3.0f; // p is 3 / 4 there: 4 log (4 / 3) for 4 log 2
    CHECK (lossOf (activations) == Approx ((2.0 * pitches - 1.0 / numFrames) * std::log (2.0) +
                                           4.0 / numFrames * std::log (4.0 / 3.0)));
    activations = evenActivations();
    activations.narrow (2, unfolding::numNoteAtoms, 5).fill_ (100.0); // of no pitch
    CHECK (lossOf (activations) == Approx (lossOf (evenActivations())));
}

TEST_CASE ("Onsets are counted where their share passes one half, once each, within 50 ms")
{
    auto targets = noTargets();
    const auto counted = [&] (const std::vector<int64_t>& frames, int64_t pitch)
    {
        auto activations = 0.5 * evenActivations();
        for (const auto frame : frames)
            activations[0][frame][pitch] = 2.0f * core::TrainedNotes::evenActivation;
        return unfolding::countOnsets (targets, activations, hopSeconds);
    };
    targets.onsets[0].narrow (0, 10, 3).select (1, middleC).fill_ (1.0);
    CHECK (counted ({ 13, 14 }, middleC).numMatched == 1); // 48 ms late, two frames long
    CHECK (counted ({ 13, 14 }, middleC).numFound == 1);
    CHECK (counted ({ 14 }, middleC).numMatched == 0);
    CHECK (counted ({ 10 }, middleC + 1).numMatched == 0);
    const auto twice = counted ({ 9, 12 }, middleC);
    CHECK (twice.numFound == 2);
    CHECK (twice.numMatched == 1);
    CHECK (twice.numPlayed == 1);
}

TEST_CASE ("Atoms with a pitch begin with its partials, the same for onset and sound")
{
    const Eigen::VectorXf rows = Eigen::VectorXf::LinSpaced (401, 0.0f, 4000.0f);
    const auto logs = unfolding::harmonicLogs (rows);
    REQUIRE (logs.size (0) == rows.size());
    REQUIRE (logs.size (1) == unfolding::numNoteAtoms);
    const int64_t a4 = 69 - unfolding::lowestPianoPitch;
    const auto atom = logs.select (1, a4);
    CHECK (atom.argmax().item<int64_t>() == 44); // 440 Hz
    CHECK (atom[88].item<float>() - atom[44].item<float>() ==
           Approx (std::log (0.5f)).margin (0.05));                 // 880 Hz
    CHECK (atom[66].item<float>() < atom[88].item<float>() - 2.0f); // between two partials
    CHECK (torch::equal (atom, logs.select (1, unfolding::numNotePitches + a4)));
}

TEST_CASE ("learning notes lowers their loss, and names pitches and onsets in the dictionary")
{
    auto spec = test::smallTraining();
    spec.sources = { { "piano", 184, true }, { "rest", 8, false } };
    spec.mixing.recipe = unfolding::MixingRecipe::notes;
    spec.mixing.notes.room.probability = 0.0;
    spec.mixing.notes.snrDb = { 30.0, 60.0 };
    spec.mixing.notes.detuning = 0.0;
    spec.optimiser.steps = 60;
    spec.optimiser.stepsPerScore = 20;
    spec.optimiser.batchSize = 4;
    spec.numDevelopment = 4;
    unfolding::UnfoldingMaterial material = test::toneMaterial();
    auto corpus = test::corpusOf ({ "piano", "rest" }, { {}, { test::Random (5).noise (32000) } });
    corpus->files.assign (2, {});
    for (int pitch = 24; pitch <= 108; pitch += 7)
    {
        const double hz = 440.0 * std::exp2 ((pitch - 69) / 12.0);
        corpus->sounds[0].push_back (unfolding::packSound (test::sine (hz, 16000), test::mixingRateHz));
        corpus->files[0].emplace_back ("tones/" + std::to_string (pitch) + "-090.flac");
    }
    material = { corpus, corpus };
    std::vector<unfolding::DevelopmentScore> scores;
    const auto keepScore = [&] (const unfolding::UnfoldingProgress& progress)
    {
        if (progress.score)
            scores.push_back (*progress.score);
        return true;
    };
    const auto dictionary = unfolding::trainUnfolded (spec, material, keepScore);
    INFO ((dictionary.ok() ? "" : dictionary.error().message()));
    REQUIRE (dictionary.ok());
    REQUIRE (scores.size() == 3);
    REQUIRE (scores.back().onsetF);
    CHECK (scores.back().loss < 0.85 * scores.front().loss);
    const auto& piano = dictionary.value().sources.front();
    REQUIRE (piano.pitches.size() == 184);
    REQUIRE (piano.onsets.size() == 184);
    for (const auto& [atom, pitch, onset] :
         { std::tuple (0, 21, 1), std::tuple (87, 108, 1), std::tuple (88, 21, 0), std::tuple (175, 108, 0),
           std::tuple (176, -1, 0) })
    {
        CHECK (piano.pitches[static_cast<size_t> (atom)] == pitch);
        CHECK (piano.onsets[static_cast<size_t> (atom)] == onset);
    }
}

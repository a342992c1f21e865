// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Trainer.h"

#include "Files/DictionaryFile.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"
#include "Training/Factorisation/Transitions.h"
#include "Unit/Training/TrainingSounds.h"

#include <catch2/catch.hpp>

#include <set>

using namespace unbraid;
using namespace unbraid::test;

TEST_CASE ("A dictionary learned from recordings is valid, names its sources, and explains what they hold")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "tone.wav", tone (1000.0, 32000));
    writeSound (folder / "hiss.wav", test::Random (1).noise (32000));
    auto trained = training::train (quickSpec(),
                                    { { "speech", { folder / "tone.wav" }, 2 },
                                      { "noise", { folder / "hiss.wav" }, 3, false, 0, false } },
                                    goOn);
    REQUIRE (trained.ok());
    const auto& dictionary = trained.value();
    CHECK (core::validate (dictionary).ok());
    REQUIRE (dictionary.sources.size() == 2);
    CHECK (dictionary.sources[0].isTarget);
    CHECK_FALSE (dictionary.sources[1].isTarget);
    CHECK (dictionary.sources[1].firstAtom == 2);
    CHECK (peakHz (dictionary, 0) == Approx (1000.0).margin (32.0));
    CHECK (dictionary.atoms.col (3).maxCoeff() < 0.1f * dictionary.atoms.col (0).maxCoeff());
}

TEST_CASE ("Files of any rate are resampled to the dictionary's, channels are averaged, silence is left out")
{
    const test::TemporaryFolder folder;
    Eigen::MatrixXf stereo (96000, 2);
    stereo << tone (2000.0, 96000, 48000.0), tone (2000.0, 96000, 48000.0);
    stereo.topRows (48000).setZero();
    writeSound (folder / "stereo.wav", stereo, 48000.0);
    auto trained = training::train (quickSpec(), { { "tone", { folder / "stereo.wav" }, 1 } }, goOn);
    REQUIRE (trained.ok());
    CHECK (peakHz (trained.value(), 0) == Approx (2000.0).margin (32.0));
}

TEST_CASE ("An offset of a recording teaches nothing: the atoms are those of the recording without it")
{
    const test::TemporaryFolder folder;
    Eigen::VectorXf sound = tone (440.0, 32000) + tone (3000.0, 32000);
    sound.head (16000) *= 0.3f;
    writeSound (folder / "plain.wav", sound);
    writeSound (folder / "offset.wav", (sound.array() + 0.3f).matrix());
    const auto atomsOf = [&] (const std::string& name)
    {
        auto trained = training::train (quickSpec(), { { "tones", { folder / name }, 2 } }, goOn);
        REQUIRE (trained.ok());
        return trained.value().atoms;
    };
    constexpr float rounding = 0.002f; // a value is a share of its atom
    CHECK ((atomsOf ("offset.wav") - atomsOf ("plain.wav")).cwiseAbs().maxCoeff() < rounding);
}

TEST_CASE ("Two runs with one seed give the same bytes, whatever the threads")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "hiss.wav", test::Random (1).noise (64000));
    auto bytes = [&] (unsigned int seed, int threads)
    {
        auto spec = quickSpec();
        spec.seed = seed;
        spec.numThreads = threads;
        spec.maxFrames = 200; // fewer than there are, so that the sample is drawn
        auto trained = training::train (spec, { { "hiss", { folder / "hiss.wav" }, 4 } }, goOn);
        REQUIRE (trained.ok());
        return files::serialiseDictionary (trained.value());
    };
    const auto first = bytes (1, 1);
    CHECK (bytes (1, 2) == first);
    CHECK (bytes (2, 1) != first);
}

TEST_CASE ("What is held out is scored after each iteration, and is not learned from")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "low.wav", tone (500.0, 32000));
    writeSound (folder / "high.wav", tone (3000.0, 32000));
    auto spec = quickSpec();
    spec.heldOutShare = 0.5; // one of the two, drawn by the seed
    std::vector<double> learned, heldOut;
    std::optional<training::SourceReport> report;
    const auto watch = [&] (const training::TrainingProgress& progress)
    {
        report = progress.report;
        if (progress.iteration > 0)
        {
            learned.push_back (progress.divergence);
            REQUIRE (progress.heldOut.has_value());
            heldOut.push_back (*progress.heldOut);
        }
        return true;
    };
    REQUIRE (
        training::train (spec, { { "tone", { folder / "low.wav", folder / "high.wav" }, 2 } }, watch).ok());
    REQUIRE (static_cast<int> (heldOut.size()) == spec.iterations);
    CHECK (heldOut.back() > 3.0 * learned.back()); // the other tone
    REQUIRE (report.has_value());
    REQUIRE (report->heldOut.has_value());
    CHECK (heldOut.back() == Approx (*report->heldOut).epsilon (0.1)); // solved from a flat start

    heldOut.clear();
    writeSound (folder / "high.wav", tone (500.0, 32000));
    REQUIRE (
        training::train (spec, { { "tone", { folder / "low.wav", folder / "high.wav" }, 2 } }, watch).ok());
    CHECK (heldOut.back() == Approx (learned.back()).epsilon (0.2)); // the same tone, an update further
}

TEST_CASE ("A source keeps away from those before it, which stay as they are without the penalty")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "tone.wav", tone (1000.0, 32000));
    writeSound (folder / "both.wav", tone (1000.0, 32000) + test::Random (1).noise (32000, 0.2f));
    const std::vector<training::SourceMaterial> sources{ { "tone", { folder / "tone.wav" }, 2 },
                                                         { "noise", { folder / "both.wav" }, 3 } };
    const auto atomsWith = [&] (float weight)
    {
        auto spec = quickSpec();
        spec.penalties.separation = weight;
        auto trained = training::train (spec, sources, goOn);
        REQUIRE (trained.ok());
        return trained.value().atoms;
    };
    const Eigen::MatrixXf free = atomsWith (0.0f);
    const Eigen::MatrixXf apart = atomsWith (10.0f);
    CHECK (apart.leftCols (2) == free.leftCols (2));
    const auto alike = [] (const Eigen::MatrixXf& atoms)
    { return training::coherence (atoms.rightCols (3), atoms.leftCols (2)).value; };
    CHECK (alike (apart) < 0.9 * alike (free));
}

TEST_CASE ("Penalties are refused where a training cannot weigh them")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "piano_A4.wav", tone (440.0, 32000));
    const auto isRefused = [&] (const training::TrainingSpec& spec, bool pitched)
    {
        const auto trained =
            training::train (spec, { { "piano", { folder / "piano_A4.wav" }, 1, pitched } }, goOn);
        return ! trained.ok() && trained.error().what == "the training cannot start";
    };
    auto spec = quickSpec();
    spec.penalties.continuity = 0.1f;
    CHECK_FALSE (isRefused (spec, false));
    CHECK (isRefused (spec, true));
    spec.incremental = true;
    CHECK (isRefused (spec, false));
    for (const float weight : { -1.0f, 1e4f, std::numeric_limits<float>::quiet_NaN() })
    {
        auto odd = quickSpec();
        odd.penalties.orthogonality = weight;
        CHECK (isRefused (odd, false));
    }
}

TEST_CASE ("A long recording that is cut is learned as far as it goes, and how far is told")
{
    const test::TemporaryFolder folder;
    auto writer =
        files::AudioWriter::create (folder / "whole.flac", trainingRateHz, 1, files::AudioFormat::flac);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (test::Random (1).noise (64000)).ok()); // 4 s
    REQUIRE (writer.value().finish().ok());
    const auto bytes = test::readText (folder / "whole.flac");
    test::writeText (folder / "cut.flac", bytes.substr (0, bytes.size() * 6 / 10));
    std::set<std::string> told;
    auto spec = quickSpec();
    spec.segmentSeconds = 0.5; // of which some lie behind the end
    spec.onOddFile = [&told] (const std::filesystem::path& file, const std::string& oddity)
    { told.insert (file.filename().string() + " " + oddity); };
    REQUIRE (training::train (spec, { { "hiss", { folder / "cut.flac" }, 2 } }, goOn).ok());
    REQUIRE (told.size() == 1);
    CHECK_THAT (*told.begin(), Catch::StartsWith ("cut.flac is damaged or incomplete: 2.3") &&
                                   Catch::EndsWith (" s of 4.00 s are there and were read"));
}

TEST_CASE ("Long recordings are held out in pieces of the length that was asked for")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "hiss.wav", test::Random (1).noise (64000)); // 4 s
    std::optional<training::SourceReport> report;
    const auto watch = [&] (const training::TrainingProgress& progress)
    {
        report = progress.report;
        return true;
    };
    auto spec = quickSpec();
    spec.heldOutShare = 0.25;
    spec.segmentSeconds = 1.0;
    REQUIRE (training::train (spec, { { "hiss", { folder / "hiss.wav" }, 2 } }, watch).ok());
    REQUIRE (report.has_value());
    CHECK (static_cast<double> (report->numHeldOut) ==
           Approx (static_cast<double> (report->numFrames) / 3.0).epsilon (0.02));
    spec.segmentSeconds = 60.0;
    REQUIRE (training::train (spec, { { "hiss", { folder / "hiss.wav" }, 2 } }, watch).ok());
    CHECK (report->numHeldOut == 0); // one piece: all is learned from
    spec.segmentSeconds = 0.0;
    CHECK_FALSE (training::train (spec, { { "hiss", { folder / "hiss.wav" }, 2 } }, goOn).ok());
}

TEST_CASE ("A training that is finished early gives the bytes of one of as many iterations")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "hiss.wav", test::Random (1).noise (64000));
    auto bytes = [&] (int iterations, int wanted)
    {
        auto spec = quickSpec();
        spec.iterations = iterations;
        std::stop_source enough;
        spec.enough = enough.get_token();
        const auto watch = [&] (const training::TrainingProgress& progress)
        {
            if (progress.iteration == wanted)
                enough.request_stop();
            return true;
        };
        auto trained = training::train (spec, { { "hiss", { folder / "hiss.wav" }, 4 } }, watch);
        REQUIRE (trained.ok());
        return files::serialiseDictionary (trained.value());
    };
    CHECK (bytes (50, 5) == bytes (5, -1));
}

TEST_CASE ("Notes get atoms of their pitch, missing ones from their neighbours")
{
    const test::TemporaryFolder folder;
    auto hzOf = [] (int note) { return 440.0 * std::exp2 ((note - 69) / 12.0); };
    writeSound (folder / "A4.wav", tone (hzOf (69), 32000));
    writeSound (folder / "C5.wav", tone (hzOf (72), 32000));
    auto spec = quickSpec();
    spec.windowSeconds = 0.1;
    auto trained =
        training::train (spec, { { "flute", { folder / "A4.wav", folder / "C5.wav" }, 2, true } }, goOn);
    REQUIRE (trained.ok());
    const auto& flute = trained.value().sources[0];
    CHECK (flute.pitches == std::vector<int>{ 69, 69, 70, 70, 71, 71, 72, 72 });
    for (Eigen::Index atom = 0; atom < flute.numAtoms; ++atom)
    {
        const double expected = hzOf (flute.pitches[static_cast<size_t> (atom)]);
        CHECK (peakHz (trained.value(), atom) == Approx (expected).margin (10.0));
    }
}

TEST_CASE ("Transitions follow the activations, sparse and inside their source")
{
    Eigen::MatrixXf activations = Eigen::MatrixXf::Constant (3, 300, 1e-4f);
    for (Eigen::Index frame = 0; frame < 300; ++frame)
        activations (frame % 3, frame) = 1.0f; // 0 -> 1 -> 2 -> 0
    const auto learned = training::learnTransitions (activations, std::vector<std::uint8_t> (300, 1), 10);
    float expected = 0.0f, others = 0.0f;
    for (size_t i = 0; i < learned.values.size(); ++i)
    {
        const bool follows = (learned.columns[i] - 10 + 1) % 3 == learned.rows[i] - 10;
        (follows ? expected : others) += learned.values[i];
    }
    CHECK (expected > 10.0f * others);

    const test::TemporaryFolder folder;
    writeSound (folder / "hiss.wav", test::Random (1).noise (64000));
    auto spec = quickSpec();
    spec.learnDynamics = true;
    auto trained = training::train (
        spec, { { "speech", { folder / "hiss.wav" }, 4 }, { "noise", { folder / "hiss.wav" }, 2 } }, goOn);
    REQUIRE (trained.ok());
    const auto& dynamics = trained.value().dynamics;
    REQUIRE (dynamics.values.size() == 4 * 4 + 2 * 2);
    for (size_t i = 0; i < dynamics.values.size(); ++i)
        CHECK ((dynamics.rows[i] < 4) == (dynamics.columns[i] < 4));
}

TEST_CASE ("What cannot be trained is refused with one clear error")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "A4.wav", tone (440.0, 16000));
    writeSound (folder / "nothing.wav", Eigen::MatrixXf::Zero (16000, 1));
    writeSound (folder / "telephone.wav", tone (440.0, 16000, 8000.0), 8000.0);
    auto messageOf =
        [&] (const training::TrainingSpec& spec, const char* file, bool pitched = false, int atoms = 2)
    {
        auto trained = training::train (spec, { { "tone", { folder / file }, atoms, pitched } }, goOn);
        return trained.ok() ? std::string() : trained.error().message();
    };
    const auto good = quickSpec();
    CHECK (messageOf (good, "A4.wav").empty());
    CHECK_THAT (messageOf (good, "missing.wav"), Catch::Contains ("missing.wav"));
    CHECK_THAT (messageOf (good, "nothing.wav"), Catch::Contains ("nothing to learn"));
    CHECK_THAT (messageOf (good, "nothing.wav", true), Catch::Contains ("no note"));
    CHECK_THAT (messageOf (good, "telephone.wav"), Catch::Contains ("16000 Hz"));
    CHECK_THAT (messageOf (good, "A4.wav", false, 0), Catch::Contains ("rank of tone"));
    auto spec = good;
    spec.divergenceBeta = 4.0f;
    CHECK_THAT (messageOf (spec, "A4.wav"), Catch::Contains ("beta -1 to 3"));
    spec = good;
    spec.iterations = 0;
    CHECK_THAT (messageOf (spec, "A4.wav"), Catch::Contains ("iterations"));
    spec = good;
    spec.learnDynamics = true;
    spec.divergenceBeta = 1.0f;
    CHECK_THAT (messageOf (spec, "A4.wav"), Catch::Contains ("dynamics"));
    spec = good;
    spec.sampleRateHz = 1.0;
    CHECK_THAT (messageOf (spec, "A4.wav"), Catch::Contains ("sample rate"));
    CHECK_FALSE (training::train (good, {}, goOn).ok());
}

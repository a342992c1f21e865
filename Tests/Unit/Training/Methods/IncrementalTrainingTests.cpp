// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"
#include "Training/Material/Corpus.h"
#include "Unit/Training/TrainingSounds.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
using Bytes = std::vector<std::byte>;

/** Recordings of two sources and how they are learned batch by batch. */
struct Workshop
{
    Workshop()
    {
        for (int i = 0; i < 24; ++i)
        {
            const auto name = (i < 10 ? "0" : "") + std::to_string (i) + ".wav";
            const Eigen::VectorXf hiss = Random (static_cast<std::uint64_t> (i)).noise (16000, 0.05f);
            writeSound (folder / ("tone" + name), tone (300.0 + 100.0 * i, 16000) + hiss);
            writeSound (folder / ("hiss" + name), hiss);
            material[0].files.push_back (folder / ("tone" + name));
            material[1].files.push_back (folder / ("hiss" + name));
        }
        spec.incremental = true;
        spec.updates = 4;
        spec.passes = 2;
        spec.checkpoint = folder / "out.checkpoint";
        spec.checkpointSeconds = 0.0;
    }

    Bytes train (const core::ProgressOf<training::TrainingProgress>& onProgress = goOn) const
    {
        const auto trained = training::train (spec, material, onProgress);
        if (! trained.ok())
            FAIL (trained.error().message());
        return files::serialiseDictionary (trained.value());
    }

    TemporaryFolder folder;
    training::TrainingSpec spec = quickSpec();
    std::vector<training::SourceMaterial> material{ { "tones", {}, 6 }, { "noise", {}, 2 } };
};
} // namespace

TEST_CASE ("What is learned batch by batch does not depend on the threads, and leaves no checkpoint")
{
    Workshop workshop;
    const auto first = workshop.train();
    CHECK_FALSE (std::filesystem::exists (workshop.spec.checkpoint));
    workshop.spec.numThreads = 3;
    CHECK (workshop.train() == first);
    workshop.spec.seed = 2;
    CHECK (workshop.train() != first);
}

TEST_CASE ("An incremental training tells how far it is, and can learn how atoms follow each other")
{
    Workshop workshop;
    workshop.spec.learnDynamics = true;
    std::string source;
    double share = 0.0;
    const auto trained = training::train (workshop.spec, workshop.material,
                                          [&] (const training::TrainingProgress& progress)
                                          {
                                              if (progress.iteration == 0)
                                                  return true;
                                              if (progress.source == source)
                                                  CHECK (progress.share >= share);
                                              source = progress.source;
                                              share = progress.share;
                                              return true;
                                          });
    CHECK (share == Approx (1.0));
    REQUIRE (trained.ok());
    const auto& dynamics = trained.value().dynamics;
    REQUIRE (dynamics.values.size() == 6 * 6 + 2 * 2);
    for (size_t i = 0; i < dynamics.values.size(); ++i)
        CHECK ((dynamics.rows[i] < 6) == (dynamics.columns[i] < 6));
}

TEST_CASE ("A training cancelled anywhere and resumed gives the bytes of one that was not")
{
    Workshop workshop;
    const auto whole = workshop.train();
    workshop.spec.resume = true;
    int interruptions = 0;
    for (int allowed = 1;; allowed += 7)
    {
        int calls = 0;
        const auto trained = training::train (workshop.spec, workshop.material,
                                              [&] (const auto&) { return ++calls < 40 + allowed; });
        if (trained.ok())
        {
            CHECK (files::serialiseDictionary (trained.value()) == whole);
            break;
        }
        REQUIRE (trained.error().cancelled);
        REQUIRE (std::filesystem::exists (workshop.spec.checkpoint));
        ++interruptions;
    }
    CHECK (interruptions > 3);
}

TEST_CASE ("A training killed anywhere goes on from the last checkpoint, to the same bytes")
{
    Workshop workshop;
    const auto whole = workshop.train();
    const auto kept = workshop.folder / "kept";
    for (const int killedAt : { 60, 75, 110 })
    {
        int calls = 0;
        std::filesystem::remove (workshop.spec.checkpoint);
        const auto killed = training::train (workshop.spec, workshop.material,
                                             [&] (const auto&)
                                             {
                                                 if (++calls < killedAt)
                                                     return true;
                                                 std::filesystem::copy_file (
                                                     workshop.spec.checkpoint, kept,
                                                     std::filesystem::copy_options::overwrite_existing);
                                                 return false;
                                             });
        REQUIRE_FALSE (killed.ok());
        std::filesystem::rename (kept, workshop.spec.checkpoint); // as it was before the callback returned
        auto resumed = workshop.spec;
        resumed.resume = true;
        const auto trained = training::train (resumed, workshop.material, goOn);
        REQUIRE (trained.ok());
        INFO ("killed at " << killedAt);
        CHECK (files::serialiseDictionary (trained.value()) == whole);
    }
}

TEST_CASE ("A checkpoint of another training, or a broken one, is refused and left alone")
{
    Workshop workshop;
    int calls = 0;
    REQUIRE_FALSE (
        training::train (workshop.spec, workshop.material, [&] (const auto&) { return ++calls < 80; }).ok());
    const auto bytes = readText (workshop.spec.checkpoint);
    workshop.spec.resume = true;
    const auto refusal = [&] (const training::TrainingSpec& spec)
    {
        const auto trained = training::train (spec, workshop.material, goOn);
        REQUIRE_FALSE (trained.ok());
        CHECK (readText (workshop.spec.checkpoint).size() > 0);
        return trained.error().message();
    };
    auto other = workshop.spec;
    other.sparsity = 0.5f;
    CHECK_THAT (refusal (other), Catch::Contains ("sparsity: found 0; allowed: 0.5"));
    workshop.material[1].numAtoms = 3;
    CHECK_THAT (refusal (workshop.spec), Catch::Contains ("source noise"));
    workshop.material[1].numAtoms = 2;
    writeSound (workshop.folder / "tone00.wav", tone (100.0, 8000));
    CHECK_THAT (refusal (workshop.spec), Catch::Contains ("files of tones"));
    for (const size_t length : { size_t{ 0 }, size_t{ 5 }, bytes.size() / 2, bytes.size() - 1 })
    {
        writeText (workshop.spec.checkpoint, bytes.substr (0, length) + (length == 0 ? "x" : ""));
        CHECK_THAT (refusal (workshop.spec), Catch::Contains ("cannot be resumed"));
    }
}

TEST_CASE ("Recordings are kept back to be scored where there are ten or more")
{
    Workshop workshop;
    workshop.spec.incremental = false;
    std::vector<training::SourceReport> reports;
    const auto collect = [&] (const training::TrainingProgress& progress)
    {
        if (progress.report)
            reports.push_back (*progress.report);
        return true;
    };
    workshop.material[1].files.resize (9);
    workshop.train (collect);
    REQUIRE (reports.size() == 2);
    REQUIRE (reports[0].heldOut);
    CHECK (*reports[0].heldOut > 0.0);
    CHECK (*reports[0].heldOut < 10.0 * reports[0].divergence);
    CHECK (reports[0].numHeldOut > 100);
    CHECK (reports[0].numFrames > 20 * 100);
    CHECK_FALSE (reports[1].heldOut);
}

TEST_CASE ("A long recording is read in segments, and its loudest frame sets the threshold of all")
{
    const TemporaryFolder folder;
    Eigen::VectorXf samples = tone (1000.0, 130 * 16000);
    samples.segment (70 * 16000, 60 * 16000) *=
        1e-4f; // -80 dB: below the gate, whatever its own segment says
    writeSound (folder / "long.wav", samples);
    const auto spec = quickSpec();
    const auto segments = training::listSegments (spec, { { folder / "long.wav", 0 } }, [] { return true; });
    REQUIRE (segments.ok());
    REQUIRE (segments.value().size() == 3);
    const auto read = training::readSegments (spec, segments.value());
    REQUIRE (read.ok());
    const double framesPerSecond = 125.0;
    CHECK (static_cast<double> (read.value()[0].count()) == Approx (60.0 * framesPerSecond).margin (5.0));
    CHECK (static_cast<double> (read.value()[1].count()) == Approx (10.0 * framesPerSecond).margin (5.0));
    CHECK (read.value()[2].count() == 0);
    CHECK (read.value()[0].onsets.front() == 1);
    CHECK (read.value()[1].onsets.front() == 0);
}

TEST_CASE ("Reading can be cancelled")
{
    const Workshop workshop;
    int calls = 0;
    const auto trained =
        training::train (workshop.spec, workshop.material, [&] (const auto&) { return ++calls < 3; });
    REQUIRE_FALSE (trained.ok());
    CHECK (trained.error().cancelled);
    CHECK (calls == 3);
}

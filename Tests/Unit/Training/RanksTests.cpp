// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"
#include "Support/ThreadRanks.h"
#include "Unit/Training/TrainingSounds.h"

#include <numeric>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
using Trained = core::Result<core::Dictionary>;

/** Recordings of a source, one of them of several segments, and how they are learned by several ranks. */
struct SharedWorkshop
{
    SharedWorkshop()
    {
        for (int i = 0; i < 19; ++i)
        {
            const auto path = folder / ("tone" + std::to_string (100 + i) + ".wav");
            const Eigen::Index length = i == 5 ? 80000 : 16000;
            const Eigen::VectorXf hiss = Random (static_cast<std::uint64_t> (i)).noise (length, 0.05f);
            writeSound (path, tone (300.0 + 100.0 * i, length) + hiss);
            material.front().files.push_back (path);
        }
        spec.incremental = true;
        spec.updates = 4;
        spec.passes = 2;
        spec.segmentSeconds = 2.0;
        spec.checkpoint = folder / "out.checkpoint";
        spec.checkpointSeconds = 0.0;
    }

    [[nodiscard]] std::vector<Trained>
    trainAt (int numRanks, const core::ProgressOf<training::TrainingProgress>& onProgress = goOn) const
    {
        return atAllRanks (numRanks,
                           [&] (const std::shared_ptr<training::Ranks>& ranks)
                           {
                               auto own = spec;
                               own.ranks = ranks;
                               return training::train (own, material, ranks->isFirst() ? onProgress : goOn);
                           });
    }

    /** Of the first rank. */
    [[nodiscard]] std::vector<std::byte> bytesAt (int numRanks) const
    {
        const auto trained = trainAt (numRanks);
        if (! trained.front().ok())
            FAIL (trained.front().error().message());
        return files::serialiseDictionary (trained.front().value());
    }

    TemporaryFolder folder;
    training::TrainingSpec spec = quickSpec();
    std::vector<training::SourceMaterial> material{ { "tones", {}, 6 } };
};
} // namespace

TEST_CASE ("An incremental training gives the same bytes however many ranks share it")
{
    SharedWorkshop workshop;
    const auto alone = workshop.bytesAt (1);
    for (const int numRanks : { 2, 3, 4, 17 }) // 17: more than a batch has parts
    {
        INFO (numRanks << " ranks");
        CHECK (workshop.bytesAt (numRanks) == alone);
        CHECK_FALSE (std::filesystem::exists (workshop.spec.checkpoint));
    }
    workshop.spec.seed = 2;
    CHECK (workshop.bytesAt (2) != alone);
}

TEST_CASE ("A training that was stopped on two ranks goes on with another number to the same bytes")
{
    SharedWorkshop workshop;
    const auto whole = workshop.bytesAt (1);
    int batches = 0;
    const auto stopped = workshop.trainAt (2, [&batches] (const training::TrainingProgress& progress)
                                           { return progress.iteration == 0 || ++batches < 5; });
    for (const auto& atRank : stopped)
    {
        REQUIRE_FALSE (atRank.ok());
        CHECK (atRank.error().cancelled);
    }
    REQUIRE (std::filesystem::exists (workshop.spec.checkpoint));
    workshop.spec.resume = true;
    const int numRanks = GENERATE (1, 2, 3);
    CHECK (workshop.bytesAt (numRanks) == whole);
}

TEST_CASE ("A recording that one rank cannot read ends the training of all with the same error")
{
    SharedWorkshop workshop;
    writeText (workshop.material.front().files[1], "no sound"); // read by the second of two ranks
    const auto trained = workshop.trainAt (2);
    for (const auto& atRank : trained)
    {
        REQUIRE_FALSE (atRank.ok());
        CHECK (atRank.error().message() == trained.front().error().message());
    }
}

TEST_CASE ("A training in memory is not shared out, and says so")
{
    SharedWorkshop workshop;
    workshop.spec.incremental = false;
    for (const auto& atRank : workshop.trainAt (2))
    {
        REQUIRE_FALSE (atRank.ok());
        CHECK_THAT (atRank.error().message(), Catch::Contains ("incremental"));
    }
}

TEST_CASE ("Values of all ranks add up at the first")
{
    constexpr size_t numValues = 1000;
    for (const int numRanks : { 1, 2, 3, 5, 8 })
    {
        const auto sums =
            atAllRanks (numRanks,
                        [] (const std::shared_ptr<training::Ranks>& ranks)
                        {
                            std::vector<float> values (numValues);
                            std::iota (values.begin(), values.end(), static_cast<float> (ranks->mine()));
                            training::addUpAtFirst (*ranks, values);
                            return values;
                        });
        for (size_t i = 0; i < numValues; ++i) // small whole numbers: exact in floats
        {
            const auto count = static_cast<float> (numRanks);
            CHECK (sums.front()[i] == count * static_cast<float> (i) + count * (count - 1.0f) / 2.0f);
        }
    }
}

TEST_CASE ("An error reaches every rank with all its parts")
{
    const core::Error error{ "the disk is full", "a, b", "no room", "some", true };
    const auto agreed = atAllRanks (3,
                                    [&] (const std::shared_ptr<training::Ranks>& ranks)
                                    {
                                        const core::Status own =
                                            ranks->mine() == 1 ? core::Status (error) : core::Done{};
                                        return training::agreeWithAll (*ranks, own);
                                    });
    for (const auto& atRank : agreed)
    {
        REQUIRE_FALSE (atRank.ok());
        CHECK (atRank.error().message() == error.message());
        CHECK (atRank.error().cancelled);
    }
}

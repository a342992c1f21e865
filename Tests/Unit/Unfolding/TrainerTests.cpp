// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"
#include "Support/TemporaryFolder.h"
#include "Unfolding/Batches/BatchQueue.h"
#include "Unfolding/Schedule.h"
#include "Unfolding/UnfoldingState.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

#include <torch/cuda.h>

#include <fstream>
#include <limits>

using namespace unbraid;

namespace
{
// Compared in parentheses of their own: a stream for vectors that libtorch may bring cannot print bytes.
std::vector<std::byte>
trainedBytes (const unfolding::UnfoldingSpec& spec,
              const core::ProgressOf<unfolding::UnfoldingProgress>& onProgress = test::goOn,
              const unfolding::KeepCallback& onKeep = {})
{
    const auto dictionary = unfolding::trainUnfolded (spec, test::toneMaterial(), onProgress, onKeep);
    INFO ((dictionary.ok() ? "" : dictionary.error().message()));
    REQUIRE (dictionary.ok());
    return files::serialiseDictionary (dictionary.value());
}
} // namespace

TEST_CASE ("the best state is that of the lowest development loss, and never of one that is no number")
{
    unfolding::UnfoldingState state;
    float number = 0.0f; // of the average, to be found again in the best
    const auto keep = [&] (double loss)
    {
        state.average = { torch::full ({ 1 }, ++number) };
        return unfolding::keepIfBest (state, { loss, 0.0, {} }, 0.01);
    };
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE (keep (nan));
    CHECK_FALSE (state.bestScore.has_value());
    CHECK (state.best.empty());
    CHECK (keep (2.0));
    CHECK_FALSE (keep (nan));
    CHECK_FALSE (keep (3.0));
    CHECK (state.best.front().item<float>() == 2.0f);
    CHECK (state.scoresSinceBest == 2);
    CHECK (keep (1.999)); // the best, though not enough to be patient anew
    CHECK (state.scoresSinceBest == 3);
    CHECK (keep (1.0));
    CHECK (state.scoresSinceBest == 0);
    CHECK (state.best.front().item<float>() == 6.0f);
    CHECK (state.bestScore->loss == 1.0);
}

TEST_CASE ("training through the updates lowers the loss of held-out mixtures")
{
    auto spec = test::smallTraining();
    spec.mixing.seconds = 0.5;
    spec.optimiser.steps = 150;
    spec.optimiser.stepsPerScore = 50;
    spec.optimiser.batchSize = 4;
    std::vector<unfolding::DevelopmentScore> scores;
    trainedBytes (spec,
                  [&] (const auto& progress)
                  {
                      if (progress.score)
                          scores.push_back (*progress.score);
                      return true;
                  });
    REQUIRE (scores.size() == 3);
    CHECK (scores.back().loss < scores.front().loss - 1.0);
    CHECK (scores.back().sdrGainDb > 1.0); // tones against noise: far more is there to be had
}

TEST_CASE ("rounded products learn what exact ones learn")
{
    auto spec = test::smallTraining();
    spec.optimiser.steps = 80;
    spec.optimiser.stepsPerScore = 80;
    spec.optimiser.batchSize = 4;
    spec.mixing.seconds = 0.5;
    std::vector<double> losses;
    for (const bool rounds : { false, true })
    {
        spec.optimiser.roundsProducts = rounds;
        trainedBytes (spec,
                      [&] (const auto& progress)
                      {
                          if (progress.score)
                              losses.push_back (progress.score->loss);
                          return true;
                      });
    }
    REQUIRE (losses.size() == 2);
    CHECK (losses[1] < losses[0] + 0.3); // 1 and more are learned, see above
}

TEST_CASE ("batches are the same however many are made at the same time")
{
    auto spec = test::smallTraining();
    spec.optimiser.batchSize = 2;
    const auto corpus = test::toneMaterial().training;
    const auto begin = [&] (int numLanes)
    {
        auto queue = unfolding::BatchQueue::start (spec, corpus, 1, numLanes);
        REQUIRE (queue.ok());
        return std::move (queue).value();
    };
    const auto one = begin (1), three = begin (3);
    for (int step = 1; step < 8; ++step)
    {
        const auto wanted = one->next(), found = three->next();
        REQUIRE (wanted.ok());
        REQUIRE (found.ok());
        CHECK (torch::equal (found.value().input.features, wanted.value().input.features));
        CHECK (torch::equal (found.value().targets.power, wanted.value().targets.power));
        CHECK (torch::equal (found.value().spread, wanted.value().spread));
    }
}

TEST_CASE ("two trainings of one seed give the same bytes and another seed others")
{
    auto spec = test::smallTraining();
    spec.optimiser.steps = 6;
    const auto once = trainedBytes (spec);
    CHECK ((trainedBytes (spec) == once));
    spec.numThreads = 1;
    CHECK ((trainedBytes (spec) == once));
    spec.seed = 2;
    CHECK_FALSE ((trainedBytes (spec) == once));
}

TEST_CASE ("a training that was stopped and resumed gives the bytes of one that was not")
{
    const test::TemporaryFolder folder;
    auto spec = test::smallTraining();
    spec.optimiser.dropout = GENERATE (0.0, 0.2);
    spec.optimiser.usesMuon = spec.optimiser.dropout > 0.0;
    spec.optimiser.steps = 12;
    spec.optimiser.stepsPerScore = 4;
    const auto whole = trainedBytes (spec);

    spec.checkpoint = folder / "small.checkpoint";
    int timesBest = 0;
    const auto stopped = unfolding::trainUnfolded (
        spec, test::toneMaterial(), [] (const auto& progress) { return progress.step < 7; },
        [&timesBest] (const auto& best)
        {
            ++timesBest;
            return core::validate (best);
        });
    CHECK (timesBest == 1); // after four steps: what a stopped training leaves
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
    spec.resume = true;
    int first = 0;
    const auto resumed = trainedBytes (spec,
                                       [&first] (const auto& progress)
                                       {
                                           first = first == 0 ? progress.step : first;
                                           return true;
                                       });
    CHECK (first == 8);
    CHECK ((resumed == whole));

    spec.optimiser.usesMuon = ! spec.optimiser.usesMuon;
    const auto turned = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE_FALSE (turned.ok());
    CHECK (turned.error().allowed.find ("begun with") != std::string::npos);
    spec.optimiser.usesMuon = ! spec.optimiser.usesMuon;

    spec.optimiser.learningRate *= 2.0;
    const auto other = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE_FALSE (other.ok());
    CHECK (other.error().found.find ("learning-rate") != std::string::npos);

    std::ofstream (spec.checkpoint) << "not a checkpoint";
    const auto broken = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE_FALSE (broken.ok());
    CHECK (broken.error().where == spec.checkpoint.string());
}

TEST_CASE ("a training ends where the development score no longer improves")
{
    auto spec = test::smallTraining();
    spec.optimiser.learningRate = 1e-7; // nothing moves
    spec.optimiser.stepsPerScore = 1;
    spec.optimiser.averageSteps = 1e8;
    spec.optimiser.patience = 3;
    int last = 0;
    trainedBytes (spec, [&last] (const auto& progress) { return last = progress.step, true; });
    CHECK (last < 20);
}

TEST_CASE ("a training keeps the weights of the best development score, or the latest")
{
    auto spec = test::smallTraining();
    const auto learned = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE (learned.ok());
    spec.startFrom = std::make_shared<const core::Dictionary> (learned.value());
    spec.optimiser.steps = spec.optimiser.warmUpSteps = 12;
    spec.optimiser.stepsPerScore = 1;
    spec.optimiser.averageSteps = 1.0;
    spec.optimiser.decayShare = 0.0;
    spec.optimiser.learningRate = 1.0; // rises until it is far too high: what was learned is lost
    int best = 0, last = 0, numKept = 0;
    const auto onProgress = [&] (const unfolding::UnfoldingProgress& progress)
    {
        last = progress.step;
        best = progress.score->loss <= progress.best->loss ? progress.step : best;
        return true;
    };
    std::vector<std::byte> kept;
    const auto onKeep = [&] (const core::Dictionary& dictionary) -> core::Status
    {
        kept = files::serialiseDictionary (dictionary);
        ++numKept;
        return core::Done{};
    };
    const auto ofBest = trainedBytes (spec, onProgress, onKeep);
    REQUIRE (best < last);
    CHECK ((ofBest == kept));
    CHECK (numKept < last);
    spec.keepsLatest = true;
    numKept = 0;
    const auto latest = trainedBytes (spec, onProgress, onKeep);
    CHECK ((latest == kept));
    CHECK (numKept == last);
    CHECK_FALSE ((latest == ofBest));
}

TEST_CASE ("steps within a time are those that the pace so far allows, and end with it")
{
    using unfolding::stepsWithin;
    CHECK (stepsWithin (0, 3, 0.5, 100.0) > 1000000); // too early to tell
    CHECK (stepsWithin (0, 50, 10.0, 100.0) == 500);
    CHECK (stepsWithin (200, 250, 10.0, 100.0) == 700); // resumed at step 200
    CHECK (stepsWithin (0, 499, 99.99, 100.0) == 500);
    CHECK (stepsWithin (0, 480, 100.0, 100.0) == 480);
    unfolding::OptimiserSpec optimiser;
    optimiser.warmUpSteps = 10;
    CHECK (unfolding::learningRateAt (optimiser, 499, 500) < 0.02 * optimiser.learningRate);
    CHECK (unfolding::learningRateAt (optimiser, 200, 500) == Approx (optimiser.learningRate));
}

TEST_CASE ("a training of a limited time is scored at its end, and leaves what it learned")
{
    auto spec = test::smallTraining();
    spec.optimiser.steps = 0;
    spec.optimiser.seconds = 0.3;
    spec.optimiser.stepsPerScore = 1000000;
    int step = 0, scored = 0;
    const auto bytes = trainedBytes (spec,
                                     [&] (const auto& progress)
                                     {
                                         step = progress.step;
                                         scored = progress.score ? step : scored;
                                         return true;
                                     });
    CHECK (step > 0);
    CHECK (scored == step);
    CHECK_FALSE (bytes.empty());
    spec.optimiser.seconds = 0.0;
    const auto refused = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE_FALSE (refused.ok());
}

TEST_CASE ("settings outside their ranges are refused by name")
{
    auto spec = test::smallTraining();
    std::string name;
    SECTION ("one source")
    {
        spec.sources.pop_back();
        name = "sources";
    }
    SECTION ("no steps")
    {
        spec.optimiser.steps = 0;
        name = "steps";
    }
    SECTION ("nothing left of the encoder")
    {
        spec.optimiser.dropout = 1.0;
        name = "dropout";
    }
    SECTION ("a rate that is no number")
    {
        spec.optimiser.learningRate = std::numeric_limits<double>::quiet_NaN();
        name = "learning rate";
    }
    SECTION ("neither encoder nor updates")
    {
        spec.network.encoderUnits = 0;
        spec.network.numUpdates = 0;
        name = "updates";
    }
    const auto refused = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE_FALSE (refused.ok());
    CHECK (refused.error().where == name);
}

TEST_CASE ("a device that is not there is refused, and one that is there learns the same")
{
    auto spec = test::smallTraining();
    spec.network.rowUnits = 4;
    spec.network.refiningUnits = 4;
    spec.network.refiningBlocks = 1;
    spec.optimiser.steps = spec.optimiser.stepsPerScore = 10;
    const auto lossAfter = [&spec]
    {
        double loss = 0.0;
        trainedBytes (spec, [&loss] (const auto& progress) { return loss = progress.loss, true; });
        return loss;
    };
    if (torch::cuda::is_available())
    {
        const double expected = lossAfter();
        spec.device = unfolding::ComputeDevice::cuda;
        CHECK (lossAfter() == Approx (expected).epsilon (0.01)); // rounding, grown over ten steps
        return;
    }
    spec.device = unfolding::ComputeDevice::cuda;
    const auto refused = unfolding::trainUnfolded (spec, test::toneMaterial(), test::goOn);
    REQUIRE_FALSE (refused.ok());
    CHECK (refused.error().where == "device");
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/UnfoldingTrainer.h"

#include "Training/Cancelled.h"
#include "Training/Enrolment/Discriminants.h"
#include "Training/Ranks.h"
#include "Unfolding/Batches/BatchLoss.h"
#include "Unfolding/Batches/BatchQueue.h"
#include "Unfolding/Batches/SharedGradients.h"
#include "Unfolding/Device.h"
#include "Unfolding/LearnedVoices.h"
#include "Unfolding/RandomRounding.h"
#include "Unfolding/Schedule.h"
#include "Unfolding/UnfoldingState.h"

#include <torch/utils.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;
using Clock = std::chrono::steady_clock;

constexpr double minProgress = 1e-4; // of the loss: less is no reason to continue
constexpr double forgotten = 0.02;   // of the moving average of the loss, a step
constexpr int lossesAtOnce = 25;     // of a device, which is waited for

bool isOnProcessor (const UnfoldingSpec& spec)
{
    return spec.device == ComputeDevice::cpu;
}

/** Beside a device all threads but one mix; elsewhere one keeps up with the net. */
int lanesFor (const UnfoldingSpec& spec)
{
    return isOnProcessor (spec) ? 1 : std::max (1, spec.numThreads - 1);
}

/** The loss of a step, as a device leaves it. */
struct StepLoss
{
    int number = 0; // of the step, from 1
    Tensor value;
};

/** One training while it runs. */
class TrainingLoop
{
public:
    TrainingLoop (const UnfoldingSpec& wanted, std::vector<FrameBatch> developmentSet, UnfoldingState initial,
                  training::Ranks& allRanks)
        : spec (wanted)
        , ranks (allRanks)
        , ownShare{ allRanks.mine(), allRanks.count() }
        , development (std::move (developmentSet))
        , state (std::move (initial))
    {
        for (auto& batch : development)
            batch = moved (std::move (batch), spec.device);
    }

    /** All ranks have read the checkpoint before the first writes one. */
    core::Status resume()
    {
        std::error_code failure;
        if (! spec.resume || ! std::filesystem::exists (spec.checkpoint, failure))
            return training::agreeWithAll (ranks, core::Done{});
        return training::agreeWithAll (ranks, loadState (spec.checkpoint, spec, state));
    }

    core::Status run (const std::shared_ptr<const SoundCorpus>& corpus,
                      const core::ProgressOf<UnfoldingProgress>& onProgress, const KeepCallback& onKeep)
    {
        auto started = BatchQueue::start (spec, corpus, state.step, lanesFor (spec), ownShare);
        const auto status = started.ok() ? core::Status (core::Done{}) : started.error();
        if (auto agreed = training::agreeWithAll (ranks, status); ! agreed.ok())
            return agreed;
        queue = std::move (started).value();
        pieceBegan = Clock::now();
        firstStep = state.step;
        numSteps = plannedSteps();
        if (auto found = findVoices (corpus, onProgress); ! found.ok())
            return found;
        while (state.step < numSteps && ! isSettled())
        {
            if (auto done = step(); ! done.ok())
                return done;
            numSteps = plannedSteps();
            auto progress = progressNow();
            if (state.step % spec.optimiser.stepsPerScore == 0 || state.step == numSteps)
                progress.score = score();
            progress.best = state.bestScore;
            const auto reported =
                ranks.isFirst() ? report (progress, onProgress, onKeep) : core::Status (core::Done{});
            if (auto agreed = training::agreeWithFirst (ranks, reported); ! agreed.ok())
                return agreed;
        }
        return core::Done{};
    }

    /** The weights that the spec asks for. */
    core::Result<core::Dictionary> learned()
    {
        const auto current = weightsOf (state);
        putWeights (state, spec.keepsLatest || state.best.empty() ? state.average : state.best);
        auto dictionary = emptyDictionary (spec);
        state.net->exportTo (dictionary);
        putWeights (state, current);
        if (auto valid = core::validate (dictionary); ! valid.ok())
            return valid.error();
        return dictionary;
    }

private:
    /** Of the whole training; of one that time limits as many as its pace allows, which the first rank measures. */
    [[nodiscard]] int plannedSteps()
    {
        if (spec.optimiser.steps > 0)
            return spec.optimiser.steps;
        const std::chrono::duration<double> passed = Clock::now() - pieceBegan;
        int planned = stepsWithin (firstStep, state.step, passed.count(), spec.optimiser.seconds);
        ranks.broadcast (0, training::writableBytesOf (&planned, 1));
        return planned;
    }

    [[nodiscard]] double rateNow() const { return learningRateAt (spec.optimiser, state.step, numSteps); }

    /** What tells voices apart, before the first step of a training that has not taken it from a dictionary. Every rank finds
        the same. */
    core::Status findVoices (const std::shared_ptr<const SoundCorpus>& corpus,
                             const core::ProgressOf<UnfoldingProgress>& onProgress)
    {
        const bool areKnown = spec.startFrom && spec.startFrom->unfolding->speaker;
        if (spec.network.speakerValues == 0 || areKnown || state.step > 0)
            return core::Done{};
        const auto goesOn = [&] { return ! ranks.isFirst() || onProgress (progressNow()); };
        const auto found = learnVoices (spec, corpus, goesOn);
        const auto status = found.ok() ? core::Status (core::Done{}) : found.error();
        if (auto agreed = training::agreeWithAll (ranks, status); ! agreed.ok())
            return agreed;
        state.net->setVoices (found.value().weights, found.value().bias);
        state.average = weightsOf (state);
        return core::Done{};
    }

    /** Saves the state, exports the weights to keep if they are new, and reports. */
    core::Status report (const UnfoldingProgress& progress,
                         const core::ProgressOf<UnfoldingProgress>& onProgress, const KeepCallback& onKeep)
    {
        if (auto saved = save (progress.score.has_value()); ! saved.ok())
            return saved;
        if (progress.score && (isBest || spec.keepsLatest))
            if (auto exported = exportLearned (onKeep); ! exported.ok())
                return exported;
        return onProgress (progress) ? core::Status (core::Done{}) : stop();
    }

    core::Status step()
    {
        const auto made = queue->next();
        const auto status = made.ok() ? core::Status (core::Done{}) : made.error();
        if (auto agreed = training::agreeWithAll (ranks, status); ! agreed.ok())
            return agreed;
        const auto& batch = made.value();
        const Tensor loss = lossWithGradients (batch);
        const double weight = static_cast<double> (mixturesIn (ownShare, spec.optimiser.batchSize)) /
                              static_cast<double> (spec.optimiser.batchSize);
        losses.push_back ({ state.step + 1, averageGradients (ranks, *state.net, weight, loss.detach()) });
        if (isOnProcessor (spec) || (state.step + 1) % lossesAtOnce == 0)
            if (auto agreed = training::agreeWithFirst (ranks, readLosses()); ! agreed.ok())
                return agreed;
        moveWeights();
        shareWeights (ranks, learnedOf (state));
        if (state.change)
            state.change->apply();
        followWeights (state, spec.optimiser.averageSteps);
        ++state.step;
        return core::Done{};
    }

    /** The loss of a batch; its gradients are left in the net. */
    Tensor lossWithGradients (const FrameBatch& batch)
    {
        const auto& optimiser = spec.optimiser;
        std::optional<RandomlyRounded> rounded;
        if (optimiser.roundedBits > 0)
            rounded.emplace (*state.net, optimiser.roundedBits,
                             stepSeed (optimiser.roundingSeed, state.step, 0));
        state.net->zero_grad();
        torch::manual_seed (stepSeed (spec.seed, state.step, ranks.mine()));
        const Tensor loss =
            lossOf (spec, *state.net, batch,
                    { optimiser.dropout, optimiser.roundsProducts, optimiser.refinerLeftOut });
        loss.backward();
        return loss;
    }

    /** Waits for the losses of the latest steps, which the first rank has, and follows them. */
    core::Status readLosses()
    {
        for (const auto& [number, loss] : std::exchange (losses, {}))
        {
            const double value = loss.item<double>();
            const double share = std::max (forgotten, 1.0 / number);
            state.loss += share * (value - state.loss);
            if (ranks.isFirst() && ! std::isfinite (value))
                return core::Error{ "the training came to a loss that is no number",
                                    "step " + std::to_string (number), core::numberText (value),
                                    "a lower learning rate" };
        }
        return core::Done{};
    }

    /** One step along the gradients, which the first rank has. */
    void moveWeights()
    {
        if (! ranks.isFirst())
            return;
        if (state.change)
            state.change->takeGradients();
        limitGradients (learnedOf (state), spec.optimiser.gradientNorm);
        state.adam->step (state.step, rateNow(), spec.optimiser.weightDecay);
        if (state.muon)
            state.muon->step (rateNow(), spec.optimiser.weightDecay);
    }

    /** Scores the average, and keeps it where it is the best so far. */
    DevelopmentScore score()
    {
        const torch::NoGradGuard noGradients;
        const auto current = weightsOf (state);
        putWeights (state, state.average);
        BatchScore sum;
        for (const auto& ofBatch : batchScores())
            sum += ofBatch;
        putWeights (state, current);
        const auto count = static_cast<double> (development.size());
        const DevelopmentScore total{ sum.loss / count, sum.sdrGainDb / count, sum.onsetF() };
        isBest = keepIfBest (state, total, minProgress);
        return total;
    }

    /** Scores of the batches in order, each by one rank: the sum is the same for any number of ranks. */
    std::vector<BatchScore> batchScores()
    {
        const auto count = static_cast<size_t> (ownShare.count);
        training::Bytes own;
        for (auto i = static_cast<size_t> (ownShare.number); i < development.size(); i += count)
        {
            const auto ofBatch = scoreOf (spec, *state.net, development[i]);
            training::append (&ofBatch, 1, own);
        }
        const auto messages = training::fromAll (ranks, own).value(); // no rank gives an error
        std::vector<training::MessageReader> readers (messages.begin(), messages.end());
        std::vector<BatchScore> scores;
        for (size_t i = 0; i < development.size(); ++i)
            scores.push_back (readers[i % count].read<BatchScore>());
        return scores;
    }

    [[nodiscard]] bool isSettled() const
    {
        return spec.optimiser.patience > 0 && state.scoresSinceBest >= spec.optimiser.patience;
    }

    core::Status save (bool now)
    {
        const std::chrono::duration<double> since = Clock::now() - lastSaved;
        if (spec.checkpoint.empty() || ! (now || since.count() >= spec.checkpointSeconds))
            return core::Done{};
        lastSaved = Clock::now();
        if (auto read = readLosses(); ! read.ok())
            return read;
        return saveState (spec.checkpoint, spec, state);
    }

    core::Status exportLearned (const KeepCallback& onKeep)
    {
        const auto dictionary = learned();
        if (! dictionary.ok())
            return dictionary.error();
        return onKeep ? onKeep (dictionary.value()) : core::Status (core::Done{});
    }

    core::Status stop()
    {
        if (auto saved = save (true); ! saved.ok())
            return saved;
        return training::trainingCancelled ("step " + std::to_string (state.step));
    }

    [[nodiscard]] UnfoldingProgress progressNow() const
    {
        const double seconds =
            static_cast<double> (state.step) * spec.optimiser.batchSize * spec.mixing.seconds;
        return { state.step, numSteps, state.loss, rateNow(), seconds / 3600.0 };
    }

    const UnfoldingSpec& spec;
    training::Ranks& ranks;
    BatchShare ownShare;
    std::vector<FrameBatch> development;
    std::unique_ptr<BatchQueue> queue;
    UnfoldingState state;
    std::vector<StepLoss> losses; // not read yet
    Clock::time_point lastSaved = Clock::now();
    Clock::time_point pieceBegan = Clock::now();
    bool isBest = false; // the latest score
    int firstStep = 0;   // of this piece
    int numSteps = 0;    // of the whole training
};

} // namespace

core::Result<core::Dictionary> trainUnfolded (const UnfoldingSpec& spec, const UnfoldingMaterial& material,
                                              const core::ProgressOf<UnfoldingProgress>& onProgress,
                                              const KeepCallback& onKeep, training::Ranks* ranks)
{
    if (auto checked = validate (spec); ! checked.ok())
        return checked.error();
    torch::set_num_threads (isOnProcessor (spec) ? std::max (1, spec.numThreads - 1) : 1);
    auto development = developmentBatches (spec, material.development);
    if (! development.ok())
        return development.error();
    auto initial = beginUnfolding (spec, rowFrequencies (spec).size());
    if (! initial.ok())
        return initial.error();
    training::Ranks alone;
    TrainingLoop loop (spec, std::move (development).value(), std::move (initial).value(),
                       ranks == nullptr ? alone : *ranks);
    if (auto resumed = loop.resume(); ! resumed.ok())
        return resumed.error();
    if (auto done = loop.run (material.training, onProgress, onKeep); ! done.ok())
        return done.error();
    return loop.learned();
}

} // namespace unbraid::unfolding

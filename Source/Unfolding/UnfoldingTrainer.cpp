// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/UnfoldingTrainer.h"

#include "Training/Cancelled.h"
#include "Unfolding/Batches/BatchQueue.h"
#include "Unfolding/Device.h"
#include "Unfolding/UnfoldingState.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/utils.h>

#include <chrono>
#include <cmath>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;
using Clock = std::chrono::steady_clock;

constexpr double minProgress = 1e-4; // of the loss: less is no reason to go on
constexpr double forgotten = 0.02;   // of the moving average of the loss, a step

/** A straight rise, a plateau, then half a cosine down to a hundredth. */
double learningRateAt (const OptimiserSpec& spec, int step)
{
    constexpr double last = 0.01;
    const double risen = std::min (1.0, (step + 1.0) / spec.warmUpSteps);
    const double decayFrom = (1.0 - spec.decayShare) * spec.steps;
    const double decayed = std::max (0.0, (step - decayFrom) / std::max (1.0, spec.steps - decayFrom));
    const double fall = last + (1.0 - last) * 0.5 * (1.0 + std::cos (std::numbers::pi * decayed));
    return spec.learningRate * risen * fall;
}

/** What is left out of a step is the same after a resumption. */
std::uint64_t stepSeed (std::uint64_t seed, int step)
{
    constexpr std::uint64_t apart = 0x9e3779b97f4a7c15; // of the golden ratio: neighbours come out far apart
    return seed + apart * static_cast<std::uint64_t> (step + 1);
}

bool isOnProcessor (const UnfoldingSpec& spec)
{
    return spec.device == ComputeDevice::cpu;
}

/** Beside a device half of the threads mix and half make frames; elsewhere one of each keeps up with the net. */
int lanesFor (const UnfoldingSpec& spec)
{
    return isOnProcessor (spec) ? 1 : std::max (1, spec.numThreads / 2);
}

/** The masks of the learned sources at the bins, judged. */
Tensor lossOf (const UnfoldingSpec& spec, UnfoldedNet& net, const FrameBatch& batch, const Pass& pass = {})
{
    const auto shares = net.forward (batch.input, pass);
    std::vector<Tensor> losses;
    for (const auto& target : batch.targets.sources)
        losses.push_back (sourceLoss (spec.loss, batch.targets, target,
                                      torch::matmul (shares[target.index], batch.spread)));
    return torch::stack (losses).mean();
}

/** One training while it runs. */
class Course
{
public:
    Course (const UnfoldingSpec& wanted, std::vector<FrameBatch> kept, UnfoldingState begun)
        : spec (wanted)
        , development (std::move (kept))
        , state (std::move (begun))
    {
        for (auto& batch : development)
            batch = moved (std::move (batch), spec.device);
    }

    core::Status resume()
    {
        std::error_code failure;
        if (! spec.resume || ! std::filesystem::exists (spec.checkpoint, failure))
            return core::Done{};
        return loadState (spec.checkpoint, spec, state);
    }

    core::Status run (const std::shared_ptr<const SoundCorpus>& corpus, const UnfoldingCallback& onProgress,
                      const BestCallback& onBest)
    {
        auto started = BatchQueue::start (spec, corpus, state.step, lanesFor (spec));
        if (! started.ok())
            return started.error();
        queue = std::move (started).value();
        while (state.step < spec.optimiser.steps && ! isSettled())
        {
            auto done = step();
            if (! done.ok())
                return done;
            auto progress = progressNow();
            if (state.step % spec.optimiser.stepsPerScore == 0 || state.step == spec.optimiser.steps)
                progress.score = score();
            progress.best = state.bestScore;
            if (auto saved = save (progress.score.has_value()); ! saved.ok())
                return saved;
            if (progress.score && progress.score->loss == progress.best->loss)
                if (auto kept = keepBest (onBest); ! kept.ok())
                    return kept;
            if (! onProgress (progress))
                return stop();
        }
        return core::Done{};
    }

    /** What did best. */
    core::Result<core::Dictionary> best()
    {
        const auto current = weightsOf (*state.net);
        putWeights (*state.net, state.best.empty() ? state.average : state.best);
        auto dictionary = emptyDictionary (spec);
        state.net->exportTo (dictionary);
        putWeights (*state.net, current);
        if (auto valid = core::validate (dictionary); ! valid.ok())
            return valid.error();
        return dictionary;
    }

private:
    core::Status step()
    {
        auto made = queue->next();
        if (! made.ok())
            return made.error();
        const auto batch = moved (std::move (made).value(), spec.device);
        for (auto& group : state.optimiser->param_groups())
            static_cast<torch::optim::AdamWOptions&> (group.options())
                .lr (learningRateAt (spec.optimiser, state.step));
        state.optimiser->zero_grad();
        torch::manual_seed (stepSeed (spec.seed, state.step));
        const Tensor loss =
            lossOf (spec, *state.net, batch, { spec.optimiser.dropout, spec.optimiser.roundsProducts });
        loss.backward();
        const double value = loss.item<double>();
        if (! std::isfinite (value))
            return core::Error{ "the training came to a loss that is no number",
                                "step " + std::to_string (state.step + 1), core::numberText (value),
                                "a lower learning rate" };
        torch::nn::utils::clip_grad_norm_ (state.net->parameters(), spec.optimiser.gradientNorm);
        state.optimiser->step();
        followWeights (state, spec.optimiser.averageSteps);
        const double share = std::max (forgotten, 1.0 / (state.step + 1.0));
        state.loss += share * (value - state.loss);
        ++state.step;
        return core::Done{};
    }

    /** Scores the average, and keeps it where it is the best so far. */
    DevelopmentScore score()
    {
        const torch::NoGradGuard noGradients;
        const auto current = weightsOf (*state.net);
        putWeights (*state.net, state.average);
        DevelopmentScore total;
        for (const auto& batch : development)
        {
            total.loss += lossOf (spec, *state.net, batch).item<double>();
            total.sdrGainDb += gainOf (batch);
        }
        putWeights (*state.net, current);
        total.loss /= static_cast<double> (development.size());
        total.sdrGainDb /= static_cast<double> (development.size());
        ++state.scoresSinceBest;
        if (! state.bestScore || total.loss < state.bestScore->loss)
        {
            if (! state.bestScore || total.loss < (1.0 - minProgress) * state.bestScore->loss)
                state.scoresSinceBest = 0;
            state.bestScore = total;
            state.best.clear();
            for (const auto& weights : state.average)
                state.best.push_back (weights.clone());
        }
        return total;
    }

    double gainOf (const FrameBatch& batch)
    {
        const auto shares = state.net->forward (batch.input);
        double gain = 0.0;
        for (const auto& target : batch.targets.sources)
            gain += sdrGain (batch.targets, target, torch::matmul (shares[target.index], batch.spread));
        return gain / static_cast<double> (batch.targets.sources.size());
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
        return saveState (spec.checkpoint, spec, state);
    }

    core::Status keepBest (const BestCallback& onBest)
    {
        const auto dictionary = best();
        if (! dictionary.ok())
            return dictionary.error();
        return onBest ? onBest (dictionary.value()) : core::Status (core::Done{});
    }

    core::Status stop()
    {
        if (auto saved = save (true); ! saved.ok())
            return saved;
        return training::trainingCancelled ("step " + std::to_string (state.step));
    }

    [[nodiscard]] UnfoldingProgress progressNow() const
    {
        const double heard =
            static_cast<double> (state.step) * spec.optimiser.batchSize * spec.mixing.seconds;
        return { state.step, spec.optimiser.steps, state.loss, learningRateAt (spec.optimiser, state.step),
                 heard / 3600.0 };
    }

    const UnfoldingSpec& spec;
    std::vector<FrameBatch> development;
    std::unique_ptr<BatchQueue> queue;
    UnfoldingState state;
    Clock::time_point lastSaved = Clock::now();
};

} // namespace

core::Result<core::Dictionary> trainUnfolded (const UnfoldingSpec& spec, const UnfoldingMaterial& material,
                                              const UnfoldingCallback& onProgress, const BestCallback& onBest)
{
    if (auto checked = validate (spec); ! checked.ok())
        return checked.error();
    torch::set_num_threads (isOnProcessor (spec) ? std::max (1, spec.numThreads - 1) : 1);
    auto kept = developmentBatches (spec, material.development);
    if (! kept.ok())
        return kept.error();
    auto begun = beginUnfolding (spec, rowFrequencies (spec).size());
    if (! begun.ok())
        return begun.error();
    Course course (spec, std::move (kept).value(), std::move (begun).value());
    if (auto resumed = course.resume(); ! resumed.ok())
        return resumed.error();
    if (auto done = course.run (material.training, onProgress, onBest); ! done.ok())
        return done.error();
    return course.best();
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/BatchQueue.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

#include <torch/utils.h>

#include <cmath>

using namespace unbraid;
using unfolding::FrameBatch;

namespace
{
/** Every term of the loss, a floor atom, and a floor under the target. */
unfolding::UnfoldingSpec everyTerm()
{
    auto spec = test::smallTraining();
    spec.network.hasFloorAtom = true;
    spec.network.longRows = 11;
    spec.loss.waveform = spec.loss.intelligibility = spec.loss.perceptual = 0.5f;
    spec.loss.targetFloorDb = -20.0f;
    return spec;
}

/** Tones against noise in stereo, one of them above a band that nothing is known of. */
std::vector<unfolding::Mixture> stereoMixtures (const unfolding::UnfoldingSpec& spec)
{
    auto settings = spec.mixing;
    settings.seed = 3;
    auto maker = unfolding::MixtureMaker::create (settings, test::toneMaterial().training);
    REQUIRE (maker.ok());
    std::vector<unfolding::Mixture> made;
    for (std::uint64_t number = 0; number < 3; ++number)
    {
        auto mixture = maker.value().make (number);
        mixture.right = unfolding::ChannelSounds{ 0.3f * mixture.stems, 0.3f * mixture.mixture };
        mixture.right->stems.col (1) *= -2.0f;
        mixture.right->mixture = mixture.right->stems.rowwise().sum();
        made.push_back (std::move (mixture));
    }
    made[1].recipe.bandHz = 3000.0;
    return made;
}

std::vector<torch::Tensor> tensorsOf (const FrameBatch& batch)
{
    const auto& [input, targets, spread] = batch;
    std::vector<torch::Tensor> all{ input.features,
                                    input.spectrum,
                                    input.floor,
                                    spread,
                                    input.levelRatios,
                                    input.levels,
                                    input.longWindow,
                                    input.voice,
                                    input.isTold,
                                    targets.power,
                                    targets.energy,
                                    targets.compressed,
                                    targets.energyWeights,
                                    targets.octaves,
                                    targets.regions,
                                    targets.barkBands.members,
                                    targets.barkBands.thresholds };
    if (targets.waveform.mixture.defined())
        for (const auto& values : { torch::view_as_real (targets.waveform.mixture), targets.waveform.window })
            all.push_back (values);
    for (const auto& source : targets.sources)
    {
        for (const auto& values : { source.compressed, source.aligned, source.cross, source.energy,
                                    source.weight, source.envelopes })
            all.push_back (values);
        if (source.spectrum.defined())
            all.push_back (torch::view_as_real (source.spectrum));
    }
    return all;
}

/** Of their root mean squares. */
double difference (const torch::Tensor& found, const torch::Tensor& wanted)
{
    return ((found - wanted).norm() / (wanted.norm() + 1e-9)).item<double>();
}

void checkSame (const FrameBatch& found, const FrameBatch& wanted, double tolerance)
{
    const auto left = tensorsOf (found), right = tensorsOf (wanted);
    REQUIRE (left.size() == right.size());
    for (size_t i = 0; i < left.size(); ++i)
    {
        CAPTURE (i);
        REQUIRE (left[i].defined() == right[i].defined());
        if (! left[i].defined())
            continue;
        REQUIRE (left[i].sizes() == right[i].sizes());
        CHECK (difference (left[i], right[i]) < tolerance);
    }
    CHECK (found.targets.known == wanted.targets.known);
    CHECK (found.targets.segmentFrames == wanted.targets.segmentFrames);
    CHECK (found.input.heardRows == wanted.input.heardRows);
}
} // namespace

TEST_CASE ("frames made by libtorch's operations are the processor's own, in every mode and with every term "
           "of the loss")
{
    constexpr double rounding = 1e-3; // of the angle between spectra where next to nothing sounds
    auto plain = test::smallTraining();
    plain.network.usesFloor = false;
    for (const auto& spec : { everyTerm(), plain })
        for (const auto mode :
             { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
        {
            const auto mixtures = stereoMixtures (spec);
            auto maker = unfolding::FrameMaker::create (spec, mode);
            const auto frames = unfolding::TensorFrames::create (spec, mode, torch::kCPU);
            REQUIRE (frames.ok());
            checkSame (frames.value().make (unfolding::soundsOf (mixtures)), maker.value().make (mixtures),
                       rounding);
            checkSame (frames.value().make (unfolding::soundsOf (mixtures), 4000.0),
                       maker.value().make (mixtures, 4000.0), rounding);
        }
}

TEST_CASE ("what tells a voice is the same on a device, and zero where nothing does")
{
    auto spec = test::smallTraining();
    spec.sources.push_back ({ "others", 5, true });
    spec.network.speakerValues = 4;
    spec.mixing.speech.talkers.areSeparated = true;
    auto mixtures = stereoMixtures (test::smallTraining());
    for (auto& mixture : mixtures)
    {
        mixture.right.reset();
        mixture.stems.conservativeResize (Eigen::NoChange, 3);
        mixture.stems.col (2).setZero();
    }
    mixtures[1].voice = Eigen::VectorXf::LinSpaced (core::numVoiceStatistics, -1.0f, 1.0f);
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto frames = unfolding::TensorFrames::create (spec, core::LatencyMode::balanced, torch::kCPU);
    REQUIRE (frames.ok());
    const auto made = maker.value().make (mixtures);
    checkSame (frames.value().make (unfolding::soundsOf (mixtures)), made, 1e-3);
    CHECK (made.input.isTold.sum().item<float>() == 1.0f);
    CHECK (made.input.voice[1].abs().max().item<float>() > 0.1f);
    CHECK (made.input.voice[0].abs().max().item<float>() == 0.0f);
}

TEST_CASE ("as many batches as asked for end at half of a lower rate, always the same ones")
{
    auto spec = test::smallTraining();
    spec.optimiser.batchSize = 2;
    spec.lowRateShare = 0.5;
    const auto rows = unfolding::rowFrequencies (spec).size();
    std::vector<int64_t> heard;
    for (int pass = 0; pass < 2; ++pass)
    {
        auto queue = unfolding::BatchQueue::start (spec, test::toneMaterial().training, 0);
        REQUIRE (queue.ok());
        for (int step = 0; step < 24; ++step)
        {
            const auto batch = queue.value()->next();
            REQUIRE (batch.ok());
            heard.push_back (batch.value().input.heardRows);
        }
    }
    CHECK (std::equal (heard.begin(), heard.begin() + 24, heard.begin() + 24));
    const auto whole = std::count (heard.begin(), heard.begin() + 24, rows);
    CHECK (whole > 5);
    CHECK (whole < 19);
}

TEST_CASE (
    "views of one batch are the same mixtures in one mode after the other, wherever a training goes on")
{
    auto spec = test::smallTraining();
    spec.optimiser.batchSize = 2;
    spec.optimiser.views = 2;
    const auto corpus = test::toneMaterial().training;
    const auto energies = [&] (int firstStep, int count)
    {
        auto queue = unfolding::BatchQueue::start (spec, corpus, firstStep, 2);
        REQUIRE (queue.ok());
        std::vector<double> found;
        for (int step = 0; step < count; ++step)
        {
            const auto batch = queue.value()->next();
            REQUIRE (batch.ok());
            const auto& power = batch.value().targets.power;
            found.push_back (power.sum().item<double>() /
                             static_cast<double> (power.size (1) * power.size (2)));
        }
        return found;
    };
    const auto all = energies (0, 6), rest = energies (3, 3);
    for (const size_t first : { 0u, 2u, 4u })
        CHECK (std::abs (all[first] / all[first + 1] - 1.0) < 0.05); // other windows, the same sounds
    CHECK (std::abs (all[0] / all[2] - 1.0) > 0.05);
    CHECK (rest == std::vector (all.begin() + 3, all.end()));
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameBatch.h"
#include "Unfolding/Loss/SeparationLoss.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

#include <torch/autograd.h>
#include <torch/utils.h>

using namespace unbraid;

namespace
{
/** Speech and noise in half the spectrum each, so that masks of zeros and ones take them apart. */
unfolding::FrameBatch apartBatch (const unfolding::UnfoldingSpec& spec)
{
    const auto length = spec.mixing.numSamples();
    unfolding::Mixture mixture;
    mixture.stems.resize (length, 2);
    mixture.stems.col (0) = test::sine (500.0, length);
    mixture.stems.col (1) = test::sine (5000.0, length);
    mixture.mixture = mixture.stems.rowwise().sum();
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    return maker.value().make (std::vector{ mixture });
}

unfolding::Mixture noisyVoice (const unfolding::UnfoldingSpec& spec)
{
    unfolding::Mixture mixture;
    test::Random random (9);
    mixture.stems.resize (spec.mixing.numSamples(), 2);
    mixture.stems.col (0) = test::spoken (250.0, mixture.stems.rows());
    mixture.stems.col (1) = random.noise (mixture.stems.rows(), 0.1f);
    mixture.mixture = mixture.stems.rowwise().sum();
    return mixture;
}

unfolding::FrameBatch noisyBatch (const unfolding::UnfoldingSpec& spec)
{
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    return maker.value().make (std::vector{ noisyVoice (spec) });
}

torch::Tensor lowPass (const unfolding::FrameBatch& batch)
{
    auto mask = torch::zeros_like (batch.targets.power);
    mask.narrow (2, 0, mask.size (2) / 4).fill_ (1.0);
    return mask;
}
} // namespace

TEST_CASE ("the loss is least where the mask takes the sources apart")
{
    const auto spec = test::smallTraining();
    const auto batch = apartBatch (spec);
    const auto& source = batch.targets.sources.at (0);
    const auto lossOf = [&] (const torch::Tensor& mask)
    { return unfolding::sourceLoss (spec.loss, batch.targets, source, mask).item<double>(); };
    const auto right = lowPass (batch);
    CHECK (lossOf (right) < lossOf (torch::ones_like (right)));
    CHECK (lossOf (right) < lossOf (0.5 * torch::ones_like (right)));
    CHECK (lossOf (right) < lossOf (1.0 - right));
    CHECK (unfolding::sdrGain (batch.targets, source, right) > 20.0);
    CHECK (unfolding::sdrGain (batch.targets, source, torch::ones_like (right)) ==
           Approx (0.0).margin (1e-4));
}

TEST_CASE ("a source that is alone has no error, whichever way its energy is rounded")
{
    const auto spec = test::smallTraining();
    auto alone = noisyVoice (spec);
    alone.stems.col (1).setZero();
    alone.mixture = alone.stems.col (0);
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto batch = maker.value().make (std::vector{ alone });
    auto source = batch.targets.sources.at (0);
    source.energy = source.energy * 0.999;
    CHECK (unfolding::sdrGain (batch.targets, source, 0.5 * torch::ones_like (source.cross)) ==
           Approx (0.0).margin (1e-9));
}

TEST_CASE ("over-suppressed speech costs more than noise that is left")
{
    auto spec = test::smallTraining();
    spec.loss = { 0.0f, 0.0f, 1.0f, 0.0f, 0.0f, 0.3f };
    const auto batch = apartBatch (spec);
    const auto& source = batch.targets.sources.at (0);
    const auto ones = torch::ones_like (batch.targets.power);
    const auto suppressed =
        unfolding::sourceLoss (spec.loss, batch.targets, source, 0.25 * ones).item<double>();
    const auto left = unfolding::sourceLoss (spec.loss, batch.targets, source, ones).item<double>();
    CHECK (suppressed > 10.0 * left);
}

TEST_CASE (
    "what is left in pauses counts by its attenuation, however faint it is, and words count for nothing")
{
    auto spec = test::smallTraining();
    auto mixture = noisyVoice (spec);
    const auto half = mixture.stems.rows() / 2;
    mixture.stems.col (0).tail (mixture.stems.rows() - half).setZero();
    const float faintness = GENERATE (1.0f, 0.01f);
    mixture.stems.col (1) *= faintness;
    mixture.mixture = mixture.stems.rowwise().sum();
    const auto batch = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced)
                           .value()
                           .make (std::vector{ mixture });
    const auto& source = batch.targets.sources.at (0);
    const auto errorOf = [&] (const torch::Tensor& mask)
    { return unfolding::pauseError (spec.loss, batch.targets, source, mask)[0].item<double>(); };
    const auto ones = torch::ones_like (batch.targets.power);
    CHECK (errorOf (ones) == Approx (3.0).margin (0.01));        // 30 dB above what counts as gone
    CHECK (errorOf (0.1 * ones) == Approx (1.04).margin (0.02)); // 20 dB less: log10 (11)
    CHECK (errorOf (0.0 * ones) == Approx (0.0).margin (1e-6));
    const auto power =
        source.compressed.pow (2.0 / static_cast<double> (spec.loss.compression)).sum (2, true);
    const auto inWords = torch::where (power > 0.1 * power.amax(), torch::zeros_like (ones), ones);
    CHECK (inWords.sum().item<double>() < 0.9 * ones.sum().item<double>());
    CHECK (errorOf (inWords) == Approx (errorOf (ones)).margin (1e-6));
}

TEST_CASE ("each region of the spectrum in which the source is heard counts alike, however weak it is")
{
    auto spec = test::smallTraining();
    auto mixture = noisyVoice (spec);
    const auto length = mixture.stems.rows();
    mixture.stems.col (0) = test::sine (250.0, length) + 0.02f * test::sine (5000.0, length);
    mixture.stems.col (1) *= 0.05f;
    mixture.mixture = mixture.stems.rowwise().sum();
    const auto batch = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced)
                           .value()
                           .make (std::vector{ mixture });
    const auto& source = batch.targets.sources.at (0);
    const auto errorOf = [&] (const torch::Tensor& mask)
    { return unfolding::regionError (spec.loss, batch.targets, source, mask)[0].item<double>(); };
    const auto bins = batch.targets.power.size (2);
    const auto without = [&] (double fromHz, double toHz) // the rate is 16 kHz
    {
        auto mask = torch::ones_like (batch.targets.power);
        const auto first = static_cast<int64_t> (fromHz / 8000.0 * static_cast<double> (bins));
        const auto end = static_cast<int64_t> (toHz / 8000.0 * static_cast<double> (bins));
        mask.narrow (2, first, end - first).zero_();
        return mask;
    };
    const auto nothing = torch::zeros_like (batch.targets.power);
    CHECK (errorOf (nothing) == Approx (std::log10 (1.01)).margin (1e-3)); // all of it is error
    const double left = errorOf (without (600.0, 1900.0));                 // where nothing sounds but noise
    const double lowLost = errorOf (without (0.0, 450.0)), highLost = errorOf (without (4500.0, 5500.0));
    const double highGained = errorOf (without (6000.0, 8000.0));
    CHECK (left < -0.4);
    CHECK (highLost > left + 0.1); // 34 dB below the low tone, and yet
    CHECK (lowLost > left + 0.5);
    CHECK (highGained < left);

    auto mask = torch::full_like (nothing, 0.6).requires_grad_ (true);
    unfolding::regionError (spec.loss, batch.targets, source, mask).sum().backward();
    const auto slopes = mask.grad() * (torch::rand_like (nothing) < 0.3);
    constexpr double step = 1e-3;
    const torch::NoGradGuard noGradients;
    const double rise =
        errorOf (mask + step * slopes / slopes.norm()) - errorOf (mask - step * slopes / slopes.norm());
    CHECK (rise / (2.0 * step) == Approx (slopes.norm().item<double>()).epsilon (0.02));
}

TEST_CASE ("loudness of a mixture hardly moves its loss")
{
    const auto spec = test::smallTraining();
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    REQUIRE (maker.ok());
    const auto loud = noisyVoice (spec);
    auto quiet = loud;
    quiet.stems *= 0.1f;
    quiet.mixture *= 0.1f;
    const auto lossOf = [&] (const unfolding::Mixture& mixture)
    {
        const auto batch = maker.value().make (std::vector{ mixture });
        const auto mask = 0.7 * torch::ones_like (batch.targets.power);
        return unfolding::sourceLoss (spec.loss, batch.targets, batch.targets.sources[0], mask)
            .item<double>();
    };
    CHECK (lossOf (quiet) == Approx (lossOf (loud)).epsilon (0.02));
}

TEST_CASE ("intelligibility asks for the envelopes of the speech, whatever their level")
{
    auto spec = test::smallTraining();
    spec.loss = { .magnitude = 0.0f,
                  .complexPart = 0.0f,
                  .overSuppression = 0.0f,
                  .distortion = 0.0f,
                  .intelligibility = 1.0f };
    const auto batch = noisyBatch (spec);
    const auto& source = batch.targets.sources.at (0);
    const auto lossOf = [&] (const torch::Tensor& mask)
    { return unfolding::sourceLoss (spec.loss, batch.targets, source, mask).item<double>(); };
    const auto ideal = (source.compressed / batch.targets.compressed).pow (1.0 / 0.3).clamp (0.0, 10.0);
    const auto ones = torch::ones_like (ideal);
    CHECK (lossOf (ideal) < 0.01);
    CHECK (lossOf (ones) > 0.2);
    CHECK (lossOf (0.25 * ones) == Approx (lossOf (ones)).epsilon (0.01));
    CHECK (lossOf (torch::rand_like (ones)) < 1.2);
}

TEST_CASE ("Frames overlapped and added are the sound they were cut from")
{
    auto spec = test::smallTraining();
    spec.loss = {
        .magnitude = 0.0f, .complexPart = 0.0f, .overSuppression = 0.0f, .distortion = 0.0f, .waveform = 1.0f
    };
    const auto sound = noisyVoice (spec);
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto batch = maker.value().make (std::vector{ sound });
    const auto& frames = batch.targets.waveform;
    const auto made = unfolding::overlapAdd (frames, frames.mixture)[0].contiguous();
    const auto before = frames.window.size (0) - frames.hop; // of the first frame, ahead of the sound
    const Eigen::Index length = frames.window.size (0) / 2, from = sound.mixture.size() / 2;
    const Eigen::Map<const Eigen::VectorXf> samples (made.data_ptr<float>(), made.size (0));
    const Eigen::VectorXf expected = sound.mixture.segment (from, length);
    const Eigen::VectorXf found = samples.segment (from + before, length);
    const float scale = found.dot (expected) / expected.squaredNorm(); // of the frames
    CHECK ((found - scale * expected).norm() < 1e-4f * found.norm());

    const auto& source = batch.targets.sources.at (0);
    const auto lossOf = [&] (const torch::Tensor& mask)
    { return unfolding::sourceLoss (spec.loss, batch.targets, source, mask).item<double>(); };
    const auto ones = torch::ones_like (batch.targets.power);
    const double expectedLoss =
        std::log10 (sound.stems.col (1).squaredNorm() / sound.stems.col (0).squaredNorm());
    CHECK (lossOf (ones) == Approx (expectedLoss).margin (0.05)); // but for the ends
    CHECK (lossOf (0.0 * ones) == Approx (0.0).margin (0.01));
}

TEST_CASE ("with a floor the target is the source and the rest at that level")
{
    auto spec = test::smallTraining();
    spec.loss.waveform = spec.loss.intelligibility = 1.0f;
    auto mixed = noisyVoice (spec);
    const auto batchOf = [] (const unfolding::UnfoldingSpec& wanted, const unfolding::Mixture& mixture)
    {
        auto maker = unfolding::FrameMaker::create (wanted, core::LatencyMode::balanced);
        return maker.value().make (std::vector{ mixture });
    };
    auto withFloor = spec;
    withFloor.loss.targetFloorDb = -20.0f;
    const auto found = batchOf (withFloor, mixed).targets.sources.at (0);
    mixed.stems.col (0) += 0.1f * mixed.stems.col (1);
    mixed.stems.col (1) *= 0.9f;
    const auto expected = batchOf (spec, mixed).targets.sources.at (0);
    constexpr double rounding = 1e-4;
    const auto isSame = [] (const torch::Tensor& one, const torch::Tensor& other)
    { return (one - other).norm().item<double>() < rounding * other.norm().item<double>(); };
    CHECK (isSame (found.compressed, expected.compressed));
    CHECK (isSame (found.aligned, expected.aligned));
    CHECK (isSame (found.cross, expected.cross));
    CHECK (isSame (found.energy, expected.energy));
    CHECK (isSame (found.weight, expected.weight));
    CHECK (isSame (found.envelopes, expected.envelopes));
    CHECK (isSame (torch::view_as_real (found.spectrum), torch::view_as_real (expected.spectrum)));
}

TEST_CASE ("with a floor the best mask of a pause is the floor, and without one nothing")
{
    auto spec = test::smallTraining();
    auto pause = noisyVoice (spec);
    pause.stems.col (0).setZero();
    pause.mixture = pause.stems.col (1);
    const auto slopeAt = [&] (double share)
    {
        auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
        const auto batch = maker.value().make (std::vector{ pause });
        auto mask = torch::full_like (batch.targets.power, share).requires_grad_ (true);
        unfolding::sourceLoss (spec.loss, batch.targets, batch.targets.sources[0], mask).backward();
        return mask.grad().sum().item<double>();
    };
    CHECK (slopeAt (0.05) > 0.0);
    spec.loss.targetFloorDb = -20.0f;
    CHECK (slopeAt (0.05) < 0.0);
    CHECK (slopeAt (0.2) > 0.0);
    CHECK (std::abs (slopeAt (0.1)) < 0.01 * slopeAt (0.2));
}

TEST_CASE ("above the band of a mixture's recordings no mask is right or wrong")
{
    auto spec = test::smallTraining();
    spec.loss.intelligibility = spec.loss.waveform = 1.0f;
    spec.loss.targetFloorDb = GENERATE (0.0f, -20.0f);
    auto sound = noisyVoice (spec);
    sound.recipe.bandHz = 4000.0;
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto batch = maker.value().make (std::vector{ sound });
    const auto& source = batch.targets.sources.at (0);
    const auto bins = batch.targets.power.size (2), known = (bins - 1) / 2 + 1; // up to 4 of 8 kHz
    auto mask = torch::full_like (batch.targets.power, 0.5).requires_grad_ (true);
    const auto loss = unfolding::sourceLoss (spec.loss, batch.targets, source, mask);
    loss.backward();
    CHECK (mask.grad().narrow (2, known, bins - known).abs().max().item<double>() == 0.0);
    CHECK (mask.grad().narrow (2, 0, known).abs().max().item<double>() > 0.0);

    const torch::NoGradGuard noGradients;
    auto other = mask.detach().clone();
    other.narrow (2, known, bins - known).fill_ (1.0);
    CHECK (unfolding::sourceLoss (spec.loss, batch.targets, source, other).item<double>() ==
           Approx (loss.item<double>()).epsilon (1e-6));
    CHECK (unfolding::sdrGain (batch.targets, source, other) ==
           Approx (unfolding::sdrGain (batch.targets, source, mask)).margin (1e-4));
}

TEST_CASE ("a mixture of which less is known counts as much as another")
{
    auto spec = test::smallTraining();
    spec.loss = { 1.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.3f };
    auto hiss = noisyVoice (spec);
    hiss.stems.col (0) = test::Random (4).noise (hiss.stems.rows(), 0.1f); // as loud in every bin
    hiss.mixture = hiss.stems.rowwise().sum();
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto lossOf = [&] (double bandHz)
    {
        hiss.recipe.bandHz = bandHz;
        const auto batch = maker.value().make (std::vector{ hiss });
        const auto mask = torch::full_like (batch.targets.power, 0.2);
        return unfolding::sourceLoss (spec.loss, batch.targets, batch.targets.sources[0], mask)
            .item<double>();
    };
    CHECK (lossOf (4000.0) == Approx (lossOf (1e9)).epsilon (0.05));
}

TEST_CASE ("thirds of an octave are those that STOI has")
{
    const auto geometry = core::frameGeometry (16000.0, core::LatencyMode::balanced, 0.032).value();
    const auto bands = unfolding::thirdOctaves (geometry);
    REQUIRE (bands.size (1) == 15);
    CHECK (bands.sum (1).max().item<double>() == 1.0);
    for (int64_t bin = 1; bin < bands.size (0); ++bin)
        for (int64_t band = 0; band < 15; ++band)
        {
            const double centre = 150.0 * std::pow (2.0, static_cast<double> (band) / 3.0);
            const double octaves = std::log2 (geometry.binHz (bin) / centre);
            if (std::abs (octaves) < 0.16)
                CHECK (bands[bin][band].item<double>() == 1.0);
        }
}

TEST_CASE ("the loss of libtorch's operations is the fused one, and so are its slopes")
{
    auto spec = test::smallTraining();
    const auto batch = noisyBatch (spec);
    const auto& source = batch.targets.sources.at (0);
    torch::manual_seed (2);
    const auto values = torch::rand_like (batch.targets.power);
    const auto slopesOf = [&] (const auto& lossOf)
    {
        auto mask = values.clone().requires_grad_ (true);
        const auto loss = lossOf (mask);
        loss.backward();
        return std::pair (loss.template item<double>(), mask.grad().clone());
    };
    const auto fused = slopesOf ([&] (const auto& mask)
                                 { return unfolding::sourceLoss (spec.loss, batch.targets, source, mask); });
    const auto plain =
        slopesOf ([&] (const auto& mask)
                  { return unfolding::plainBinLoss (spec.loss, batch.targets, source, mask).mean(); });
    constexpr double rounding = 1e-4;
    CHECK (plain.first == Approx (fused.first).epsilon (rounding));
    CHECK ((plain.second - fused.second).norm().item<double>() <
           rounding * fused.second.norm().item<double>());
}

TEST_CASE ("gradients of the loss are the slopes of its values")
{
    auto spec = test::smallTraining();
    spec.loss.intelligibility = 1.0f;
    spec.loss.targetFloorDb = GENERATE (0.0f, -22.0f);
    const auto batch = noisyBatch (spec);
    const auto& source = batch.targets.sources.at (0);
    torch::manual_seed (1);
    auto mask = (0.2 + 0.6 * torch::rand_like (batch.targets.power)).requires_grad_ (true);
    unfolding::sourceLoss (spec.loss, batch.targets, source, mask).backward();
    const torch::NoGradGuard noGradients;
    const auto direction = mask.grad() / mask.grad().norm();
    const double expected = mask.grad().norm().item<double>();
    constexpr double step = 0.05;
    const auto valueAt = [&] (double distance)
    {
        return unfolding::sourceLoss (spec.loss, batch.targets, source, mask + distance * direction)
            .item<double>();
    };
    CHECK ((valueAt (step) - valueAt (-step)) / (2.0 * step) == Approx (expected).epsilon (0.02));
}

TEST_CASE ("Two equal channels are judged as one, and a channel that is silent changes no shape")
{
    auto spec = test::smallTraining();
    spec.loss.waveform = 0.5f;
    const auto mono = noisyVoice (spec);
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto lossOf = [&] (const unfolding::Mixture& mixture)
    {
        const auto batch = maker.value().make (std::vector{ mixture, mixture });
        const auto& source = batch.targets.sources.at (0);
        return unfolding::sourceLoss (spec.loss, batch.targets, source, 0.6 * lowPass (batch)).item<double>();
    };
    auto twice = mono, oneSided = mono;
    twice.right = unfolding::ChannelSounds{ mono.stems, mono.mixture };
    oneSided.right = unfolding::ChannelSounds{ 0.0f * mono.stems, 0.0f * mono.mixture };
    CHECK (lossOf (twice) == Approx (lossOf (mono)).epsilon (1e-4));
    CHECK (lossOf (oneSided) == Approx (lossOf (mono)).epsilon (0.02)); // 3 dB less on the mean
}

TEST_CASE ("The error of a shared mask counts in both channels")
{
    const auto spec = test::smallTraining();
    auto mixture = noisyVoice (spec);
    mixture.right = unfolding::ChannelSounds{ mixture.stems, mixture.mixture };
    mixture.right->stems.col (1) *= 3.0f;
    mixture.right->mixture = mixture.right->stems.rowwise().sum();
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    const auto batch = maker.value().make (std::vector{ mixture });
    auto left = mixture, right = mixture;
    right.stems = mixture.right->stems;
    right.mixture = mixture.right->mixture;
    left.right.reset();
    right.right.reset();
    const auto powerOf = [&] (const unfolding::Mixture& of)
    { return maker.value().make (std::vector{ of }).targets.power; };
    const auto expected = 0.5 * (powerOf (left) + powerOf (right));
    CHECK (torch::allclose (batch.targets.power, expected, 1e-4, 1e-9));
}

TEST_CASE ("The stand-in for PESQ is nothing for the source itself, and grows with what is left and with "
           "what is lost")
{
    auto spec = test::smallTraining();
    spec.loss = { .magnitude = 0.0f,
                  .complexPart = 0.0f,
                  .overSuppression = 0.0f,
                  .distortion = 0.0f,
                  .perceptual = 1.0f };
    const auto batch = noisyBatch (spec);
    const auto& source = batch.targets.sources.at (0);
    const auto lossOf = [&] (const torch::Tensor& mask)
    { return unfolding::sourceLoss (spec.loss, batch.targets, source, mask).item<double>(); };
    const auto ideal = (source.compressed / batch.targets.compressed).pow (1.0 / 0.3).clamp (0.0, 10.0);
    CHECK (lossOf (ideal) < 0.01);
    CHECK (lossOf (torch::ones_like (ideal)) > lossOf (0.5 * ideal + 0.5));
    CHECK (lossOf (0.5 * ideal + 0.5) > lossOf (0.9 * ideal + 0.1));
    CHECK (lossOf (0.03 * ideal) > lossOf (0.3 * ideal));
    auto mask = torch::full_like (ideal, 0.5).requires_grad_();
    unfolding::sourceLoss (spec.loss, batch.targets, source, mask).backward();
    CHECK (torch::isfinite (mask.grad()).all().item<bool>());
    CHECK (mask.grad().abs().sum().item<double>() > 0.0);
}

TEST_CASE ("The stand-in for PESQ does not depend on the level of a mixture")
{
    auto spec = test::smallTraining();
    spec.loss.perceptual = 1.0f;
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    auto loud = noisyVoice (spec), quiet = loud;
    quiet.stems *= 0.1f;
    quiet.mixture *= 0.1f;
    const auto errorOf = [&] (const unfolding::Mixture& mixture)
    {
        const auto batch = maker.value().make (std::vector{ mixture });
        const auto source = batch.targets.sources[0].compressed.pow (2.0 / 0.3);
        return unfolding::perceptualError (batch.targets.barkBands, source, batch.targets.power)
            .item<double>();
    };
    CHECK (errorOf (loud) > 0.1);
    CHECK (errorOf (quiet) == Approx (errorOf (loud)).epsilon (0.01));
}

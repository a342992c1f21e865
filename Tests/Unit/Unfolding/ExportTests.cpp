// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/SpeakerEmbedding.h"
#include "Core/Factorisation/Network/VoiceStatistics.h"
#include "Core/Separator.h"
#include "Files/DictionaryFile.h"
#include "Support/TemporaryFolder.h"
#include "Unfolding/Batches/FrameBatch.h"
#include "Unfolding/Net/UnfoldedNet.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

#include <torch/utils.h>

#include <array>

using namespace unbraid;

namespace
{
using Eigen::Index;

constexpr float maskTolerance = 1e-4f; // between two paths in single precision, values up to one

unfolding::Mixture someMixture (Index length)
{
    test::Random random (5);
    unfolding::Mixture mixture;
    mixture.stems.resize (length, 2);
    mixture.stems.col (0) = test::spoken (310.0, length);
    mixture.stems.col (1) = random.noise (length, 0.1f);
    mixture.mixture = mixture.stems.rowwise().sum();
    return mixture;
}

struct Trained
{
    std::shared_ptr<unfolding::UnfoldedNet> net;
    core::Dictionary dictionary;
};

unfolding::NetShape shapeOf (const unfolding::UnfoldingSpec& spec)
{
    unfolding::NetShape shape{ unfolding::rowFrequencies (spec).size(), {} };
    for (const auto& source : spec.sources)
        shape.atomsPerSource.push_back (source.numAtoms);
    return shape;
}

/** A net with weights far from those it starts with, and its dictionary as a file gives it back. */
Trained trainedNet (const unfolding::UnfoldingSpec& spec)
{
    torch::manual_seed (3);
    auto net = std::make_shared<unfolding::UnfoldedNet> (spec.network, shapeOf (spec));
    const torch::NoGradGuard noGradients;
    for (auto& parameter : net->parameters())
        parameter.add_ (0.3 * torch::randn (parameter.sizes()));

    auto dictionary = unfolding::emptyDictionary (spec);
    net->exportTo (dictionary);
    const test::TemporaryFolder folder;
    const auto path = folder / "net.safetensors";
    REQUIRE (files::saveDictionary (path, dictionary).ok());
    auto loaded = files::loadDictionary (path);
    REQUIRE (loaded.ok());
    return { net, loaded.value() };
}

/** The engine's masks of the frames that the trainer has: [frames x bins] of the first source. */
Eigen::MatrixXf engineMasks (const core::Dictionary& dictionary, core::LatencyMode mode,
                             const Eigen::VectorXf& samples, Index hop, Index numBins, double rateHz)
{
    core::Separator separator;
    core::SeparatorSpec spec;
    spec.sampleRateHz = rateHz;
    spec.mode = mode;
    const auto ready = separator.prepare (spec, dictionary, {});
    INFO ((ready.ok() ? "" : ready.error().message()));
    REQUIRE (ready.ok());
    const Index numFrames = samples.size() / hop;
    Eigen::MatrixXf masks (numFrames, numBins);
    Eigen::MatrixXf outputs (hop, 2);
    const std::array<float*, 2> buses{ outputs.col (0).data(), outputs.col (1).data() };
    for (Index frame = 0; frame < numFrames; ++frame)
    {
        const float* input = samples.data() + frame * hop;
        separator.process (&input, buses.data(), hop);
        masks.row (frame) = separator.lastFrame().masks.col (0).head (numBins);
    }
    return masks;
}

void compare (const unfolding::UnfoldingSpec& spec, core::LatencyMode mode)
{
    const auto trained = trainedNet (spec);
    auto maker = unfolding::FrameMaker::create (spec, mode);
    REQUIRE (maker.ok());
    const std::vector<unfolding::Mixture> mixtures{ someMixture (spec.mixing.numSamples()) };
    const auto batch = maker.value().make (mixtures);

    const torch::NoGradGuard noGradients;
    const auto expected = torch::matmul (trained.net->forward (batch.input)[0], batch.spread)[0].contiguous();
    const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> masks (
        expected.data_ptr<float>(), expected.size (0), expected.size (1));
    const Index hop = unfolding::trainingGeometry (spec, mode).value().hop;
    const auto found = engineMasks (trained.dictionary, mode, mixtures[0].mixture, hop, masks.cols(),
                                    trained.dictionary.sampleRateHz);
    REQUIRE (found.rows() == masks.rows());
    REQUIRE (masks.maxCoeff() - masks.minCoeff() > 0.2f); // something to compare
    CHECK ((found - masks).cwiseAbs().maxCoeff() < maskTolerance);
}
} // namespace

TEST_CASE ("the engine makes the trainer's masks in every latency mode")
{
    auto spec = test::smallTraining();
    spec.modes = { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high };
    for (const auto mode : spec.modes)
    {
        INFO (core::toString (mode));
        compare (spec, mode);
    }
}

TEST_CASE ("the engine makes the trainer's masks whatever the shape of the network")
{
    auto spec = test::smallTraining();
    auto& network = spec.network;
    SECTION ("no updates after the encoder")
    {
        network.numUpdates = 0;
    }
    SECTION ("four updates of one matrix")
    {
        network.numUpdates = 4, network.isTied = true;
    }
    SECTION ("masks by the last update")
    {
        network.hasOwnOutput = false;
    }
    SECTION ("an atom that follows the floor")
    {
        network.hasFloorAtom = true;
    }
    SECTION ("no floor")
    {
        network.usesFloor = false;
    }
    SECTION ("one recurrent layer")
    {
        network.encoderLayers = 1;
    }
    SECTION ("a memory of seconds")
    {
        network.slowUnits = 5;
    }
    SECTION ("a memory of seconds before a refiner")
    {
        network.slowUnits = 16, network.refiningUnits = 7;
    }
    SECTION ("a long window on low rows")
    {
        network.longRows = 9;
    }
    SECTION ("a long window on low rows before networks of the rows and a refiner, on power")
    {
        network.longRows = 12, network.rowUnits = 5, network.refiningUnits = 7;
        network.divergenceBeta = 0.0f;
        network.spectrum = core::Spectrum::power;
    }
    SECTION ("a layer that every row has for itself")
    {
        network.rowUnits = 7;
    }
    SECTION ("such a layer and no floor")
    {
        network.rowUnits = 16, network.rowValues = 2, network.usesFloor = false;
    }
    SECTION ("a refiner")
    {
        network.refiningUnits = 7;
    }
    SECTION ("a refiner behind a sub-band network, and squared masks")
    {
        network.refiningUnits = 16, network.rowUnits = 5, network.maskExponent = 2.0f;
    }
    SECTION ("a refiner that moves the models of magnitudes by 3 dB at most")
    {
        network.refiningUnits = 7, network.refinerBoundDb = 3.0f;
    }
    SECTION ("a refiner that moves the models of powers by 12 dB at most")
    {
        network.refiningUnits = 7, network.refinerBoundDb = 12.0f;
        network.divergenceBeta = 0.0f;
        network.spectrum = core::Spectrum::power;
    }
    SECTION ("a refiner that recurs along the rows")
    {
        network.refiningUnits = 8, network.rowUnits = 5, network.refiningBlocks = 1;
    }
    SECTION ("a refiner that recurs along time and rows three times, halves that are no whole lanes")
    {
        network.refiningUnits = 23, network.refiningBlocks = 3;
    }
    SECTION ("a refiner whose blocks see rows in pairs")
    {
        network.refiningUnits = 9, network.refiningBlocks = 2, network.foldsRows = true;
    }
    SECTION ("a refiner whose blocks see an odd number of rows in pairs")
    {
        network.refiningUnits = 8, network.refiningBlocks = 1, network.foldsRows = true;
        network.perceptualBands = 17;
    }
    SECTION ("Itakura-Saito on power")
    {
        network.divergenceBeta = 0.0f;
        network.spectrum = core::Spectrum::power;
    }
    SECTION ("beta one half and squared masks")
    {
        network.divergenceBeta = 0.5f, network.maskExponent = 2.0f;
    }
    SECTION ("linear rows alone")
    {
        network.linearBands = 257, network.perceptualBands = 0;
    }
    compare (spec, core::LatencyMode::balanced);
}

namespace
{
/** The shares of the first source at all rows and frames of some mixtures. */
torch::Tensor firstShares (const unfolding::UnfoldingSpec& spec, const unfolding::Pass& way, int numMixtures)
{
    torch::manual_seed (3);
    unfolding::UnfoldedNet net (spec.network, shapeOf (spec));
    const torch::NoGradGuard noGradients;
    for (auto& parameter : net.parameters())
        parameter.add_ (0.3 * torch::randn (parameter.sizes()));
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    REQUIRE (maker.ok());
    const std::vector mixtures (static_cast<size_t> (numMixtures), someMixture (spec.mixing.numSamples()));
    return net.forward (maker.value().make (mixtures).input, way)[0];
}
} // namespace

TEST_CASE ("a bound of the refiner holds in decibels, however strong its output is")
{
    auto spec = test::smallTraining();
    spec.network.refiningUnits = 7;
    const auto oddsDb = [&spec] (float boundDb)
    {
        spec.network.refinerBoundDb = boundDb;
        const auto shares = firstShares (spec, {}, 1);
        return torch::log10 (shares / (1.0 - shares)) * 20.0;
    };
    constexpr float nearlyNone = 1e-6f;
    const auto free = oddsDb (0.0f), bounded = oddsDb (3.0f), unmoved = oddsDb (nearlyNone);
    CHECK ((free - unmoved).abs().max().item<double>() > 4.0); // something to bound
    const double moved = (bounded - unmoved).abs().max().item<double>();
    CHECK (moved < 3.01);
    CHECK (moved > 2.0);
}

TEST_CASE ("the refiner is left out of a share of the mixtures of a training alone, and of these altogether")
{
    constexpr int numMixtures = 64;
    auto spec = test::smallTraining();
    spec.mixing.seconds = 0.25;
    spec.network.refiningUnits = 7;
    unfolding::Pass way;
    const auto whole = firstShares (spec, way, numMixtures);
    way.refinerLeftOut = 0.333;
    const auto some = firstShares (spec, way, numMixtures);
    spec.network.refinerBoundDb = 1e-6f; // as good as none
    const auto none = firstShares (spec, {}, numMixtures);
    int numWhole = 0, numNone = 0;
    for (int mixture = 0; mixture < numMixtures; ++mixture)
    {
        numWhole += torch::allclose (some[mixture], whole[mixture], 1e-4, 1e-5) ? 1 : 0;
        numNone += torch::allclose (some[mixture], none[mixture], 1e-4, 1e-5) ? 1 : 0;
    }
    CHECK (numWhole + numNone == numMixtures);
    CHECK (numNone > 10);
    CHECK (numNone < 33);
}

namespace
{
/** How far the engine at half the training's rate is from the trainer's net, whose sounds end at its half: root mean square over the
    masks. */
float errorAtHalfRate (const Trained& trained, const unfolding::UnfoldingSpec& spec)
{
    const double rateHz = 0.5 * spec.mixing.sampleRateHz;
    const auto mode = core::LatencyMode::balanced;
    unfolding::Mixture mixture;
    mixture.stems.resize (spec.mixing.numSamples(), 2);
    mixture.stems.col (0) =
        test::sine (310.0, mixture.stems.rows()) + test::sine (1710.0, mixture.stems.rows(), 0.2f);
    mixture.stems.col (1) =
        test::sine (935.0, mixture.stems.rows(), 0.4f) + test::sine (3105.0, mixture.stems.rows(), 0.1f);
    mixture.mixture = mixture.stems.rowwise().sum();
    auto maker = unfolding::FrameMaker::create (spec, mode);
    REQUIRE (maker.ok());
    const auto batch = maker.value().make (std::vector{ mixture }, 0.5 * rateHz);
    CHECK (batch.input.heardRows < trained.dictionary.numBins());
    const torch::NoGradGuard noGradients;
    const auto expected = torch::matmul (trained.net->forward (batch.input)[0], batch.spread)[0].contiguous();
    const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> masks (
        expected.data_ptr<float>(), expected.size (0), expected.size (1));
    const Index numBins = masks.cols() / 2;
    const Eigen::VectorXf halved = mixture.mixture (Eigen::seq (1, Eigen::last, 2));
    const auto found =
        engineMasks (trained.dictionary, mode, halved,
                     unfolding::trainingGeometry (spec, mode).value().hop / 2, numBins, rateHz);
    const Index settled = masks.rows() / 4; // sines begin suddenly
    return (found - masks.leftCols (numBins)).bottomRows (masks.rows() - settled).norm() /
           std::sqrt (static_cast<float> (numBins * (masks.rows() - settled)));
}
} // namespace

TEST_CASE ("at a lower rate the engine makes the masks of sounds that end at half of it in the training")
{
    auto spec = test::smallTraining();
    spec.network.rowUnits = 5;
    spec.network.refiningUnits = 8, spec.network.refiningBlocks = 1, spec.network.foldsRows = true;
    spec.network.skipsUnheardRows = true;
    auto trained = trainedNet (spec);
    REQUIRE (trained.dictionary.unfolding->skipsUnheardRows);
    const float error = errorAtHalfRate (trained, spec);
    trained.dictionary.unfolding->skipsUnheardRows = false;
    const float without = errorAtHalfRate (trained, spec);
    INFO (error << ", and where the engine processes all rows " << without);
    CHECK (error < 0.03f); // windows of half as many samples
    CHECK (without > 3.0f * error);
}

TEST_CASE (
    "the engine carries activations over as the trainer does where every frame is one of the trainer's")
{
    auto spec = test::smallTraining();
    spec.network.encoderUnits = 0;
    spec.network.numUpdates = 3;
    spec.modes = { core::LatencyMode::high }; // one engine hop to a frame of the trainer
    compare (spec, core::LatencyMode::high);
}

TEST_CASE (
    "a net with networks of each row goes on from a dictionary without them, and nothing it knew is lost")
{
    auto spec = test::smallTraining();
    const auto trained = trainedNet (spec);
    spec.network.rowUnits = 4;
    spec.network.refiningUnits = 3;
    unfolding::UnfoldedNet net (spec.network, { trained.dictionary.numBins(), { 12, 7 } });
    REQUIRE (net.importFrom (trained.dictionary).ok());
    auto grown = unfolding::emptyDictionary (spec);
    net.exportTo (grown);
    REQUIRE (core::validate (grown).ok());
    const auto &encoder = *grown.unfolding->encoder, &before = *trained.dictionary.unfolding->encoder;
    REQUIRE (encoder.rows.has_value());
    REQUIRE (grown.unfolding->refiner.has_value());
    CHECK (encoder.inputWeights.leftCols (before.inputWeights.cols()) == before.inputWeights);
    CHECK (encoder.layers[1].recurrentWeights == before.layers[1].recurrentWeights);
    spec.network.rowUnits = 0;
    unfolding::UnfoldedNet without (spec.network, { trained.dictionary.numBins(), { 12, 7 } });
    CHECK_FALSE (without.importFrom (grown).ok());
    spec.network.rowUnits = 4, spec.network.refiningUnits = 0;
    unfolding::UnfoldedNet unrefined (spec.network, { trained.dictionary.numBins(), { 12, 7 } });
    CHECK_FALSE (unrefined.importFrom (grown).ok());
}

namespace
{
/** A net that is told a voice. */
unfolding::UnfoldingSpec toldTraining()
{
    auto spec = test::smallTraining();
    spec.network.rowUnits = 5;
    spec.network.refiningUnits = 7;
    spec.network.speakerValues = 5;
    spec.sources.push_back ({ "others", 9, true });
    spec.mixing.speech.talkers.areSeparated = true;
    return spec;
}

/** Of the first source. */
torch::Tensor sharesBy (const unfolding::UnfoldingSpec& spec, const core::Dictionary& dictionary,
                        const unfolding::NetInput& input)
{
    unfolding::UnfoldedNet net (spec.network, shapeOf (spec));
    REQUIRE (net.importFrom (dictionary).ok());
    const torch::NoGradGuard noGradients;
    return net.forward (input)[0];
}
} // namespace

TEST_CASE ("a dictionary for a voice does what the trainer's net does that is told the voice")
{
    auto spec = toldTraining();
    const auto trained = trainedNet (spec);
    REQUIRE (trained.dictionary.unfolding->speaker.has_value());
    auto mixture = someMixture (spec.mixing.numSamples());
    mixture.stems.conservativeResize (Eigen::NoChange, 3);
    mixture.stems.col (2) = 0.3f * test::spoken (200.0, mixture.stems.rows());
    mixture.mixture = mixture.stems.rowwise().sum();
    const Eigen::VectorXf piece = test::spoken (310.0, mixture.stems.rows());
    core::VoiceStatistics statistics;
    REQUIRE (statistics.prepare (spec.mixing.sampleRateHz).ok());
    mixture.voice = statistics.of ({ piece });
    const auto mode = spec.modes.back();
    auto maker = unfolding::FrameMaker::create (spec, mode);
    REQUIRE (maker.ok());
    auto input = maker.value().make (std::vector{ mixture }).input;
    REQUIRE (input.isTold[0].item<float>() == 1.0f);

    const auto heard = core::hearVoice (trained.dictionary, { piece });
    REQUIRE (heard.ok());
    const Eigen::VectorXf embedding = core::speakerEmbedding (heard.value());
    CHECK (embedding.cwiseAbs().maxCoeff() > 0.05f);
    const auto own = core::dictionaryFor (embedding, trained.dictionary);
    REQUIRE (core::validate (own).ok());
    auto plain = spec;
    plain.network.speakerValues = 0;
    const torch::NoGradGuard noGradients;
    const auto told = trained.net->forward (input)[0];
    CHECK ((sharesBy (plain, own, input) - told).abs().max().item<float>() < maskTolerance);

    input.isTold.zero_();
    const auto untold = trained.net->forward (input)[0];
    CHECK ((untold - told).abs().max().item<float>() > 10.0f * maskTolerance);
    auto nobody = trained.dictionary;
    nobody.unfolding->speaker.reset();
    CHECK ((sharesBy (plain, nobody, input) - untold).abs().max().item<float>() < maskTolerance);
    CHECK ((sharesBy (spec, trained.dictionary, input) - untold).abs().max().item<float>() < maskTolerance);
}

TEST_CASE ("a net with another source goes on from a dictionary without it")
{
    auto spec = toldTraining();
    spec.sources.pop_back();
    spec.network.speakerValues = 0;
    const auto trained = trainedNet (spec);
    const auto wider = toldTraining();
    unfolding::UnfoldedNet net (wider.network, shapeOf (wider));
    REQUIRE (net.importFrom (trained.dictionary).ok());
    auto grown = unfolding::emptyDictionary (wider);
    net.exportTo (grown);
    REQUIRE (core::validate (grown).ok());
    const auto &before = *trained.dictionary.unfolding, &after = *grown.unfolding;
    const auto known = before.outputAtoms.cols();
    CHECK ((after.outputAtoms.leftCols (known) - before.outputAtoms).cwiseAbs().maxCoeff() < 1e-6f);
    CHECK ((after.outputAtoms.rightCols (9) - before.outputAtoms.leftCols (9)).cwiseAbs().maxCoeff() <
           1e-6f); // other voices begin as the voice
    CHECK (after.encoder->outputWeights.topRows (known) == before.encoder->outputWeights);
    CHECK (after.refiner->rows.outputWeights.topRows (1) == before.refiner->rows.outputWeights);
}

TEST_CASE ("a larger net begins with what the dictionary it takes over does, or near it")
{
    auto spec = test::smallTraining();
    auto& network = spec.network;
    network.rowUnits = 5;
    network.refiningUnits = 6;
    network.refiningBlocks = 2;
    network.foldsRows = true;
    const auto trained = trainedNet (spec);
    const auto numRows = trained.dictionary.numBins();
    torch::manual_seed (8);
    unfolding::NetInput input{ torch::randn ({ 2, 20, network.numFeatures (numRows) }),
                               torch::rand ({ 2, 20, numRows }) + 0.1, torch::zeros ({ 2, 20, numRows }),
                               torch::ones ({ 2, 20 }), torch::ones ({ 2, 20 }) };
    input.longWindow = torch::randn ({ 2, 20, core::longWindowParts, 4 });
    const auto shares = [&]
    {
        unfolding::UnfoldedNet net (network, { numRows, { 12, 7 } });
        REQUIRE (net.importFrom (trained.dictionary).ok());
        const torch::NoGradGuard noGradients;
        return net.forward (input)[0];
    };
    const auto before = shares();
    constexpr double rounding = 1e-5;
    double most = rounding;
    SECTION ("with a wider encoder")
    {
        network.encoderUnits += 9;
    }
    SECTION ("with wider networks of each row")
    {
        network.rowUnits += 3;
    }
    SECTION ("with a memory of seconds")
    {
        network.slowUnits = 6;
    }
    SECTION ("with a long window on low rows")
    {
        network.longRows = 4;
    }
    SECTION ("with one, a wider encoder and wider networks of each row")
    {
        network.longRows = 4;
        network.encoderUnits += 2, network.rowUnits += 3;
    }
    SECTION ("with a wider refiner")
    {
        network.refiningUnits += 3;
        most = 0.3; // other units have a part in what is normalised
    }
    SECTION ("with one more block")
    {
        network.refiningBlocks += 1;
        most = 0.5;
    }
    const double change = (shares() - before).norm().item<double>();
    if (most > rounding)
        CHECK (change > 0.0);
    CHECK (change < most * (before - before.mean()).norm().item<double>());
}

TEST_CASE ("a net takes over no dictionary of a larger one")
{
    auto spec = test::smallTraining();
    auto& network = spec.network;
    network.refiningUnits = 6;
    network.refiningBlocks = 2;
    const auto trained = trainedNet (spec);
    SECTION ("with more blocks")
    {
        network.refiningBlocks -= 1;
    }
    SECTION ("with a wider refiner")
    {
        network.refiningUnits -= 1;
    }
    SECTION ("with a wider encoder")
    {
        network.encoderUnits -= 1;
    }
    unfolding::UnfoldedNet smaller (network, { trained.dictionary.numBins(), { 12, 7 } });
    CHECK_FALSE (smaller.importFrom (trained.dictionary).ok());
}

TEST_CASE ("a net that takes over a dictionary gives it back")
{
    auto spec = test::smallTraining();
    SECTION ("with an encoder") {}
    SECTION ("with networks of each row")
    {
        spec.network.rowUnits = 5;
        spec.network.refiningUnits = 4;
    }
    SECTION ("with recurrence along the rows")
    {
        spec.network.refiningUnits = 6;
        spec.network.refiningBlocks = 2;
    }
    SECTION ("with a bound of the refiner")
    {
        spec.network.refiningUnits = 6;
        spec.network.refinerBoundDb = 3.0f;
    }
    SECTION ("with recurrence along pairs of rows")
    {
        spec.network.refiningUnits = 6;
        spec.network.refiningBlocks = 1;
        spec.network.foldsRows = true;
    }
    SECTION ("without one")
    {
        spec.network.encoderUnits = 0;
        spec.network.numUpdates = 3;
    }
    const auto trained = trainedNet (spec);
    unfolding::UnfoldedNet net (spec.network, { trained.dictionary.numBins(), { 12, 7 } });
    REQUIRE (net.importFrom (trained.dictionary).ok());
    auto again = unfolding::emptyDictionary (spec);
    net.exportTo (again);
    constexpr float rounding = 1e-5f; // of logarithms and exponentials in single precision
    REQUIRE (again.unfolding->refiner.has_value() == trained.dictionary.unfolding->refiner.has_value());
    if (again.unfolding->refiner)
    {
        const auto &found = *again.unfolding->refiner, &expected = *trained.dictionary.unfolding->refiner;
        CHECK (found.contextWeights == expected.contextWeights);
        CHECK (found.boundDb == spec.network.refinerBoundDb);
        REQUIRE (found.blocks.size() == static_cast<size_t> (spec.network.refiningBlocks));
        REQUIRE (found.fold.has_value() == spec.network.foldsRows);
        if (found.fold)
        {
            CHECK (found.fold->fold == expected.fold->fold);
            CHECK (found.fold->foldBias == expected.fold->foldBias);
            CHECK (found.fold->unfold == expected.fold->unfold);
            CHECK (found.fold->unfoldBias == expected.fold->unfoldBias);
        }
        for (size_t i = 0; i < found.blocks.size(); ++i)
        {
            CHECK (found.blocks[i].time.has_value() == (i > 0));
            CHECK (found.blocks[i].down.recurrentWeights == expected.blocks[i].down.recurrentWeights);
            CHECK (found.blocks[i].mixing == expected.blocks[i].mixing);
            CHECK (found.blocks[i].offset == expected.blocks[i].offset);
        }
    }
    CHECK (again.unfolding->outputAtoms.isApprox (trained.dictionary.unfolding->outputAtoms, rounding));
    for (size_t i = 0; i < again.unfolding->layers.size(); ++i)
    {
        const auto& expected = trained.dictionary.unfolding->layers[i];
        CHECK (again.unfolding->layers[i].atoms.isApprox (expected.atoms, rounding));
        CHECK (again.unfolding->layers[i].sparsity.isApprox (expected.sparsity, rounding));
        CHECK (again.unfolding->layers[i].exponent == Approx (expected.exponent));
    }

    spec.network.numUpdates += 1;
    unfolding::UnfoldedNet other (spec.network, { trained.dictionary.numBins(), { 12, 7 } });
    CHECK_FALSE (other.importFrom (trained.dictionary).ok());
}

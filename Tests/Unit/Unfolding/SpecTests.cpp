// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameBatch.h"
#include "Unfolding/SpecText.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

using namespace unbraid;

TEST_CASE ("frames of a training are a whole number of engine hops apart and near the wanted hop")
{
    const auto spec = test::smallTraining();
    for (const auto mode : { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
    {
        const auto engine = core::frameGeometry (16000.0, mode, spec.windowSeconds).value();
        const auto training = unfolding::trainingGeometry (spec, mode).value();
        CHECK (training.hop % engine.hop == 0);
        CHECK (training.analysis == engine.analysis);
        CHECK (static_cast<double> (training.hop) / 16000.0 == Approx (spec.hopSeconds).epsilon (0.2));
    }
}

TEST_CASE ("rows and targets of a training end at its top band")
{
    auto spec = test::smallTraining();
    spec.mixing.sampleRateHz = 48000.0;
    spec.mixing.seconds = 0.25;
    spec.network.topBandHz = 20000.0;
    spec.loss.intelligibility = spec.loss.waveform = 1.0f;
    REQUIRE (unfolding::validate (spec).ok());
    const auto rows = unfolding::rowFrequencies (spec);
    CHECK (rows.size() == spec.network.linearBands + spec.network.perceptualBands);
    CHECK (rows[rows.size() - 1] == Approx (20000.0));

    test::Random random (3);
    unfolding::Mixture mixture;
    mixture.stems.resize (spec.mixing.numSamples(), 2);
    for (const Eigen::Index stem : { 0, 1 })
        mixture.stems.col (stem) = random.noise (mixture.stems.rows(), 0.1f);
    mixture.mixture = mixture.stems.rowwise().sum();
    auto maker = unfolding::FrameMaker::create (spec, core::LatencyMode::balanced);
    REQUIRE (maker.ok());
    const auto batch = maker.value().make (std::vector{ mixture });
    const auto geometry = unfolding::trainingGeometry (spec, core::LatencyMode::balanced).value();
    const auto bins = batch.targets.power.size (2);
    CHECK (geometry.binHz (bins - 1) <= 20000.0);
    CHECK (geometry.binHz (bins) > 20000.0);
    const auto mask = torch::full_like (batch.targets.power, 0.5);
    CHECK (std::isfinite (
        unfolding::sourceLoss (spec.loss, batch.targets, batch.targets.sources[0], mask).item<double>()));
}

TEST_CASE ("a checkpoint knows whether pauses were cleaned and how faint the noises were")
{
    const auto spec = test::smallTraining();
    auto cleaned = spec, fainter = spec;
    cleaned.mixing.speech.cleansPauses = true;
    fainter.mixing.speech.faintSnrDb.high = 55.0;
    CHECK (unfolding::specText (cleaned) != unfolding::specText (spec));
    CHECK (unfolding::specText (fainter) != unfolding::specText (spec));
}

TEST_CASE ("a checkpoint knows how far and how often the refiner corrects")
{
    const auto spec = test::smallTraining();
    auto bounded = spec, leftOut = spec;
    bounded.network.refinerBoundDb = 3.0f;
    leftOut.optimiser.refinerLeftOut = 0.25;
    CHECK (unfolding::specText (bounded) != unfolding::specText (spec));
    CHECK (unfolding::specText (leftOut) != unfolding::specText (spec));
}

TEST_CASE ("a training that cannot be is refused with what is wrong")
{
    using Change = void (*) (unfolding::UnfoldingSpec&);
    const std::pair<const char*, Change> changes[]{
        { "sources", [] (auto& spec) { spec.sources.resize (1); } },
        { "sources of the recipe speech",
          [] (auto& spec) {
              spec.sources.push_back ({ "music", 8, true });
          } },
        { "slow units", [] (auto& spec) { spec.network.slowUnits = 257; } },
        { "slow units", [] (auto& spec) { spec.network.slowUnits = 8, spec.network.encoderUnits = 0; } },
        { "long rows", [] (auto& spec) { spec.network.longRows = spec.network.linearBands + 1; } },
        { "long rows", [] (auto& spec) { spec.network.longRows = 8, spec.network.encoderUnits = 0; } },
        { "row units", [] (auto& spec) { spec.network.rowUnits = 65; } },
        { "refining units", [] (auto& spec) { spec.network.refiningUnits = 65; } },
        { "refining units",
          [] (auto& spec) { spec.network.refiningUnits = 8, spec.network.encoderUnits = 0; } },
        { "bound of the refiner", [] (auto& spec) { spec.network.refinerBoundDb = 3.0f; } },
        { "bound of the refiner",
          [] (auto& spec) { spec.network.refiningUnits = 8, spec.network.refinerBoundDb = 41.0f; } },
        { "share without the refiner", [] (auto& spec) { spec.optimiser.refinerLeftOut = 1.0; } },
        { "folded rows", [] (auto& spec) { spec.network.refiningUnits = 8, spec.network.foldsRows = true; } },
        { "floor atom",
          [] (auto& spec) { spec.network.hasFloorAtom = true, spec.network.usesFloor = false; } },
        { "dropout", [] (auto& spec) { spec.optimiser.dropout = 1.0; } },
        { "top band", [] (auto& spec) { spec.network.topBandHz = 8001.0; } },
        { "top band", [] (auto& spec) { spec.network.topBandHz = 500.0; } },
        { "loss floor", [] (auto& spec) { spec.loss.targetFloorDb = 3.0f; } },
        { "loss floor",
          [] (auto& spec) { spec.loss.targetFloorDb = -22.0f, spec.sources[1].isTarget = true; } },
        { "modes", [] (auto& spec) { spec.modes.clear(); } },
        { "weights of the loss",
          [] (auto& spec)
          {
              auto& loss = spec.loss;
              loss.magnitude = loss.complexPart = loss.overSuppression = loss.distortion = 0.0f;
          } },
    };
    for (const auto& [where, change] : changes)
    {
        auto spec = test::smallTraining();
        CHECK (unfolding::validate (spec).ok());
        change (spec);
        const auto checked = unfolding::validate (spec);
        INFO (where);
        REQUIRE_FALSE (checked.ok());
        CHECK (checked.error().where == where);
    }
}

TEST_CASE ("notes alone may be what a training learns")
{
    auto spec = test::smallTraining();
    spec.mixing.recipe = unfolding::MixingRecipe::notes;
    spec.sources.front().numAtoms = 176;
    auto& loss = spec.loss;
    loss.magnitude = loss.complexPart = loss.overSuppression = loss.distortion = 0.0f;
    CHECK (unfolding::validate (spec).ok());
    loss.notes = 0.0f;
    CHECK_FALSE (unfolding::validate (spec).ok());
}

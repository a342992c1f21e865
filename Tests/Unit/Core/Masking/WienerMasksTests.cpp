// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Masking/WienerMasks.h"

#include "Support/UnfoldedDictionary.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;

namespace
{
constexpr Eigen::Index bins = 100;
constexpr Eigen::Index modelBins = 60;
constexpr Eigen::Index sources = 3;
constexpr double hopSeconds = 0.005;
constexpr float sumTolerance = 1e-6f; // float rounding of three shares

core::WienerMasks masksWith (float exponent, float smoothingSeconds)
{
    core::WienerMasks masks;
    masks.prepare (bins, modelBins, sources, exponent, hopSeconds);
    masks.setSmoothing (smoothingSeconds);
    return masks;
}
} // namespace

TEST_CASE ("Masks sum to one in every bin, always: any exponent, smoothing, silence")
{
    test::Random random (1);
    for (const float exponent : { 0.5f, 1.0f, 1.7f, 2.0f, 4.0f })
        for (const float smoothing : { 0.0f, 0.05f, 5.0f })
        {
            auto masks = masksWith (exponent, smoothing);
            for (int frame = 0; frame < 20; ++frame)
            {
                Eigen::MatrixXf models = random.positive (modelBins, sources);
                if (frame % 5 == 3)
                    models.topRows (30).setZero();
                masks.update (models, random.positive (modelBins, 1));
                CHECK ((masks.gains().rowwise().sum().array() - 1.0f).abs().maxCoeff() < sumTolerance);
                CHECK (masks.gains().minCoeff() >= 0.0f);
                CHECK (masks.gains().maxCoeff() <= 1.0f + sumTolerance);
            }
        }
}

TEST_CASE ("A mask is the source's share of the model, raised to the exponent")
{
    Eigen::MatrixXf models = Eigen::MatrixXf::Zero (modelBins, sources);
    models.col (0).setConstant (3.0f);
    models.col (1).setConstant (1.0f);
    auto linear = masksWith (1.0f, 0.0f);
    linear.update (models, Eigen::VectorXf::Ones (modelBins));
    CHECK (linear.gains() (5, 0) == Approx (0.75));
    auto squared = masksWith (2.0f, 0.0f);
    squared.update (models, Eigen::VectorXf::Ones (modelBins));
    CHECK (squared.gains() (5, 0) == Approx (0.9));
    CHECK (squared.gains() (5, 2) == 0.0f);
}

TEST_CASE ("Where the model is silent the last masks are held")
{
    auto masks = masksWith (1.0f, 0.0f);
    Eigen::MatrixXf models = Eigen::MatrixXf::Ones (modelBins, sources);
    models.col (0).setConstant (8.0f);
    masks.update (models, Eigen::VectorXf::Ones (modelBins));
    const Eigen::MatrixXf before = masks.gains();
    masks.update (Eigen::MatrixXf::Zero (modelBins, sources), Eigen::VectorXf::Ones (modelBins));
    CHECK (masks.gains().topRows (modelBins) == before.topRows (modelBins));
}

TEST_CASE ("Smoothing forgets to 1/e in the time that was set")
{
    constexpr float seconds = 0.1f;
    auto masks = masksWith (1.0f, seconds);
    Eigen::MatrixXf first = Eigen::MatrixXf::Zero (modelBins, sources);
    first.col (0).setOnes();
    Eigen::MatrixXf second = Eigen::MatrixXf::Zero (modelBins, sources);
    second.col (1).setOnes();
    masks.update (first, Eigen::VectorXf::Ones (modelBins));
    for (long frame = 0; frame < std::lround (seconds / hopSeconds); ++frame)
        masks.update (second, Eigen::VectorXf::Ones (modelBins));
    CHECK (masks.gains() (0, 0) == Approx (std::exp (-1.0)).epsilon (0.01));
}

TEST_CASE ("Above the model the mask is the energy-weighted mean of the top octave")
{
    auto masks = masksWith (1.0f, 0.0f);
    Eigen::MatrixXf models = Eigen::MatrixXf::Zero (modelBins, sources);
    models.col (0).head (50).setOnes();
    models.col (1).tail (10).setOnes();
    Eigen::VectorXf spectrum = Eigen::VectorXf::Ones (modelBins);
    spectrum.tail (10).setConstant (2.0f); // top octave: 20 bins of source 0 at 1, 10 of source 1 at 2
    masks.update (models, spectrum);
    for (Eigen::Index bin = modelBins; bin < bins; ++bin)
    {
        CHECK (masks.gains() (bin, 0) == Approx (0.5));
        CHECK (masks.gains() (bin, 1) == Approx (0.5));
    }
}

TEST_CASE ("Masks of bands reach every bin with a sum of one, smoothed and above the model too")
{
    const auto geometry = core::frameGeometry (48000.0, core::LatencyMode::balanced, 0.032);
    REQUIRE (geometry.ok());
    core::BandMap bands;
    bands.prepare (test::bandCentres(), geometry.value());
    const Eigen::Index numBins = geometry.value().numBins();
    core::WienerMasks masks;
    masks.prepare (numBins, bands.numBins(), sources, 1.3f, hopSeconds, bands);
    masks.setSmoothing (0.02f);
    test::Random random (2);
    for (int frame = 0; frame < 10; ++frame)
    {
        masks.update (random.positive (bands.numBands(), sources), random.positive (bands.numBins(), 1));
        const auto& gains = masks.gains();
        CHECK ((gains.rowwise().sum().array() - 1.0f).abs().maxCoeff() < 2.0f * sumTolerance);
        CHECK (gains.minCoeff() >= 0.0f);
        CHECK (gains.row (bands.numBins()) == gains.row (numBins - 1));
    }
}

TEST_CASE ("A floor shares out what no model claims and a source without one gets nothing of it")
{
    auto masks = masksWith (1.0f, 0.0f);
    masks.setFloor (0, 1e-8f);
    masks.setFloor (2, 1e-8f);
    masks.update (Eigen::MatrixXf::Zero (modelBins, sources), Eigen::VectorXf::Ones (modelBins));
    CHECK (masks.gains().row (3).isApprox (Eigen::RowVector3f (0.5f, 0.0f, 0.5f)));
}

TEST_CASE ("Models that are not finite hold the last masks")
{
    auto masks = masksWith (1.0f, 0.0f);
    Eigen::MatrixXf models = Eigen::MatrixXf::Ones (modelBins, sources);
    masks.update (models, Eigen::VectorXf::Ones (modelBins));
    models.row (5).setConstant (std::numeric_limits<float>::infinity());
    models (6, 1) = std::numeric_limits<float>::quiet_NaN();
    masks.update (models, Eigen::VectorXf::Ones (modelBins));
    CHECK ((masks.gains().topRows (modelBins).array() - 1.0f / 3.0f).abs().maxCoeff() < sumTolerance);
}

TEST_CASE ("A share that is given goes to one source, and comes back when it is taken again")
{
    test::Random random (3);
    const Eigen::MatrixXf models = random.positive (modelBins, sources);
    const Eigen::VectorXf spectrum = random.positive (modelBins, 1);
    auto own = masksWith (1.0f, 0.0f), given = masksWith (1.0f, 0.0f);
    own.update (models, spectrum);
    given.give (0, 2);
    given.update (models, spectrum);
    CHECK (given.gains().col (0).isZero());
    CHECK (given.gains().col (1).isApprox (own.gains().col (1), sumTolerance));
    CHECK (given.gains().col (2).isApprox (own.gains().col (0) + own.gains().col (2), sumTolerance));
    given.give (0, 0);
    given.update (models, spectrum);
    CHECK (given.gains().topRows (modelBins).isApprox (own.gains().topRows (modelBins), sumTolerance));
}

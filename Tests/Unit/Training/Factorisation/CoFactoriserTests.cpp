// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/CoFactoriser.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::MatrixXf;

namespace
{
constexpr double rounding = 1e-3; // of 4800 divergences in single precision

/** Two views of three components whose levels differ by a gain, and by a tenth up or down. */
struct TwoViews
{
    explicit TwoViews (test::Random& random)
        : atoms (random.positive (30, 3))
        , levels (random.positive (3, 80))
        , gains (0.2f, 1.0f, 4.0f)
    {
        const auto wavering = [&] (float level) { return level * random.uniform (0.9f, 1.1f); };
        spectra = { atoms * levels.unaryExpr (wavering),
                    atoms * gains.asDiagonal() * levels.unaryExpr (wavering) };
    }

    MatrixXf atoms, levels;
    Eigen::Vector3f gains;
    std::array<MatrixXf, 2> spectra;
};

training::CoFactors fitted (const TwoViews& views, test::Random& random, float coupling, float floor = 1e-5f)
{
    double last = std::numeric_limits<double>::max();
    const auto found = training::coFactorise (
        views.spectra, { random.positive (30, 3), random.positive (3, 80), 0.0 }, coupling, floor, 300,
        [&] (int, double objective)
        {
            CHECK (objective <= last + 3e-5 * std::abs (last) + rounding);
            last = objective;
            return true;
        });
    REQUIRE (found.ok());
    return found.value();
}

/** The mean of |log h_1 - log (s h_2)|. */
float distanceOf (const training::CoFactors& found)
{
    const auto& [first, second] = found.views;
    return ((first.activations.array().log() - second.activations.array().log()).colwise() -
            found.ratios.array().log())
        .abs()
        .mean();
}
} // namespace

TEST_CASE ("A soft co-factorisation never raises its objective, and coupling brings both views' activations "
           "together")
{
    test::Random random (51);
    const TwoViews views (random);
    float last = std::numeric_limits<float>::max();
    for (const float coupling : { 0.0f, 1.0f, 100.0f })
    {
        test::Random same (52);
        const auto found = fitted (views, same, coupling);
        for (size_t view = 0; view < 2; ++view)
        {
            const auto& [atoms, activations, objective] = found.views[view];
            CHECK ((atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
            CHECK ((atoms * activations - views.spectra[view]).norm() < 0.2f * views.spectra[view].norm());
        }
        CHECK (distanceOf (found) < last);
        last = distanceOf (found);
    }
    CHECK (last < 1e-3f); // as one: what differs by a gain
}

TEST_CASE ("Components that pause in both views do not raise the objective of a soft co-factorisation")
{
    test::Random random (54);
    TwoViews views (random);
    views.levels.rightCols (40).setZero(); // half of the pairs sink to the floor, the gains being .2 to 4
    views.spectra = { views.atoms * views.levels, views.atoms * views.gains.asDiagonal() * views.levels };
    for (const float coupling : { 1.0f, 10.0f, 100.0f })
    {
        test::Random same (55);
        const auto found =
            fitted (views, same, coupling, 1e-12f); // so that activations sink to their own floor
        CHECK (distanceOf (found) < 0.01f);         // the views differ by a gain alone
    }
}

TEST_CASE (
    "Strongly coupled views have the activations that are likeliest for both, weakly coupled ones their own")
{
    // One bin and one atom: D_IS (v | h) summed over both views is least at h = (v_1 + v_2) / 2 where s = 1, as it is by symmetry.
    std::array<MatrixXf, 2> spectra{ MatrixXf::Ones (1, 5), MatrixXf::Ones (1, 5) };
    spectra[0](0, 0) = spectra[1](0, 1) = 4.0f;
    const training::Factors start{ MatrixXf::Ones (1, 1), MatrixXf::Ones (1, 5), 0.0 };
    const auto fit = [&] (float coupling)
    {
        const auto found =
            training::coFactorise (spectra, start, coupling, 1e-9f, 300, [] (int, double) { return true; });
        REQUIRE (found.ok());
        return found.value();
    };
    const auto strong = fit (0.9f);
    CHECK (strong.views[0].activations (0, 0) == Approx (2.5).epsilon (1e-3));
    CHECK (strong.views[1].activations (0, 0) == Approx (2.5).epsilon (1e-3));
    // The slope of v / h + log h + coupling log h is zero at h = v / (1 + coupling), of the lower view at v / (1 - coupling).
    constexpr float coupling = 0.2f;
    const auto weak = fit (coupling);
    CHECK (weak.views[0].activations (0, 0) == Approx (4.0 / 1.2).epsilon (1e-3));
    CHECK (weak.views[1].activations (0, 0) == Approx (1.0 / 0.8).epsilon (1e-3));
    CHECK (weak.views[0].activations (0, 2) == Approx (1.0).epsilon (1e-3));
}

TEST_CASE ("A soft co-factorisation is cancelled by its callback")
{
    test::Random random (53);
    const TwoViews views (random);
    const auto found = training::coFactorise (views.spectra, { views.atoms, views.levels, 0.0 }, 1.0f, 1e-5f,
                                              10, [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (found.ok());
    CHECK (found.error().cancelled);
}

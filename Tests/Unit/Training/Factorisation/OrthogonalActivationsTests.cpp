// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/OrthogonalActivations.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** Frames of which each belongs to one of three atoms, with some noise, and the atom of each. */
MatrixXf clustered (test::Random& random, std::vector<Index>& members)
{
    const MatrixXf atoms = random.positive (20, 3);
    MatrixXf spectra (20, 90);
    for (Index frame = 0; frame < spectra.cols(); ++frame)
    {
        members.push_back (random.integer (0, 2));
        spectra.col (frame) =
            random.uniform (0.5f, 2.0f) * atoms.col (members.back()) + 0.05f * random.positive (20, 1);
    }
    return spectra;
}

/** The largest cosine of two rows. */
float likeness (const MatrixXf& rows)
{
    const MatrixXf unit = rows.rowwise().norm().cwiseInverse().asDiagonal() * rows;
    MatrixXf products = unit * unit.transpose();
    products.diagonal().setZero();
    return products.maxCoeff();
}
} // namespace

TEST_CASE ("Orthogonal activations give each frame to one component, the one that made it")
{
    test::Random random (31);
    std::vector<Index> members;
    const MatrixXf spectra = clustered (random, members);
    const training::Factors start{ random.positive (20, 3), random.positive (3, 90), 0.0 };
    double first = 0.0;
    const auto found = training::orthogonalFactors (spectra, start, 300,
                                                    [&] (int iteration, double objective)
                                                    {
                                                        first = iteration == 1 ? objective : first;
                                                        return true;
                                                    });
    REQUIRE (found.ok());
    const auto& factors = found.value();
    CHECK (factors.objective < 0.2 * first);
    CHECK (likeness (factors.activations) < 0.05f);
    CHECK ((factors.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    for (size_t a = 0; a < members.size(); ++a)
    {
        Index ofFirst = 0, ofThis = 0;
        factors.activations.col (0).maxCoeff (&ofFirst);
        factors.activations.col (static_cast<Index> (a)).maxCoeff (&ofThis);
        CHECK ((ofThis == ofFirst) == (members[a] == members[0]));
    }
}

TEST_CASE ("A factorisation with orthogonal activations is cancelled by its callback")
{
    test::Random random (32);
    const auto found = training::orthogonalFactors (random.positive (5, 9),
                                                    { random.positive (5, 2), random.positive (2, 9), 0.0 },
                                                    9, [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (found.ok());
    CHECK (found.error().cancelled);
}

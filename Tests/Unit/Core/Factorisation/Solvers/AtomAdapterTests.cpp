// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/AtomAdapter.h"

#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Support/TestDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
constexpr double hopSeconds = 0.005;

core::PreparedDictionary prepared (float beta)
{
    return test::prepared (test::randomDictionary (2, beta));
}

/** A steady sound no atom knows. */
Eigen::VectorXf strangeSound (Eigen::Index bins)
{
    Eigen::VectorXf sound = test::Random (77).positive (bins, 1);
    return sound / sound.mean();
}

/** Largest cosine between the sound and an adaptive atom. */
float likeness (const core::PreparedDictionary& dictionary, const Eigen::VectorXf& sound)
{
    float best = 0.0f;
    for (Eigen::Index atom = 0; atom < dictionary.adaptive.numAtoms; ++atom)
    {
        const Eigen::VectorXf column = dictionary.atoms.col (dictionary.adaptive.first + atom);
        best = std::max (best, column.normalized().dot (sound.normalized()));
    }
    return best;
}

void process (core::PreparedDictionary& dictionary, core::AtomAdapter& adapter, const Eigen::VectorXf& sound,
              int frames)
{
    core::ActivationSolver solver;
    REQUIRE (solver.prepare (dictionary, {}).ok());
    for (int frame = 0; frame < frames; ++frame)
    {
        solver.solve (dictionary, sound, 1.0f);
        adapter.learn (dictionary, sound, solver);
    }
}
} // namespace

TEST_CASE ("Adaptive atoms learn the current sound, the others stay as they are, for any divergence")
{
    for (const float beta : { 0.0f, 0.5f, 1.0f, 2.0f })
    {
        auto dictionary = prepared (beta);
        const auto before = dictionary.atoms;
        core::AtomAdapter adapter;
        REQUIRE (adapter
                     .prepare (dictionary, dictionary.adaptive, core::Zeros::grow, { true, 0.2f, 5.0f },
                               hopSeconds)
                     .ok());
        const auto sound = strangeSound (dictionary.numModelBins);
        const float unlike = likeness (dictionary, sound);
        process (dictionary, adapter, sound, 1200);
        INFO ("beta " << beta);
        constexpr float partOfTheWay = 0.35f; // six atoms share the sound with 24 frozen ones
        CHECK (likeness (dictionary, sound) > unlike + partOfTheWay * (1.0f - unlike));
        CHECK (dictionary.atoms.leftCols (dictionary.adaptive.first) ==
               before.leftCols (dictionary.adaptive.first));
        const auto adapted =
            dictionary.atoms.middleCols (dictionary.adaptive.first, dictionary.adaptive.numAtoms);
        CHECK ((adapted.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
        CHECK (adapted.minCoeff() >= 0.0f);
    }
}

TEST_CASE ("Trust slows adaptation down, switched off nothing moves, reset brings the trained atoms back")
{
    auto quick = prepared (0.0f);
    auto slow = quick;
    auto off = quick;
    const auto trained = quick.atoms;
    const auto sound = strangeSound (quick.numModelBins);
    core::AtomAdapter quickAdapter, slowAdapter, offAdapter;
    REQUIRE (
        quickAdapter.prepare (quick, quick.adaptive, core::Zeros::grow, { true, 0.1f, 10.0f }, hopSeconds)
            .ok());
    REQUIRE (slowAdapter.prepare (slow, slow.adaptive, core::Zeros::grow, { true, 60.0f, 10.0f }, hopSeconds)
                 .ok());
    REQUIRE (
        offAdapter.prepare (off, off.adaptive, core::Zeros::grow, { false, 0.1f, 10.0f }, hopSeconds).ok());
    process (quick, quickAdapter, sound, 100);
    process (slow, slowAdapter, sound, 100);
    process (off, offAdapter, sound, 100);
    CHECK ((quick.atoms - trained).norm() > 5.0f * (slow.atoms - trained).norm());
    CHECK (off.atoms == trained);
    quickAdapter.reset (quick);
    CHECK (quick.atoms == trained);
}

TEST_CASE ("Past frames are forgotten in the time of the memory")
{
    auto dictionary = prepared (0.0f);
    core::AtomAdapter adapter;
    REQUIRE (
        adapter
            .prepare (dictionary, dictionary.adaptive, core::Zeros::grow, { true, 0.05f, 0.2f }, hopSeconds)
            .ok());
    const auto first = strangeSound (dictionary.numModelBins);
    const Eigen::VectorXf second = first.reverse();
    process (dictionary, adapter, first, 400);
    process (dictionary, adapter, second, 400);
    CHECK (likeness (dictionary, second) > likeness (dictionary, first));
}

TEST_CASE ("Adaptation settings outside their ranges are refused")
{
    const auto dictionary = prepared (0.0f);
    core::AtomAdapter adapter;
    CHECK_FALSE (
        adapter
            .prepare (dictionary, dictionary.adaptive, core::Zeros::grow, { true, 0.0f, 10.0f }, hopSeconds)
            .ok());
    CHECK_FALSE (
        adapter.prepare (dictionary, dictionary.adaptive, core::Zeros::grow, { true, 1.0f, 0.0f }, hopSeconds)
            .ok());
    CHECK_FALSE (adapter
                     .prepare (dictionary, dictionary.adaptive, core::Zeros::grow,
                               { true, 1.0f, std::numeric_limits<float>::quiet_NaN() }, hopSeconds)
                     .ok());
}

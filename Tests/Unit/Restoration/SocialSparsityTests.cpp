// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/SocialSparsity.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid::restoration;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
constexpr Index notesLength = 8000;
const auto always = [] (double) { return true; };

/** Two notes, one after the other, of partials that are no multiples of a bin. */
VectorXf notes()
{
    return VectorXf::NullaryExpr (notesLength,
                                  [] (Index n)
                                  {
                                      const float turn =
                                          (n < notesLength / 2 ? 0.0731f : 0.1113f) * static_cast<float> (n);
                                      return 0.6f * std::sin (turn) + 0.3f * std::sin (2.0f * turn + 1.0f);
                                  });
}

SampleStates clippedBeyond (const VectorXf& samples, float level)
{
    SampleStates states (static_cast<size_t> (samples.size()), SampleState::intact);
    for (Index n = 0; n < samples.size(); ++n)
        if (std::abs (samples[n]) > level)
            states[static_cast<size_t> (n)] =
                samples[n] > 0.0f ? SampleState::clippedHigh : SampleState::clippedLow;
    return states;
}

SparsitySettings shortFrames()
{
    SparsitySettings settings;
    settings.frameLength = 1024;
    settings.iterations = 40;
    return settings;
}

double improvementDb (const VectorXf& whole, const VectorXf& before, const VectorXf& after)
{
    return 10.0 * std::log10 (static_cast<double> ((whole - before).squaredNorm()) /
                              static_cast<double> ((whole - after).squaredNorm()));
}
} // namespace

TEST_CASE ("a sparse sound is found from what clipping left of it")
{
    const VectorXf whole = notes();
    for (const float level : { 0.4f, 0.15f })
    {
        const VectorXf clipped = whole.cwiseMin (level).cwiseMax (-level);
        const SampleStates states = clippedBeyond (whole, level);
        VectorXf found = clipped;
        REQUIRE (sparseEstimate (found, states, shortFrames(), always).ok());
        CHECK (improvementDb (whole, clipped, found) > (level > 0.2f ? 16.0 : 12.0));
        for (Index n = 0; n < notesLength; ++n)
            if (states[static_cast<size_t> (n)] == SampleState::intact)
                REQUIRE (found[n] == clipped[n]);
            else
                REQUIRE (std::abs (found[n]) >= level - 1e-6f);
    }
}

TEST_CASE ("a sparse sound goes on through lost samples")
{
    const VectorXf whole = notes();
    SampleStates states (static_cast<size_t> (notesLength), SampleState::intact);
    VectorXf damaged = whole;
    for (const Index begin : { 2000, 6000 })
    {
        damaged.segment (begin, 100).setZero();
        std::fill_n (states.begin() + begin, 100, SampleState::lost);
    }
    VectorXf found = damaged;
    REQUIRE (sparseEstimate (found, states, shortFrames(), always).ok());
    CHECK (improvementDb (whole, damaged, found) > 15.0);
}

TEST_CASE ("a sparse estimate follows the level, and can be cancelled")
{
    const VectorXf clipped = notes().cwiseMin (0.3f).cwiseMax (-0.3f);
    const SampleStates states = clippedBeyond (notes(), 0.3f);
    VectorXf once = clipped, scaled = clipped / 64.0f;
    REQUIRE (sparseEstimate (once, states, shortFrames(), always).ok());
    REQUIRE (sparseEstimate (scaled, states, shortFrames(), always).ok());
    CHECK ((64.0f * scaled - once).norm() < 1e-4f * once.norm());

    VectorXf cancelled = clipped;
    int calls = 0;
    const auto stopped =
        sparseEstimate (cancelled, states, shortFrames(), [&calls] (double) { return ++calls < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
    CHECK (calls == 3);
    CHECK (cancelled == clipped);
}

TEST_CASE ("a sparse estimate of silence is silence")
{
    VectorXf silence = VectorXf::Zero (3000);
    SampleStates states (3000, SampleState::intact);
    std::fill_n (states.begin() + 1000, 50, SampleState::lost);
    REQUIRE (sparseEstimate (silence, states, shortFrames(), always).ok());
    CHECK (silence.isZero());
}

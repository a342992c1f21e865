// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Core/AdaptingSeparator.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using core::LatencyMode;
using test::copied;
using test::frozen;
using test::makeSeparator;
using test::run;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Eigen::Index second = 16000;
constexpr core::SeparatorSpec mono{ rateHz, 1, LatencyMode::balanced, 0 };

Eigen::MatrixXf noise (std::uint64_t seed, Eigen::Index length = second, float peak = 0.1f)
{
    return test::Random (seed).noise (length, peak);
}

/** Both ways in which the noise atoms learn. */
core::SeparatorSettings eitherWay()
{
    return GENERATE (false, true) ? test::trackingSettings() : test::adaptingSettings();
}

/** What stands for the noise in the newest frame, in absolute units: [model bins]. */
Eigen::VectorXf heldNoise (const core::Separator& separator)
{
    const auto frame = separator.lastFrame();
    const Eigen::Index first = frame.atoms->dictionary.adaptive.first;
    return frame.level * frame.atoms->activations[first] * frame.atoms->dictionary.atoms.col (first);
}
} // namespace

TEST_CASE ("Frozen atoms learn nothing and once thawed go on from where they were")
{
    const auto settings = eitherWay();
    auto separator = makeSeparator (mono, test::speechDictionary(), settings);
    const auto preset = copied (separator);
    run (separator, noise (1), 480);
    separator.set (frozen (settings));
    const auto kept = copied (separator);
    CHECK ((kept - preset).norm() > 0.05f * preset.norm());
    run (separator, test::noisyTones (second, 1, rateHz), 480);
    CHECK (copied (separator) == kept);
    separator.set (settings);
    CHECK (copied (separator) == kept);
    run (separator, test::noisyTones (second, 1, rateHz), 480);
    CHECK (copied (separator) != kept);
}

TEST_CASE ("A frozen reset forgets the sound and keeps what was learned")
{
    const auto settings = eitherWay();
    const auto dictionary = test::speechDictionary();
    auto separator = makeSeparator (mono, dictionary, settings);
    run (separator, noise (1), 480);
    separator.set (frozen (settings));
    const auto kept = copied (separator);
    separator.reset();
    const auto input = noise (2);
    const auto first = run (separator, input, 480);
    separator.reset();
    CHECK (copied (separator) == kept);
    constexpr float rounding = 1e-4f; // of the held noise, which the last frame limited
    CHECK ((run (separator, input, 480) - first).norm() < rounding * first.norm());
    auto unlearned = makeSeparator (mono, dictionary, frozen (settings));
    CHECK ((run (unlearned, input, 480) - first).norm() > 100.0f * rounding * first.norm());
}

TEST_CASE ("A reset that is not frozen returns to the dictionary's atoms bit for bit")
{
    const auto settings = eitherWay();
    auto separator = makeSeparator (mono, test::speechDictionary(), settings);
    const auto preset = copied (separator);
    const auto input = test::noisyTones (second, 1, rateHz);
    const auto first = run (separator, input, 480);
    separator.set (frozen (settings));
    separator.reset();
    run (separator, input, 480);
    separator.set (settings);
    separator.reset();
    CHECK (copied (separator) == preset);
    CHECK (run (separator, input, 480) == first);
}

TEST_CASE ("Frozen noise keeps its absolute level over silence and sound of any level")
{
    const auto settings = test::trackingSettings();
    auto separator = makeSeparator (mono, test::speechDictionary(), settings);
    const Eigen::Index numLearned =
        GENERATE (Eigen::Index{ 480 }, second); // 480: less than the start that is noise
    run (separator, noise (1, numLearned), 480);
    separator.set (frozen (settings));
    constexpr float rounding = 1e-5f; // of a product by a level and back
    run (separator, noise (2), 480);
    const auto expected = heldNoise (separator);
    for (const float peak : { 1e-5f, 0.0f, 1e3f, 1e-3f, 1e6f })
    {
        run (separator, noise (3, second / 4, peak), 480);
        run (separator, noise (4), 480);
        INFO ("after noise of peak " << peak);
        CHECK ((heldNoise (separator) - expected).norm() < rounding * expected.norm());
    }
}

TEST_CASE ("Noise that gets louder is followed but not where it is frozen")
{
    static constexpr float louder = 10.0f;
    const auto levelAfter = [] (const core::SeparatorSettings& later)
    {
        auto separator = makeSeparator (mono, test::speechDictionary(), test::trackingSettings());
        run (separator, noise (1), 480);
        const float before = heldNoise (separator).sum();
        separator.set (later);
        run (separator, louder * noise (2, 5 * second), 480);
        return heldNoise (separator).sum() / before;
    };
    CHECK (levelAfter (test::trackingSettings()) > 0.7f * louder);
    CHECK (levelAfter (frozen (test::trackingSettings())) == Approx (1.0f).epsilon (0.2)); // frames differ
}

TEST_CASE ("A tracker frozen before its first frame leaves its atom to the dictionary")
{
    const auto dictionary = test::speechDictionary();
    auto without = frozen (test::trackingSettings());
    without.noiseTracking.enabled = false;
    auto reference = makeSeparator (mono, dictionary, without);
    const auto input = test::noisyTones (second, 1, rateHz);
    const auto expected = run (reference, input, 480);

    auto separator = makeSeparator (mono, dictionary, frozen (test::trackingSettings()));
    CHECK (run (separator, input, 480) == expected);
    CHECK (test::adapted (separator).trackedAmplitude == 0.0f);

    auto late = makeSeparator (mono, dictionary, test::trackingSettings()); // too faint to learn from
    run (late, noise (1, second, 3e-6f), 480);
    late.set (frozen (test::trackingSettings()));
    CHECK (copied (late) == copied (reference));
    late.reset();
    constexpr float rounding = 1e-5f; // of the sum of the atom that was held before
    CHECK ((run (late, input, 480) - expected).norm() < rounding * expected.norm());
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Support/EqualSources.h"
#include "Support/UnfoldedDictionary.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using core::LatencyMode;
using test::makeSeparator;

namespace
{
constexpr core::SeparatorSpec spec48{ 48000.0, 1, LatencyMode::balanced, 0 };

/** Where the atoms lie that model the sources. */
const float* atomsOf (const core::Separator& separator)
{
    return separator.lastFrame().atoms->dictionary.view().values;
}
} // namespace

TEST_CASE ("Separators of one unfolded dictionary share its matrices at every rate and mode")
{
    const auto dictionary = test::unfoldedDictionary (1);
    const auto one = makeSeparator (spec48, dictionary);
    const auto same = makeSeparator (spec48, test::unfoldedDictionary (1)); // read a second time
    const auto elsewhere = makeSeparator ({ 44100.0, 1, LatencyMode::low, 0 }, dictionary);
    const auto other = makeSeparator (spec48, test::unfoldedDictionary (2));
    CHECK (atomsOf (same) == atomsOf (one));
    CHECK (atomsOf (elsewhere) == atomsOf (one));
    CHECK (atomsOf (other) != atomsOf (one));
}

TEST_CASE ("Separators of one plain dictionary share its matrix where they have the same bins")
{
    const auto dictionary = test::equalSources (3);
    const auto one = makeSeparator (spec48, dictionary);
    const auto same = makeSeparator (spec48, dictionary);
    const auto elsewhere = makeSeparator ({ 44100.0, 1, LatencyMode::balanced, 0 }, dictionary);
    CHECK (atomsOf (same) == atomsOf (one));
    CHECK (atomsOf (elsewhere) != atomsOf (one));
}

TEST_CASE ("Atoms that adapt are each separator's own")
{
    const auto dictionary = test::randomDictionary (1);
    auto one = makeSeparator (spec48, dictionary);
    auto quiet = makeSeparator (spec48, dictionary);
    CHECK (atomsOf (one) != atomsOf (quiet));
    auto alone = makeSeparator (spec48, dictionary);
    const auto input = test::noisyTones (48000, 1, 48000.0);
    const auto expected = test::run (alone, input, 480);
    test::run (one, test::movingSound (48000, 1, 48000.0), 480);
    CHECK (test::run (quiet, input, 480) == expected);
}

TEST_CASE ("A separator that shares its matrices outlives the one that made them")
{
    const auto dictionary = test::unfoldedDictionary (3);
    const auto input = test::noisyTones (20000, 1, 48000.0);
    auto alone = makeSeparator (spec48, dictionary);
    const auto expected = test::run (alone, input, 480);
    core::Separator last;
    {
        const auto first = makeSeparator (spec48, dictionary);
        REQUIRE (last.prepare (spec48, dictionary, {}).ok());
        REQUIRE (atomsOf (last) == atomsOf (first));
    }
    REQUIRE (alone.prepare (spec48, test::unfoldedDictionary (4), {}).ok());
    CHECK (test::run (last, input, 480) == expected);
    last.reset();
    CHECK (test::run (last, input, 64) == expected);
}

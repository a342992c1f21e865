// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/GuidedDictionary.h"
#include "Plugin/Audio/SeparationEngine.h"
#include "Support/NoteDictionary.h"
#include "Support/Random.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using Kind = core::NoteEvent::Kind;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Index chunkSamples = 160, soundSamples = 16000;
constexpr int low = 62, high = 70;

/** A dictionary of one source, which takes everything, split by one of notes. */
core::Dictionary treeOfNotes()
{
    auto tree = test::randomDictionary (1);
    tree.sources = { { "all", 0, tree.atoms.cols(), {}, {}, true, 0.0f } };
    tree.branches = { { "all", std::make_shared<const core::Dictionary> (test::noteDictionary()) } };
    return tree;
}

MatrixXf tone (int pitch)
{
    MatrixXf sound (soundSamples, 1);
    for (Index n = 0; n < soundSamples; ++n)
        sound (n, 0) = 0.1f * static_cast<float> (std::sin (2.0 * EIGEN_PI * test::noteHz (pitch) *
                                                            static_cast<double> (n) / rateHz));
    return sound;
}

std::unique_ptr<plugin::SeparationEngine> engineOf (const core::Dictionary& dictionary, bool isGuided,
                                                    core::LatencyMode mode = core::LatencyMode::balanced)
{
    plugin::EngineSpec spec{ rateHz, 1, 1, mode };
    spec.isGuided = isGuided;
    auto engine = plugin::SeparationEngine::make (spec, dictionary, {});
    REQUIRE (engine.ok());
    return std::move (engine).value();
}

/** [samples x strips] of an engine to which both notes are played, each on a channel of its own. */
MatrixXf stripsOf (plugin::SeparationEngine& engine, const MatrixXf& input)
{
    const auto numStrips = static_cast<Index> (engine.sourceNames().size());
    MatrixXf strips (input.rows(), numStrips);
    engine.aimAt ({});
    engine.queueNote ({ Kind::on, 0, high }, 0);
    engine.queueNote ({ Kind::on, 1, low }, 0);
    for (Index done = 0; done < input.rows(); done += chunkSamples)
    {
        const float* block = input.col (0).data() + done;
        engine.process (&block, chunkSamples);
        for (Index strip = 0; strip < numStrips; ++strip)
            strips.col (strip).segment (done, chunkSamples) =
                Eigen::Map<const Eigen::VectorXf> (engine.strip (static_cast<int> (strip), 0), chunkSamples);
    }
    return strips;
}

std::vector<core::FoundNote> notesOf (plugin::SeparationEngine& engine, const MatrixXf& input)
{
    std::vector<core::FoundNote> found;
    for (Index done = 0; done < input.rows(); done += chunkSamples)
    {
        const float* block = input.col (0).data() + done;
        engine.process (&block, chunkSamples);
        for (const auto& note : engine.notes())
            found.push_back (note.note);
    }
    return found;
}
} // namespace

TEST_CASE ("Notes that arrive guide the branch of a tree that has notes, two parts of it")
{
    const auto engine = engineOf (treeOfNotes(), true);
    CHECK (engine->sourceNames() ==
           std::vector<std::string>{ "all.channel-1", "all.channel-2", "all.residual" });
    const MatrixXf upper = tone (high), lower = tone (low), input = upper + lower;
    const auto strips = stripsOf (*engine, input);
    const Index latency = engine->latencySamples(), settled = soundSamples / 2;
    const auto errorDb = [&] (Index strip, const MatrixXf& wanted)
    {
        const Eigen::VectorXf expected = wanted.col (0).segment (settled - latency, settled);
        return 20.0f * std::log10 ((strips.col (strip).tail (settled) - expected).norm() / expected.norm());
    };
    CHECK (errorDb (0, upper) < -15.0f);
    CHECK (errorDb (1, lower) < -15.0f);
    const Eigen::VectorXf sum = strips.rowwise().sum();
    CHECK ((sum.tail (soundSamples - latency) - input.col (0).head (soundSamples - latency)).norm() <
           1e-6f * input.norm());
}

TEST_CASE ("The notes that a branch tells are those of its dictionary alone, at the same samples")
{
    const auto input = tone (low);
    auto alone = engineOf (test::noteDictionary(), false);
    const auto expected = notesOf (*alone, input);
    REQUIRE (! expected.empty());
    auto tree = engineOf (treeOfNotes(), false);
    const auto found = notesOf (*tree, input);
    REQUIRE (found.size() == expected.size());
    for (size_t i = 0; i < found.size(); ++i)
    {
        CHECK (found[i].pitch == expected[i].pitch);
        CHECK (found[i].position == expected[i].position);
    }
}

TEST_CASE ("Of a tree notes guide the first dictionary that can be guided, and none where none can")
{
    CHECK (core::guidedNode (test::noteDictionary()) == std::optional<size_t> (0));
    CHECK (core::guidedNode (treeOfNotes()) == std::optional<size_t> (1));
    CHECK (! core::guidedNode (test::randomDictionary (1)));
    CHECK_FALSE (core::guidedByNotes (test::randomDictionary (1)).ok());
    auto two = treeOfNotes();
    two.branches.insert (two.branches.begin(),
                         { "all", std::make_shared<const core::Dictionary> (test::randomDictionary (2)) });
    CHECK (core::guidedNode (two) == std::optional<size_t> (2));
}

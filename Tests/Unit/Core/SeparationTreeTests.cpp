// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Support/ConvolutiveDictionary.h"
#include "Support/NoteDictionary.h"
#include "Support/RealtimeTrap.h"
#include "Support/UnfoldedDictionary.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <memory>

using namespace unbraid;
using core::Branch;
using core::LatencyMode;
using test::movingSound;
using test::run;

namespace
{
constexpr double nullDb = -120.0;
using Names = std::vector<std::string>;

core::Separator makeTree (const core::SeparatorSpec& spec, const core::Dictionary& root,
                          const std::vector<Branch>& branches)
{
    core::Separator separator;
    const auto ready = separator.prepare (spec, root, {}, branches);
    INFO ((ready.ok() ? std::string ("ready") : ready.error().message()));
    REQUIRE (ready.ok());
    return separator;
}

/** Level of (sum of columns - input delayed) over the input's, in dB. */
double nullLevelDb (const Eigen::MatrixXf& input, const Eigen::MatrixXf& sum, Eigen::Index latency)
{
    const Eigen::Index length = input.rows() - latency;
    const double error = (sum.bottomRows (length) - input.topRows (length)).norm();
    return 20.0 * std::log10 (error / input.topRows (length).norm());
}

Eigen::MatrixXf sumOf (const Eigen::MatrixXf& sources, Eigen::Index from, Eigen::Index count,
                       Eigen::Index channels)
{
    Eigen::MatrixXf sum = Eigen::MatrixXf::Zero (sources.rows(), channels);
    for (Eigen::Index source = from; source < from + count; ++source)
        sum += sources.middleCols (source * channels, channels);
    return sum;
}
} // namespace

TEST_CASE ("The leaves of a tree are named by their branch, sum to the input, and those of a branch to the "
           "source that it splits")
{
    const auto root = test::randomDictionary (1);
    const auto branch = test::randomDictionary (2, 1.0f, core::Spectrum::magnitude);
    for (const double rate : { 8000.0, 44100.0, 96000.0 })
        for (const auto mode : { LatencyMode::low, LatencyMode::balanced, LatencyMode::high })
            for (const Eigen::Index channels : { 1, 2 })
            {
                INFO (rate << " Hz " << core::toString (mode) << " channels " << channels);
                const core::SeparatorSpec spec{ rate, channels, mode, 0 };
                auto tree = makeTree (spec, root, { { .source = 0, .dictionary = branch } });
                auto alone = test::makeSeparator (spec, root);
                CHECK (tree.sourceNames() == Names{ "speech.speech", "speech.noise", "noise" });
                CHECK (tree.latencySamples() == alone.latencySamples());
                const auto input = movingSound (static_cast<Eigen::Index> (rate / 3), channels, rate);
                const auto leaves = run (tree, input, 333);
                const auto sources = run (alone, input, 333);
                CHECK (nullLevelDb (input, sumOf (leaves, 0, 3, channels), tree.latencySamples()) < nullDb);
                CHECK (nullLevelDb (sources.leftCols (channels), sumOf (leaves, 0, 2, channels), 0) < nullDb);
                CHECK (leaves.rightCols (channels) == sources.rightCols (channels));
                CHECK (leaves.leftCols (channels).norm() > 0.01f * sources.leftCols (channels).norm());
            }
}

TEST_CASE ("The mask of a leaf is that of its source times that of the branch for the masked sound")
{
    // Two runs of the same frames say so, but for the windows between them: of a root that takes everything there are none.
    const auto branch = test::randomDictionary (2);
    auto root = test::randomDictionary (1);
    root.sources = { { "all", 0, root.atoms.cols(), {}, {}, true, 0.0f } };
    const core::SeparatorSpec spec{ 16000.0, 1, LatencyMode::balanced, 0 };
    auto tree = makeTree (spec, root, { { .source = 0, .dictionary = branch } });
    auto alone = test::makeSeparator (spec, branch);
    const auto input = movingSound (16000, 1, 16000.0);
    const auto leaves = run (tree, input, 160);
    const auto sources = run (alone, input, 160);
    for (const Eigen::Index source : { 0, 1 })
        CHECK (nullLevelDb (sources.col (source), leaves.col (source), 0) < nullDb);
}

TEST_CASE ("Several branches each split a source of their own, in the order of the root")
{
    const auto root = test::randomDictionary (1), first = test::randomDictionary (2),
               second = test::unfoldedDictionary (3);
    const core::SeparatorSpec spec{ 16000.0, 2, LatencyMode::balanced, 0 };
    auto tree = makeTree (spec, root,
                          { { .source = 1, .dictionary = second }, { .source = 0, .dictionary = first } });
    Names expected{ "speech.speech", "speech.noise" };
    for (const auto& source : second.sources)
        expected.push_back ("noise." + source.name);
    CHECK (tree.sourceNames() == expected);
    const auto input = movingSound (8000, 2, 16000.0);
    CHECK (nullLevelDb (input, sumOf (run (tree, input, 100), 0, tree.numSources(), 2),
                        tree.latencySamples()) < nullDb);
}

TEST_CASE ("A tree with a branch that looks ahead keeps the latency of its mode, and no output depends on "
           "later input")
{
    const auto drums = test::convolutiveDictionary (2);
    const auto root = test::randomDictionary (1);
    for (const auto mode : { LatencyMode::balanced, LatencyMode::high })
    {
        INFO (core::toString (mode));
        const core::SeparatorSpec spec{ 16000.0, 1, mode, 0 };
        const auto latency = test::makeSeparator (spec, drums).latencySamples();
        auto tree = makeTree (spec, root, { { .source = 0, .dictionary = drums } });
        CHECK (tree.latencySamples() == latency);
        CHECK (tree.latencySamples() <= test::makeSeparator (spec, root).latencySamples());
        CHECK (tree.sourceNames() == Names{ "speech.kick", "speech.snare", "noise" });
        const auto input = movingSound (16000, 1, 16000.0);
        const auto leaves = run (tree, input, 77);
        CHECK (nullLevelDb (input, sumOf (leaves, 0, 3, 1), latency) < nullDb);

        constexpr Eigen::Index changed = 9000;
        Eigen::MatrixXf other = input;
        other.bottomRows (other.rows() - changed) = -0.3f * input.topRows (other.rows() - changed);
        tree.reset();
        CHECK (run (tree, input, 128) == leaves);
        tree.reset();
        const auto later = run (tree, other, 128);
        CHECK (later.topRows (changed) == leaves.topRows (changed));
        CHECK (later.bottomRows (1000) != leaves.bottomRows (1000));
    }
}

TEST_CASE ("A root that looks ahead has branches that do without")
{
    const auto drums = test::convolutiveDictionary (2);
    const auto branch = test::randomDictionary (1);
    const core::SeparatorSpec spec{ 16000.0, 1, LatencyMode::high, 0 };
    for (const auto& below : { branch, drums })
    {
        auto tree = makeTree (spec, drums, { { .source = 1, .dictionary = below } });
        CHECK (tree.latencySamples() == test::makeSeparator (spec, drums).latencySamples());
        const auto input = movingSound (8000, 1, 16000.0);
        CHECK (nullLevelDb (input, sumOf (run (tree, input, 99), 0, 3, 1), tree.latencySamples()) < nullDb);
    }
}

TEST_CASE (
    "A leaf that is off is silent, and a source whose leaves are all off leaves its sound to the others")
{
    const auto root = test::randomDictionary (1), branch = test::randomDictionary (2);
    const core::SeparatorSpec spec{ 16000.0, 1, LatencyMode::balanced, 0 };
    auto tree = makeTree (spec, root, { { .source = 0, .dictionary = branch } });
    const auto input = movingSound (16000, 1, 16000.0);
    tree.setSourceEnabled (1, false);
    auto leaves = run (tree, input, 160);
    CHECK (leaves.col (1).tail (8000).norm() < 1e-4f * input.norm());
    CHECK (leaves.col (0).tail (8000).norm() > 0.01f * input.norm());
    CHECK (nullLevelDb (input, leaves.rowwise().sum(), tree.latencySamples()) < nullDb);
    tree.setSourceEnabled (0, false);
    leaves = run (tree, input, 160);
    CHECK (leaves.leftCols (2).bottomRows (8000).norm() < 1e-4f * input.norm());
    CHECK (nullLevelDb (input.bottomRows (8000), leaves.col (2).tail (8000), tree.latencySamples()) < -80.0);
    tree.setSourceEnabled (0, true);
    leaves = run (tree, input, 160);
    CHECK (leaves.col (0).tail (8000).norm() > 0.01f * input.norm());
}

TEST_CASE ("A tree is refused whose branch splits no source, a source twice, or does not serve the mode")
{
    const auto root = test::randomDictionary (1), branch = test::randomDictionary (2);
    const auto drums = test::convolutiveDictionary (2);
    core::Separator separator;
    const auto refused = [&] (LatencyMode mode, std::vector<Branch> branches)
    {
        const auto ready = separator.prepare ({ 16000.0, 1, mode, 0 }, root, {}, branches);
        return ready.ok() ? std::string() : ready.error().message();
    };
    CHECK (
        refused (LatencyMode::balanced, { { .source = 2, .dictionary = branch } }).find ("no such source") !=
        std::string::npos);
    CHECK (refused (LatencyMode::balanced,
                    { { .source = 1, .dictionary = branch }, { .source = 1, .dictionary = branch } })
               .find ("one dictionary") != std::string::npos);
    CHECK (! refused (LatencyMode::low, { { .source = 0, .dictionary = drums } }).empty());
}

TEST_CASE (
    "A branch looks at the frames in the window of its own dictionary, and all leaves still sum to the input")
{
    const auto root = test::randomDictionary (1);
    auto branch = test::randomDictionary (2);
    for (const Eigen::Index window : { branch.window / 2, 2 * branch.window })
        for (const auto mode : { LatencyMode::low, LatencyMode::balanced, LatencyMode::high })
        {
            branch.window = window;
            INFO (window << " samples, " << core::toString (mode));
            const core::SeparatorSpec spec{ 44100.0, 2, mode, 0 };
            auto tree = makeTree (spec, root, { { .source = 1, .dictionary = branch } });
            auto alone = test::makeSeparator (spec, root);
            CHECK (tree.latencySamples() == alone.latencySamples());
            const auto input = movingSound (20000, 2, 44100.0);
            const auto leaves = run (tree, input, 333);
            CHECK (nullLevelDb (input, sumOf (leaves, 0, 3, 2), tree.latencySamples()) < nullDb);
            CHECK (leaves.leftCols (2) == run (alone, input, 333).leftCols (2));
        }
}

TEST_CASE ("Of all the sound a branch in its own window finds nearly what its dictionary finds alone")
{
    const auto branch = test::randomDictionary (2);
    auto root = test::randomDictionary (1);
    root.sources = { { "all", 0, root.atoms.cols(), {}, {}, true, 0.0f } };
    root.window = 2 * branch.window;
    const core::SeparatorSpec spec{ 16000.0, 1, LatencyMode::balanced, 0 };
    auto tree = makeTree (spec, root, { { .source = 0, .dictionary = branch } });
    auto alone = test::makeSeparator (spec, branch);
    const auto input = movingSound (16000, 1, 16000.0);
    const auto leaves = run (tree, input, 160), sources = run (alone, input, 160);
    constexpr double filteringDb = -12.0; // the same masks, applied to a spectrum of twice the window
    for (const Eigen::Index source : { 0, 1 })
        CHECK (nullLevelDb (sources.col (source), leaves.col (source), 0) < filteringDb);
}

TEST_CASE ("A dictionary with branches plays as the tree of them")
{
    auto root = test::randomDictionary (1);
    const auto branch = test::randomDictionary (2);
    const core::SeparatorSpec spec{ 16000.0, 2, LatencyMode::balanced, 0 };
    auto told = makeTree (
        spec, root, { { .source = 1, .dictionary = branch, .settings = core::settingsFromMixer (branch) } });
    root.branches = { { "noise", std::make_shared<const core::Dictionary> (branch) } };
    auto own = makeTree (spec, root, {});
    CHECK (own.sourceNames() == told.sourceNames());
    const auto input = movingSound (8000, 2, 16000.0);
    CHECK (run (own, input, 100) == run (told, input, 100));
}

TEST_CASE ("The leaves that a tree lists are those that it plays, a residual of the engine among them")
{
    auto tree = test::randomDictionary (1);
    auto notes = test::noteDictionary();
    notes.mixer["residual_atoms"] = 2;
    tree.branches = { { "speech", std::make_shared<const core::Dictionary> (notes) } };
    Names listed;
    for (const auto& leaf : core::leavesOf (tree))
        listed.push_back (leaf.name);
    CHECK (listed == Names{ "speech.tones", "speech.residual", "noise" });
    CHECK (test::makeSeparator ({ 16000.0, 1, LatencyMode::balanced, 0 }, tree).sourceNames() == listed);
}

TEST_CASE ("A branch keeps what it has learned while the tree is frozen, and learns no more")
{
    auto root = test::randomDictionary (1);
    auto branch = test::randomDictionary (2);
    branch.mixer["adaptation"] = 1.0;
    root.branches = { { "speech", std::make_shared<const core::Dictionary> (branch) } };
    const core::SeparatorSpec spec{ 16000.0, 1, LatencyMode::balanced, 0 };
    const auto input = movingSound (32000, 1, 16000.0);
    auto tree = makeTree (spec, root, {});
    const auto played = [&]
    {
        const Eigen::MatrixXf leaves = run (tree, input, 160);
        tree.reset();
        return leaves;
    };
    const Eigen::MatrixXf fresh = played();
    CHECK (played() == fresh); // a reset takes it back
    run (tree, input, 160);
    core::SeparatorSettings settings;
    settings.frozen = true;
    tree.set (settings);
    tree.reset();
    const Eigen::MatrixXf learned = played();
    CHECK (learned != fresh);
    CHECK (played() == learned);
}

TEST_CASE ("A tree processes without allocating or locking")
{
    const auto root = test::randomDictionary (1), branch = test::randomDictionary (2);
    const auto drums = test::convolutiveDictionary (3);
    auto tree = makeTree ({ 16000.0, 2, LatencyMode::high, 0 }, root,
                          { { .source = 0, .dictionary = drums }, { .source = 1, .dictionary = branch } });
    const auto input = movingSound (8000, 2, 16000.0);
    Eigen::MatrixXf output (input.rows(), tree.numSources() * 2);
    std::vector<const float*> from{ input.col (0).data(), input.col (1).data() };
    std::vector<float*> to;
    for (Eigen::Index column = 0; column < output.cols(); ++column)
        to.push_back (output.col (column).data());
    test::RealtimeTrap trap;
    tree.process (from.data(), to.data(), 4000);
    tree.setSourceEnabled (1, false);
    tree.queueNote ({}, 0, 1);
    tree.reset();
    tree.process (from.data(), to.data(), 4000);
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}

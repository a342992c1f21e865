// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Program.h"
#include "Core/Separator.h"
#include "Support/CrossoverKind.h"
#include "Unit/Cli/Workplace.h"

#include <iostream>
#include <sstream>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
[[maybe_unused]] const bool isKindAdded = (core::addModelKind (crossoverKind), true);

constexpr double kindRateHz = 16000.0;
constexpr Index kindLength = 8000;
constexpr double leakDb = -40.0; // of the sidelobes of the window's transform, half a band away from a corner

core::Dictionary crossoverAt (float hz)
{
    return withCorners (lowAndHigh(), Eigen::VectorXf::Constant (1, hz));
}

MatrixXf sineOf (double hz)
{
    MatrixXf samples (kindLength, 1);
    for (Index n = 0; n < kindLength; ++n)
        samples (n, 0) = static_cast<float> (
            0.2 * std::sin (2.0 * std::numbers::pi * hz * static_cast<double> (n) / kindRateHz));
    return samples;
}

/** The program in this process, which knows the kind. */
Outcome runHere (const Words& arguments)
{
    std::ostringstream out, err;
    auto* const outBefore = std::cout.rdbuf (out.rdbuf());
    auto* const errBefore = std::cerr.rdbuf (err.rdbuf());
    const int exitCode = cli::runProgram (with ({ "unbraid" }, arguments), {});
    std::cout.rdbuf (outBefore);
    std::cerr.rdbuf (errBefore);
    return { exitCode, out.str(), err.str() };
}

/** The two outputs, aligned with the input. */
MatrixXf separatedHere (core::Separator& separator, const MatrixXf& mixture)
{
    const Index latency = separator.latencySamples();
    MatrixXf input = MatrixXf::Zero (kindLength + latency, 1);
    input.topRows (kindLength) = mixture;
    MatrixXf outputs (input.rows(), 2);
    const float* const in[] = { input.data() };
    float* const out[] = { outputs.col (0).data(), outputs.col (1).data() };
    separator.process (in, out, input.rows());
    return outputs.bottomRows (kindLength);
}
} // namespace

TEST_CASE ("a kind of model that a program adds is read from its file, and its rules are checked")
{
    const TemporaryFolder folder;
    const auto file = folder / "crossover.safetensors";
    REQUIRE (files::saveDictionary (file, crossoverAt (1000.0f)).ok());
    const auto loaded = files::loadDictionary (file);
    REQUIRE (loaded.ok());
    const auto* read = dynamic_cast<const Crossover*> (loaded.value().kindContent.get());
    REQUIRE (read != nullptr);
    CHECK (read->cornersHz == Eigen::VectorXf::Constant (1, 1000.0f));
    CHECK (core::modelKind (loaded.value()).withArticle() == "a crossover one");
    CHECK (files::serialiseDictionary (loaded.value()) == files::serialiseDictionary (crossoverAt (1000.0f)));

    const auto tooMany = core::validate (withCorners (lowAndHigh(), Eigen::VectorXf::Constant (2, 1000.0f)));
    REQUIRE_FALSE (tooMany.ok());
    CHECK (tooMany.error().where == "crossover.hz, length");
    auto alsoOther = crossoverAt (1000.0f);
    alsoOther.tails.resize (1);
    const auto two = core::validate (alsoOther);
    REQUIRE_FALSE (two.ok());
    CHECK (two.error().found == "those of a crossover one and of a convolutive one");
    CHECK (core::modelKind (lowAndHigh()).withArticle() == "a plain one");
}

TEST_CASE ("a model without atoms separates in the engine")
{
    core::Separator separator;
    core::SeparatorSpec spec;
    spec.sampleRateHz = kindRateHz;
    REQUIRE (separator.prepare (spec, crossoverAt (1000.0f), {}).ok());
    const MatrixXf low = sineOf (300.0), high = sineOf (3000.0);
    const MatrixXf found = separatedHere (separator, low + high);
    const Index begin = separator.latencySamples(); // the sines begin with a click
    const auto heart = [begin] (const MatrixXf& samples)
    { return MatrixXf (samples.middleRows (begin, kindLength - 2 * begin)); };
    CHECK (errorDb (heart (low), heart (found.leftCols (1))) < leakDb);
    CHECK (errorDb (heart (high), heart (found.rightCols (1))) < leakDb);
    CHECK (errorDb (low + high, found.rowwise().sum()) < -120.0);
    CHECK_FALSE (separator.lastFrame().atoms.has_value());
    CHECK (separator.adaptedSize() == 0);

    separator.reset();
    separator.setSourceEnabled (0, false);
    const MatrixXf closed = separatedHere (separator, low + high);
    const MatrixXf expected =
        high + 0.5f * low; // which no source claims any more: the masks share it out evenly
    CHECK (errorDb (heart (expected), heart (closed.rightCols (1))) < leakDb);

    spec.numParts = 1;
    const auto guided = separator.prepare (spec, crossoverAt (1000.0f), {});
    REQUIRE_FALSE (guided.ok());
    CHECK (guided.error().where == "parts");
}

TEST_CASE ("a kind of model that a program adds goes through the command line")
{
    const Workplace work;
    work.save ("crossover", crossoverAt (1000.0f));
    const auto dictionary = (work / "dictionaries/crossover.safetensors").string();
    const auto input = (work / "in.wav").string(), folder = (work / "out").string();
    const MatrixXf low = sineOf (300.0), high = sineOf (3000.0);
    writeSound (input, kindRateHz, low + high);
    const Words separate{ "separate", input, "--dictionary", dictionary, "--out", folder };
    checkWorks (runHere (separate));
    const auto heart = [] (const MatrixXf& samples) { return MatrixXf (samples.middleRows (2000, 4000)); };
    CHECK (errorDb (heart (low), heart (readSound (work / "out/in.low.wav").samples)) < leakDb);
    CHECK (errorDb (heart (high), heart (readSound (work / "out/in.high.wav").samples)) < leakDb);
    checkWorks (runHere ({ "inspect", dictionary }));

    const auto refused = runHere (with (separate, { "--activations", (work / "a").string() }));
    checkFails (refused, 1);
    CHECK (refused.err.find ("its model has no atoms") != std::string::npos);
    CHECK (work.run ({ "inspect", dictionary }).err.find ("a tensor this version cannot run") !=
           std::string::npos); // by a program that does not know it
}

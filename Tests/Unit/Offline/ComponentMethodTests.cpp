// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What must be true of every row of the table of methods, whatever it is.
#include "Offline/Synthesis/ComponentRequest.h"
#include "Offline/Synthesis/RecordingComponents.h"
#include "Support/OddSounds.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;
using offline::ComponentMethod;
using training::DecompositionProgress;

namespace
{
using test::gliding;
using test::inStereo;

constexpr double methodRateHz = test::oddRateHz;
constexpr float rounding = 1e-5f; // of float32 transforms, relative to the largest value

/** What a method models with short windows, so that short sounds have frames. */
offline::ComponentSpec shortSpec (const ComponentMethod& method, int iterations = 20)
{
    auto spec = offline::usualSpec (method, std::max<Index> (2, method.accepts.fewest));
    spec.factors.iterations = iterations;
    spec.windowSeconds = 0.016;
    spec.templateSeconds = 0.05;
    return spec;
}

MatrixXf soundFor (const ComponentMethod& method)
{
    return method.gives.isOfChannels ? inStereo (gliding()) : MatrixXf (gliding());
}

const auto goOn = [] (const DecompositionProgress&) { return true; };

float distance (const MatrixXf& a, const MatrixXf& b)
{
    return (a - b).cwiseAbs().maxCoeff() / std::max (b.cwiseAbs().maxCoeff(), 1e-30f);
}

/** The components of each channel, added up: [samples x channels]. */
MatrixXf summed (const MatrixXf& sounds, Index numChannels)
{
    MatrixXf sum = MatrixXf::Zero (sounds.rows(), numChannels);
    for (Index column = 0; column < sounds.cols(); ++column)
        sum.col (column % numChannels) += sounds.col (column);
    return sum;
}

/** All components of a recording, [samples x (components x channels)], as the command line writes them. */
core::Result<MatrixXf> takenApart (const MatrixXf& recording, const offline::ComponentSpec& spec)
{
    auto components = offline::recordingFrom (recording, methodRateHz);
    if (! components.ok())
        return components.error();
    if (auto done = offline::takeApart (components.value(), spec, goOn); ! done.ok())
        return done.error();
    return offline::soundsOf (components.value());
}

std::string textOfPage (const std::string& name)
{
    std::ifstream file (std::string (paths::resources) + "/../Docs/" + name);
    return { std::istreambuf_iterator<char> (file), {} };
}

/** What stands in the page between `before` and the next `end`, everywhere. */
std::set<std::string> wordsBetween (const std::string& page, const std::string& before,
                                    const std::string& end)
{
    std::set<std::string> words;
    for (size_t at = page.find (before); at != std::string::npos; at = page.find (before, at + 1))
    {
        const size_t first = at + before.size();
        words.insert (page.substr (first, page.find (end, first) - first));
    }
    return words;
}

} // namespace

TEST_CASE (
    "Every method has a name of its own, a help of one line, and options whose defaults are in their ranges")
{
    std::set<std::string> names;
    for (const auto& method : offline::componentMethods())
    {
        INFO (method.name);
        CHECK (names.insert (method.name).second);
        CHECK (offline::componentMethod (method.name) == &method);
        CHECK (std::string (method.help).find ('\n') == std::string::npos);
        CHECK (method.run != nullptr);
        CHECK ((method.accepts.why != nullptr ||
                (method.accepts.fewest == 1 && method.accepts.most == offline::maxComponents)));
        for (const auto& option : offline::componentOptions())
        {
            const double usual = method.usual (option);
            INFO (option.name << " " << usual);
            CHECK ((std::isnan (usual) ||
                    core::valueFrom (
                        option,
                        core::textOf (option, usual).substr (0, core::textOf (option, usual).find (' ')))));
            CHECK (std::string (option.help).find ("default") == std::string::npos); // of which the row knows
        }
    }
    CHECK (offline::componentMethod ("pca") == nullptr);
}

TEST_CASE ("The pages on methods list those of the table and no other")
{
    std::set<std::string> names;
    for (const auto& method : offline::componentMethods())
        names.insert (method.name);
    CHECK (wordsBetween (textOfPage ("Methods.md"), "`decompose --model ", "`") == names);
}

TEST_CASE (
    "The components of every method explain the sound, scale with it, and sum to it where the row says so")
{
    for (const auto& method : offline::componentMethods())
    {
        INFO (method.name);
        const MatrixXf sound = soundFor (method);
        const auto spec = shortSpec (method, 40);
        const auto found = offline::componentSounds (sound, methodRateHz, spec, goOn);
        constexpr float louder = 128.0f; // a power of two, so that all arithmetic rounds alike
        const auto quiet = offline::componentSounds (sound / louder, methodRateHz, spec, goOn);
        REQUIRE (found.ok());
        REQUIRE (quiet.ok());
        CHECK (found.value().rows() == sound.rows());
        CHECK (found.value().cols() == spec.factors.numAtoms * sound.cols());
        const MatrixXf sum = summed (found.value(), sound.cols());
        CHECK ((sound - sum).norm() < 0.9f * sound.norm());
        if (method.gives.sumsToRecording)
            CHECK (distance (sum, sound) < 10.0f * rounding);
        CHECK (distance (louder * quiet.value(), found.value()) < 0.05f);
    }
}

TEST_CASE ("No iteration raises the objective of a method, from where the row says on")
{
    constexpr double floatNoise = 1e-5; // sums of float32 numbers
    for (const auto& method : offline::componentMethods())
    {
        if (! method.gives.descendsFrom)
            continue;
        std::vector<double> objectives;
        const auto keep = [&] (const DecompositionProgress& progress)
        {
            if (progress.iteration > *method.gives.descendsFrom * progress.numIterations)
                objectives.push_back (progress.objective);
            return true;
        };
        REQUIRE (
            offline::componentSounds (soundFor (method), methodRateHz, shortSpec (method, 50), keep).ok());
        CHECK (objectives.size() >= 10);
        for (size_t i = 1; i < objectives.size(); ++i)
        {
            INFO (method.name << ", step " << i << " of " << objectives.size());
            CHECK (objectives[i] <= objectives[i - 1] + floatNoise * std::abs (objectives[i - 1]));
        }
    }
}

TEST_CASE ("Every method tells its factors, one row or column a component, and an objective an iteration")
{
    for (const auto& method : offline::componentMethods())
    {
        auto components = offline::recordingFrom (soundFor (method), methodRateHz);
        REQUIRE (components.ok());
        int calls = 0;
        const auto count = [&calls] (const DecompositionProgress&) { return ++calls > 0; };
        REQUIRE (offline::takeApart (components.value(), shortSpec (method, 10), count).ok());
        INFO (method.name);
        const auto& factors = components.value().factors;
        CHECK (static_cast<int> (factors.objectives.size()) == calls);
        const bool isDeep = factors.find ("H2") != nullptr;
        const auto* levels = factors.find (isDeep ? "H2" : "H");
        const auto* spectra = factors.find (isDeep ? "W2" : factors.find ("D") != nullptr ? "D" : "W");
        REQUIRE (levels != nullptr);
        REQUIRE (spectra != nullptr);
        const bool hasOutliers = factors.all.size() == 2 && method.gives.hasOutliers && ! factors.isSummary;
        const Index explained = components.value().numComponents() - (hasOutliers ? 1 : 0);
        const bool isOfSlices = levels->components == offline::ComponentAxis::slices;
        CHECK ((isOfSlices ? static_cast<Index> (levels->slices.size()) : levels->slices.front().rows()) ==
               explained);
        CHECK ((isOfSlices ? static_cast<Index> (spectra->slices.size()) : spectra->slices.front().cols()) ==
               explained);
        if (factors.frequenciesHz.size() > 0)
            CHECK (spectra->slices.front().rows() == factors.frequenciesHz.size());
        if (factors.timesSeconds.size() > 0 && ! isDeep)
            CHECK (levels->slices.front().cols() == factors.timesSeconds.size());
    }
}

TEST_CASE ("Templates are as long as they were asked for, to the nearest hop")
{
    auto spec = shortSpec (*offline::componentMethod ("nmfd"), 2);
    spec.windowSeconds = 0.032;
    for (const int hops : { 1, 3, 10 })
    {
        spec.templateSeconds = 0.016 * (hops + 0.3);
        auto components = offline::recordingFrom (soundFor (*spec.method), methodRateHz);
        REQUIRE (components.ok());
        REQUIRE (offline::takeApart (components.value(), spec, goOn).ok());
        CHECK (static_cast<int> (components.value().factors.find ("W")->slices.size()) == hops);
    }
}

TEST_CASE ("One seed gives one result of every method, with one thread and with two")
{
    for (const auto& method : offline::componentMethods())
    {
        const MatrixXf sound = inStereo (gliding());
        auto spec = shortSpec (method, 10);
        const auto one = takenApart (sound, spec);
        spec.factors.numThreads = 2;
        const auto two = takenApart (sound, spec);
        INFO (method.name);
        REQUIRE (one.ok());
        REQUIRE (two.ok());
        CHECK (one.value() == two.value());
        CHECK (distance (summed (one.value(), 2), sound) < 10.0f * rounding);
    }
}

TEST_CASE ("Every method is cancelled within a step")
{
    for (const auto& method : offline::componentMethods())
    {
        int all = 0;
        const auto count = [&all] (const DecompositionProgress&) { return ++all > 0; };
        REQUIRE (
            offline::componentSounds (soundFor (method), methodRateHz, shortSpec (method, 10), count).ok());
        REQUIRE (all > 3);
        for (const int last : { 1, 3, all - 1 })
        {
            int calls = 0;
            const auto found =
                offline::componentSounds (soundFor (method), methodRateHz, shortSpec (method, 10),
                                          [&] (const DecompositionProgress&) { return ++calls < last; });
            INFO (method.name << ", step " << last << " of " << all);
            REQUIRE_FALSE (found.ok());
            CHECK (found.error().cancelled);
            CHECK (calls == last);
        }
    }
}

TEST_CASE ("A recording far beyond full scale is taken apart as the same within it")
{
    const MatrixXf sound = inStereo (gliding());
    for (const float louder : { 0x1p24f, 0x1p60f, 0x1p100f }) // 1.7e7, 1.2e18, 1.3e30
        for (const auto& method : offline::componentMethods())
        {
            const auto plain = takenApart (sound, shortSpec (method, 10));
            const auto loud = takenApart (louder * sound, shortSpec (method, 10));
            INFO (method.name << ", " << louder);
            REQUIRE (plain.ok());
            REQUIRE (loud.ok());
            constexpr float alike = 0.01f; // rounding, through ten iterations
            CHECK (distance (loud.value() / louder, plain.value()) < alike);
        }
}

TEST_CASE ("Sounds that are odd end well in every method: in components that sum to them, or in a sentence")
{
    for (const auto& odd : test::oddSounds())
        for (const auto& method : offline::componentMethods())
            for (const Index channels : { 1, 2 })
            {
                const MatrixXf sound = odd.samples.leftCols (channels);
                const auto found = takenApart (sound, shortSpec (method, 10));
                INFO (odd.name << ", " << method.name << ", " << channels << " channels"
                               << (found.ok() ? "" : ": " + found.error().message()));
                const bool isFitting =
                    method.accepts.numChannels == 0 || method.accepts.numChannels == channels;
                CHECK ((found.ok() || ! isFitting || ! odd.isTakenApart));
                CHECK_FALSE ((found.ok() && ! isFitting));
                if (! found.ok())
                {
                    CHECK_FALSE (found.error().cancelled);
                    CHECK_FALSE (found.error().what.empty());
                    continue;
                }
                REQUIRE (found.value().allFinite());
                CHECK (distance (summed (found.value(), channels), sound) < 10.0f * rounding);
            }
}

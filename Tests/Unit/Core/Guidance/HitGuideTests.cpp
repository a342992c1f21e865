// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/ConvolutiveSolver.h"
#include "Core/Guidance/DrumNotes.h"
#include "Core/Guidance/HitGates.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/NoteDictionary.h"
#include "Support/RealtimeTrap.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Kind = core::NoteEvent::Kind;

namespace
{
constexpr double hitRateHz = 16000.0;
constexpr Index hitSecond = 16000;
constexpr int kickNote = 36, snareNote = 38;

struct Hit
{
    Index position;
    int note;
};

std::vector<core::Source> sourcesNamed (const std::vector<std::string>& names)
{
    std::vector<core::Source> sources (names.size());
    for (size_t i = 0; i < names.size(); ++i)
        sources[i].name = names[i];
    return sources;
}

core::Separator hitSeparator (const core::Dictionary& dictionary)
{
    core::SeparatorSpec spec{ hitRateHz, 1, core::LatencyMode::high };
    spec.followsHits = true;
    return test::makeSeparator (spec, dictionary);
}

/** [samples x sources], the hits queued block by block. */
Eigen::MatrixXf playHits (core::Separator& separator, const Eigen::MatrixXf& input,
                          const std::vector<Hit>& hits, Index block)
{
    Eigen::MatrixXf output (input.rows(), separator.numSources());
    for (Index at = 0; at < input.rows(); at += block)
    {
        const Index count = std::min (block, input.rows() - at);
        for (const Hit& hit : hits)
            if (hit.position >= at && hit.position < at + count)
                separator.queueNote ({ Kind::on, 0, hit.note }, hit.position - at);
        output.middleRows (at, count) = test::run (separator, input.middleRows (at, count), count);
    }
    return output;
}

Eigen::MatrixXf noiseFor (double seconds)
{
    return test::Random (3).noise (static_cast<Index> (seconds * hitRateHz), 0.3f);
}

/** How far the models of the sources are from the true ones, relative to them, over all finished frames.
    struck  [sources x frames] whether the score has a hit there; empty: no score */
double modelError (const core::Dictionary& dictionary, const std::vector<Eigen::MatrixXf>& stems,
                   const Eigen::MatrixXi& struck)
{
    constexpr Index ahead = 4;
    core::ConvolutiveSolver solver;
    core::SolverSettings settings;
    settings.updates = 20;
    core::AdaptationSettings adaptation;
    adaptation.enabled = false;
    REQUIRE (solver.prepare (dictionary, ahead, 0.005, settings, adaptation).ok());
    double error = 0.0, energy = 0.0;
    for (Index frame = 0; frame < stems[0].cols(); ++frame)
    {
        if (struck.size() > 0)
            for (Index source = 0; source < 2; ++source)
                solver.setHitGate (source, struck (source, frame) != 0, false);
        solver.solve (stems[0].col (frame) + stems[1].col (frame));
        for (Index source = 0; frame >= ahead && source < 2; ++source)
        {
            const auto truth = stems[static_cast<size_t> (source)].col (frame - ahead);
            error += static_cast<double> ((solver.sourceModels().col (source) - truth).squaredNorm());
            energy += static_cast<double> (truth.squaredNorm());
        }
    }
    return error / energy;
}
} // namespace

TEST_CASE ("Notes of General MIDI strike the source that is named after their drum, or the nearest one")
{
    const auto drums = sourcesNamed ({ "kick", "snare", "hi-hat", "toms", "cymbals" });
    for (const auto& [note, source] : std::vector<std::pair<int, size_t>>{ { 35, 0 },
                                                                           { 36, 0 },
                                                                           { 38, 1 },
                                                                           { 39, 1 },
                                                                           { 40, 1 },
                                                                           { 42, 2 },
                                                                           { 44, 2 },
                                                                           { 46, 2 },
                                                                           { 41, 3 },
                                                                           { 50, 3 },
                                                                           { 49, 4 },
                                                                           { 57, 4 },
                                                                           { 51, 4 },
                                                                           { 59, 4 } })
    {
        INFO (note);
        CHECK (core::struckSource (drums, note) == source);
    }
    for (const int note : { -1, 0, 34, 54, 56, 58, 60, 127 })
        CHECK_FALSE (core::struckSource (drums, note).has_value());
    const auto finer = sourcesNamed ({ "open-hi-hat", "hi-hat", "ride", "clap" });
    CHECK (core::struckSource (finer, 46) == 0u);
    CHECK (core::struckSource (finer, 42) == 1u);
    CHECK (core::struckSource (finer, 51) == 2u);
    CHECK (core::struckSource (finer, 39) == 3u);
    CHECK_FALSE (core::struckSource (finer, 49).has_value());
}

TEST_CASE ("A hit opens its drum for 40 ms to begin, holds it, and shuts it when it can ring no more")
{
    core::HitGates gates;
    gates.prepare (sourcesNamed ({ "kick", "snare", "noise" }), hitRateHz);
    gates.moveTo (hitSecond);
    CHECK (gates.gate (1).isStruck); // no hit yet: the plain dictionary
    gates.queue ({ Kind::on, 9, kickNote }, hitSecond);
    gates.moveTo (hitSecond);
    CHECK (gates.gate (1).isStruck);
    gates.moveTo (hitSecond + 1);
    CHECK (gates.gate (0).isStruck);
    CHECK_FALSE (gates.gate (1).rings);
    CHECK (gates.gate (1).level == 0.0f);
    CHECK (gates.gate (2).isStruck); // no drum
    gates.moveTo (hitSecond + 641);
    CHECK_FALSE (gates.gate (0).isStruck);
    CHECK (gates.gate (0).rings);
    CHECK (gates.gate (0).level == 1.0f);
    const auto ring = core::drumRing ("kick").value();
    const auto end = hitSecond + std::lround (static_cast<double> (ring.totalSeconds) * hitRateHz);
    gates.moveTo (end);
    CHECK (gates.gate (0).level == Approx (1e-3f)); // 60 dB
    gates.moveTo (end + 1);
    CHECK_FALSE (gates.gate (0).rings);
    gates.reset();
    CHECK (gates.gate (1).isStruck);
}

TEST_CASE ("Guided by hits, a drum without any is silent, what no drum explains is residual, and all sum to "
           "the input")
{
    const auto dictionary = test::convolutiveDictionary (1);
    auto separator = hitSeparator (dictionary);
    CHECK (separator.sourceNames() == std::vector<std::string>{ "kick", "snare", "residual" });
    const auto input = noiseFor (2.0);
    const auto output = playHits (separator, input, { { 0, kickNote } }, 512);
    const Index latency = separator.latencySamples();
    const Eigen::VectorXf sum = output.rowwise().sum();
    const auto delayed = input.col (0).head (input.rows() - latency);
    CHECK ((sum.tail (delayed.size()) - delayed).norm() < 1e-6f * delayed.norm());
    CHECK (output.col (1).cwiseAbs().maxCoeff() == 0.0f);
    CHECK (output.col (0).head (hitSecond / 4).norm() > 10.0f * output.col (2).head (hitSecond / 4).norm());
    const auto ring = core::drumRing ("kick").value();
    const Index silent = std::lround (static_cast<double> (ring.totalSeconds) * hitRateHz) + latency +
                         separator.geometry().analysis;
    CHECK (output.col (0).tail (input.rows() - silent).cwiseAbs().maxCoeff() == 0.0f);
}

TEST_CASE ("Hits take effect at their sample however the sound is cut into blocks, without allocating")
{
    const auto dictionary = test::convolutiveDictionary (1);
    const auto input = noiseFor (0.6);
    const std::vector<Hit> hits{ { 0, snareNote }, { 3001, kickNote }, { 5000, snareNote } };
    auto first = hitSeparator (dictionary), second = hitSeparator (dictionary);
    CHECK (playHits (first, input, hits, 4096) == playHits (second, input, hits, 37));

    Eigen::MatrixXf output (input.rows(), 3);
    std::array<float*, 3> to{ output.col (0).data(), output.col (1).data(), output.col (2).data() };
    const float* from = input.data();
    test::RealtimeTrap trap;
    first.queueNote ({ Kind::on, 0, kickNote }, 100);
    first.process (&from, to.data(), input.rows());
    first.reset();
    trap.disarm();
    CHECK (trap.violations() == 0);
}

TEST_CASE ("The templates of two drums that strike alternately are told apart better with their score")
{
    const auto dictionary = test::convolutiveDictionary (5, 1.0f, 3, 2, 40);
    constexpr Index frames = 240, perSource = 5;
    test::Random random (9);
    std::vector<Eigen::MatrixXf> stems;
    Eigen::MatrixXi struck = Eigen::MatrixXi::Zero (2, frames);
    for (Index source = 0; source < 2; ++source)
    {
        Eigen::MatrixXf activations = Eigen::MatrixXf::Zero (2 * perSource, frames);
        for (Index frame = 8 + 12 * source; frame + 8 < frames; frame += 24)
        {
            activations.block (source * perSource, frame, 3, 1) = random.positive (3, 1);
            struck.block (source, frame - 3, 1, 8).setOnes();
        }
        stems.push_back (test::played (dictionary, activations));
    }
    const double without = modelError (dictionary, stems, {}), with = modelError (dictionary, stems, struck);
    INFO (with << " with, " << without << " without");
    CHECK (with < 0.5 * without);
}

TEST_CASE ("Hits guide dictionaries of drums alone, and no plain ones")
{
    auto plain = test::noteDictionary();
    for (auto& source : plain.sources)
    {
        source.name = "kick";
        source.pitches.clear();
        source.onsets.clear();
    }
    CHECK (core::isOfDrums (plain));
    CHECK_FALSE (core::canFollowHits (plain));
    CHECK (core::canFollowHits (test::convolutiveDictionary (1)));
    CHECK_FALSE (core::canFollowHits (test::noteDictionary()));
    core::Separator separator;
    core::SeparatorSpec spec{ hitRateHz, 1, core::LatencyMode::balanced };
    spec.followsHits = true;
    CHECK_FALSE (separator.prepare (spec, test::noteDictionary(), {}).ok());
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/GuidedDictionary.h"
#include "Core/Separator.h"
#include "Support/NoteDictionary.h"
#include "Support/RealtimeTrap.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Kind = core::NoteEvent::Kind;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Index second = 16000;
constexpr double separatedDb = -11.0; // of the error; of the mixture it is 0

struct Played
{
    Index position;
    core::NoteEvent event;
};

core::Separator guidedSeparator (const core::SeparatorSettings& settings = {})
{
    const auto dictionary = core::guidedDictionary (test::noteDictionary(), { "left", "right" }).value();
    return test::makeSeparator ({ rateHz, 1, core::LatencyMode::balanced, 4, 0.0, 2 }, dictionary, settings);
}

core::SeparatorSettings withPricedResidual()
{
    core::SeparatorSettings settings;
    settings.solver.residualSparsity = 1.0f;
    return settings;
}

/** A note of five partials, each 0.7 of the one before: not what the dictionary says. */
Eigen::VectorXf tone (int pitch, Index from, Index to, Index length)
{
    Eigen::VectorXf sound = Eigen::VectorXf::Zero (length);
    for (int partial = 1; partial <= 5; ++partial)
        for (Index n = from; n < to; ++n)
            sound[n] += 0.1f * static_cast<float> (std::pow (0.7, partial) *
                                                   std::sin (2.0 * M_PI * partial * test::noteHz (pitch) *
                                                             static_cast<double> (n - from) / rateHz));
    return sound;
}

/** [samples x sources], the notes queued block by block. */
Eigen::MatrixXf play (core::Separator& separator, const Eigen::VectorXf& input,
                      const std::vector<Played>& notes, Index block)
{
    Eigen::MatrixXf output (input.size(), separator.numSources());
    for (Index at = 0; at < input.size(); at += block)
    {
        const Index count = std::min (block, input.size() - at);
        for (const auto& note : notes)
            if (note.position >= at && note.position < at + count)
                separator.queueNote (note.event, note.position - at);
        const float* from = input.data() + at;
        std::vector<float*> to;
        for (Index source = 0; source < output.cols(); ++source)
            to.push_back (output.col (source).data() + at);
        separator.process (&from, to.data(), count);
    }
    return output;
}

double levelDb (const Eigen::VectorXf& error, const Eigen::VectorXf& sound)
{
    return 20.0 * std::log10 (static_cast<double> (error.norm() / sound.norm()));
}

const std::vector<Played> twoHands{
    { 0, { Kind::on, 0, 60 } },     { 2000, { Kind::on, 1, 67 } },        { 17003, { Kind::off, 0, 60 } },
    { 17003, { Kind::on, 0, 64 } }, { 2 * second, { Kind::off, 1, 67 } }, { 2 * second, { Kind::on, 1, 72 } }
};
constexpr Index length = 3 * second;

Eigen::VectorXf leftHand()
{
    return tone (60, 0, 17003, length) + tone (64, 17003, length, length);
}
Eigen::VectorXf rightHand()
{
    return tone (67, 2000, 2 * second, length) + tone (72, 2 * second, length, length);
}
} // namespace

TEST_CASE ("Notes that share partials come apart by the score, and all of it sums to the delayed input")
{
    auto separator = guidedSeparator (withPricedResidual());
    CHECK (separator.sourceNames() == std::vector<std::string>{ "left", "right", "residual" });
    const Eigen::VectorXf left = leftHand(), right = rightHand();
    const Eigen::VectorXf mixture = left + right;
    const auto output = play (separator, mixture, twoHands, 480);
    const Index late = separator.latencySamples();
    const Index numCompared = length - late;
    CHECK (levelDb (output.rowwise().sum().tail (numCompared) - mixture.head (numCompared), mixture) <
           -120.0);
    CHECK (levelDb (output.col (0).tail (numCompared) - left.head (numCompared), left) < separatedDb);
    CHECK (levelDb (output.col (1).tail (numCompared) - right.head (numCompared), right) < separatedDb);
}

TEST_CASE ("Notes fall on their sample: the output is the same bit for bit for blocks of any size")
{
    auto reference = guidedSeparator();
    const Eigen::VectorXf mixture = leftHand() + rightHand();
    const auto expected = play (reference, mixture, twoHands, length);
    for (const Index block : { 1, 17, 160, 161, 4096 })
    {
        auto separator = guidedSeparator();
        CHECK ((play (separator, mixture, twoHands, block) == expected));
    }
    reference.reset();
    CHECK ((play (reference, mixture, twoHands, 512) == expected));
}

TEST_CASE ("Without notes the first part is the plain dictionary, the others are silent")
{
    auto separator = guidedSeparator();
    auto plain = test::makeSeparator ({ rateHz, 1, core::LatencyMode::balanced, 4 }, test::noteDictionary(),
                                      []
                                      {
                                          core::SeparatorSettings settings;
                                          return settings;
                                      }());
    core::SeparatorSettings still;
    still.noteAdaptation.enabled = false;
    separator.set (still);
    const Eigen::VectorXf mixture = leftHand() + rightHand();
    const auto guided = play (separator, mixture, {}, 512);
    const auto expected = play (plain, mixture, {}, 512);
    CHECK (levelDb (guided.col (0) - expected.col (0), mixture) < -80.0);
    CHECK (guided.col (1).cwiseAbs().maxCoeff() == 0.0f);
}

TEST_CASE ("Atoms of notes adapt to the input and keep the zeros between their partials")
{
    // Each note alone, then both together: the notes alone show which of the partials that lie close are whose.
    const std::vector<Played> notes{ { 0, { Kind::on, 0, 60 } },
                                     { second, { Kind::off, 0, 60 } },
                                     { second, { Kind::on, 1, 66 } },
                                     { 2 * second, { Kind::on, 0, 60 } } };
    const Eigen::VectorXf left = tone (60, 0, second, length) + tone (60, 2 * second, length, length);
    const Eigen::VectorXf mixture = left + tone (66, second, length, length);
    auto settings = withPricedResidual();
    auto adapting = guidedSeparator (settings);
    settings.noteAdaptation.enabled = false;
    auto fixed = guidedSeparator (settings);
    const auto before = adapting.lastFrame().atoms->dictionary.atoms;
    const auto adapted = play (adapting, mixture, notes, 512);
    const auto kept = play (fixed, mixture, notes, 512);

    const auto after = adapting.lastFrame().atoms->dictionary.atoms;
    const auto& part = adapting.lastFrame().atoms->dictionary.sources[0];
    CHECK (((before.array() == 0.0f) && (after.array() > 0.0f)).leftCols (part.count).count() == 0);
    const auto bodyOf = [&] (int pitch) { return part.first + 2 * (pitch - test::lowestNote); };
    CHECK ((after.col (bodyOf (60)) - before.col (bodyOf (60))).cwiseAbs().sum() > 0.1f);
    CHECK ((after.col (bodyOf (61)) == before.col (bodyOf (61)))); // it never sounded

    const Index late = adapting.latencySamples();
    const auto errorDb = [&] (const Eigen::MatrixXf& output)
    {
        const Eigen::VectorXf together = left.segment (2 * second, second - late);
        return levelDb (output.col (0).tail (second - late) - together, together);
    };
    CHECK (errorDb (adapted) < errorDb (kept) - 2.0);
    adapting.reset();
    CHECK (
        (adapting.lastFrame().atoms->dictionary.atoms.leftCols (part.count) == before.leftCols (part.count)));
}

TEST_CASE ("Guided by notes the engine neither allocates nor waits")
{
    auto separator = guidedSeparator();
    const Eigen::VectorXf input = leftHand() + rightHand();
    std::vector<Eigen::VectorXf> outputs (3, Eigen::VectorXf (512));
    std::array<float*, 3> to{ outputs[0].data(), outputs[1].data(), outputs[2].data() };
    test::RealtimeTrap trap;
    for (Index at = 0; at + 512 <= length; at += 512)
    {
        const float* from = input.data() + at;
        for (int i = 0; i < 40; ++i)
            separator.queueNote (
                { i % 2 == 0 ? Kind::on : Kind::off, i % 3, 60 + static_cast<int> (at + i) % 13 }, 7 * i);
        separator.process (&from, to.data(), 512);
    }
    trap.disarm();
    CHECK (trap.violations() == 0);
}

TEST_CASE ("Parts that cannot be guided are refused")
{
    core::Separator separator;
    const auto notes = test::noteDictionary();
    const auto prepare = [&] (const core::Dictionary& dictionary, Index numParts) {
        return separator.prepare ({ rateHz, 1, core::LatencyMode::balanced, 4, 0.0, numParts }, dictionary,
                                  {});
    };
    CHECK (prepare (notes, 1).ok());
    CHECK_FALSE (prepare (notes, 2).ok());
    CHECK_FALSE (prepare (notes, -1).ok());
    auto plain = notes;
    plain.sources[0].pitches.clear();
    plain.sources[0].onsets.clear();
    CHECK_FALSE (prepare (plain, 1).ok());
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/NoteGates.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Models/GuidedDictionary.h"
#include "Support/NoteDictionary.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Kind = core::NoteEvent::Kind;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Index second = 16000;
constexpr Index onsetSamples = 2400, attackSamples = 800, releaseSamples = 4000; // NoteTiming at this rate

/** Gates of two parts, each with the notes of the dictionary, and a solver that they move. */
struct Gates
{
    core::Dictionary dictionary;
    core::PreparedDictionary prepared;
    core::ActivationSolver solver;
    core::NoteGates notes;

    explicit Gates (const core::Dictionary& notesOfBoth = test::noteDictionary())
    {
        dictionary = core::guidedDictionary (notesOfBoth, { "left", "right" }).value();
        const auto geometry = core::frameGeometry (rateHz, core::LatencyMode::balanced, 0.064).value();
        prepared = core::prepareDictionary (dictionary, geometry, 4).value();
        REQUIRE (solver.prepare (prepared, {}).ok());
        notes.prepare (dictionary.sources, 2, core::packedColumns (dictionary), rateHz);
    }

    /** Whether an atom may sound in the frame that ends there. */
    bool isOpen (int part, int pitch, bool onset, Index end)
    {
        notes.moveTo (end, solver);
        solver.beginFrame (prepared, Eigen::VectorXf::Ones (prepared.numRows()), 1.0f);
        const Index atom = 2 * (pitch - test::lowestNote) + (onset ? 1 : 0);
        return solver.activations()[prepared.sources[static_cast<size_t> (part)].first + atom] > 0.0f;
    }

    int numOpen (Index end)
    {
        notes.moveTo (end, solver);
        solver.beginFrame (prepared, Eigen::VectorXf::Ones (prepared.numRows()), 1.0f);
        const auto& last = prepared.sources[1];
        return static_cast<int> (
            (solver.activations().head (last.first + last.count).array() > 0.0f).count());
    }
};
} // namespace

TEST_CASE (
    "A note opens its atoms with the first frame that holds it: its onset at once, its body after the attack")
{
    Gates gates;
    gates.notes.queue ({ Kind::on, 1, 64 }, second);
    CHECK (gates.isOpen (0, 70, false, second)); // no note yet: the plain dictionary is the first part
    CHECK_FALSE (gates.isOpen (1, 64, true, second));
    CHECK (gates.isOpen (1, 64, true, second + 1));
    CHECK (gates.numOpen (second + 1) == 1);
    CHECK_FALSE (gates.isOpen (1, 64, false, second + attackSamples));
    CHECK (gates.isOpen (1, 64, false, second + attackSamples + 1));
    CHECK (gates.isOpen (1, 64, true, second + onsetSamples));
    CHECK_FALSE (gates.isOpen (1, 64, true, second + onsetSamples + 1));
    CHECK (gates.isOpen (1, 64, false, 100 * second)); // it is held
    CHECK_FALSE (gates.isOpen (0, 64, false, 100 * second));
}

TEST_CASE ("A note is shut a release after its end, or after the pedal's")
{
    Gates gates;
    gates.notes.queue ({ Kind::on, 0, 60 }, 0);
    gates.notes.queue ({ Kind::off, 0, 60 }, second);
    CHECK (gates.isOpen (0, 60, false, second + releaseSamples));
    CHECK_FALSE (gates.isOpen (0, 60, false, second + releaseSamples + 1));

    gates.notes.queue ({ Kind::pedalDown, 0, 0 }, 2 * second);
    gates.notes.queue ({ Kind::on, 0, 61 }, 2 * second);
    gates.notes.queue ({ Kind::on, 1, 61 }, 2 * second);
    gates.notes.queue ({ Kind::off, 0, 61 }, 3 * second);
    gates.notes.queue ({ Kind::off, 1, 61 }, 3 * second);
    CHECK (gates.isOpen (0, 61, false, 4 * second));
    CHECK_FALSE (gates.isOpen (1, 61, false, 4 * second)); // the pedal is the other part's
    gates.notes.queue ({ Kind::pedalUp, 0, 0 }, 5 * second);
    CHECK (gates.isOpen (0, 61, false, 5 * second + releaseSamples));
    CHECK_FALSE (gates.isOpen (0, 61, false, 5 * second + releaseSamples + 1));

    gates.notes.queue ({ Kind::on, 0, 62 }, 6 * second);
    gates.notes.queue ({ Kind::allOff, 0, 0 }, 7 * second);
    CHECK (gates.isOpen (0, 62, false, 7 * second));
    CHECK_FALSE (gates.isOpen (0, 62, false, 8 * second));
}

TEST_CASE ("A key struck again while its note sounds stays open")
{
    Gates gates;
    gates.notes.queue ({ Kind::on, 0, 60 }, 0);
    gates.notes.queue ({ Kind::off, 0, 60 }, second);
    gates.notes.queue ({ Kind::on, 0, 60 }, second + 10);
    CHECK (gates.isOpen (0, 60, false, second + 11));
    CHECK (gates.isOpen (0, 60, true, second + 11));
}

TEST_CASE ("Where a note has no onset atoms all its atoms open at once")
{
    auto dictionary = test::noteDictionary();
    dictionary.sources[0].onsets.clear();
    Gates gates (dictionary);
    gates.notes.queue ({ Kind::on, 0, 60 }, second);
    CHECK (gates.numOpen (second + 1) == 2);
    gates.notes.queue ({ Kind::off, 0, 60 }, 2 * second);
    CHECK (gates.numOpen (2 * second + releaseSamples + 1) == 0);
}

TEST_CASE ("Notes that come out of order, of no part, of no pitch or too many at once do no harm")
{
    Gates gates;
    gates.notes.queue ({ Kind::on, 0, 62 }, 300);
    gates.notes.queue ({ Kind::on, 0, 60 }, 100);
    gates.notes.queue ({ Kind::on, 7, 60 }, 50);
    gates.notes.queue ({ Kind::on, -1, 60 }, 50);
    gates.notes.queue ({ Kind::on, 0, 128 }, 50);
    gates.notes.queue ({ Kind::on, 0, -1 }, 50);
    CHECK (gates.isOpen (0, 60, true, 101));
    CHECK (gates.numOpen (101) == 1);
    CHECK (gates.numOpen (301) == 2);

    for (size_t i = 0; i < 2 * core::NoteGates::capacity; ++i)
        gates.notes.queue ({ Kind::on, 1, test::lowestNote + static_cast<int> (i % 13) }, second);
    gates.notes.moveTo (second + 1, gates.solver);
    CHECK (gates.numOpen (second + 1) == 13 + 2); // two bodies of the first part
    gates.notes.reset();
    CHECK (gates.numOpen (1) == 26); // as at first: all of the first part
}

TEST_CASE ("A guided dictionary has its notes once for each part, and all else as residual")
{
    auto dictionary = test::noteDictionary();
    dictionary.sources[0].pitches[25] = -1; // an atom without a pitch
    const auto guided = core::guidedDictionary (dictionary, { "left", "right" });
    REQUIRE (guided.ok());
    REQUIRE (core::validate (guided.value()).ok());
    REQUIRE (guided.value().sources.size() == 3);
    CHECK (guided.value().sources[1].name == "right");
    CHECK (guided.value().sources[1].pitches == guided.value().sources[0].pitches);
    CHECK (guided.value().sources[2].name == "residual");
    CHECK (guided.value().atoms.middleCols (25, 25) == dictionary.atoms.leftCols (25));
    CHECK (guided.value().atoms.col (50) == dictionary.atoms.col (25));

    CHECK_FALSE (core::guidedDictionary (dictionary, {}).ok());
    CHECK_FALSE (core::guidedDictionary (dictionary, std::vector<std::string> (17, "part")).ok());
    dictionary.sources[0].pitches.clear();
    CHECK_FALSE (core::guidedDictionary (dictionary, { "left" }).ok());
}

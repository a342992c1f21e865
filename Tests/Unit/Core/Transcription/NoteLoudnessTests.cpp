// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteLoudness.h"

#include "Core/Transcription/NoteList.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXcf;

namespace
{
constexpr Index framesBack = 8;

core::FrameGeometry geometryOfNotes()
{
    return core::frameGeometry (44100.0, core::LatencyMode::balanced, 0.096).value();
}

/** A frame with six partials of a pitch, in as many channels as wanted. */
MatrixXcf partialsOf (double hz, float level, Index numChannels = 1)
{
    const auto geometry = geometryOfNotes();
    MatrixXcf frame = MatrixXcf::Constant (geometry.numBins(), numChannels, 1e-4f);
    for (int partial = 1; partial <= 6; ++partial)
        frame.row (std::lround (partial * hz / geometry.binHz (1)))
            .setConstant (level / static_cast<float> (partial));
    return frame;
}

/** Of middle C, after frames of what sounded before. */
float loudnessOf (const MatrixXcf& before, const MatrixXcf& now)
{
    core::NoteLoudness loudness;
    loudness.prepare (geometryOfNotes(), framesBack);
    for (Index frame = 0; frame < framesBack; ++frame)
        loudness.take (before, false);
    loudness.take (now, false);
    return loudness.of (60);
}

constexpr double middleC = 261.63, e = 329.63;
} // namespace

TEST_CASE ("The louder a note begins, the louder it is, in any number of channels")
{
    const auto silence = partialsOf (middleC, 0.0f);
    const float soft = loudnessOf (silence, partialsOf (middleC, 0.1f)),
                loud = loudnessOf (silence, partialsOf (middleC, 0.4f));
    CHECK (loud > soft + 10.0f);
    CHECK (loudnessOf (partialsOf (middleC, 0.0f, 2), partialsOf (middleC, 0.4f, 2)) == Approx (loud));
}

TEST_CASE ("What sounded before makes a note no louder")
{
    const float fresh = loudnessOf (partialsOf (middleC, 0.0f), partialsOf (middleC, 0.4f)),
                onlyHeld = loudnessOf (partialsOf (middleC, 0.4f), partialsOf (middleC, 0.4f));
    CHECK (onlyHeld < fresh - 10.0f);
    CHECK (loudnessOf (partialsOf (e, 0.4f), partialsOf (e, 0.4f)) < fresh - 10.0f); // another pitch
}

TEST_CASE ("A recording at another level has notes that differ as much")
{
    const auto differenceAt = [] (float gain)
    {
        const auto silence = partialsOf (middleC, 0.0f);
        return loudnessOf (gain * silence, gain * partialsOf (middleC, 0.4f)) -
               loudnessOf (gain * silence, gain * partialsOf (middleC, 0.1f));
    };
    CHECK (differenceAt (1e-3f) == Approx (differenceAt (1.0f)).margin (1e-3));
    CHECK (differenceAt (30.0f) == Approx (differenceAt (1.0f)).margin (1e-3));
}

TEST_CASE ("Measuring loudness keeps the rules of the audio thread")
{
    core::NoteLoudness loudness;
    loudness.prepare (geometryOfNotes(), framesBack);
    const auto frame = partialsOf (middleC, 0.4f, 2);
    test::RealtimeTrap trap;
    float sum = 0.0f;
    for (int pitch = 0; pitch < 128; ++pitch)
    {
        loudness.take (frame, pitch % 5 == 0);
        sum += loudness.of (pitch);
    }
    loudness.reset();
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
    CHECK (std::isfinite (sum));
}

TEST_CASE ("The velocities of a recording stand beside its loudest note, whenever that comes")
{
    core::NoteList list (100.0);
    const auto note = [] (bool begins, int pitch, Index position, float loudness)
    { return core::FoundNote{ begins, 0, pitch, 110, position, loudness }; };
    const std::vector<core::FoundNote> found{ note (true, 60, 0, -30.0f),   note (false, 60, 50, 0.0f),
                                              note (true, 64, 100, -10.0f), note (true, 62, 100, -200.0f),
                                              note (false, 64, 150, 0.0f),  note (false, 62, 200, 0.0f) };
    list.add (found);
    const auto notes = list.inOrder();
    REQUIRE (notes.size() == 3);
    CHECK (notes[0].velocity == 90);
    CHECK (notes[0].endSeconds == 0.5);
    CHECK (notes[1].pitch == 62);
    CHECK (notes[1].velocity == 1);
    CHECK (notes[2].velocity == 110);
    CHECK (list.inOrder().empty());
    core::FoundNote byLevel{ true, 0, 60, 77, 0 }; // its velocity stays what it is
    list.add ({ &byLevel, 1 });
    CHECK (list.inOrder().front().velocity == 77);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiScore.h"

#include "Support/MidiBytes.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using test::Bytes;
using test::midiFile;
using test::midiTrack;
using Kind = core::NoteEvent::Kind;

namespace
{
struct Expected
{
    double seconds;
    Kind kind;
    int channel;
    int pitch;
};

void checkScore (const Bytes& file, const std::vector<Expected>& expected)
{
    const auto score = midi::readScore (file, "file.mid");
    REQUIRE (score.ok());
    REQUIRE (score.value().size() == expected.size());
    for (size_t i = 0; i < expected.size(); ++i)
    {
        const auto& event = score.value()[i];
        INFO ("event " << i);
        CHECK (event.seconds == Approx (expected[i].seconds).margin (1e-9));
        CHECK ((event.kind == expected[i].kind));
        CHECK (event.channel == expected[i].channel);
        CHECK (event.pitch == expected[i].pitch);
    }
}

Bytes twoHands()
{
    return midiFile (
        { midiTrack ({ 0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20 }),
          midiTrack ({ 0, 0x90, 60, 100, 50, 64, 90, 50, 60, 0, 0, 64, 0 }),
          midiTrack ({ 0, 0xb1, 64, 127, 20, 0x91, 40, 80, 80, 0x81, 40, 0, 10, 0xb1, 64, 0 }) });
}
} // namespace

TEST_CASE ("A score has the notes and pedals of all tracks in order of time")
{
    checkScore (twoHands(), { { 0.0, Kind::on, 1, 60 },
                              { 0.0, Kind::pedalDown, 2, 0 },
                              { 0.1, Kind::on, 2, 40 },
                              { 0.25, Kind::on, 1, 64 },
                              { 0.5, Kind::off, 1, 60 }, // running status, velocity 0
                              { 0.5, Kind::off, 1, 64 },
                              { 0.5, Kind::off, 2, 40 },
                              { 0.55, Kind::pedalUp, 2, 0 } });
}

TEST_CASE ("Tempo changes count from where they stand")
{
    // A quarter note at 120 a minute, one at 60.
    const auto tempo =
        midiTrack ({ 0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20, 100, 0xff, 0x51, 3, 0x0f, 0x42, 0x40 });
    const auto notes = midiTrack ({ 100, 0x92, 60, 100, 100, 60, 0 });
    checkScore (midiFile ({ tempo, notes }), { { 0.5, Kind::on, 3, 60 }, { 1.5, Kind::off, 3, 60 } });
}

TEST_CASE ("What is no MIDI file, or has no notes, is refused with its name")
{
    const Bytes empty;
    Bytes noise;
    test::append (noise, { 1, 2, 3, 4, 5, 6, 7, 8, 9 });
    const Bytes silent = midiFile ({ midiTrack ({ 0, 0xb0, 64, 127 }) });
    for (const auto& bytes : { empty, noise, silent })
    {
        const auto score = midi::readScore (bytes, "file.mid");
        REQUIRE_FALSE (score.ok());
        CHECK (score.error().where == "file.mid");
        CHECK_FALSE (score.error().allowed.empty());
    }
}

TEST_CASE ("A truncated or broken MIDI file gives notes within the ranges or an error")
{
    const Bytes whole = twoHands();
    test::Random random (9);
    const auto check = [] (const Bytes& bytes)
    {
        const auto score = midi::readScore (bytes, "broken.mid");
        if (! score.ok())
            return;
        double last = 0.0;
        for (const auto& event : score.value())
        {
            const bool isInside = event.channel >= 1 && event.channel <= 16 && event.pitch >= 0 &&
                                  event.pitch <= 127 && event.seconds >= last;
            if (! isInside)
                FAIL ("an event outside the ranges");
            last = event.seconds;
        }
    };
    for (size_t length = 0; length < whole.size(); ++length)
        check (Bytes (whole.begin(), whole.begin() + static_cast<std::ptrdiff_t> (length)));
    for (int trial = 0; trial < 20000; ++trial)
    {
        Bytes broken = whole;
        for (int change = 0; change < 1 + trial % 6; ++change)
            broken[static_cast<size_t> (random.uniform (0.0f, 0.999f) * static_cast<float> (broken.size()))] =
                static_cast<std::byte> (static_cast<int> (random.uniform (0.0f, 255.9f)));
        check (broken);
    }
    SUCCEED();
}

TEST_CASE ("A score that was written is read back within half a millisecond")
{
    test::Random random (3);
    std::vector<midi::ScoreNote> notes;
    for (int n = 0; n < 200; ++n)
    {
        const double begin = n * 0.1 + static_cast<double> (random.uniform (0.0f, 0.05f));
        notes.push_back ({ begin, begin + 0.04, 1 + n % 16, 20 + n % 100, 1 + n % 127 });
    }
    const auto score = midi::readScore (midi::scoreBytes (notes), "written");
    REQUIRE (score.ok());
    REQUIRE (score.value().size() == 2 * notes.size());
    for (size_t n = 0; n < notes.size(); ++n)
    {
        const auto& begun = score.value()[2 * n];
        const auto& ended = score.value()[2 * n + 1];
        CHECK ((begun.kind == Kind::on && ended.kind == Kind::off));
        CHECK (begun.seconds == Approx (notes[n].beginSeconds).margin (0.0005));
        CHECK (ended.seconds == Approx (notes[n].endSeconds).margin (0.0005));
        CHECK (begun.channel == notes[n].channel);
        CHECK (begun.pitch == notes[n].pitch);
    }
}

TEST_CASE ("A note that is struck again at its end is written as an end and a beginning")
{
    const auto score =
        midi::readScore (midi::scoreBytes ({ { 0.0, 0.5, 1, 60, 90 }, { 0.5, 1.0, 1, 60, 90 } }), "w");
    REQUIRE (score.ok());
    std::vector<Kind> kinds;
    for (const auto& event : score.value())
        kinds.push_back (event.kind);
    CHECK ((kinds == std::vector{ Kind::on, Kind::off, Kind::on, Kind::off }));
}

TEST_CASE ("A score is moved in time with its channels, pedals and order, tempo changes or not")
{
    // At 120 a tick is 5 ms; after a quarter note the tempo halves.
    const Bytes whole =
        test::midiFile ({ test::midiTrack ({ 0,    0x90, 60,  80, 100,  0xff, 0x51, 3, 0x0f, 0x42, 0x40, 0,
                                             0xb0, 64,   127, 50, 0x80, 60,   0,    0, 0x90, 60,   33 }),
                          test::midiTrack ({ 100, 0x91, 48, 90, 100, 0x81, 48, 0 }) });
    const auto before = midi::readScore (whole, "score");
    const auto timeAt = [] (double seconds) { return 1.0 + 1.5 * seconds; };
    const auto moved = midi::movedScore (whole, "score", timeAt);
    REQUIRE (before.ok());
    REQUIRE (moved.ok());
    const auto after = midi::readScore (moved.value(), "moved");
    REQUIRE (after.ok());
    REQUIRE (after.value().size() == before.value().size());
    for (size_t i = 0; i < after.value().size(); ++i)
    {
        const auto &is = after.value()[i], &was = before.value()[i];
        CHECK (is.seconds == Approx (timeAt (was.seconds)).margin (0.0006));
        CHECK (is.kind == was.kind);
        CHECK (is.channel == was.channel);
        CHECK (is.pitch == was.pitch);
    }
    const std::byte softly{ 33 }; // the last note's velocity
    CHECK (std::find (moved.value().begin(), moved.value().end(), softly) != moved.value().end());
    CHECK_FALSE (midi::movedScore (Bytes (10), "broken", timeAt).ok());
}

TEST_CASE ("A note ends where its key and the pedal of its channel are up, or it is struck again")
{
    const auto down = Kind::pedalDown, up = Kind::pedalUp;
    const auto notes = midi::notesOf (
        std::vector<midi::ScoreEvent>{ { 0.0, Kind::on, 1, 60, 90 },
                                       { 0.1, Kind::on, 2, 60, 50 }, // of another channel
                                       { 0.5, down, 1, 0, 0 },
                                       { 0.6, Kind::off, 2, 60, 0 }, // which has no pedal
                                       { 1.0, Kind::off, 1, 60, 0 },
                                       { 1.2, Kind::on, 1, 64, 70 },
                                       { 1.5, Kind::on, 1, 60, 80 }, // held by the pedal until now
                                       { 2.0, up, 1, 0, 0 },         // the keys of both are still down
                                       { 2.5, Kind::off, 1, 60, 0 },
                                       { 3.0, Kind::off, 5, 64, 0 } });
    struct Whole
    {
        double begin, end;
        int channel, pitch, velocity;
    };
    const std::vector<Whole> expected{ { 0.0, 1.5, 1, 60, 90 },
                                       { 0.1, 0.6, 2, 60, 50 },
                                       { 1.2, 3.0, 1, 64, 70 }, // never released: the last event ends it
                                       { 1.5, 2.5, 1, 60, 80 } };
    REQUIRE (notes.size() == expected.size());
    for (size_t i = 0; i < notes.size(); ++i)
    {
        INFO ("note " << i);
        CHECK (notes[i].beginSeconds == expected[i].begin);
        CHECK (notes[i].endSeconds == expected[i].end);
        CHECK (notes[i].channel == expected[i].channel);
        CHECK (notes[i].pitch == expected[i].pitch);
        CHECK (notes[i].velocity == expected[i].velocity);
    }
}

TEST_CASE ("The velocities of a score are those that were written")
{
    const std::vector<midi::ScoreNote> written{ { 0.0, 0.5, 1, 60, 1 }, { 0.5, 1.0, 1, 62, 127 } };
    const auto score = midi::readScore (midi::scoreBytes (written), "w");
    REQUIRE (score.ok());
    const auto notes = midi::notesOf (score.value());
    REQUIRE (notes.size() == 2);
    CHECK (notes[0].velocity == 1);
    CHECK (notes[1].velocity == 127);
}

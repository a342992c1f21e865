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

TEST_CASE ("What players read past is no obstacle: foreign chunks, long headers, wrong lengths and numbers, "
           "messages in packets")
{
    // Two notes, and a message for a sound module between them: in one packet, in two, and as bytes that are passed on.
    const std::vector<Expected> expected{ { 0.0, Kind::on, 1, 60 },
                                          { 0.25, Kind::off, 1, 60 },
                                          { 0.25, Kind::on, 1, 64 },
                                          { 0.5, Kind::off, 1, 64 } };
    const auto trackWith = [] (std::initializer_list<int> between)
    {
        Bytes events;
        test::append (events, { 0, 0x90, 60, 100, 50, 60, 0 });
        test::append (events, between);
        test::append (events, { 0, 0x90, 64, 90, 50, 64, 0 });
        return test::midiTrack (events);
    };
    const auto fileOf = [] (std::initializer_list<Bytes> parts)
    {
        Bytes file;
        for (const auto& part : parts)
            file.insert (file.end(), part.begin(), part.end());
        return file;
    };
    const Bytes header = midiFile ({}), track = trackWith ({});
    const auto bytes = [] (std::initializer_list<int> values)
    {
        Bytes made;
        test::append (made, values);
        return made;
    };

    SECTION ("messages in one packet, in two, and escaped")
    {
        checkScore (midiFile ({ trackWith ({ 0, 0xf0, 3, 0x43, 0x12, 0xf7 }) }), expected);
        checkScore (midiFile ({ trackWith ({ 0, 0xf0, 2, 0x43, 0x12, 0, 0xf7, 2, 0x43, 0xf7 }) }), expected);
        checkScore (midiFile ({ trackWith ({ 0, 0xf7, 3, 0x90, 50, 100 }) }), expected);
    }
    SECTION ("chunks of other types, before, between and behind")
    {
        const auto foreign = bytes ({ 'X', 'F', 'I', 'H', 0, 0, 0, 4, 'M', 'T', 'r', 'x' });
        checkScore (fileOf ({ header, foreign, track, foreign }), expected);
    }
    SECTION ("a header longer than today's")
    {
        Bytes longer = header;
        longer[7] = std::byte{ 9 };
        checkScore (fileOf ({ longer, bytes ({ 1, 2, 3 }), track }), expected);
    }
    SECTION ("tracks whose length is too large, too small or nothing, one behind the other")
    {
        for (const int length : { 0x7fffff, 9, 0 })
        {
            Bytes wrong = track;
            wrong[5] = static_cast<std::byte> (length >> 16);
            wrong[6] = static_cast<std::byte> (length >> 8 & 0xff);
            wrong[7] = static_cast<std::byte> (length & 0xff);
            INFO ("length " << length);
            checkScore (fileOf ({ header, wrong }), expected);
            const auto empty = midiTrack ({});
            checkScore (fileOf ({ header, empty, wrong, empty }), expected);
        }
    }
    SECTION ("a track without an end, and more tracks stated than there are")
    {
        Bytes endless (track.begin(), track.end() - 4);
        endless[7] = static_cast<std::byte> (endless.size() - 8);
        Bytes many = header;
        many[11] = std::byte{ 7 };
        checkScore (fileOf ({ many, endless }), expected);
        checkScore (fileOf ({ many, endless, midiTrack ({}) }), expected);
    }
    SECTION ("in the wrapping of RIFF")
    {
        const auto riff =
            bytes ({ 'R', 'I', 'F', 'F', 0, 1, 0, 0, 'R', 'M', 'I', 'D', 'd', 'a', 't', 'a', 0, 1, 0, 0 });
        checkScore (fileOf ({ riff, header, track }), expected);
    }
    SECTION ("damage within a track ends that track alone")
    {
        const auto damaged = midiTrack ({ 0, 0x91, 50, 100, 0x80, 0x80, 0x80, 0x80, 0x80 });
        checkScore (fileOf ({ header, damaged, track }),
                    { { 0.0, Kind::on, 2, 50 }, expected[0], expected[1], expected[2], expected[3] });
    }
}

TEST_CASE ("Patterns of one file are played one after the other")
{
    Bytes file = midiFile (
        { midiTrack ({ 0, 0x90, 60, 100, 50, 60, 0 }), midiTrack ({ 0, 0x91, 62, 90, 50, 62, 0 }) });
    file[9] = std::byte{ 2 };
    checkScore (file, { { 0.0, Kind::on, 1, 60 },
                        { 0.25, Kind::off, 1, 60 },
                        { 0.25, Kind::on, 2, 62 },
                        { 0.5, Kind::off, 2, 62 } });
}

TEST_CASE ("Ticks of video frames have their own length, whatever the tempo")
{
    struct Rate
    {
        int code;
        double framesPerSecond;
    };
    for (const auto& [code, framesPerSecond] :
         { Rate{ -24, 24.0 }, Rate{ -25, 25.0 }, Rate{ -29, 30000.0 / 1001.0 }, Rate{ -30, 30.0 } })
    {
        Bytes file =
            midiFile ({ midiTrack ({ 0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40, 80, 0x90, 60, 100, 40, 60, 0 }) });
        file[12] = static_cast<std::byte> (code);
        file[13] = std::byte{ 40 };
        checkScore (file, { { 2.0 / framesPerSecond, Kind::on, 1, 60 },
                            { 3.0 / framesPerSecond, Kind::off, 1, 60 } });
    }
}

TEST_CASE ("A score without a length of its ticks is refused, and says which")
{
    const auto track = midiTrack ({ 0, 0x90, 60, 100, 50, 60, 0 });
    const auto withDivision = [&track] (int high, int low)
    {
        Bytes file = midiFile ({ track });
        file[12] = static_cast<std::byte> (high);
        file[13] = static_cast<std::byte> (low);
        return file;
    };
    const auto still = midiFile ({ midiTrack ({ 0, 0xff, 0x51, 3, 0, 0, 0, 0, 0x90, 60, 100, 50, 60, 0 }) });
    struct Refused
    {
        Bytes file;
        std::string where, found;
    };
    for (const auto& [file, where, found] :
         { Refused{ withDivision (0, 0), "division", "0 ticks in a quarter note" },
           Refused{ withDivision (-25, 0), "division", "0 ticks in a frame" },
           Refused{ withDivision (-1, 40), "division", "1 frames a second" },
           Refused{ still, "tempo", "quarter notes of 0 s" } })
    {
        const auto score = midi::readScore (file, "file.mid");
        REQUIRE_FALSE (score.ok());
        CHECK (score.error().where == "file.mid, " + where);
        CHECK (score.error().found == found);
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

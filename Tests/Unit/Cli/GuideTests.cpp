// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/ConvolutiveDictionary.h"
#include "Support/MidiBytes.h"
#include "Support/NoteDictionary.h"
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double rateHz = 16000.0;

/** A note of five partials on two channels. */
void addTone (MatrixXf& sound, int pitch, double fromSeconds, double toSeconds)
{
    for (auto n = static_cast<Index> (fromSeconds * rateHz); n < static_cast<Index> (toSeconds * rateHz); ++n)
        for (int partial = 1; partial <= 5; ++partial)
        {
            const double phase = 2.0 * M_PI * partial * noteHz (pitch) * static_cast<double> (n) / rateHz;
            sound.row (n).array() += static_cast<float> (0.1 / partial * std::sin (phase));
        }
}

/** Left hand C4 then E4, right hand G4 then C5, and the score of both on channels 1 and 2. */
struct TwoHands
{
    Workplace work;
    MatrixXf left = MatrixXf::Zero (2 * 16000, 2);
    MatrixXf right = MatrixXf::Zero (2 * 16000, 2);

    TwoHands()
    {
        work.save ("tones", noteDictionary());
        addTone (left, 60, 0.0, 1.0);
        addTone (left, 64, 1.0, 2.0);
        addTone (right, 67, 0.5, 1.5);
        addTone (right, 72, 1.5, 2.0);
        writeSound (work / "in.wav", rateHz, left + right);
        // 100 ticks are half a second
        writeBytes (
            (work / "hands.mid").string(),
            midiFile ({ midiTrack ({ 0, 0x90, 60, 90, 0x81, 0x48, 60, 0, 0, 64, 90, 0x81, 0x48, 64, 0 }),
                        midiTrack ({ 100, 0x91, 67, 90, 0x81, 0x48, 67, 0, 0, 72, 90, 100, 72, 0 }) }));
    }

    [[nodiscard]] MatrixXf read (const std::string& name) const { return readSound (work / name).samples; }

    /** How far the hands are from what was played, in dB of it: the mean of both. */
    [[nodiscard]] double handsErrorDb (const std::string& folder, const std::string& leftName,
                                       const std::string& rightName) const
    {
        return 0.5 * (errorDb (left, read (folder + "/in." + leftName + ".wav")) +
                      errorDb (right, read (folder + "/in." + rightName + ".wav")));
    }

    [[nodiscard]] Outcome separate (const std::string& out, const Words& more) const
    {
        return work.run (with ({ "separate", "in.wav", "--dictionary", "tones", "--out", out }, more));
    }
};
} // namespace

TEST_CASE ("separate --midi makes a source of each channel, and all of them sum to the input")
{
    const TwoHands hands;
    checkWorks (hands.separate ("o", { "--midi", "hands.mid" }));
    CHECK (hands.work.names ("o") == Words{ "in.channel-1.wav", "in.channel-2.wav", "in.residual.wav" });
    const MatrixXf sum = hands.read ("o/in.channel-1.wav") + hands.read ("o/in.channel-2.wav") +
                         hands.read ("o/in.residual.wav");
    CHECK (errorDb (hands.left + hands.right, sum) < -120.0);
    CHECK (hands.handsErrorDb ("o", "channel-1", "channel-2") < -9.0);
}

TEST_CASE ("separate --split sends high notes to channel-1 and low ones to channel-2, by number or by name")
{
    const TwoHands hands;
    for (const std::string note : { "66", "Fs4" })
    {
        checkWorks (hands.separate ("s" + note, { "--midi", "hands.mid", "--split", note }));
        CHECK (hands.handsErrorDb ("s" + note, "channel-2", "channel-1") < -9.0);
    }
    CHECK (errorDb (hands.read ("s66/in.channel-1.wav"), hands.read ("sFs4/in.channel-1.wav")) < -200.0);
}

TEST_CASE ("separate --midi-offset moves the score to where it is played")
{
    const TwoHands hands;
    const MatrixXf sound = hands.left + hands.right;
    MatrixXf late = MatrixXf::Zero (sound.rows() + 8000, 2);
    late.bottomRows (sound.rows()) = sound;
    writeSound (hands.work / "late.wav", rateHz, late);
    const Words command{
        "separate", "late.wav", "--dictionary", "tones", "--out", "o", "--midi", "hands.mid"
    };
    const auto error = [&]
    { return errorDb (hands.left, hands.read ("o/late.channel-1.wav").bottomRows (sound.rows())); };
    checkWorks (hands.work.run (command));
    const double unmoved = error();
    checkWorks (hands.work.run (with (command, { "--midi-offset", "500" })));
    CHECK (error() < -9.0);
    CHECK (error() < unmoved - 5.0);
}

TEST_CASE ("A score that lies wholly before or behind the recording is warned of")
{
    const TwoHands hands; // of 2 s, as is their score
    for (const char* offset : { "2000", "-2000" })
    {
        const auto outcome =
            hands.separate ("o", { "--midi", "hands.mid", "--midi-offset", offset, "--overwrite" });
        CHECK (outcome.exitCode == 0);
        CHECK (outcome.err.find ("no note of the score falls into 'in.wav'") != std::string::npos);
    }
    for (const char* offset : { "1999", "-1999" })
        CHECK (hands.separate ("o", { "--midi", "hands.mid", "--midi-offset", offset, "--overwrite" })
                   .err.empty());
}

TEST_CASE ("A silence shuts a part, whatever its notes say")
{
    const TwoHands hands;
    checkWorks (hands.separate ("o", { "--midi", "hands.mid", "--silent", "channel-2=0-2" }));
    CHECK (hands.read ("o/in.channel-2.wav").cwiseAbs().maxCoeff() == 0.0f);
}

TEST_CASE ("Guides that cannot guide are refused before any work")
{
    const TwoHands hands;
    writeText (hands.work / "words.mid", "these are words");
    writeBytes ((hands.work / "high.mid").string(),
                midiFile ({ midiTrack ({ 0, 0x99, 60, 90, 100, 60, 0 }) }));
    for (const Words& wrong :
         { Words{ "--split", "60" }, Words{ "--midi-offset", "100" },
           Words{ "--midi", "hands.mid", "--split", "x" }, Words{ "--midi", "hands.mid", "--split", "128" },
           Words{ "--midi", "missing.mid" }, Words{ "--midi", "words.mid" }, Words{ "--midi", "high.mid" },
           Words{ "--midi", "." }, Words{ "--midi", "hands.mid", "--dictionary", "pair" } })
    {
        Words command{ "separate", "in.wav", "--out", "never" };
        if (std::count (wrong.begin(), wrong.end(), "--dictionary") == 0)
            command = with (command, { "--dictionary", "tones" });
        checkFails (hands.work.run (with (command, wrong)), 2);
    }
    CHECK (hands.work.names ("never").empty());
    checkWorks (
        hands.separate ("o", { "--midi", "high.mid", "--split", "60" })); // by pitch channels do not matter
}

TEST_CASE ("separate --midi with drums keeps each drum to its hits, and the sources sum to the input")
{
    const Workplace work;
    work.save ("kit", convolutiveDictionary (1));
    const MatrixXf sound = Random (2).noise (16000, 0.3f);
    writeSound (work / "in.wav", rateHz, sound);
    writeBytes ((work / "kick.mid").string(), midiFile ({ midiTrack ({ 0, 0x99, 36, 90, 100, 36, 0 }) }));
    writeBytes ((work / "piano.mid").string(), midiFile ({ midiTrack ({ 0, 0x90, 72, 90, 100, 72, 0 }) }));
    const Words command{ "separate", "in.wav", "--dictionary", "kit", "--out", "o" };
    checkWorks (work.run (with (command, { "--midi", "kick.mid" })));
    const auto read = [&] (const std::string& name)
    { return MatrixXf (readSound (work / ("o/in." + name + ".wav")).samples); };
    CHECK (work.names ("o") == Words{ "in.kick.wav", "in.residual.wav", "in.snare.wav" });
    CHECK (errorDb (sound, read ("kick") + read ("snare") + read ("residual")) < -100.0);
    CHECK (read ("snare").cwiseAbs().maxCoeff() == 0.0f);
    const auto refusal = work.run (with (command, { "--midi", "piano.mid", "--overwrite" }));
    checkFails (refusal, 2);
    CHECK (refusal.err.find ("the score has no hit of a drum that the dictionary knows") !=
           std::string::npos);
    for (const Words& wrong : { Words{ "--split", "C4" }, Words{ "--soft-score" } })
        checkFails (work.run (with (command, with ({ "--midi", "kick.mid", "--overwrite" }, wrong))), 2);
}

TEST_CASE ("A score of drums without a note on channel 10 is taken whole, and that is said")
{
    const Workplace work;
    work.save ("kit", convolutiveDictionary (1));
    writeSound (work / "in.wav", rateHz, Random (2).noise (16000, 0.3f));
    const auto separate = [&] (std::uint8_t status, const std::string& out)
    {
        writeBytes ((work / "kick.mid").string(),
                    midiFile ({ midiTrack ({ 0, status, 36, 90, 100, 36, 0 }) }));
        return work.run ({ "separate", "in.wav", "--dictionary", "kit", "--midi", "kick.mid", "--out", out });
    };
    checkWorks (separate (0x99, "ten"));
    const auto outcome = separate (0x92, "three");
    CHECK (outcome.exitCode == 0);
    CHECK_THAT (outcome.err, Catch::Contains ("has no notes on channel 10"));
    for (const std::string drum : { "kick", "snare", "residual" })
        CHECK (readSound (work / ("ten/in." + drum + ".wav")).samples ==
               readSound (work / ("three/in." + drum + ".wav")).samples);
}

TEST_CASE ("The hands of a piano that no dictionary was trained on gain 7 dB each and more by their score")
{
    const Workplace work;
    const fs::path audio = fs::path (paths::resources) / "Audio";
    const auto outcome =
        work.run ({ "evaluate", "--reference", (audio / "two-hands").string(), "--mixture",
                    (audio / "two-hands.flac").string(), "--dictionary",
                    (fs::path (paths::resources) / "Dictionaries/piano.safetensors").string(), "--midi",
                    (audio / "two-hands.mid").string(), "--json" });
    checkWorks (outcome);
    const auto classes = nlohmann::json::parse (outcome.out)["classes"];
    for (const char* hand :
         { "channel-1", "channel-2" }) // measured: 8.4 and 7.6 dB, the best masks' 11.9 and 11.2
        CHECK (classes[hand]["mean"]["gain_db"].get<double>() > 7.0);
}

TEST_CASE ("A soft score makes the same sources, which sum to the input, and bears a score that is late")
{
    const TwoHands hands;
    const Words late{ "--midi", "hands.mid", "--midi-offset", "300" };
    checkWorks (hands.separate ("soft", with (late, { "--soft-score" })));
    checkWorks (hands.separate ("hard", late));
    CHECK (hands.work.names ("soft") == Words{ "in.channel-1.wav", "in.channel-2.wav", "in.residual.wav" });
    const MatrixXf sum = hands.read ("soft/in.channel-1.wav") + hands.read ("soft/in.channel-2.wav") +
                         hands.read ("soft/in.residual.wav");
    CHECK (errorDb (hands.left + hands.right, sum) < -100.0);
    const double soft = hands.handsErrorDb ("soft", "channel-1", "channel-2");
    CHECK (soft < -9.0);
    CHECK (soft < hands.handsErrorDb ("hard", "channel-1", "channel-2") - 3.0);
}

TEST_CASE ("A soft score is refused without a score and with what only the engine has")
{
    const TwoHands hands;
    const Words score{ "--midi", "hands.mid" };
    checkFails (hands.separate ("never", { "--soft-score" }), 2);
    checkFails (hands.separate ("never", with (score, { "--score-coupling", "0.1" })), 2);
    checkFails (hands.separate ("never", with (score, { "--soft-score", "--score-coupling", "0" })), 2);
    for (const Words& other :
         { Words{ "--phase", "misi" }, Words{ "--quality", "best" }, Words{ "--activations", "a" },
           Words{ "--silent", "channel-1=0-1" }, Words{ "--place" } })
        checkFails (hands.separate ("never", with (with (score, { "--soft-score" }), other)), 2);
    CHECK (hands.work.names ("never").empty());
}

TEST_CASE ("The hands of a piano are still told apart by a soft score that is 200 ms late")
{
    const Workplace work;
    const fs::path audio = fs::path (paths::resources) / "Audio";
    checkWorks (work.run ({ "separate", (audio / "two-hands.flac").string(), "--dictionary",
                            (fs::path (paths::resources) / "Dictionaries/piano.safetensors").string(),
                            "--midi", (audio / "two-hands.mid").string(), "--midi-offset", "200",
                            "--soft-score", "--out", "o" }));
    for (const std::string hand : { "channel-1", "channel-2" })
    {
        const MatrixXf wanted = readSound (audio / "two-hands" / (hand + ".flac")).samples;
        const MatrixXf found = readSound (work / ("o/two-hands." + hand + ".wav")).samples;
        CHECK (errorDb (wanted, found) < -5.0);
    }
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

#include <algorithm>
#include <sstream>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
const Words smallTraining{ "train",
                           "--unfold",
                           "--source",
                           "speech=takes/speech",
                           "--source",
                           "noise=takes/noise",
                           "--ranks",
                           "speech=8",
                           "noise=4",
                           "--steps",
                           "4",
                           "--batch",
                           "2",
                           "--seconds",
                           "0.5",
                           "--score-every",
                           "2",
                           "--encoder-units",
                           "8",
                           "--row-units",
                           "4",
                           "--refining-units",
                           "3",
                           "--linear-bands",
                           "16",
                           "--perceptual-bands",
                           "8",
                           "--development-mixtures",
                           "2",
                           "--out",
                           "mine.safetensors",
                           "--curve",
                           "curve.csv" };

void record (const Workplace& work)
{
    constexpr Index length = 16000;
    std::srand (7);
    for (const auto* name : { "1.wav", "2.wav", "3.wav" })
    {
        writeSound (work / (std::string ("takes/speech/") + name), 16000.0, tones (16000.0, length, 1));
        writeSound (work / (std::string ("takes/noise/") + name), 16000.0,
                    MatrixXf (0.1f * MatrixXf::Random (length, 1)));
    }
}
} // namespace

TEST_CASE ("train --unfold makes a dictionary that separates and says how it was made")
{
    const Workplace work;
    record (work);
    const auto outcome = work.run (smallTraining);
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("on development mixtures loss"));
    const auto curve = readText (work / "curve.csv");
    CHECK (std::count (curve.begin(), curve.end(), '\n') == 1 + 2);

    const auto dictionary = files::loadDictionary (work / "mine.safetensors");
    REQUIRE (dictionary.ok());
    CHECK (dictionary.value().unfolding->layers.size() == 2);
    CHECK (dictionary.value().command.rfind ("unbraid train --unfold --source", 0) == 0);
    const auto inspected = work.run ({ "inspect", "mine.safetensors" });
    checkWorks (inspected);
    CHECK_THAT (inspected.out,
                Catch::Contains ("2 updates, each with a matrix of its own") && Catch::Contains ("1 x 8"));

    const Words separation{ "separate", "takes/speech/1.wav", "--dictionary", "mine.safetensors" };
    checkWorks (work.run (separation));
    const auto refused = work.run (with (separation, { "--iterations", "9" }));
    CHECK (refused.exitCode == 2);
    CHECK_THAT (refused.err, Catch::Contains ("--iterations"));
    const auto other = work.run (with (separation, { "--latency", "high" }));
    CHECK (other.exitCode != 0);
    CHECK_THAT (other.err, Catch::Contains ("low, balanced"));
}

TEST_CASE ("train --unfold says where nothing is left to train on, and which source is not trained")
{
    const Workplace work;
    record (work);
    auto single = smallTraining;
    *std::find (single.begin(), single.end(), "speech=takes/speech") = "speech=takes/speech/1.wav";
    const auto empty = work.run (single);
    CHECK (empty.exitCode == 2);
    CHECK_THAT (empty.err, Catch::Contains ("nothing left to train on") &&
                               Catch::Contains ("--development speech=PATH"));
    checkWorks (work.run (with (single, { "--development", "speech=takes/speech/2.wav" })));
    const auto unknown = work.run (with (smallTraining, { "--development", "voice=takes/speech/2.wav" }));
    CHECK (unknown.exitCode == 2);
    CHECK_THAT (unknown.err, Catch::Contains ("--development takes speech or noise, not 'voice'"));
}

TEST_CASE ("train --unfold goes on to more steps and starts from what there is")
{
    const Workplace work;
    record (work);
    checkWorks (work.run (smallTraining));
    auto longer = with (smallTraining, { "--resume" });
    *std::find (longer.begin(), longer.end(), "4") = "6";
    checkWorks (work.run (longer));
    const auto curve = readText (work / "curve.csv");
    CHECK (std::count (curve.begin(), curve.end(), '\n') == 1 + 3);

    fs::rename (work / "mine.safetensors", work / "first.safetensors");
    checkWorks (work.run (with (smallTraining, { "--start-from", "first.safetensors", "--overwrite" })));
    const auto misfit = work.run (
        with (smallTraining, { "--start-from", "first.safetensors", "--updates", "3", "--overwrite" }));
    CHECK (misfit.exitCode == 1);
    CHECK_THAT (misfit.err, Catch::Contains ("cannot start from this dictionary"));
}

TEST_CASE ("train --unfold learns a full band from recordings of several rates, and is played at any")
{
    const Workplace work;
    record (work);
    for (const auto* name : { "takes/speech/1.wav", "takes/noise/1.wav" })
        writeSound (work / name, 48000.0, MatrixXf (0.1f * MatrixXf::Random (48000, 1)));
    const auto fullBand =
        with (smallTraining, { "--rate", "48000", "--top-band", "20000", "--loss-floor", "-22" });
    checkWorks (work.run (fullBand));
    const auto dictionary = files::loadDictionary (work / "mine.safetensors");
    REQUIRE (dictionary.ok());
    const auto& rows = dictionary.value().frequenciesHz;
    CHECK (dictionary.value().sampleRateHz == 48000.0);
    CHECK (rows[rows.size() - 1] == Approx (20000.0));
    for (const auto* name : { "takes/speech/1.wav", "takes/speech/2.wav" })
        checkWorks (work.run ({ "separate", name, "--dictionary", "mine.safetensors" }));

    writeSound (work / "takes/noise/2.wav", 11025.0, MatrixXf (0.1f * MatrixXf::Random (11025, 1)));
    const auto trained = work.run (with (fullBand, { "--overwrite" }));
    CHECK (trained.exitCode == 0);
    CHECK_THAT (trained.err,
                Catch::Contains ("2.wav") && Catch::Contains ("16000 Hz") && Catch::Contains ("left out"));
}

TEST_CASE ("train --unfold --room-atoms makes a third source, which presets leave as it is")
{
    const Workplace work;
    record (work);
    checkWorks (work.run (with (smallTraining, { "--noise", "noise", "--room-atoms", "4" })));
    const auto dictionary = files::loadDictionary (work / "mine.safetensors");
    REQUIRE (dictionary.ok());
    const auto& sources = dictionary.value().sources;
    REQUIRE (sources.size() == 3);
    CHECK (sources[2].name == "room");
    CHECK (sources[2].numAtoms == 4);
    CHECK (sources[2].isTarget);
    CHECK_FALSE (sources[1].isTarget);
    checkWorks (work.run ({ "separate", "takes/speech/1.wav", "--dictionary", "mine.safetensors" }));
}

TEST_CASE (
    "enrol makes a dictionary for a voice of one that learns voices, and says what is wrong with a recording")
{
    const Workplace work;
    record (work);
    for (const auto* name : { "a_1.wav", "a_2.wav", "b_1.wav" })
        writeSound (work / (std::string ("takes/speech/") + name), 16000.0, tones (16000.0, 16000, 1));
    const auto training =
        with (smallTraining, { "--noise", "noise", "--others-atoms", "5", "--speaker-values", "4" });
    const auto onePerson = work.run (training);
    CHECK (onePerson.exitCode != 0);
    CHECK_THAT (onePerson.err, Catch::Contains ("voices cannot be told apart"));
    for (const auto* name : { "b_2.wav", "b_3.wav", "c_1.wav", "c_2.wav", "c_3.wav" }) // some are held out
        writeSound (work / (std::string ("takes/speech/") + name), 16000.0, tones (16000.0, 16000, 1));
    checkWorks (work.run (training));
    const auto base = files::loadDictionary (work / "mine.safetensors");
    REQUIRE (base.ok());
    REQUIRE (base.value().sources.size() == 3);
    CHECK (base.value().sources[2].name == "others");
    REQUIRE (base.value().unfolding->speaker.has_value());
    CHECK (base.value().unfolding->speaker->numValues() == 4);

    writeSound (work / "me.wav", 44100.0, tones (44100.0, 4 * 44100, 2));
    const auto enrolled =
        work.run ({ "enrol", "me.wav", "--dictionary", "mine.safetensors", "--out", "me.safetensors" });
    CHECK (enrolled.exitCode == 0);
    CHECK_THAT (enrolled.out, Catch::Contains ("learned from 4.0 s of speech"));
    CHECK_THAT (enrolled.err, Catch::Contains ("10 to 30 s are best"));
    const auto own = files::loadDictionary (work / "me.safetensors");
    REQUIRE (own.ok());
    CHECK_FALSE (own.value().unfolding->speaker.has_value());
    CHECK (core::knowsVoice (own.value()));
    CHECK (own.value().sources[0].isTarget);
    CHECK (base.value().sources[2].isTarget);
    CHECK_FALSE (own.value().sources[2].isTarget); // a reduction turns other voices down
    CHECK_FALSE (core::knowsVoice (base.value()));
    CHECK (own.value().unfolding->encoder->inputBias != base.value().unfolding->encoder->inputBias);
    CHECK (own.value().unfolding->encoder->inputWeights == base.value().unfolding->encoder->inputWeights);
    checkWorks (work.run ({ "separate", "me.wav", "--dictionary", "me.safetensors" }));

    const auto again =
        work.run ({ "enrol", "me.wav", "--dictionary", "me.safetensors", "--out", "twice.safetensors" });
    CHECK (again.exitCode != 0);
    CHECK_THAT (again.err, Catch::Contains ("does not learn a voice"));
    writeSound (work / "short.wav", 16000.0, tones (16000.0, 16000, 1));
    const auto tooShort =
        work.run ({ "enrol", "short.wav", "--dictionary", "mine.safetensors", "--out", "s.safetensors" });
    CHECK (tooShort.exitCode != 0);
    CHECK_THAT (tooShort.err, Catch::Contains ("too little speech") && Catch::Contains ("found 0.") &&
                                  Catch::Contains ("3 s"));
    CHECK_FALSE (std::filesystem::exists (work / "s.safetensors"));
}

TEST_CASE ("train --unfold --adapt writes a small change, which separates beside its base alone")
{
    const Workplace work;
    record (work);
    checkWorks (work.run (smallTraining));
    const Words adapting{ "train",
                          "--unfold",
                          "--adapt",
                          "mine.safetensors",
                          "--change-rank",
                          "2",
                          "--source",
                          "speech=takes/speech",
                          "noise=takes/noise",
                          "--steps",
                          "4",
                          "--batch",
                          "2",
                          "--seconds",
                          "0.5",
                          "--score-every",
                          "2",
                          "--development-mixtures",
                          "2",
                          "--out",
                          "change.safetensors" };
    checkWorks (work.run (adapting));
    CHECK (fs::file_size (work / "change.safetensors") < fs::file_size (work / "mine.safetensors"));
    const auto base = files::loadDictionary (work / "mine.safetensors");
    const auto changed = files::loadDictionary (work / "change.safetensors");
    REQUIRE (changed.ok());
    CHECK (changed.value().unfolding->encoder->inputWeights != base.value().unfolding->encoder->inputWeights);
    CHECK (changed.value().unfolding->encoder->inputBias == base.value().unfolding->encoder->inputBias);
    const Words separation{ "separate", "takes/speech/1.wav", "--dictionary", "change.safetensors" };
    checkWorks (work.run (separation));
    checkWorks (work.run ({ "inspect", "change.safetensors" }));

    const auto twice = work.run (with (adapting, { "--adapt", "change.safetensors", "--overwrite" }));
    CHECK (twice.exitCode != 0);
    auto others = adapting;
    std::replace (others.begin(), others.end(), std::string ("speech=takes/speech"),
                  std::string ("song=takes/speech"));
    const auto unknown = work.run (with (others, { "--overwrite" }));
    CHECK (unknown.exitCode == 2);
    CHECK_THAT (unknown.err, Catch::Contains ("its own in its order: speech, noise"));

    fs::remove (work / "mine.safetensors");
    const auto alone = work.run (with (separation, { "--overwrite" }));
    CHECK (alone.exitCode == 1);
    CHECK_THAT (alone.err, Catch::Contains ("the dictionary that this change belongs to is not here. ("));
}

TEST_CASE ("train --unfold in pieces of a limited time makes what it makes in one")
{
    const Workplace whole, pieces;
    record (whole);
    record (pieces);
    checkWorks (whole.run (smallTraining));

    auto piece = with (smallTraining, { "--minutes", "0.000001" });
    const auto first = pieces.run (piece);
    checkWorks (first);
    CHECK_THAT (first.out, Catch::Contains ("stopped at step 1") && Catch::Contains ("--resume"));
    CHECK (fs::exists (pieces / "mine.safetensors.checkpoint"));
    CHECK_FALSE (fs::exists (pieces / "mine.safetensors"));
    piece.push_back ("--resume");
    for (int step = 2; step <= 4; ++step)
        checkWorks (pieces.run (piece));
    CHECK (readText (pieces / "mine.safetensors") == readText (whole / "mine.safetensors"));
    CHECK (readText (pieces / "curve.csv") == readText (whole / "curve.csv"));
}

TEST_CASE ("train --unfold learns from whole songs in stereo and is scored on others")
{
    const Workplace work;
    record (work);
    for (const auto* song : { "songs/1/", "songs/2/", "others/1/" })
        for (const auto* stem : { "speech.wav", "noise.wav" })
            writeSound (work / (std::string (song) + stem), 16000.0,
                        MatrixXf (0.1f * MatrixXf::Random (32000, 2)));
    const auto ofSongs = with (smallTraining, { "--recipe", "songs", "--stereo", "--songs", "songs",
                                                "--song-weights", "2", "--cache", "cache" });
    const auto alone = work.run (ofSongs);
    CHECK (alone.exitCode == 2);
    CHECK_THAT (alone.err, Catch::Contains ("--development-songs"));
    const auto whole = with (ofSongs, { "--development-songs", "others" });
    checkWorks (work.run (whole));
    CHECK_FALSE (fs::is_empty (work / "cache"));
    const auto first = readText (work / "mine.safetensors");
    checkWorks (work.run (with (whole, { "--overwrite" }))); // from the cache
    CHECK (readText (work / "mine.safetensors").size() == first.size());
    const auto weights = work.run (with (whole, { "--song-weights", "3", "--overwrite" }));
    CHECK (weights.exitCode == 2);
    CHECK_THAT (weights.err, Catch::Contains ("--song-weights"));
    checkWorks (work.run (with (whole, { "--loose", "1", "--overwrite" })));
    CHECK (readText (work / "mine.safetensors") != first);
    const auto loose = work.run (with (whole, { "--loose", "2", "--overwrite" }));
    CHECK (loose.exitCode == 2);
    CHECK_THAT (loose.err, Catch::Contains ("nothing in common"));
}

TEST_CASE ("train --unfold takes development scores of songs from the development songs alone")
{
    const Workplace work;
    record (work);
    writeSound (work / "loud/only.wav", 16000.0, MatrixXf (0.5f * MatrixXf::Random (32000, 1)));
    for (const auto* song : { "songs/1/", "others/1/" })
        for (const auto* stem : { "speech.wav", "noise.wav" })
            writeSound (work / (std::string (song) + stem), 16000.0,
                        MatrixXf (0.1f * MatrixXf::Random (32000, 1)));
    const auto developmentLosses = [&] (const std::string& noise)
    {
        auto words = with (smallTraining, { "--recipe", "songs", "--songs", "songs", "--development-songs",
                                            "others", "--loose", "1", "--learning-rate", "1e-7" });
        std::replace (words.begin(), words.end(), std::string ("noise=takes/noise"), "noise=" + noise);
        words.push_back ("--overwrite");
        checkWorks (work.run (words));
        std::istringstream lines (readText (work / "curve.csv"));
        std::vector<std::string> losses;
        for (std::string line; std::getline (lines, line);)
            losses.push_back (line.substr (line.find (',', line.find (',', line.find (',') + 1) + 1)));
        return losses;
    };
    CHECK (developmentLosses ("takes/noise") == developmentLosses ("loud"));
}

TEST_CASE ("train --unfold refuses what makes no sense")
{
    const Workplace work;
    record (work);
    const auto mode = work.run (with (smallTraining, { "--modes", "slow" }));
    CHECK (mode.exitCode == 2);
    CHECK_THAT (mode.err, Catch::Contains ("--modes") && Catch::Contains ("low, balanced and high"));
    const auto units = work.run (with (smallTraining, { "--encoder-layers", "9" }));
    CHECK (units.exitCode == 2);
    CHECK_THAT (units.err, Catch::Contains ("encoder layers"));
    const auto device = work.run (with (smallTraining, { "--device", "abacus" }));
    CHECK (device.exitCode == 2);
    CHECK_THAT (device.err, Catch::Contains ("cpu") && Catch::Contains ("cuda"));
    CHECK_FALSE (fs::exists (work / "mine.safetensors"));
}

TEST_CASE ("enrol warns where what is enrolled does not sound like speech")
{
    const Workplace work;
    const auto enrolled = [&] (const std::string& recording)
    {
        const std::string resources (paths::resources);
        const auto outcome = work.run ({ "enrol", resources + "/Audio/" + recording, "--dictionary",
                                         resources + "/Dictionaries/own-voice.safetensors", "--out",
                                         "me.safetensors", "--overwrite" });
        CHECK (outcome.exitCode == 0);
        return outcome.err;
    };
    const auto warning = Catch::Contains ("does not sound like speech");
    CHECK_THAT (enrolled ("noisy-voice/speech.flac"), ! warning);
    CHECK_THAT (enrolled ("noisy-voice.flac"), ! warning);
    for (const auto* other : { "duo/saxophone.flac", "song/guitar.flac", "song/voice.flac", "drums.flac" })
        CHECK_THAT (enrolled (other), warning);
}

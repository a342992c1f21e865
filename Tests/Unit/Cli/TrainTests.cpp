// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;
using nlohmann::json;

namespace
{
constexpr double rateHz = 16000.0;

/** Two folders of recordings, as a newcomer has them. */
void record (const Workplace& work, int count, Index numFrames)
{
    const MatrixXf sound = tones (rateHz, numFrames, 1);
    std::srand (6);
    for (int i = 0; i < count; ++i)
    {
        writeSound (work / ("takes/voice/" + std::to_string (i) + ".wav"), rateHz, sound);
        writeSound (work / ("takes/room/" + std::to_string (i) + ".wav"), rateHz,
                    MatrixXf (0.1f * MatrixXf::Random (numFrames, 1)));
    }
}

const Words quickTraining{ "train",    "--source",        "voice=takes/voice",
                           "--source", "room=takes/room", "--iterations",
                           "10",       "--out",           "mine.safetensors" };

/** A script that starts a training and sends it a signal as soon as there is a checkpoint. */
std::string stoppedAtCheckpoint (const Words& training, const std::string& signal)
{
    std::string line ("\"$U\"");
    for (const auto& word : with (training, { "--checkpoint-every", "0" }))
        line.append (" ").append (word);
    return line + " & while kill -0 $! && [ ! -e mine.safetensors.checkpoint ]; do sleep 0.01; done; kill -" +
           signal + " $!; wait $!; true";
}
} // namespace

TEST_CASE ("Two folders of recordings become a dictionary that separates, and say what was learned")
{
    const Workplace work;
    record (work, 10, 16000);
    const auto outcome =
        work.run (with (quickTraining, { "--ranks", "voice=8", "room=2", "--curve", "curve.csv" }));
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("voice: 8 atoms from") && Catch::Contains ("held out"));
    CHECK_THAT (outcome.out, Catch::Contains ("mine.safetensors: voice (8 atoms), room (2 atoms)"));
    const auto curve = readText (work / "curve.csv");
    CHECK (std::count (curve.begin(), curve.end(), '\n') == 1 + 2 * 10);
    CHECK_THAT (curve, Catch::StartsWith ("source,iteration,frames,divergence\nvoice,1,"));
    CHECK_FALSE (fs::exists (work / "mine.safetensors.checkpoint"));
    checkWorks (work.run ({ "separate", "takes/voice/0.wav", "--dictionary", "mine.safetensors" }));
}

TEST_CASE ("Recordings whose channels are opposite teach what either channel would")
{
    const Workplace work;
    const MatrixXf sound = tones (rateHz, 16000, 1);
    MatrixXf opposite (sound.rows(), 2);
    opposite << sound, -sound;
    const auto learned = [&] (const MatrixXf& recording)
    {
        writeSound (work / "takes/voice/0.wav", rateHz, recording);
        checkWorks (work.run ({ "train", "--source", "voice=takes/voice", "--ranks", "voice=4",
                                "--iterations", "10", "--out", "mine.safetensors" }));
        return files::loadDictionary (work / "mine.safetensors").value().atoms;
    };
    const MatrixXf alone = learned (sound);
    const MatrixXf both = learned (opposite);
    CHECK ((alone - both).cwiseAbs().maxCoeff() < 1e-3f * alone.maxCoeff());
}

TEST_CASE ("Excluded recordings teach nothing, and a name that excludes none is told")
{
    const Workplace work;
    record (work, 2, 16000);
    const auto plain = work.run (quickTraining);
    checkWorks (plain);
    for (const auto* source : { "voice", "room" })
        fs::copy_file (work / "takes/room/1.wav",
                       work / (std::string ("takes/") + source + "/kept-for-scores.wav"));
    const auto without = work.run (with (quickTraining, { "--exclude", "kept*", "--overwrite" }));
    checkWorks (without);
    CHECK (without.out == plain.out);
    const auto mistyped = work.run (with (quickTraining, { "--exclude", "kep.*", "kept*", "--overwrite" }));
    CHECK (mistyped.out == plain.out);
    CHECK_THAT (mistyped.err, Catch::Contains ("--exclude kep.* leaves nothing out"));
    CHECK_THAT (mistyped.err, ! Catch::Contains ("--exclude kept*"));
    const auto nothing = work.run (with (quickTraining, { "--exclude", "*", "--overwrite" }));
    checkFails (nothing, 1);
    CHECK_THAT (nothing.err, Catch::Contains ("no recording is left of a source. (voice"));
}

TEST_CASE (
    "Of a folder of recordings those that cannot be used are named and left out, a missing file is not")
{
    const Workplace work;
    record (work, 3, 16000);
    const auto plain = work.run (quickTraining);
    checkWorks (plain);
    writeText (work / "takes/voice/broken.wav", std::string ("RIFF\x10\0\0\0WAVE", 12));
    writeSound (work / "takes/voice/telephone.wav", 8000.0, tones (8000.0, 8000, 1)); // half of the spectrum
    for (const Words& method : { Words{}, Words{ "--incremental" }, Words{ "--hits" } })
    {
        const auto rest = work.run (with (with (quickTraining, method), { "--overwrite" }));
        INFO (rest.err);
        CHECK (rest.exitCode == 0);
        CHECK_THAT (rest.err, Catch::Contains ("broken.wav' is left out"));
        if (method.empty())
        {
            CHECK (rest.out == plain.out);
            CHECK_THAT (rest.err, Catch::Contains ("telephone.wav' is left out"));
        }
    }
    const auto missing =
        work.run (with (quickTraining, { "--source", "third=takes/room/1.wav", "third=takes/nowhere.wav" }));
    checkFails (missing, 1);
    CHECK_THAT (missing.err, Catch::Contains ("nowhere.wav"));
    fs::remove_all (work / "takes/voice");
    writeText (work / "takes/voice/broken.wav", std::string ("RIFF\x10\0\0\0WAVE", 12));
    checkFails (work.run (with (quickTraining, { "--overwrite" })), 1);
}

TEST_CASE ("The same bytes come of any number of threads, and of a training that was killed and resumed")
{
    const Workplace work;
    record (work, 24, 16000);
    const Words training =
        with (quickTraining, { "--incremental", "--passes", "4", "--ranks", "voice=8", "room=2" });
    checkWorks (work.run (with (training, { "--threads", "1" })));
    fs::rename (work / "mine.safetensors", work / "one.safetensors");
    checkWorks (work.run (with (training, { "--threads", "3" })));
    CHECK (readText (work / "mine.safetensors") == readText (work / "one.safetensors"));

    CHECK (work.shell (stoppedAtCheckpoint (with (training, { "--threads", "2" }), "KILL")).exitCode == 0);
    REQUIRE (fs::exists (work / "mine.safetensors.checkpoint")); // else it was not killed in time
    CHECK (readText (work / "mine.safetensors") == readText (work / "one.safetensors"));
    fs::remove (work / "mine.safetensors");
    checkFails (work.run (training), 2); // the checkpoint is not lost
    checkWorks (work.run (with (training, { "--resume" })));
    CHECK (readText (work / "mine.safetensors") == readText (work / "one.safetensors"));
    CHECK_FALSE (fs::exists (work / "mine.safetensors.checkpoint"));
}

TEST_CASE ("An interrupted training says how to go on, and leaves the old file")
{
    const Workplace work;
    record (work, 24, 16000);
    fs::copy_file (work / "dictionaries/pair.safetensors", work / "mine.safetensors");
    const auto outcome =
        work.shell (stoppedAtCheckpoint (with (quickTraining, { "--incremental", "--passes", "50" }), "INT"));
    CHECK (outcome.exitCode == 0);
    CHECK_THAT (outcome.err, Catch::Contains ("--resume"));
    CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK (readText (work / "mine.safetensors") == readText (work / "dictionaries/pair.safetensors"));
}

TEST_CASE ("train learns a dictionary that separates, and records how")
{
    const Workplace work;
    writeSound (work / "low sounds/a.wav", 16000.0, tones (16000.0, 32000, 1));
    std::srand (3);
    writeSound (work / "hiss.wav", 16000.0, 0.1f * MatrixXf::Random (32000, 1));
    const Words words{ "train",   "--source", "low=low sounds", "noise=hiss.wav",
                       "--ranks", "low=4",    "noise=2",        "--iterations",
                       "5",       "--mixer",  "updates=3",      "--licence",
                       "CC0",     "--out" };
    const auto train = [&] (const std::string& out, const std::string& threads)
    {
        Words all = words;
        all.insert (all.end(), { out, "--threads", threads });
        return work.run (all);
    };
    const auto outcome = train ("a.safetensors", "1");
    checkWorks (outcome);
    CHECK (outcome.out.ends_with ("\na.safetensors: low (4 atoms), noise (2 atoms)\n"));
    const auto report = json::parse (work.run ({ "inspect", "a.safetensors", "--json" }).out);
    CHECK (report["sources"][0]["target"] == true);
    CHECK (report["sources"][1]["target"] == false);
    CHECK (report["mixer"]["updates"] == 3.0);
    CHECK (report["command"].get<std::string>().starts_with (
        "unbraid train --source 'low=low sounds' noise=hiss.wav"));
    checkWorks (work.run ({ "separate", "hiss.wav", "--dictionary", "a.safetensors" }));
    checkWorks (train ("b.safetensors", "2"));
    const auto a = files::loadDictionary (work / "a.safetensors");
    const auto b = files::loadDictionary (work / "b.safetensors");
    REQUIRE (a.ok());
    REQUIRE (b.ok());
    CHECK (a.value().atoms == b.value().atoms);
}

TEST_CASE ("A pattern names recordings in many folders, and a folder without one is passed over")
{
    const Workplace work;
    for (const std::string song : { "one", "two", "other" })
        writeSound (work / ("songs/" + song + "/kick.wav"), rateHz, tones (rateHz, 16000, 1));
    writeSound (work / "songs/two/snare.wav", rateHz, tones (rateHz, 16000, 1));
    fs::create_directories (work / "songs/oboe");
    const auto learned = [&] (const std::string& pattern)
    {
        return work.run ({ "train", "--source", "a=" + pattern, "--ranks", "a=2", "--iterations", "2",
                           "--out", "a.safetensors" });
    };
    const auto everywhere = learned ("songs/o*/kick.wav");
    checkWorks (everywhere);
    CHECK_THAT (everywhere.out, Catch::Contains ("from 2 s of sound"));
    CHECK_THAT (learned ("songs/*/s*.wav").out, Catch::Contains ("from 1 s of sound"));
    for (const std::string pattern : { "songs/*/tuba.wav", "albums/*/kick.wav" })
    {
        const auto refused = learned (pattern);
        checkFails (refused, 1);
        CHECK_THAT (refused.err, Catch::Contains ("no sound file is named like '" + pattern + "'"));
    }
}

TEST_CASE ("Wrong use of train is exit code 2, material that is missing 1; the old file stays")
{
    const Workplace work;
    writeSound (work / "a.wav", 16000.0, tones (16000.0, 16000, 1));
    fs::copy_file (work / "dictionaries/pair.safetensors", work / "x.safetensors");
    const std::vector<Words> endings{
        { "--ranks", "high=4" },    { "--ranks", "low=0" },   { "--ranks", "low=many" },
        { "--ranks", "high=auto" }, { "--onsets", "low=-1" }, { "--harmonic", "high" },
        { "--notes", "high" },      { "--noise", "high" },    { "--mixer", "updates" },
        { "--held-out", "60" },     { "--passes", "0" },      { "--divergence", "cosine" },
        { "--spectrum", "log" },
    };
    for (const auto& ending : endings)
    {
        Words words{ "train", "--source", "low=a.wav", "--out", "x.safetensors" };
        words.insert (words.end(), ending.begin(), ending.end());
        checkFails (work.run (words), 2);
    }
    checkFails (work.run ({ "train", "--source", "a.wav", "--out", "x.safetensors" }), 2);
    checkFails (work.run ({ "train", "--source", "low=no.wav", "--out", "x.safetensors" }), 1);
    checkFails (
        work.run ({ "train", "--source", "low=a.wav", "--harmonic", "low", "--out", "x.safetensors" }), 1);
    CHECK (readText (work / "x.safetensors") == readText (work / "dictionaries/pair.safetensors"));
}

TEST_CASE (
    "One hit of each drum becomes a kit that takes a loop of them apart, with look-ahead in the latency")
{
    const Workplace work;
    const auto drum = [] (const std::vector<double>& seconds, double hz, double fade, Index length)
    {
        MatrixXf sound = MatrixXf::Zero (length, 1);
        std::srand (7);
        const MatrixXf noise = 0.3f * MatrixXf::Random (length, 1);
        for (const double at : seconds)
            for (auto n = static_cast<Index> (at * rateHz); n < length; ++n)
            {
                const double since = static_cast<double> (n) / rateHz - at;
                const double body = hz > 0.0 ? 0.3 * std::sin (2.0 * std::numbers::pi * hz * since)
                                             : static_cast<double> (noise (n, 0));
                sound (n, 0) += static_cast<float> (body * std::exp (-since / fade));
            }
        return sound;
    };
    writeSound (work / "kit/kick.wav", rateHz, drum ({ 0.02 }, 80.0, 0.1, 16000));
    writeSound (work / "kit/snare.wav", rateHz, drum ({ 0.02 }, 0.0, 0.05, 16000));
    const MatrixXf kick = drum ({ 0.1, 0.6, 1.1, 1.6 }, 80.0, 0.1, 32000);
    const MatrixXf snare = drum ({ 0.35, 0.6, 1.35 }, 0.0, 0.05, 32000);
    writeSound (work / "loop.wav", rateHz, kick + snare);

    const auto trained = work.run ({ "train", "--hits", "--source", "kick=kit/kick.wav", "--source",
                                     "snare=kit/snare.wav", "--rate", "16000", "--out", "kit.safetensors" });
    checkWorks (trained);
    CHECK_THAT (trained.out, Catch::Contains ("kit.safetensors: kick (6 atoms), snare (6 atoms)"));
    CHECK_FALSE (fs::exists (work / "kit.safetensors.checkpoint"));
    const auto outcome = work.run ({ "separate", "loop.wav", "--dictionary", "kit.safetensors", "--latency",
                                     "high", "--out", "out", "--json" });
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("\"latency_ms\": 40.0"));
    const MatrixXf foundKick = readSound (work / "out/loop.kick.wav").samples;
    const MatrixXf foundSnare = readSound (work / "out/loop.snare.wav").samples;
    CHECK (errorDb (kick + snare, foundKick + foundSnare) < -100.0);
    CHECK (errorDb (kick, foundKick) < -12.0);
    CHECK (errorDb (snare, foundSnare) < -8.0);

    const auto low =
        work.run ({ "separate", "loop.wav", "--dictionary", "kit.safetensors", "--latency", "low" });
    checkFails (low, 2);
    const auto looked = work.run ({ "inspect", "kit.safetensors" });
    checkWorks (looked);
    CHECK_THAT (looked.out, Catch::Contains ("4 of 12 atoms go on, for 40 frames of 5 ms"));
}

TEST_CASE ("A kit that is played hit by hit becomes a dictionary: hits found, named, shown and written")
{
    const Workplace work;
    fs::copy_file (std::string (paths::resources) + "/Audio/played-kit.flac", work / "kit.flac");
    const Words quick{ "train", "--kit", "kit.flac", "--iterations", "3", "--out", "kit.safetensors" };
    const auto trained = work.run (with (quick, { "--save-hits", "hits", "--ranks", "kick=2" }));
    checkWorks (trained);
    CHECK_THAT (trained.out, Catch::StartsWith ("seconds  drum") && Catch::Contains ("\n12 hits: kick 3"));
    CHECK_THAT (trained.out, Catch::Contains ("kit.safetensors: kick (8 atoms)"));
    CHECK (work.names ("hits/kick").size() == 3);
    const auto hit = readSound (work / ("hits/kick/" + work.names ("hits/kick").front()));
    CHECK (hit.samples.cwiseAbs().maxCoeff() > 0.1f);
    const auto table = readText (work / "hits/hits.csv");
    CHECK (std::count (table.begin(), table.end(), '\n') == 1 + 12);
    checkWorks (work.run ({ "separate", "kit.flac", "--dictionary", "kit.safetensors", "--out", "out" }));

    const auto named = work.run (with (quick, { "--name", "0.5=boom" }));
    checkWorks (named);
    CHECK_THAT (named.out, Catch::Contains ("boom ") && Catch::Contains ("100 %"));
    const auto before = readText (work / "kit.safetensors");
    checkFails (work.run (with (quick, { "--name", "0.1=kick" })), 2);
    checkFails (work.run (with (quick, { "--name", "kick" })), 2);
    checkFails (work.run (with (quick, { "--source", "kick=kit.flac" })), 2);
    checkFails (work.run (with (quick, { "--save-hits", "kit.flac" })), 2);
    checkFails (work.run ({ "train", "--out", "x.safetensors" }), 2);
    checkFails (
        work.run ({ "train", "--source", "kick=kit.flac", "--name", "1=kick", "--out", "x.safetensors" }), 2);
    writeSound (work / "silence.wav", 44100.0, MatrixXf::Zero (44100, 1));
    const auto silent = work.run ({ "train", "--kit", "silence.wav", "--out", "kit.safetensors" });
    checkFails (silent, 1);
    CHECK_THAT (silent.err, Catch::Contains ("no hit was found"));
    CHECK (readText (work / "kit.safetensors") == before);
}

TEST_CASE ("fit learns from a recording in which rests are marked, and refuses marks that say nothing")
{
    const Workplace work;
    const auto song = std::string (paths::resources) + "/Audio/drums.flac";
    const Words fit{ "fit", song, "--out", "fitted.safetensors" };
    const auto outcome = work.run (with (fit, { "--dictionary", "drums-plain", "--silent", "kick=0-0:01",
                                                "--alone", "hi-hat=2.5-3", "--iterations", "5" }));
    checkWorks (outcome);
    CHECK_THAT (outcome.out,
                Catch::Contains ("fitted.safetensors: divergence a bin ") && Catch::Contains (", 2 marks"));
    checkWorks (work.run ({ "separate", song, "--dictionary", "fitted.safetensors", "--out", "out" }));
    checkWorks (work.run (with (fit, { "--ranks", "a=3", "b=2", "--alone", "a=0-1", "--iterations", "2" })));
    checkFails (work.run (with (fit, { "--ranks", "a=3", "b=none" })), 1);
    checkFails (work.run (fit), 2);
    checkFails (work.run (with (fit, { "--dictionary", "drums-plain", "--ranks", "kick=2" })), 2);
    checkFails (work.run (with (fit, { "--dictionary", "drums-plain", "--silent", "middle=0-1" })), 2);
    checkFails (work.run (with (fit, { "--dictionary", "drums-plain", "--alone", "kick=2-1" })), 2);
    checkFails (work.run (with (fit, { "--dictionary", "nothing" })), 1);
}

TEST_CASE (
    "Samples that are no numbers are counted and taken for silence where a recording is learned or fitted to")
{
    const Workplace work;
    MatrixXf sound = tones (rateHz, 40000, 1);
    for (Index n = 1000; n < sound.rows(); n += 5000)
        sound (n, 0) = std::nanf ("");
    writeSound (work / "broken.wav", rateHz, sound);
    writeSound (work / "room.wav", rateHz, MatrixXf (0.1f * MatrixXf::Random (40000, 1)));
    const auto checkWarned = [] (const Outcome& outcome)
    {
        INFO (outcome.err);
        CHECK (outcome.exitCode == 0);
        CHECK_THAT (outcome.err, Catch::Contains ("8 samples that are no numbers"));
        CHECK (outcome.err.find ("no numbers") == outcome.err.rfind ("no numbers"));
    };
    checkWarned (work.run ({ "train", "--source", "voice=broken.wav", "--source", "room=room.wav", "--ranks",
                             "voice=2", "room=2", "--iterations", "2", "--out", "t.safetensors" }));
    checkWarned (work.run ({ "fit", "broken.wav", "--dictionary", "t.safetensors", "--silent", "voice=0-0.3",
                             "--iterations", "2", "--out", "f.safetensors" }));
    checkWarned (work.run (
        { "debleed", "broken.wav", "room.wav", "--atoms", "2", "--iterations", "2", "--out", "o" }));
}

TEST_CASE ("A recording that is cut short is learned, fitted to and scored, with one warning each")
{
    const Workplace work;
    const MatrixXf sound = tones (rateHz, 40000, 1);
    writeSound (work / "room.wav", rateHz, MatrixXf (0.1f * MatrixXf::Random (20000, 1)));
    const auto checkWarned = [] (const Outcome& outcome, int numFiles)
    {
        INFO (outcome.err);
        CHECK (outcome.exitCode == 0);
        CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == numFiles);
        CHECK_THAT (outcome.err, Catch::Contains ("damaged or incomplete"));
    };
    for (const std::string ending : { "wav", "flac", "mp3", "ogg" })
    {
        const auto format = files::formatOf ("a." + ending);
        if (! format)
            continue;
        INFO (ending);
        writeSound (work / ("ref/a." + ending), rateHz, sound, *format);
        const auto bytes = readText (work / ("ref/a." + ending));
        writeText (work / ("ref/a." + ending), bytes.substr (0, bytes.size() * 7 / 10 + 1));
        fs::create_directories (work / "est");
        fs::copy_file (work / ("ref/a." + ending), work / ("est/a." + ending));
        const auto cut = "ref/a." + ending;
        checkWarned (work.run ({ "train", "--source", "voice=" + cut, "--source", "room=room.wav", "--ranks",
                                 "voice=2", "room=2", "--iterations", "2", "--out", "t.safetensors" }),
                     1);
        checkWarned (work.run ({ "fit", cut, "--dictionary", "t.safetensors", "--silent", "voice=0-0.3",
                                 "--out", "f.safetensors" }),
                     1);
        checkWarned (work.run ({ "evaluate", "--reference", "ref", "--estimate", "est" }), 2);
        fs::remove_all (work / "ref");
        fs::remove_all (work / "est");
    }
}

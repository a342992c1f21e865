// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"
#include "Support/FullDisk.h"
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double nullDb = -120.0; // 32-bit floats that went through a transform: rounding at about -140 dB

MatrixXf sumOf (const Workplace& work, const Words& files)
{
    MatrixXf sum = readSound (work / files.front()).samples;
    for (size_t i = 1; i < files.size(); ++i)
        sum += readSound (work / files[i]).samples;
    return sum;
}

Words componentFiles (const std::string& folder, int count)
{
    Words files;
    for (int number = 1; number <= count; ++number)
        files.push_back (folder + "/in.component-0" + std::to_string (number) + ".wav");
    return files;
}

/** A workplace with a short recording of two tones, `in.wav`. */
MatrixXf placeTones (const Workplace& work, double rateHz = 16000.0, Index numChannels = 1,
                     Index length = 16001)
{
    MatrixXf input = tones (rateHz, length, numChannels);
    writeSound (work / "in.wav", rateHz, input);
    return input;
}

Words quick (const Words& more, const std::string& folder = "o")
{
    Words arguments{ "decompose", "in.wav", "--iterations", "20", "--out", folder };
    arguments.insert (arguments.end(), more.begin(), more.end());
    return arguments;
}
} // namespace

TEST_CASE ("decompose takes four piano notes apart: each has a component 10 dB like it or better")
{
    constexpr double wantedDb = 10.0;
    const Workplace work;
    const fs::path audio = fs::path (paths::resources) / "Audio";
    const std::vector<Words> ways{ { "--components", "auto" },
                                   { "--components", "4" },
                                   { "--components", "4", "--divergence", "kl", "--seed", "2" } };
    for (const auto& way : ways)
    {
        Words arguments{ "decompose", (audio / "four-notes.flac").string(), "--json", "--out",
                         "way-" + std::to_string (&way - ways.data()) };
        arguments.insert (arguments.end(), way.begin(), way.end());
        const auto outcome = work.run (arguments);
        checkWorks (outcome);
        const auto report = nlohmann::json::parse (outcome.out);
        for (const std::string note : { "61", "65", "68", "72" })
        {
            const auto truth = readSound (audio / ("four-notes/note-" + note + ".flac"));
            double best = -evaluation::siSdrLimitDb;
            for (const auto& component : report["components"])
            {
                const auto found = readSound (work / component["file"].get<std::string>());
                const auto score = evaluation::meanSiSdrDb (truth.samples, found.samples);
                REQUIRE (score.ok());
                best = std::max (best, score.value());
            }
            INFO (Catch::StringMaker<Words>::convert (way) << ", note " << note);
            CHECK (best >= wantedDb);
        }
    }
}

TEST_CASE ("Components keep the rate, channels and length of the recording and sum to it")
{
    const Workplace work;
    for (const double rateHz : { 8000.0, 22050.0, 44100.0 })
        for (const Index channels : { 1, 2 })
            for (const Index length : { 1, 700, 16001 })
            {
                const MatrixXf input = placeTones (work, rateHz, channels, length);
                checkWorks (work.run (quick ({ "--components", "3" })));
                CHECK (readSound (work / "o/in.component-01.wav").sampleRateHz == rateHz);
                INFO (rateHz << " Hz, " << channels << " channels, " << length << " samples");
                CHECK (errorDb (input, sumOf (work, componentFiles ("o", 3))) < nullDb);
            }
}

TEST_CASE ("The components of every model keep the channels of the recording and sum to it")
{
    const Workplace work;
    for (const Index channels : { 1, 2 })
    {
        const MatrixXf input = placeTones (work, 8000.0, channels, 9001);
        for (const Words& model : { Words{ "is-nmf", "--overlap", "75" },
                                    { "lrtfs" },
                                    { "semi-nmf" },
                                    { "complex-nmf" },
                                    { "orthogonal" },
                                    { "ntf" },
                                    { "cdl", "--window", "20" },
                                    { "robust", "--sparsity", "0.1", "--divergence", "is" },
                                    { "transform-learning", "--transform", "random", "--window", "20" },
                                    { "nmfd", "--template", "100", "--sparsity", "0.1" } })
        {
            Words arguments{ "--components", "2", "--json", "--model" };
            arguments.insert (arguments.end(), model.begin(), model.end());
            const auto outcome = work.run (quick (arguments));
            checkWorks (outcome);
            INFO (model.front() << ", " << channels << " channels");
            CHECK (errorDb (input, sumOf (work, componentFiles ("o", 2))) < nullDb);
            const auto report = nlohmann::json::parse (outcome.out);
            CHECK (report["model"] == model.front());
            CHECK (report["unexplained_share"].get<double>() < 0.9);
        }
    }
}

TEST_CASE ("The outliers of robust components are the last, and hold the clicks that were added to a piano")
{
    constexpr Index seconds = 4, every = 15000;
    const Workplace work;
    const auto piano = readSound (fs::path (paths::resources) / "Audio/duo/piano.flac");
    const auto rate = static_cast<Index> (piano.sampleRateHz);
    const MatrixXf sound = piano.samples.topRows (seconds * rate).rowwise().mean();
    MatrixXf clicks = MatrixXf::Zero (sound.rows(), 1);
    std::srand (7); // Eigen's Random uses it
    for (Index begin = 9000; begin + 200 < clicks.rows(); begin += every)
        clicks.middleRows (begin, 100) = sound.cwiseAbs().maxCoeff() * MatrixXf::Random (100, 1);
    writeSound (work / "in.wav", piano.sampleRateHz, sound + clicks);
    checkWorks (work.run ({ "decompose", "in.wav", "--components", "5", "--model", "robust", "--iterations",
                            "100", "--out", "o" }));
    const MatrixXf outliers = readSound (work / "o/in.component-05.wav").samples;
    const auto found = evaluation::siSdrDb (clicks.col (0), outliers.col (0));
    const auto mixed = evaluation::siSdrDb (clicks.col (0), (sound + clicks).col (0));
    REQUIRE (found.ok());
    REQUIRE (mixed.ok());
    CHECK (found.value() > 5.0);
    CHECK (found.value() > mixed.value() + 10.0);
}

TEST_CASE ("An offset goes unchanged to the component with most of the energy, and is none to the others")
{
    const Workplace work;
    constexpr float offset = 0.3f;
    MatrixXf input = placeTones (work, 16000.0, 2, 48000);
    input.array() += offset;
    writeSound (work / "in.wav", 16000.0, input);
    checkWorks (
        work.run ({ "decompose", "in.wav", "--components", "2", "--iterations", "50", "--out", "o" }));
    const auto files = componentFiles ("o", 2);
    CHECK (errorDb (input, sumOf (work, files)) < nullDb);
    MatrixXf low = readSound (work / files[0]).samples, high = readSound (work / files[1]).samples;
    CHECK (low.mean() == Approx (offset).margin (0.001)); // the tone of 220 Hz is the louder one
    CHECK (high.mean() == Approx (0.0).margin (0.001));
    CHECK ((low.array() - low.mean()).matrix().norm() > high.norm());
}

TEST_CASE (
    "A recording whose channels are opposite is taken apart as either channel alone, and sums to itself")
{
    const Workplace work;
    const MatrixXf tone = placeTones (work, 16000.0, 1, 32000);
    MatrixXf opposite (tone.rows(), 2);
    opposite << tone, -tone;
    for (const std::string model : { "", "is-nmf", "lrtfs", "ntf" })
    {
        const Words arguments = quick (model.empty() ? Words{ "--components", "2" }
                                                     : Words{ "--components", "2", "--model", model });
        writeSound (work / "in.wav", 16000.0, tone);
        checkWorks (work.run (arguments));
        const auto alone = readSound (work / "o/in.component-01.wav").samples;
        writeSound (work / "in.wav", 16000.0, opposite);
        checkWorks (work.run (arguments));
        const auto found = readSound (work / "o/in.component-01.wav").samples;
        INFO (model);
        CHECK (errorDb (opposite, sumOf (work, componentFiles ("o", 2))) < nullDb);
        constexpr double alikeDb = -30.0; // rounding of the mixdown, through 20 iterations
        CHECK (errorDb (alone, found.col (0)) < alikeDb);
        CHECK (errorDb (-alone, found.col (1)) < alikeDb);
    }
}

TEST_CASE ("Two tones are separated, the lower one first")
{
    const Workplace work;
    placeTones (work, 16000.0, 1, 48000);
    const auto outcome = work.run ({ "decompose", "in.wav", "--components", "2", "--out", "o", "--json" });
    checkWorks (outcome);
    const auto report = nlohmann::json::parse (outcome.out);
    REQUIRE (report["components"].size() == 2);
    constexpr double binHz = 12.0;
    CHECK (report["components"][0]["lowest_peak_hz"].get<double>() == Approx (220.0).margin (binHz));
    CHECK (report["components"][1]["lowest_peak_hz"].get<double>() == Approx (2600.0).margin (binHz));
    const double shares = report["components"][0]["energy_share"].get<double>() +
                          report["components"][1]["energy_share"].get<double>();
    CHECK (shares == Approx (1.0).epsilon (1e-4));
    CHECK (readText (work / report["picture"].get<std::string>()).starts_with ("\x89PNG"));
}

TEST_CASE ("The same seed gives the same bytes, with any number of threads; another seed begins elsewhere")
{
    const Workplace work;
    placeTones (work);
    for (const std::string name : { "o", "again", "elsewhere" })
        checkWorks (work.run (quick ({ "--components", "3", "--seed", name == "elsewhere" ? "2" : "1",
                                       "--threads", name == "o" ? "1" : "3" },
                                     name)));
    const auto bytes = [&] (const std::string& folder)
    {
        std::string all;
        for (const auto& name : work.names (folder))
            all += readText (work / folder.c_str() / name);
        return all;
    };
    CHECK (bytes ("o") == bytes ("again"));
    CHECK (bytes ("o") != bytes ("elsewhere"));
}

TEST_CASE ("Groups are the sums of their components, what is in none is the residual")
{
    const Workplace work;
    const MatrixXf input = placeTones (work, 16000.0, 2);
    checkWorks (work.run (quick ({ "--components", "5", "--group", "low=1,3", "--group", "high=4-5" })));
    const auto files = componentFiles ("o", 5);
    CHECK (errorDb (sumOf (work, { files[0], files[2] }), readSound (work / "o/in.low.wav").samples) <
           nullDb);
    CHECK (errorDb (sumOf (work, { files[3], files[4] }), readSound (work / "o/in.high.wav").samples) <
           nullDb);
    CHECK (errorDb (readSound (work / files[1]).samples, readSound (work / "o/in.residual.wav").samples) <
           nullDb);
    CHECK (errorDb (input, sumOf (work, { "o/in.low.wav", "o/in.high.wav", "o/in.residual.wav" })) < nullDb);
}

TEST_CASE ("Groups are saved as a dictionary that separates the recording again")
{
    const Workplace work;
    placeTones (work, 16000.0, 1, 48000);
    checkWorks (work.run (
        { "decompose", "in.wav", "--components", "2", "--out", "o", "--group", "low=1", "high=2" }));
    const auto dictionary = files::loadDictionary (work / "o/in.safetensors");
    REQUIRE (dictionary.ok());
    REQUIRE (dictionary.value().sources.size() == 2);
    CHECK (dictionary.value().sources[0].name == "low");
    CHECK (dictionary.value().sources[0].isTarget);
    CHECK (dictionary.value().sources[1].name == "high");
    CHECK (dictionary.value().trainedOn == "in.wav");

    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "o/in.safetensors", "--out", "s" }));
    for (const std::string file : { "/in.low.wav", "/in.high.wav" })
    {
        const auto decomposed = readSound (work / ("o" + file));
        const auto separated = readSound (work / ("s" + file));
        const auto score = evaluation::meanSiSdrDb (decomposed.samples, separated.samples);
        REQUIRE (score.ok());
        constexpr double alikeDb = 10.0; // other windows and frames, the same atoms
        CHECK (score.value() > alikeDb);
    }
}

TEST_CASE ("The residual is no target of the dictionary")
{
    const Workplace work;
    placeTones (work);
    checkWorks (work.run (quick ({ "--components", "3", "--group", "low=1" })));
    const auto dictionary = files::loadDictionary (work / "o/in.safetensors");
    REQUIRE (dictionary.ok());
    REQUIRE (dictionary.value().sources.size() == 2);
    CHECK (dictionary.value().sources[1].name == "residual");
    CHECK (dictionary.value().sources[1].numAtoms == 2);
    CHECK_FALSE (dictionary.value().sources[1].isTarget);
}

TEST_CASE ("decompose --beta auto takes the divergence that predicts what was held back, and reports all")
{
    const Workplace work;
    placeTones (work, 8000.0);
    const auto outcome = work.run (quick ({ "--components", "2", "--beta", "auto", "--json" }));
    checkWorks (outcome);
    const auto report = nlohmann::json::parse (outcome.out);
    REQUIRE (report["betas"].size() == 7);
    double best = 1e9, beta = -1.0;
    for (const auto& score : report["betas"])
    {
        CHECK (score["dispersion"].get<double>() > 0.0);
        if (score["cost_held_out"].get<double>() < best)
        {
            best = score["cost_held_out"];
            beta = score["beta"];
        }
    }
    CHECK (report["beta"].get<double>() == Approx (beta));
}

TEST_CASE ("decompose refuses wrong use with one line and writes nothing")
{
    const Workplace work;
    placeTones (work);
    const std::vector<Words> wrong{ { "--components", "0" },
                                    { "--components", "100" },
                                    { "--components", "few" },
                                    { "--components", "3x" },
                                    {},
                                    { "--components", "3", "--group", "low" },
                                    { "--components", "3", "--group", "Low=1" },
                                    { "--components", "3", "--group", "low=" },
                                    { "--components", "3", "--group", "low=0" },
                                    { "--components", "3", "--group", "low=1,,2" },
                                    { "--components", "3", "--group", "low=3-2" },
                                    { "--components", "3", "--group", "low=4" },
                                    { "--components", "3", "--group", "low=1", "--group", "high=1" },
                                    { "--components", "3", "--group", "component-01=1" },
                                    { "--components", "3", "--divergence", "cosine" },
                                    { "--components", "3", "--divergence", "2.5" },
                                    { "--components", "3", "--smoothness", "1", "--divergence", "kl" },
                                    { "--components", "3", "--smoothness", "-1" },
                                    { "--components", "3", "--model", "pca" },
                                    { "--components", "auto", "--model", "cdl" },
                                    { "--components", "3", "--model", "lrtfs", "--divergence", "kl" },
                                    { "--components", "3", "--model", "semi-nmf", "--smoothness", "1" },
                                    { "--components", "3", "--model", "cdl", "--overlap", "75" },
                                    { "--components", "3", "--sparsity", "1" },
                                    { "--components", "3", "--transform", "dct" },
                                    { "--components", "3", "--model", "low-rank-sparse" },
                                    { "--components", "1", "--model", "robust" },
                                    { "--components", "3", "--divergence", "alpha=3" },
                                    { "--components", "3", "--divergence", "alpha=x" },
                                    { "--components", "3", "--divergence", "alpha=0.5", "--smoothness", "1" },
                                    { "--components", "3", "--divergence", "alpha=0.5", "--model", "nmfd" },
                                    { "--components", "3", "--overlap", "100" },
                                    { "--components", "3", "--window", "0" },
                                    { "--components", "3", "--floor", "1" } };
    for (const auto& arguments : wrong)
    {
        checkFails (work.run (quick (arguments)), 2);
        CHECK (work.names ("o").empty());
    }
}

TEST_CASE ("Recordings that cannot be taken apart are refused with one line")
{
    const Workplace work;
    writeSound (work / "silent.wav", 16000.0, MatrixXf::Zero (16000, 2));
    writeSound (work / "empty.wav", 16000.0, MatrixXf::Zero (0, 1));
    writeSound (work / "slow.wav", 4000.0, tones (4000.0, 4000, 1));
    writeText (work / "text.wav", "no sound");
    for (const std::string name : { "silent.wav", "empty.wav", "slow.wav", "text.wav", "missing.wav" })
    {
        checkFails (work.run ({ "decompose", name, "--components", "auto", "--out", "o" }), 1);
        CHECK (work.names ("o").empty());
    }
}

TEST_CASE ("Samples that are not finite are processed as silence")
{
    const Workplace work;
    MatrixXf input = tones (16000.0, 16000, 1);
    input (5000, 0) = std::numeric_limits<float>::quiet_NaN();
    input (6000, 0) = std::numeric_limits<float>::infinity();
    writeSound (work / "in.wav", 16000.0, input);
    const auto outcome = work.run (quick ({ "--components", "2" }));
    CHECK (outcome.exitCode == 0);
    CHECK_THAT (outcome.err, Catch::Contains ("2 samples that are no numbers"));
    input (5000, 0) = 0.0f;
    input (6000, 0) = 0.0f;
    CHECK (errorDb (input, sumOf (work, componentFiles ("o", 2))) < nullDb);
}

TEST_CASE ("A full disk and an interrupt leave nothing of a decomposition")
{
    const Workplace work;
    placeTones (work, 16000.0, 1, 160000);
    {
        const FullDisk disk (200000);
        checkFails (work.run (quick ({ "--components", "2", "--group", "low=1" })), 1);
        CHECK (work.names ("o").empty());
    }
    const auto outcome =
        work.shell ("\"$U\" decompose in.wav --components 3 --iterations 100000 --out i & pid=$!;"
                    "sleep 1; kill -INT $pid; wait $pid");
    checkFails (outcome, 1);
    CHECK (work.names ("i").empty());
}

TEST_CASE ("Scaling a recording by 40 dB scales its components and nothing else")
{
    const Workplace work;
    const MatrixXf input = placeTones (work);
    checkWorks (work.run (quick ({ "--components", "2" })));
    writeSound (work / "in.wav", 16000.0, 0.01f * input);
    checkWorks (work.run (quick ({ "--components", "2" }, "quiet")));
    constexpr double levelDb = -60.0; // rounding of 40 updates
    for (const std::string file : { "/in.component-01.wav", "/in.component-02.wav" })
        CHECK (errorDb (readSound (work / ("o" + file)).samples,
                        100.0f * readSound (work / ("quiet" + file)).samples) < levelDb);
}

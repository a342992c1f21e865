// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/FullDisk.h"
#include "Unit/Cli/Workplace.h"

#include <fstream>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
// The outputs are 32-bit floats that went through a transform: rounding at about -140 dB.
constexpr double nullDb = -120.0;

MatrixXf sumOf (const Workplace& work, const Words& files)
{
    MatrixXf sum = readSound (work / files.front()).samples;
    for (size_t i = 1; i < files.size(); ++i)
        sum += readSound (work / files[i]).samples;
    return sum;
}

/** `low` and `high` with their inner atoms as a source between them. */
core::Dictionary lowMiddleAndHigh()
{
    auto dictionary = lowAndHigh();
    dictionary.sources = { { "low", 0, 3, {}, {}, true, 0.0f },
                           { "middle", 3, 2, {}, {}, true, 0.0f },
                           { "high", 5, 3, {}, {}, true, 0.0f } };
    return dictionary;
}

core::Dictionary onlyLow()
{
    auto dictionary = lowAndHigh();
    dictionary.sources = { { "low", 0, dictionary.atoms.cols(), {}, {}, true, 0.0f } };
    return dictionary;
}
} // namespace

TEST_CASE ("The sources keep the rate, channels and length of the input and sum to it")
{
    const Workplace work;
    for (const double rateHz : { 8000.0, 16000.0, 44100.0, 96000.0 })
        for (const Index channels : { 1, 2, 3 })
            for (const std::string mode : { "low", "balanced", "high" })
            {
                const auto length = static_cast<Index> (0.7 * rateHz) + 1;
                const MatrixXf input = tones (rateHz, length, channels);
                writeSound (work / "in.wav", rateHz, input);
                checkWorks (work.run (
                    { "separate", "in.wav", "--dictionary", "pair", "--latency", mode, "--out", "o" }));
                const auto low = readSound (work / "o/in.low.wav");
                CHECK (low.sampleRateHz == rateHz);
                CHECK (errorDb (input, sumOf (work, { "o/in.low.wav", "o/in.high.wav" })) < nullDb);
                CHECK (low.samples.cwiseAbs().maxCoeff() > 0.05f);
            }
}

TEST_CASE ("A constant offset goes to one source throughout, and the masks are those without it")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 40001, 2);
    MatrixXf moved = input;
    moved.col (0).array() += 0.3f;
    moved.col (1).array() -= 0.1f;
    writeSound (work / "plain.wav", 16000.0, input);
    writeSound (work / "moved.wav", 16000.0, moved);
    for (const std::string quality : { "live", "best" })
    {
        for (const std::string file : { "plain.wav", "moved.wav" })
            checkWorks (work.run ({ "separate", file, "--dictionary", "pair", "--quality", quality, "--out",
                                    "o", "--overwrite" }));
        CHECK (errorDb (moved, sumOf (work, { "o/moved.low.wav", "o/moved.high.wav" })) < nullDb);
        const MatrixXf low =
            readSound (work / "o/moved.low.wav").samples - readSound (work / "o/plain.low.wav").samples;
        const MatrixXf high =
            readSound (work / "o/moved.high.wav").samples - readSound (work / "o/plain.high.wav").samples;
        const bool isLow = std::abs (low.col (0).mean()) > 0.15f; // both sources are as loud
        // running means over a tenth of a second of tones and of noise of 0.01: they move by less than this
        for (const Index channel : { 0, 1 })
        {
            const float offset = channel == 0 ? 0.3f : -0.1f;
            CHECK (((isLow ? low : high).col (channel).array() - offset).abs().maxCoeff() < 0.01f);
            CHECK ((isLow ? high : low).col (channel).cwiseAbs().maxCoeff() < 0.01f);
        }
    }
}

TEST_CASE ("Sounds shorter than the latency, and empty ones, are separated whole")
{
    const Workplace work;
    for (const Index length : { 0, 1, 100, 8191, 8192, 8193 })
    {
        const MatrixXf input = tones (16000.0, length, 2);
        writeSound (work / "in.wav", 16000.0, input);
        const auto outcome = work.run ({ "separate", "in.wav", "--dictionary", "pair" });
        CHECK (outcome.exitCode == 0);
        CHECK (outcome.err.empty() == (length > 0)); // else it says that there is no sound
        const MatrixXf sum = sumOf (work, { "in.low.wav", "in.high.wav" });
        REQUIRE (sum.rows() == length);
        if (length > 0)
            CHECK (errorDb (input, sum) < nullDb);
    }
}

TEST_CASE ("The sources are aligned with the input: a click stays where it was")
{
    const Workplace work;
    MatrixXf click = MatrixXf::Zero (16000, 1);
    click (7000, 0) = 1.0f;
    writeSound (work / "click.wav", 16000.0, click);
    for (const std::string mode : { "low", "balanced", "high" })
    {
        checkWorks (work.run ({ "separate", "click.wav", "--dictionary", "pair", "--latency", mode }));
        Index loudest = 0;
        readSound (work / "click.high.wav").samples.col (0).cwiseAbs().maxCoeff (&loudest);
        CHECK (loudest == 7000);
    }
}

TEST_CASE ("separate --only writes the source and the others by --reduction")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 16000, 2));
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--out", "all" }));
    const MatrixXf low = readSound (work / "all/in.low.wav").samples;
    const MatrixXf high = readSound (work / "all/in.high.wav").samples;

    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--only", "low", "--out", "a" }));
    CHECK (work.names ("a") == Words{ "in.low.wav" });
    CHECK (readSound (work / "a/in.low.wav").samples == low);
    for (const double reductionDb : { 0.0, -6.0, -20.0 })
    {
        checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--only", "low", "--reduction",
                                std::to_string (reductionDb), "--out", "b" }));
        const MatrixXf wanted = low + static_cast<float> (std::pow (10.0, reductionDb / 20.0)) * high;
        CHECK (errorDb (wanted, readSound (work / "b/in.low.wav").samples) < nullDb);
    }
}

TEST_CASE ("separate --without writes everything but the source, which --only completes to the input")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 16000, 2);
    writeSound (work / "in.wav", 16000.0, input);
    const auto separate = [&] (const Words& ending)
    {
        Words words{ "separate", "in.wav", "--dictionary", "trio" };
        words.insert (words.end(), ending.begin(), ending.end());
        checkWorks (work.run (words));
    };
    work.save ("trio", lowMiddleAndHigh());
    separate ({ "--only", "high", "--out", "only.wav" });
    separate ({ "--without", "high", "--out", "o" });
    CHECK (work.names ("o") == Words{ "in.without-high.wav" });
    const MatrixXf only = readSound (work / "only.wav").samples;
    const MatrixXf without = readSound (work / "o/in.without-high.wav").samples;
    CHECK (only.cwiseAbs().maxCoeff() > 0.01f);
    CHECK (without.cwiseAbs().maxCoeff() > 0.01f);
    CHECK (errorDb (input, only + without) < nullDb);
    for (const double reductionDb : { 0.0, -6.0, -20.0 })
    {
        separate ({ "--without", "high", "--reduction", std::to_string (reductionDb), "--out", "less.wav" });
        const MatrixXf wanted = without + static_cast<float> (std::pow (10.0, reductionDb / 20.0)) * only;
        CHECK (errorDb (wanted, readSound (work / "less.wav").samples) < nullDb);
    }
}

TEST_CASE ("Sources of any script name their files, and --only takes them as people write them")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 8000, 1));
    const std::vector<std::pair<std::string, std::string>> names{ { "шум-дождя", "Шум дождя" },
                                                                  { "日本語-ノイズ", "日本語 ノイズ" },
                                                                  { "été-à-midi", "ÉTÉ à midi" } };
    for (const auto& [name, typed] : names)
    {
        INFO (name);
        work.save ("mine", lowAndHigh (name, "high"));
        const auto file = std::string ("in.").append (name).append (".wav");
        checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "mine", "--out", name }));
        CHECK (work.names (name) == Words{ "in.high.wav", file });
        const auto whole = readSound (work / std::string (name).append ("/").append (file)).samples;
        for (const auto& only : { name, typed })
        {
            const auto folder = std::string ("only ").append (only);
            checkWorks (
                work.run ({ "separate", "in.wav", "--dictionary", "mine", "--only", only, "--out", folder }));
            CHECK (work.names (folder) == Words{ file });
            CHECK (readSound (work / std::string (folder).append ("/").append (file)).samples == whole);
        }
        const auto refused = work.run ({ "separate", "in.wav", "--dictionary", "mine", "--only", "снег" });
        checkFails (refused, 2);
        CHECK_THAT (refused.err, Catch::Contains (name));
    }
}

TEST_CASE ("Scaling the input by 20 dB scales the sources and nothing else")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 16000, 1);
    writeSound (work / "in.wav", 16000.0, input);
    writeSound (work / "loud.wav", 16000.0, 10.0f * input);
    checkWorks (work.run ({ "separate", "in.wav", "loud.wav", "--dictionary", "pair" }));
    constexpr double levelDb = -90.0; // some floors of the engine are absolute
    CHECK (errorDb (10.0f * readSound (work / "in.low.wav").samples,
                    readSound (work / "loud.low.wav").samples) < levelDb);
}

TEST_CASE ("A source is gone while it is silent, and the sum still holds")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 48000, 1);
    writeSound (work / "in.wav", 16000.0, input);
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--silent", "low=1-2", "--silent",
                            "high=0:02.5-99" }));
    const MatrixXf low = readSound (work / "in.low.wav").samples;
    const MatrixXf high = readSound (work / "in.high.wav").samples;
    CHECK (errorDb (input, low + high) < nullDb);
    CHECK (low.middleRows (16000, 16000).cwiseAbs().maxCoeff() == 0.0f);
    CHECK (low.topRows (15000).cwiseAbs().maxCoeff() > 0.05f);
    CHECK (high.middleRows (40000, 8000).cwiseAbs().maxCoeff() == 0.0f);
    CHECK (high.middleRows (33000, 6000).cwiseAbs().maxCoeff() > 0.01f);
}

TEST_CASE ("Standard input and output carry WAV, and raw samples in")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 20000, 1);
    writeSound (work / "in.wav", 16000.0, input);
    writeText (work / "in.raw",
               std::string (reinterpret_cast<const char*> (input.data()), 20000 * sizeof (float)));
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--only", "low" }));
    const MatrixXf wanted = readSound (work / "in.low.wav").samples;

    CHECK (work.shell ("cat in.wav | \"$U\" separate - --dictionary pair --only low | cat > wav.wav").err ==
           "");
    CHECK (work.shell ("\"$U\" separate - --dictionary pair --only low --rate 16000 --channels 1 "
                       "< in.raw > raw.wav")
               .err == "");
    CHECK (
        work.shell ("cat in.wav | \"$U\" separate - --dictionary pair --without low | cat > rest.wav").err ==
        "");
    CHECK (work.shell ("\"$U\" separate - --dictionary pair --without low --out rest < in.wav").err == "");
    CHECK (errorDb (input, wanted + readSound (work / "rest/stdin.without-low.wav").samples) < nullDb);
    for (const std::string name : { "wav", "raw" })
    {
        // The header of a stream says no length, which libsndfile takes as the end of the file.
        const auto again = work.shell (std::string ("\"$U\" separate - --dictionary pair --out ")
                                           .append (name)
                                           .append (" < ")
                                           .append (name)
                                           .append (".wav"));
        CHECK (again.err == "");
        const MatrixXf sum = readSound (work / (name + "/stdin.low.wav")).samples +
                             readSound (work / (name + "/stdin.high.wav")).samples;
        CHECK (errorDb (wanted, sum) < nullDb);
    }
}

TEST_CASE ("The same sound gives the same bytes of stems in every container, by name and through a pipe")
{
    const Workplace work;
    MatrixXf input = tones (16000.0, 24000, 2);
    input = (input * 32768.0f).array().round().matrix() / 32768.0f; // as every one of them can hold it
    for (const std::string ending : { "wav", "w64", "caf", "aiff", "au", "flac" })
        writeSound (work / ("in." + ending), 16000.0, input, *files::formatOf ("a." + ending));
    writeSound (work / "short.wav", 16000.0, input, files::AudioFormat::pcm16);

    auto rf64 = readText (work / "short.wav");
    const auto riffBytes = static_cast<std::uint64_t> (rf64.size() - 8);
    const auto data = rf64.find ("data");
    REQUIRE (data != std::string::npos);
    const auto number = [] (std::uint64_t value)
    { return std::string (reinterpret_cast<const char*> (&value), sizeof (value)); };
    const std::string sizes =
        number (riffBytes + 36) + number (rf64.size() - data - 8) + number (24000) + std::string (4, '\0');
    rf64.replace (data + 4, 4, 4, '\xff');
    rf64.replace (0, 12, "RF64\xff\xff\xff\xffWAVEds64" + std::string ("\x1c\0\0\0", 4) + sizes);
    writeText (work / "long.rf64", rf64);

    Words stems;
    for (const std::string file :
         { "in.wav", "short.wav", "long.rf64", "in.w64", "in.caf", "in.aiff", "in.au", "in.flac" })
        for (const std::string& way : { file, "- < " + file, "/dev/stdin < " + file })
        {
            INFO (way);
            checkWorks (work.shell ("rm -rf o; \"$U\" separate --dictionary pair --out o " + way));
            const auto names = work.names ("o");
            REQUIRE (names.size() == 2);
            const Words found{ readText (work / ("o/" + names[0])), readText (work / ("o/" + names[1])) };
            stems = stems.empty() ? found : stems;
            CHECK ((found == stems)); // never printed
        }
}

TEST_CASE ("Lossy files that state their delay are as long as what was encoded, and not late")
{
    const Workplace work;
    MatrixXf input = tones (48000.0, 48011, 1);
    input.topRows (20000) *= 0.05f; // so that a lag shows
    for (const std::string ending : { "ogg", "opus", "mp3" })
        if (const auto format = files::formatOf ("a." + ending))
        {
            INFO (ending);
            writeSound (work / ("in." + ending), 48000.0, input, *format);
            checkWorks (work.run ({ "separate", "in." + ending, "--dictionary", "pair", "--out", ending }));
            const MatrixXf sum = sumOf (work, { ending + "/in.low.wav", ending + "/in.high.wav" });
            REQUIRE (sum.rows() == input.rows());
            const auto likeness = [&] (Index lag) {
                return input.middleRows (1000, 40000).cwiseProduct (sum.middleRows (1000 + lag, 40000)).sum();
            };
            for (const Index lag : { -30, -3, 3, 30 })
                CHECK (likeness (0) > likeness (lag));
        }
}

#if defined(__GLIBC__) && defined(NDEBUG)
TEST_CASE ("A damaged MP3 is separated, and the library that decodes it prints nothing")
{
    const auto format = files::formatOf ("a.mp3");
    if (! format)
        return;
    const Workplace work;
    writeSound (work / "a.mp3", 44100.0, tones (44100.0, 80000, 2), *format);
    auto bytes = readText (work / "a.mp3");
    std::fill_n (bytes.begin() + static_cast<std::ptrdiff_t> (bytes.size() / 3), 1500, '\0');
    writeText (work / "a.mp3", bytes);
    const auto outcome = work.run ({ "separate", "a.mp3", "--dictionary", "pair", "--out", "o" });
    INFO (outcome.err);
    CHECK (outcome.exitCode == 0);
    CHECK (outcome.err.starts_with ("unbraid: warning: 'a.mp3' "));
    CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == 1);
}
#endif

TEST_CASE ("A folder stands for the sounds in it, not for those deeper down")
{
    const Workplace work;
    for (const std::string name : { "in/b.wav", "in/a.wav", "in/deeper/c.wav", "in/.hidden.wav" })
        writeSound (work / name, 16000.0, tones (16000.0, 4000, 1));
    writeSound (work / "[in]/d.flac", 16000.0, tones (16000.0, 4000, 1), files::AudioFormat::flac);
    writeText (work / "in/notes.txt", "not a sound");
    const auto outcome = work.run ({ "separate", "in", "[in]", "--dictionary", "pair", "--out", "o" });
    checkWorks (outcome);
    CHECK (outcome.out ==
           "o/a.low.wav\no/a.high.wav\no/b.low.wav\no/b.high.wav\no/d.low.wav\no/d.high.wav\n");
    CHECK (work.names ("o").size() == 6);
}

TEST_CASE ("Colliding outputs and overwritten inputs are refused before anything is written")
{
    const Workplace work;
    for (const std::string name : { "a/x.wav", "b/x.wav", "c/y.wav", "c/y.low.wav" })
        writeSound (work / name, 16000.0, tones (16000.0, 4000, 1));
    checkFails (work.run ({ "separate", "a/x.wav", "b/x.wav", "--dictionary", "pair", "--out", "o" }), 2);
    checkFails (work.run ({ "separate", "a/x.wav", "a/x.wav", "--dictionary", "pair", "--out", "o" }), 2);
    CHECK (! fs::exists (work / "o"));
    checkFails (work.run ({ "separate", "c", "--dictionary", "pair", "--out", "c" }), 2);
    checkFails (work.run ({ "separate", "c", "--dictionary", "pair", "--out", "a/../c" }), 2);
    CHECK (work.names ("c") == Words{ "y.low.wav", "y.wav" });
}

TEST_CASE ("Wrong use of separate is one line and exit code 2")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 4000, 1));
    const std::vector<Words> endings{ { "--only", "piano" },
                                      { "--only", "low", "--reduction", "3" },
                                      { "--without", "piano" },
                                      { "--without", "low", "--reduction", "3" },
                                      { "--without", "low", "--only", "high" },
                                      { "--without", "low", "--without", "high" },
                                      { "--reduction", "-3" },
                                      { "--split", "C4" },
                                      { "--midi", "x.mid" },
                                      { "--latency", "none" },
                                      { "--iterations", "0" },
                                      { "--iterations", "51" },
                                      { "--exponent", "nan" },
                                      { "--silent", "low=2-1" },
                                      { "--silent", "piano=1-2" },
                                      { "--silent", "low" },
                                      { "--rate", "44100" },
                                      { "--rate", "44100", "--channels", "1" },
                                      { "--threads", "0" },
                                      { "--format", "mp3" } };
    for (const auto& ending : endings)
    {
        Words words{ "separate", "in.wav", "--dictionary", "pair", "--out", "o" };
        words.insert (words.end(), ending.begin(), ending.end());
        INFO (ending.front() << " " << ending.back());
        checkFails (work.run (words), 2);
    }
    for (const Words& words : { Words{}, Words{ "separate" }, Words{ "sing" } })
        checkFails (work.run (words), 2);
    work.save ("alone", onlyLow());
    checkFails (
        work.run ({ "separate", "in.wav", "--dictionary", "alone", "--without", "low", "--out", "o" }), 2);
    CHECK (! fs::exists (work / "o"));
}

TEST_CASE ("A dictionary that names its latency modes refuses the others")
{
    const Workplace work;
    auto dictionary = lowAndHigh();
    dictionary.modes = { "high" };
    work.save ("slow", dictionary);
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 4000, 1));
    checkFails (work.run ({ "separate", "in.wav", "--dictionary", "slow", "--latency", "low" }), 2);
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "slow" }));
}

TEST_CASE ("A missing file or dictionary is one line and exit code 1")
{
    const Workplace work;
    checkFails (work.run ({ "separate", "no.wav", "--dictionary", "pair" }), 1);
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 4000, 1));
    checkFails (work.run ({ "separate", "in.wav", "--dictionary", "none" }), 1);
    checkFails (work.run ({ "separate", "in.wav", "--dictionary", "./none.safetensors" }), 1);
    fs::create_directories (work / "empty");
    checkFails (work.run ({ "separate", "empty", "--dictionary", "pair" }), 1);
}

TEST_CASE ("A file that fails leaves nothing behind and the others go on")
{
    const Workplace work;
    writeSound (work / "in/good.wav", 16000.0, tones (16000.0, 40000, 1));
    writeSound (work / "in/broken.flac", 16000.0, tones (16000.0, 40000, 1), files::AudioFormat::flac);
    const auto middle = static_cast<std::streamoff> (fs::file_size (work / "in/broken.flac") / 2);
    std::fstream (work / "in/broken.flac", std::ios::in | std::ios::out | std::ios::binary).seekp (middle)
        << std::string (2000, 'x');
    const auto outcome = work.run ({ "separate", "in", "--dictionary", "pair", "--out", "o" });
    CHECK (outcome.exitCode == 1);
    CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK (outcome.err.find ("broken.flac") != std::string::npos);
    CHECK (work.names ("o") == Words{ "good.high.wav", "good.low.wav" });
}

TEST_CASE ("A full disk leaves nothing behind")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 100000, 1));
    const FullDisk disk (150000);
    checkFails (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--out", "o" }), 1);
    CHECK (work.names ("o").empty());
}

TEST_CASE ("An interrupt ends the work, removes its files and says so")
{
    const Workplace work;
    const auto outcome =
        work.shell ("mkfifo pipe; exec 3<>pipe;"
                    "\"$U\" separate - --dictionary pair --rate 16000 --channels 1 --out o <pipe & pid=$!;"
                    "head -c 400000 /dev/zero >&3; ls o > seen; sleep 0.2; kill -INT $pid; wait $pid");
    checkFails (outcome, 1);
    CHECK (readText (work / "seen").find (".part") != std::string::npos);
    CHECK (work.names ("o").empty());
}

TEST_CASE ("The number of threads changes no byte")
{
    const Workplace work;
    for (const std::string name : { "in/a.wav", "in/b.wav", "in/c.wav" })
        writeSound (work / name, 44100.0, tones (44100.0, 30000, 2));
    checkWorks (work.run ({ "separate", "in", "--dictionary", "pair", "--out", "one", "--threads", "1" }));
    checkWorks (work.run ({ "separate", "in", "--dictionary", "pair", "--out", "two", "--threads", "2" }));
    REQUIRE (work.names ("one").size() == 6);
    REQUIRE (work.names ("one") == work.names ("two"));
    for (const auto& name : work.names ("one"))
        CHECK (readText (work / ("one/" + name)) == readText (work / ("two/" + name)));
}

TEST_CASE ("Formats and the residual are written")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 16000, 1);
    writeSound (work / "in.wav", 16000.0, input);
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--residual", "8", "--out", "o",
                            "--format", "flac" }));
    CHECK (work.names ("o") == Words{ "in.high.flac", "in.low.flac", "in.residual.flac" });
    constexpr double roundingDb = -100.0; // of 24 bits, three times
    CHECK (errorDb (input, sumOf (work, { "o/in.low.flac", "o/in.high.flac", "o/in.residual.flac" })) <
           roundingDb);
}

TEST_CASE ("separate --json reports each file")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 16000, 1));
    const auto outcome =
        work.run ({ "separate", "in.wav", "no.wav", "--dictionary", "pair", "--out", "o", "--json" });
    CHECK (outcome.exitCode == 1);
    const auto files = nlohmann::json::parse (outcome.out)["files"];
    REQUIRE (files.size() == 2);
    CHECK (files[0]["outputs"] == nlohmann::json{ "o/in.low.wav", "o/in.high.wav" });
    CHECK (files[0]["seconds"] == 1.0);
    CHECK (files[0]["real_time_factor"] > 0.0);
    CHECK (files[0]["latency_ms"] > 1.0);
    CHECK (files[0]["latency_ms"] <= 20.0);
    CHECK (files[1]["error"].get<std::string>().find ("no.wav") != std::string::npos);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/DictionaryFile.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string>
#include <vector>

namespace unbraid::test
{

namespace fs = std::filesystem;
using Eigen::Index;
using Eigen::MatrixXf;
using Words = std::vector<std::string>;

inline Words with (Words words, const Words& more)
{
    words.insert (words.end(), more.begin(), more.end());
    return words;
}

/** How a run of the program ended. */
struct Outcome
{
    int exitCode = -1;
    std::string out;
    std::string err;
};

/** Two sources: `low` has its energy below 1 kHz, `high` above; 16 kHz. */
inline core::Dictionary lowAndHigh (const std::string& firstName = "low",
                                    const std::string& lastName = "high")
{
    constexpr Index numBins = 129;
    constexpr Index numAtoms = 8;
    core::Dictionary dictionary;
    dictionary.sampleRateHz = 16000.0;
    dictionary.window = 512;
    dictionary.hop = 128;
    dictionary.windowShape = core::windowShapeName;
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (numBins, 0.0f, 8000.0f);
    dictionary.atoms.resize (numBins, numAtoms);
    for (Index atom = 0; atom < numAtoms; ++atom)
    {
        const float centreHz = 100.0f * std::pow (1.7f, static_cast<float> (atom));
        const Eigen::ArrayXf octaves =
            (dictionary.frequenciesHz.array() / centreHz).max (0.01f).log() / std::numbers::ln2_v<float>;
        dictionary.atoms.col (atom) = (-2.0f * octaves.square()).exp().max (1e-6f).matrix();
    }
    core::normaliseAtoms (dictionary.atoms);
    dictionary.sources = { { firstName, 0, 4, {}, {}, true, 0.0f }, { lastName, 4, 4, {}, {}, true, 0.0f } };
    dictionary.licence = "CC0-1.0";
    return dictionary;
}

/** A tone in each band, louder and quieter in turns, and a little noise; channels differ. */
inline MatrixXf tones (double rateHz, Index numFrames, Index numChannels)
{
    std::srand (5); // Eigen's Random uses it
    MatrixXf samples = 0.01f * MatrixXf::Random (numFrames, numChannels);
    for (Index channel = 0; channel < numChannels; ++channel)
        for (Index n = 0; n < numFrames; ++n)
        {
            const double seconds = static_cast<double> (n) / rateHz;
            const double turn = std::sin (2.0 * std::numbers::pi * 1.5 * seconds);
            const double low = (1.0 + turn) * std::sin (2.0 * std::numbers::pi * 220.0 * seconds);
            const double high = (1.0 - turn) * std::sin (2.0 * std::numbers::pi * 2600.0 * seconds);
            samples (n, channel) +=
                static_cast<float> (0.1 * low + 0.05 * static_cast<double> (1 + channel) * high);
        }
    return samples;
}

inline void writeSound (const fs::path& path, double rateHz, const MatrixXf& samples,
                        files::AudioFormat format = files::AudioFormat::float32)
{
    fs::create_directories (path.parent_path());
    auto writer = files::AudioWriter::create (path, rateHz, samples.cols(), format);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
}

inline files::Recording readSound (const fs::path& path)
{
    auto recording = files::readRecording (path, 1 << 24);
    if (! recording.ok())
        FAIL (recording.error().message());
    return std::move (recording).value();
}

/** How far `found` is from `wanted`, in dB of it. */
inline double errorDb (const MatrixXf& wanted, const MatrixXf& found)
{
    REQUIRE (found.rows() == wanted.rows());
    REQUIRE (found.cols() == wanted.cols());
    const double noise = (found - wanted).cast<double>().squaredNorm();
    return 10.0 * std::log10 (noise / wanted.cast<double>().squaredNorm() + 1e-30);
}

/** A folder with the dictionary `pair` (low, high) that the program finds by name, and nothing else. */
class Workplace
{
public:
    Workplace()
    {
        save ("pair", lowAndHigh());
        writeText (folder / ".suppressions", "leak:libfontconfig\n"); // it keeps its fonts until the end
    }

    fs::path operator/ (const std::string& name) const { return folder / name; }

    void save (const std::string& name, const core::Dictionary& dictionary) const
    {
        fs::create_directories (folder / "dictionaries");
        const auto saved =
            files::saveDictionary (folder / ("dictionaries/" + name + ".safetensors"), dictionary);
        if (! saved.ok())
            FAIL (saved.error().message());
    }

    /** Runs a shell script in the folder; `$U` is the program. */
    [[nodiscard]] Outcome shell (const std::string& script) const
    {
        const std::string command =
            "cd " + quoted (folder.path.string()) + " && U=" + quoted (paths::program) +
            " HOME=\"$PWD/home\" XDG_DATA_HOME= UNBRAID_DICTIONARIES=\"$PWD/dictionaries\"" +
            " LSAN_OPTIONS=\"suppressions=$PWD/.suppressions:print_suppressions=0\"" + " sh -c " +
            quoted (script) + " > .out 2> .err";
        const int status = std::system (command.c_str());
        return { WIFEXITED (status) ? WEXITSTATUS (status) : -1, readText (folder / ".out"),
                 readText (folder / ".err") };
    }

    [[nodiscard]] Outcome run (const Words& arguments) const
    {
        std::string script ("\"$U\"");
        for (const auto& argument : arguments)
            script.append (" ").append (quoted (argument));
        return shell (script);
    }

    /** Names in one of its folders, sorted; none where there is no folder. */
    [[nodiscard]] Words names (const std::string& inside) const
    {
        Words found;
        std::error_code ignored;
        for (const auto& item : fs::directory_iterator (folder / inside, ignored))
            found.push_back (item.path().filename().string());
        std::sort (found.begin(), found.end());
        return found;
    }

private:
    static std::string quoted (const std::string& word)
    {
        std::string text (1, '\'');
        for (const char character : word)
            text.append (character == '\'' ? std::string ("'\\''") : std::string (1, character));
        text.push_back ('\'');
        return text;
    }

    TemporaryFolder folder;
};

/** One line, ended, on standard error and nothing on standard output. */
inline void checkFails (const Outcome& outcome, int exitCode)
{
    INFO (outcome.err);
    CHECK (outcome.exitCode == exitCode);
    CHECK (outcome.out.empty());
    CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK (outcome.err.ends_with ('\n'));
}

inline void checkWorks (const Outcome& outcome)
{
    CHECK (outcome.exitCode == 0);
    CHECK (outcome.err == "");
}

} // namespace unbraid::test

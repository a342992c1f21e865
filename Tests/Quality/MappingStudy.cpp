// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section on mapped windows of Docs/OverlapAndWindows.md: presets trained again at half and at
// one and a half times their window, and each of the three mapped to the windows of the others.
//     carry_study DATA LOOPS DICTIONARIES UNBRAID SCRATCH PAGE
// Run where the dictionaries' own commands run: in the root of the source tree.
#include "Files/DictionaryFile.h"
#include "Quality/Estimators.h"
#include "Quality/Mapping.h"
#include "Quality/MusicMixtures.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

using namespace unbraid;
using namespace unbraid::quality;
namespace fs = std::filesystem;

namespace
{
/** A preset and what it is scored on. */
struct Case
{
    std::string preset;
    std::vector<Mixture> mixtures;
};

/** The command with the value after the last `option` replaced. */
std::string withOption (std::string command, const std::string& option, const std::string& value)
{
    const auto at = command.rfind (" " + option + " ");
    if (at == std::string::npos)
        return command + " " + option + " " + value;
    const auto from = at + option.size() + 2;
    const auto to = std::min (command.find (' ', from), command.size());
    return command.replace (from, to - from, value);
}

/** Runs the command that made a dictionary again, with another window. */
class Trainer
{
public:
    Trainer (fs::path programToRun, fs::path folderToFill)
        : program (std::move (programToRun))
        , folder (std::move (folderToFill))
    {
        fs::create_directories (folder);
    }

    [[nodiscard]] core::Dictionary trainAgain (const core::Dictionary& preset, double windowSeconds) const
    {
        const fs::path file = folder / "mapped.safetensors";
        std::string command = preset.command.substr (preset.command.find (' '));
        command = withOption (command, "--window", core::numberText (1000.0 * windowSeconds));
        command = withOption (command, "--out", "'" + file.string() + "'");
        if (std::system (("'" + program.string() + "'" + command + " > /dev/null").c_str()) != 0)
            std::exit (1);
        return orExit (files::loadDictionary (file));
    }

private:
    fs::path program;
    fs::path folder;
};

/** Mean over the mixtures of each source's SI-SDR. */
std::vector<double> meanScores (const core::Dictionary& dictionary, double playedSeconds,
                                const std::vector<Mixture>& mixtures)
{
    std::vector<double> sums (mixtures.front().stems.size(), 0.0);
    for (const auto& mixture : mixtures)
    {
        const auto scores =
            orExit (presetScores (dictionary, mixture, mixture.stems, { playedSeconds, 0.0 }));
        for (size_t stem = 0; stem < sums.size(); ++stem)
            sums[stem] += scores[stem] / static_cast<double> (mixtures.size());
    }
    return sums;
}

std::string milliseconds (double seconds)
{
    return printed ("%.1f ms", 1000.0 * seconds);
}

std::string tableOf (const Case& item, const core::Dictionary& preset, const Trainer& trainer)
{
    std::vector<std::string> head{ "SI-SDR, dB: played at", "atoms trained at" };
    for (const auto& name : item.mixtures.front().sourceNames)
        head.push_back (name);
    Table table (head);
    std::map<double, core::Dictionary> trainedAt;
    for (const double part : { 0.5, 1.0, 1.5 })
    {
        const double seconds = part * windowSeconds (preset);
        trainedAt.emplace (seconds, part == 1.0 ? preset : trainer.trainAgain (preset, seconds));
    }
    for (const auto& [played, unused] : trainedAt)
        for (const auto& [trained, dictionary] : trainedAt)
        {
            std::vector<std::string> cells{ milliseconds (played), milliseconds (trained) };
            for (const double mean : meanScores (dictionary, played, item.mixtures))
                cells.push_back (printed ("%.2f", mean));
            table.add (cells);
            std::cerr << item.preset << " " << cells[0] << " " << cells[1] << " " << cells[2] << '\n';
        }
    return "### `" + item.preset + "`\n\n" + table.markdown() + "\n";
}

/** Every second of the noisy voices: the five SNRs in equal parts. */
std::vector<Mixture> someOf (const std::vector<Mixture>& mixtures)
{
    std::vector<Mixture> some;
    for (size_t i = 0; i < mixtures.size(); i += 2)
    {
        some.push_back (mixtures[i]);
        some.back().stems.resize (1); // the voice
        some.back().sourceNames.resize (1);
    }
    return some;
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 7)
    {
        std::cerr << "use: carry_study DATA LOOPS DICTIONARIES UNBRAID SCRATCH PAGE\n";
        return 2;
    }
    const fs::path data = argv[1], loops = argv[2], dictionaries = argv[3];
    const Trainer trainer (argv[4], argv[5]);
    const std::vector<Case> cases{ { "speech-plain", someOf (orExit (noisyVoices (data))) },
                                   { "drums-plain", orExit (renderedDrums (loops)) },
                                   { "piano-saxophone",
                                     orExit (notePairs (data, MaterialSet::development)) } };
    std::string text;
    for (const auto& item : cases)
    {
        const auto preset = orExit (files::loadDictionary (dictionaries / (item.preset + ".safetensors")));
        text += tableOf (item, preset, trainer);
    }
    orExit (replaceSection (argv[6], "Mapped windows", text));
    return 0;
}

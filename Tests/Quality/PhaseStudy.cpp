// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section of scores of Docs/Phase.md: the live engine, `--quality long-both-ways` and every method of `--phase`, from the true
// variances of the sources and from the masks of a shipped dictionary, for speech in noise, a duo and a band.
//     phase_study DATA MATERIAL DICTIONARIES PAGE [VOICES]
//     phase_study DATA MATERIAL DICTIONARIES METHOD
// METHOD  a name of --phase: prints its rows alone and leaves the page as it is
// VOICES  a folder for the mixtures of speech and every estimate of the voice, for the PESQ of Recipes/score.py
#include "Files/AudioWriter.h"
#include "Files/DictionaryFile.h"
#include "Offline/Phase/PhaseMethods.h"
#include "Quality/Estimators.h"
#include "Quality/MusicMixtures.h"
#include "Quality/Passes.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"

#include <ctime>
#include <fstream>
#include <iostream>

using namespace unbraid;
using namespace unbraid::quality;
using Eigen::Index;
using Eigen::MatrixXf;
namespace fs = std::filesystem;

namespace
{
constexpr double maxSeconds = 8.0; // of each mixture: the true variances of all of it are one segment

/** A kind of material and the dictionary that knows it. */
struct Task
{
    std::string heading;
    core::Dictionary dictionary;
    std::vector<Mixture> mixtures;
    bool isSpeech = false;
    fs::path voices = {};    // where the estimates of the first source are written; empty: nowhere
    std::string method = {}; // of --phase, alone; empty: all
};

/** Scores of one method, and the processor's time for a second of sound. */
struct Row
{
    std::vector<double> siSdrDb; // per stem, sums
    double estoi = 0.0;
    double workSeconds = 0.0;
};

/** The sources by their true variances, [samples x stems]. */
MatrixXf byTruth (const Task& task, const Mixture& mixture, offline::PhaseSettings settings)
{
    const auto geometry = Passes (task.dictionary, mixture.sampleRateHz).geometry();
    core::Frames transform;
    orExit (transform.prepare (core::engineFrames (geometry)));
    const Index window = geometry.analysis, length = mixture.mixture.size();
    transform.setNumFrames ((length + 2 * window) / geometry.hop);
    const auto padded = [&] (const Eigen::VectorXf& sound)
    {
        Eigen::VectorXf longer = Eigen::VectorXf::Zero (transform.numSamples());
        longer.segment (window, length) = sound;
        return longer;
    };
    MatrixXf stems (transform.numSamples(), static_cast<Index> (mixture.stems.size()));
    for (Index stem = 0; stem < stems.cols(); ++stem)
        stems.col (stem) = padded (mixture.stems[static_cast<size_t> (stem)]);
    const auto segment = offline::segmentOfSources (transform, padded (mixture.mixture), stems);
    settings.amplitudes = offline::Amplitudes::variances;
    const MatrixXf sources =
        orExit (offline::recoverPhases (transform, segment, settings, [] (int, double) { return true; }));
    return segment.level * sources.middleRows (window, length);
}

/** A row of the table. */
struct Variation
{
    std::string variances, quality, phase;
    std::function<MatrixXf (const Mixture&)> estimate;

    [[nodiscard]] std::string folder() const
    {
        return variances == "true" ? "true " + phase : quality + (phase == "-" ? "" : " " + phase);
    }
};

std::vector<Variation> variationsOf (const Task& task)
{
    const auto passes = [&task] (const Mixture& mixture)
    { return Passes (task.dictionary, mixture.sampleRateHz); };
    std::vector<Variation> all;
    if (task.method.empty())
        all.push_back ({ "of the masks", "live", "-",
                         [=] (const Mixture& mixture) { return passes (mixture).live (mixture.mixture); } });
    for (const auto& row : offline::phaseMethods())
    {
        const std::string name = row.name;
        if (! task.method.empty() && task.method != name)
            continue;
        offline::PhaseSettings settings;
        settings.method = *offline::phaseMethodFrom (name);
        all.push_back ({ "of the masks", "one pass", name, [=] (const Mixture& mixture) {
                            return passes (mixture).masked (mixture.mixture, settings);
                        } });
        all.push_back ({ "of the masks", "best", name, [=] (const Mixture& mixture) {
                            return passes (mixture).whole (longBothWays, mixture.mixture, settings);
                        } });
        all.push_back ({ "true", "-", name, [&task, settings] (const Mixture& mixture) {
                            return byTruth (task, mixture, settings);
                        } });
    }
    return all;
}

/** Which column of the estimates a stem is; below 0: none. Estimates from the truth are in the order of the stems. */
Index columnOf (const Task& task, const Mixture& mixture, size_t stem, bool isTruth)
{
    if (isTruth)
        return static_cast<Index> (stem);
    for (size_t source = 0; source < task.dictionary.sources.size(); ++source)
        if (task.dictionary.sources[source].name == mixture.sourceNames[stem])
            return static_cast<Index> (source);
    return -1;
}

void writeVoice (const fs::path& folder, const Mixture& mixture, const Eigen::VectorXf& samples)
{
    fs::create_directories (folder);
    auto writer =
        orExit (files::AudioWriter::create (folder / (mixture.name + ".wav"), mixture.sampleRateHz, 1));
    orExit (writer.write (samples));
    orExit (writer.finish());
}

/** A folder as mix.py writes it. */
void writeMixtures (const Task& task)
{
    if (task.voices.empty())
        return;
    fs::create_directories (task.voices);
    std::ofstream list (task.voices / "list.csv");
    list << "name,snr_db,speaker,noise,room\n";
    for (const auto& mixture : task.mixtures)
    {
        list << mixture.name << ",0,unknown,unknown,recorded\n";
        writeVoice (task.voices / "clean", mixture, mixture.stems.front());
        writeVoice (task.voices / "noisy", mixture, mixture.mixture);
    }
}

Row scoresOf (const Task& task, const Variation& variation)
{
    Row row;
    for (const auto& mixture : task.mixtures)
    {
        const std::clock_t begin = std::clock();
        const MatrixXf sources = variation.estimate (mixture);
        row.workSeconds += static_cast<double> (std::clock() - begin) / CLOCKS_PER_SEC *
                           mixture.sampleRateHz / static_cast<double> (mixture.mixture.size());
        row.siSdrDb.resize (mixture.stems.size(), 0.0);
        for (size_t stem = 0; stem < mixture.stems.size(); ++stem)
        {
            const Index column = columnOf (task, mixture, stem, variation.variances == "true");
            if (column < 0)
                continue;
            const auto scores = score (mixture.stems[stem], sources.col (column), mixture.sampleRateHz,
                                       task.isSpeech && stem == 0);
            row.siSdrDb[stem] += scores.siSdrDb;
            row.estoi += stem == 0 ? scores.estoi : 0.0;
            if (stem == 0 && ! task.voices.empty())
                writeVoice (task.voices / variation.folder(), mixture, sources.col (column));
        }
    }
    return row;
}

std::string tableOf (const Task& task)
{
    writeMixtures (task);
    std::vector<std::string> head{ "variances", "passes", "`--phase`" };
    for (const auto& name : task.mixtures.front().sourceNames)
        head.push_back (name + ", SI-SDR, dB");
    if (task.isSpeech)
        head.push_back (task.mixtures.front().sourceNames.front() + ", ESTOI");
    head.push_back ("seconds of work for one of sound");
    Table table (head);
    const auto count = static_cast<double> (task.mixtures.size());
    for (const auto& variation : variationsOf (task))
    {
        const Row row = scoresOf (task, variation);
        std::vector<std::string> cells{ variation.variances, variation.quality, variation.phase };
        for (const double sum : row.siSdrDb)
            cells.push_back (printed ("%.2f", sum / count));
        if (task.isSpeech)
            cells.push_back (threeDigits (row.estoi / count));
        cells.push_back (printed ("%.2f", row.workSeconds / count));
        table.add (cells);
        for (const auto& cell : cells)
            std::cerr << cell << " | ";
        std::cerr << '\n';
    }
    return "### " + task.heading + "\n\n" + table.markdown() + "\n";
}

/** Every so many, the beginning of each. */
std::vector<Mixture> every (size_t step, const std::vector<Mixture>& mixtures)
{
    std::vector<Mixture> chosen;
    for (size_t i = 0; i < mixtures.size(); i += step)
    {
        Mixture& mixture = chosen.emplace_back (mixtures[i]);
        const auto longest = static_cast<Index> (maxSeconds * mixture.sampleRateHz);
        mixture.mixture.conservativeResize (std::min (mixture.mixture.size(), longest));
        for (auto& stem : mixture.stems)
            stem.conservativeResize (mixture.mixture.size());
    }
    return chosen;
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 5 && argc != 6)
    {
        std::cerr << "use: phase_study DATA MATERIAL DICTIONARIES PAGE|METHOD [VOICES]\n";
        return 2;
    }
    const fs::path data = argv[1], material = argv[2], dictionaries = argv[3];
    const std::string method = offline::phaseMethodFrom (argv[4]) ? argv[4] : "";
    const auto load = [&] (const char* name)
    { return orExit (files::loadDictionary (dictionaries / (std::string (name) + ".safetensors"))); };
    std::string text = "Means over the development pairs of speech and every fifth pair of "
                       "test notes, at most 8 s of "
                       "each, mode `balanced`. True\nvariances are those of the stems in the engine's "
                       "frames. *One pass* puts the masks of "
                       "the live engine together in long windows, *best* is\n`--quality long-both-ways` "
                       "([Quality](Quality.md)). The figures of "
                       "`phase_study` (`Tests/Quality`), which writes this section.\n\n";
    text +=
        tableOf ({ "Speech in noise, `speech`", load ("speech"), every (1, orExit (developmentPairs (data))),
                   true, argc == 6 ? fs::path (argv[5]) : fs::path(), method });
    text += tableOf ({ "Saxophone and piano, `piano-saxophone`",
                       load ("piano-saxophone"),
                       every (5, orExit (notePairs (data, MaterialSet::test))),
                       false,
                       {},
                       method });
    if (fs::is_directory (material))
        text += tableOf (
            { "A band, `piano-bass-drums`",
              load ("piano-bass-drums"),
              every (1, orExit (ensembles (material, { "piano", "bass", "drums" }, MaterialSet::test))),
              false,
              {},
              method });
    else
        std::cerr << "skipped: no band, since " << material << " is not rendered (target render-material)\n";
    if (method.empty())
        orExit (replaceSection (argv[4], "Scores", text));
    return 0;
}

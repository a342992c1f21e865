// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section on overlap of Docs/OverlapAndWindows.md: supervised separation with symmetric sine windows at 50,
// 75 and 87.5 % overlap, by Itakura-Saito on power and Kullback-Leibler on magnitudes, beside mixture and oracle.
//     overlap_study DATA LOOPS DICTIONARIES PAGE
#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Core/Spectral/Stft.h"
#include "Files/DictionaryFile.h"
#include "Quality/Estimators.h"
#include "Quality/FrameSeparation.h"
#include "Quality/MusicMixtures.h"
#include "Quality/Scoring.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"
#include "Training/Factorisation/Factoriser.h"

#include <functional>
#include <iostream>

using namespace unbraid;
using namespace unbraid::quality;
namespace fs = std::filesystem;

namespace
{
/** What is minimised, and of which spectrum. */
struct Method
{
    const char* name;
    float beta;
    core::Spectrum spectrum;
    float maskExponent; // for masks of power
};
constexpr Method methods[]{ { "IS", 0.0f, core::Spectrum::power, 1.0f },
                            { "KL", 1.0f, core::Spectrum::magnitude, 2.0f } };

/** A mixture, and per source what its atoms are learned from. */
struct Task
{
    Mixture mixture;
    std::vector<Eigen::VectorXf> training;
};

/** The atoms with which a task is solved by a method. */
using Learner =
    std::function<core::PreparedDictionary (const Task&, const Method&, const core::FrameGeometry&)>;

/** Symmetric sine windows, for analysis and synthesis both: their product is Hann's. */
core::FrameGeometry geometryOf (double rateHz, Eigen::Index window, Eigen::Index hopsPerWindow)
{
    return { rateHz, window / hopsPerWindow, window, window, window };
}

/** All frames that sound, of unit mean. */
Eigen::MatrixXf spectraOf (const Eigen::VectorXf& sound, const core::FrameGeometry& geometry,
                           core::Spectrum kind)
{
    std::vector<Eigen::VectorXf> frames;
    core::Stft stft;
    orExit (stft.prepare (geometry, 1, 1));
    Eigen::VectorXf ignored (sound.size());
    const float* from[] = { sound.data() };
    float* to[] = { ignored.data() };
    stft.process (from, to, sound.size(),
                  [&] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& outputs)
                  {
                      constexpr float silence = 1e-6f;
                      outputs.setZero();
                      Eigen::VectorXf v = mixture.col (0).cwiseAbs2();
                      if (kind == core::Spectrum::magnitude)
                          v = v.cwiseSqrt();
                      if (const float level = v.mean(); level > silence)
                          frames.emplace_back (v.array() / level + core::ActivationSolver::modelFloor);
                  });
    Eigen::MatrixXf spectra (geometry.numBins(), static_cast<Eigen::Index> (frames.size()));
    for (size_t i = 0; i < frames.size(); ++i)
        spectra.col (static_cast<Eigen::Index> (i)) = frames[i];
    return spectra;
}

core::Dictionary emptyDictionary (const Method& method, const core::FrameGeometry& geometry)
{
    core::Dictionary dictionary;
    dictionary.sampleRateHz = geometry.sampleRateHz;
    dictionary.window = geometry.analysis;
    dictionary.hop = geometry.hop;
    dictionary.spectrum = method.spectrum;
    dictionary.divergenceBeta = method.beta;
    dictionary.maskExponent = method.maskExponent;
    dictionary.frequenciesHz.resize (geometry.numBins());
    for (Eigen::Index bin = 0; bin < geometry.numBins(); ++bin)
        dictionary.frequenciesHz[bin] = static_cast<float> (geometry.binHz (bin));
    dictionary.atoms.resize (geometry.numBins(), 0);
    return dictionary;
}

/** Atoms of every source of a task, learned at this geometry. */
core::PreparedDictionary learn (const Task& task, const Method& method, const core::FrameGeometry& geometry,
                                Eigen::Index atomsPerSource)
{
    core::Dictionary dictionary = emptyDictionary (method, geometry);
    training::FactorisationSpec spec;
    spec.beta = method.beta;
    spec.iterations = 60;
    spec.numThreads = 2;
    for (size_t source = 0; source < task.training.size(); ++source)
    {
        const auto spectra = spectraOf (task.training[source], geometry, method.spectrum);
        const auto factors =
            orExit (training::factorise (spectra, atomsPerSource, spec, [] (int, double) { return true; }));
        const Eigen::Index first = dictionary.atoms.cols();
        dictionary.atoms.conservativeResize (Eigen::NoChange, first + atomsPerSource);
        dictionary.atoms.rightCols (atomsPerSource) = factors.atoms;
        core::Source entry;
        entry.name = "source-" + std::to_string (source); // no name that adapts
        entry.firstAtom = first;
        entry.numAtoms = atomsPerSource;
        dictionary.sources.push_back (entry);
    }
    return orExit (core::prepareDictionary (dictionary, geometry, 0));
}

/** Adds SI-SDR per source to running sums. */
void addScores (const Task& task, const std::vector<Eigen::VectorXf>& estimates, std::vector<double>& sums)
{
    const auto& mixture = task.mixture;
    sums.resize (mixture.stems.size(), 0.0);
    for (size_t stem = 0; stem < sums.size(); ++stem)
        sums[stem] += score (mixture.stems[stem], estimates[stem], mixture.sampleRateHz, false).siSdrDb;
}

void addRow (Table& table, const std::string& label, const std::string& overlap,
             const std::vector<double>& sums, size_t numTasks)
{
    std::vector<std::string> cells{ label, overlap };
    for (const double sum : sums)
        cells.push_back (printed ("%.2f", sum / static_cast<double> (numTasks)));
    table.add (cells);
    std::cerr << label << " " << overlap << " " << cells[2] << '\n';
}

/** A table of one kind of material. */
std::string tableOf (const std::vector<Task>& tasks, Eigen::Index window, const Learner& learner)
{
    const auto& first = tasks.front().mixture;
    std::vector<std::string> head{ "SI-SDR, dB", "overlap" };
    head.insert (head.end(), first.sourceNames.begin(), first.sourceNames.end());
    Table table (head);
    std::vector<double> untouched;
    for (const auto& task : tasks)
        addScores (task, std::vector<Eigen::VectorXf> (task.mixture.stems.size(), task.mixture.mixture),
                   untouched);
    addRow (table, "mixture", "", untouched, tasks.size());
    const std::pair<Eigen::Index, const char*> overlaps[]{ { 2, "50 %" }, { 4, "75 %" }, { 8, "87.5 %" } };
    for (const auto& [hops, label] : overlaps)
    {
        const auto geometry = geometryOf (first.sampleRateHz, window, hops);
        std::vector<double> oracle;
        for (const auto& task : tasks)
            addScores (task, oracleWiener (task.mixture, geometry), oracle);
        addRow (table, "oracle Wiener mask", label, oracle, tasks.size());
        for (const auto& method : methods)
        {
            std::vector<double> sums;
            for (const auto& task : tasks)
                addScores (task,
                           separateFrames (task.mixture.mixture, learner (task, method, geometry), geometry),
                           sums);
            addRow (table, method.name, label, sums, tasks.size());
        }
    }
    return table.markdown() + "\n";
}

/** Atoms from the first half of each stem alone, scores on the second. */
Task splitInTime (const Mixture& whole)
{
    const Eigen::Index at = whole.mixture.size() / 2;
    const Eigen::Index rest = whole.mixture.size() - at;
    Task task{ whole, {} };
    task.mixture.mixture = whole.mixture.tail (rest);
    for (size_t stem = 0; stem < whole.stems.size(); ++stem)
    {
        task.training.push_back (whole.stems[stem].head (at));
        task.mixture.stems[stem] = whole.stems[stem].tail (rest);
    }
    return task;
}

std::vector<Task> splitAll (const std::vector<Mixture>& mixtures, size_t step)
{
    std::vector<Task> tasks;
    for (size_t i = 0; i < mixtures.size(); i += step)
        tasks.push_back (splitInTime (mixtures[i]));
    return tasks;
}

std::vector<Task> untrained (const std::vector<Mixture>& mixtures)
{
    std::vector<Task> tasks;
    tasks.reserve (mixtures.size());
    for (const auto& mixture : mixtures)
        tasks.push_back ({ mixture, {} });
    return tasks;
}

Learner learner (Eigen::Index atomsPerSource)
{
    return [=] (const Task& task, const Method& method, const core::FrameGeometry& geometry)
    { return learn (task, method, geometry, atomsPerSource); };
}

/** A shipped dictionary of power spectra; of magnitudes its atoms' roots. */
Learner shipped (const core::Dictionary& dictionary)
{
    return [=] (const Task&, const Method& method, const core::FrameGeometry& geometry)
    {
        core::Dictionary changed = dictionary;
        changed.spectrum = method.spectrum;
        changed.divergenceBeta = method.beta;
        changed.maskExponent = method.maskExponent;
        if (method.spectrum == core::Spectrum::magnitude)
            changed.atoms = changed.atoms.cwiseSqrt();
        core::normaliseAtoms (changed.atoms);
        return orExit (core::prepareDictionary (changed, geometry, 0));
    };
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 5)
    {
        std::cerr << "use: overlap_study DATA LOOPS DICTIONARIES PAGE\n";
        return 2;
    }
    const fs::path data = argv[1], loops = argv[2], dictionaries = argv[3];
    const auto notes = orExit (files::loadDictionary (dictionaries / "piano-saxophone.safetensors"));
    constexpr size_t everySeventh = 7; // the five SNRs in turn
    std::string text = "### Noisy voices, windows of 32 ms\n\n";
    text += tableOf (splitAll (orExit (noisyVoices (data)), everySeventh), 512, learner (32));
    text += "### Drums, loops of rendered kits, windows of 46 ms\n\n";
    text += tableOf (splitAll (orExit (renderedDrums (loops)), 1), 2048, learner (16));
    text += "### Saxophone and piano, pairs of held-out notes, windows of 93 ms\n\n";
    text += tableOf (untrained (orExit (notePairs (data, MaterialSet::development))), 4096, shipped (notes));
    orExit (replaceSection (argv[4], "Overlap", text));
    return 0;
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section of scores of Docs/Phase.md: the live engine, `--quality best` and every method of `--phase`, from the true
// variances of the sources and from the masks of a shipped dictionary, for speech in noise, a duo and a band.
//     phase_study DATA MATERIAL DICTIONARIES PAGE
#include "Core/Models/ModelKind.h"
#include "Files/DictionaryFile.h"
#include "Offline/Passes/WholeRecording.h"
#include "Offline/Phase/PhaseRecovery.h"
#include "Quality/Estimators.h"
#include "Quality/MusicMixtures.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"

#include <ctime>
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
};

/** Scores of one method, and the processor's time for a second of sound. */
struct Row
{
    std::vector<double> siSdrDb; // per stem, sums
    double estoi = 0.0;
    double workSeconds = 0.0;
};

/** Passes the engine's masks on. */
class MaskReader : public core::FrameListener
{
public:
    MaskReader (offline::PhaseRecovery& phases, Index frames)
        : recovery (phases)
        , lookAhead (frames)
    {
    }
    void frameDone (const core::FrameView& frame) noexcept override
    {
        if (frame.number > lookAhead)
            recovery.addMasks (frame.masks);
    }

private:
    offline::PhaseRecovery& recovery;
    Index lookAhead;
};

/** The sources by the engine's masks in one pass, [samples x sources of the dictionary]. */
MatrixXf maskPass (core::Separator& separator, const Eigen::VectorXf& sound,
                   const offline::PhaseSettings& settings)
{
    offline::PhaseRecovery recovery;
    offline::PhaseSpec phases;
    phases.geometry = separator.geometry();
    phases.numSources = separator.numSources();
    phases.settings = settings;
    orExit (recovery.prepare (phases));
    MaskReader reader (recovery, separator.geometry().lookAhead);
    separator.listen (&reader);
    separateAll (separator, sound); // begins with a reset
    separator.listen (nullptr);
    recovery.addMixture (sound);
    MatrixXf sources (sound.size(), phases.numSources);
    Index filled = 0;
    orExit (recovery.finish (
        [&] (const Eigen::Ref<const MatrixXf>& ready) -> core::Status
        {
            sources.middleRows (filled, ready.rows()) = ready;
            filled += ready.rows();
            return core::Done{};
        },
        [] { return true; }));
    return sources;
}

core::SeparatorSpec specOf (const Task& task, const Mixture& mixture)
{
    return { .sampleRateHz = mixture.sampleRateHz,
             .residualAtoms = core::residualAtomsFromMixer (task.dictionary) };
}

MatrixXf byMasks (const Task& task, const Mixture& mixture, const offline::PhaseSettings& settings)
{
    core::Separator separator;
    orExit (separator.prepare (specOf (task, mixture), task.dictionary,
                               core::settingsFromMixer (task.dictionary)));
    return maskPass (separator, mixture.mixture, settings);
}

/** The sources by the passes of `--quality best`: see cli::RecordingPasses. */
MatrixXf byPasses (const Task& task, const Mixture& mixture, const offline::PhaseSettings& phase)
{
    auto settings = offline::settingsForPasses (core::settingsFromMixer (task.dictionary), task.dictionary);
    core::Separator separator;
    orExit (separator.prepare (specOf (task, mixture), task.dictionary, settings));
    if (offline::canLearn (separator, settings, 0))
        separateAll (separator, mixture.mixture);
    offline::keepLearned (separator, settings, 0);
    const MatrixXf sources = maskPass (separator, mixture.mixture, phase);
    if (! core::modelKind (task.dictionary).runsBackwards)
        return sources;
    const MatrixXf mirrored = maskPass (separator, mixture.mixture.reverse(), phase);
    return 0.5f * (sources + mirrored.colwise().reverse());
}

/** The sources by the engine as it plays. */
MatrixXf byEngine (const Task& task, const Mixture& mixture)
{
    core::Separator separator;
    orExit (separator.prepare (specOf (task, mixture), task.dictionary,
                               core::settingsFromMixer (task.dictionary)));
    const auto found = separateAll (separator, mixture.mixture);
    MatrixXf sources (mixture.mixture.size(), separator.numSources());
    for (Index source = 0; source < sources.cols(); ++source)
        sources.col (source) = found[static_cast<size_t> (source)];
    return sources;
}

/** The same from the true variances, [samples x stems]. */
MatrixXf byTruth (const Task& task, const Mixture& mixture, offline::PhaseSettings settings)
{
    core::Separator separator; // for its geometry
    orExit (separator.prepare ({ .sampleRateHz = mixture.sampleRateHz }, task.dictionary,
                               core::settingsFromMixer (task.dictionary)));
    offline::FrameTransform transform;
    orExit (transform.prepare (separator.geometry()));
    const Index window = separator.geometry().analysis, length = mixture.mixture.size();
    transform.setNumFrames ((length + 2 * window) / separator.geometry().hop);
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
        orExit (offline::recoverPhases (transform, segment, settings, [] (double) { return true; }));
    return segment.level * sources.middleRows (window, length);
}

/** A row of the table. */
struct Variation
{
    std::string variances, quality, phase;
    std::function<MatrixXf (const Mixture&)> estimate;
};

std::vector<Variation> variationsOf (const Task& task)
{
    std::vector<Variation> all{ { "of the masks", "live", "-",
                                  [&task] (const Mixture& mixture) { return byEngine (task, mixture); } } };
    for (const auto& name : offline::phaseMethodNames())
    {
        offline::PhaseSettings settings;
        settings.method = *offline::phaseMethodFrom (name);
        all.push_back ({ "of the masks", "one pass", name, [&task, settings] (const Mixture& mixture) {
                            return byMasks (task, mixture, settings);
                        } });
        all.push_back ({ "of the masks", "best", name, [&task, settings] (const Mixture& mixture) {
                            return byPasses (task, mixture, settings);
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
        }
    }
    return row;
}

std::string tableOf (const Task& task)
{
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
    if (argc != 5)
    {
        std::cerr << "use: phase_study DATA MATERIAL DICTIONARIES PAGE\n";
        return 2;
    }
    const fs::path data = argv[1], material = argv[2], dictionaries = argv[3];
    const auto load = [&] (const char* name)
    { return orExit (files::loadDictionary (dictionaries / (std::string (name) + ".safetensors"))); };
    std::string text = "Means over every second of the development pairs of speech and every fifth pair of "
                       "test notes, at most 8 s of "
                       "each, mode `balanced`. True\nvariances are those of the stems in the engine's "
                       "frames. *One pass* puts the masks of "
                       "the live engine together in long windows, *best* is\n`--quality best` "
                       "([Quality](Quality.md)). The figures of "
                       "`phase_study` (`Tests/Quality`), which writes this section.\n\n";
    text += tableOf (
        { "Speech in noise, `speech`", load ("speech"), every (2, orExit (developmentPairs (data))), true });
    text += tableOf ({ "Saxophone and piano, `piano-saxophone`", load ("piano-saxophone"),
                       every (5, orExit (notePairs (data, MaterialSet::test))) });
    if (fs::is_directory (material))
        text += tableOf (
            { "A band, `piano-bass-drums`", load ("piano-bass-drums"),
              every (1, orExit (ensembles (material, { "piano", "bass", "drums" }, MaterialSet::test))) });
    else
        std::cerr << "skipped: no band, since " << material << " is not rendered (target render-material)\n";
    orExit (replaceSection (argv[4], "Scores", text));
    return 0;
}

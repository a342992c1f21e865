// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section of scores of Docs/Quality.md: shipped dictionaries live at high latency, and by `--quality best`.
//     quality_study DATA LOOPS MATERIAL DICTIONARIES PAGE
#include "Files/DictionaryFile.h"
#include "Quality/Estimators.h"
#include "Quality/Passes.h"
#include "Quality/QualityTasks.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"

#include <algorithm>
#include <array>
#include <ctime>

using namespace unbraid;
using namespace unbraid::quality;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
enum Column : size_t
{
    live,
    best,
    numColumns
};

/** Of one task: the mean SI-SDR of each stem by each column, and the time that `best` takes for a second of sound. */
struct TaskScores
{
    std::vector<std::array<double, numColumns>> siSdrDb;
    double workSeconds = 0.0;

    [[nodiscard]] double meanGainDb() const
    {
        double sum = 0.0;
        for (const auto& row : siSdrDb)
            sum += row[best] - row[live];
        return sum / static_cast<double> (siSdrDb.size());
    }
};

/** The source called as a stem; of a stem that none is called, all sources together that no stem is called. */
Eigen::VectorXf estimateOf (const Mixture& mixture, size_t stem, const std::vector<std::string>& names,
                            const MatrixXf& sources)
{
    const auto& stems = mixture.sourceNames;
    const auto found = std::find (names.begin(), names.end(), stems[stem]);
    if (found != names.end())
        return sources.col (found - names.begin());
    Eigen::VectorXf sum = Eigen::VectorXf::Zero (sources.rows());
    for (Index source = 0; source < sources.cols(); ++source)
        if (std::find (stems.begin(), stems.end(), names[static_cast<size_t> (source)]) == stems.end())
            sum += sources.col (source);
    return sum;
}

TaskScores scoresOf (const QualityTask& task, const core::Dictionary& dictionary)
{
    TaskScores scores;
    scores.siSdrDb.resize (task.mixtures.front().stems.size());
    const auto count = static_cast<double> (task.mixtures.size());
    for (const auto& mixture : task.mixtures)
    {
        const Passes passes (dictionary, mixture.sampleRateHz);
        std::array<MatrixXf, numColumns> found{ passes.live (mixture.mixture, core::LatencyMode::high) };
        const std::clock_t begin = std::clock();
        found[best] = passes.best (task.dictionary, mixture.mixture);
        scores.workSeconds += static_cast<double> (std::clock() - begin) / CLOCKS_PER_SEC *
                              mixture.sampleRateHz / static_cast<double> (mixture.mixture.size()) / count;
        const auto names = passes.sourceNames();
        for (size_t stem = 0; stem < mixture.stems.size(); ++stem)
            for (size_t column = 0; column < numColumns; ++column)
                scores.siSdrDb[stem][column] +=
                    score (mixture.stems[stem], estimateOf (mixture, stem, names, found[column]),
                           mixture.sampleRateHz, false)
                        .siSdrDb /
                    count;
    }
    return scores;
}

/** A signed number; the sign matters in gains. */
std::string gain (double decibels)
{
    return printed ("%+.2f", decibels);
}

std::string tableOf (const std::vector<QualityTask>& tasks, const std::filesystem::path& dictionaries)
{
    Table table ({ "dictionary", "material", "source", "live, high", "`best`", "gain", "mean gain",
                   "seconds of work for one of sound" });
    for (const auto& task : tasks)
    {
        const auto dictionary =
            orExit (files::loadDictionary (dictionaries / (task.dictionary + ".safetensors")));
        const auto scores = scoresOf (task, dictionary);
        for (size_t stem = 0; stem < scores.siSdrDb.size(); ++stem)
        {
            const auto& row = scores.siSdrDb[stem];
            const bool isFirst = stem == 0;
            table.add ({ isFirst ? "`" + task.dictionary + "`" : "", isFirst ? task.material : "",
                         task.mixtures.front().sourceNames[stem], printed ("%.2f", row[live]),
                         printed ("%.2f", row[best]), gain (row[best] - row[live]),
                         isFirst ? gain (scores.meanGainDb()) : "",
                         isFirst ? printed ("%.2f", scores.workSeconds) : "" });
        }
        std::cerr << task.dictionary << ", " << task.material << ": " << gain (scores.meanGainDb())
                  << " dB\n";
    }
    return table.markdown();
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 6)
    {
        std::cerr << "use: quality_study DATA LOOPS MATERIAL DICTIONARIES PAGE\n";
        return 2;
    }
    const MusicFolders folders{ argv[1], argv[2], argv[3], argv[4] };
    const std::string text =
        "SI-SDR above 80 Hz in dB, at most 8 s of each mixture, beside live sound at high latency. Written "
        "by the target "
        "`quality-study`.\n\n"
        "Of the kind on which the ways were chosen, in part the same:\n\n" +
        tableOf (qualityTasks (folders, MaterialSet::development), folders.dictionaries) +
        "\nThese were only scored:\n\n" +
        tableOf (qualityTasks (folders, MaterialSet::test), folders.dictionaries);
    orExit (replaceSection (argv[5], "Scores", text));
    return 0;
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section "Measured" of Docs/Training.md: what training costs, and what recordings that were held out cost
// with atoms learned in memory and incrementally, on one core.
//     training_study DATA PAGE
#include "Quality/Estimators.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"
#include "Training/Methods/IncrementalTraining.h"

#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <iostream>

using namespace unbraid;
using namespace unbraid::quality;
using namespace unbraid::training;
namespace fs = std::filesystem;

namespace
{
constexpr double hoursProcessed = 10.0;
constexpr double heldOutShare = 0.05;
constexpr Eigen::Index numAtoms = 128;
constexpr Eigen::Index heldOutFrames = 8192;
constexpr Eigen::Index framesInMemory = 60000;
constexpr int scoringUpdates = 50;

bool always()
{
    return true;
}

/** Speech of the material that may train: Picovoice, VCTK, LJSpeech. */
std::vector<CorpusFile> speechFiles (const fs::path& data)
{
    std::vector<CorpusFile> files;
    for (const char* folder : { "picovoice", "vctk", "ljspeech" })
        for (const auto& entry : fs::recursive_directory_iterator (data / "speech" / folder))
            if (entry.is_regular_file() && entry.path().extension() == ".flac")
                files.push_back ({ entry.path(), 0 });
    std::sort (files.begin(), files.end(), [] (const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

/** What one training took, and what came of it. */
struct Row
{
    std::string name;
    double hoursProcessed = 0.0;
    double cpuSeconds = 0.0;
    double megabytes = 0.0; // the most the program held until then
    double heldOut = 0.0;   // divergence a bin
};

/** The recordings to learn from, and those held out. */
class Material
{
public:
    Material (const fs::path& data, float beta)
    {
        spec.divergenceBeta = beta;
        spec.spectrum = beta == 0.0f ? core::Spectrum::power : core::Spectrum::magnitude;
        spec.heldOutShare = 0.0;
        spec.maxFrames = framesInMemory;
        const auto parts =
            split (orExit (listSegments (spec, speechFiles (data), always)), heldOutShare, spec.seed);
        heldOut = orExit (readCorpus (spec, parts.heldOut, heldOutFrames, always)).spectra;
        for (const auto& segment : parts.learned)
        {
            files.push_back (segment.file.path);
            hours += static_cast<double> (segment.numFrames) / segment.rateHz / 3600.0;
        }
    }

    /** minHours  of sound to process: the recordings are repeated until there is as much */
    [[nodiscard]] Row learn (const std::string& name, const TrainingSpec& how, double minHours) const
    {
        SourceMaterial speech{ "speech", {}, numAtoms };
        Row row{ name, 0.0, 0.0, 0.0, 0.0 };
        do
        {
            speech.files.insert (speech.files.end(), files.begin(), files.end());
            row.hoursProcessed += hours;
        } while (row.hoursProcessed < minHours);

        const std::clock_t begun = std::clock();
        const auto dictionary =
            orExit (train (how, { speech }, [] (const TrainingProgress&) { return true; }));
        row.cpuSeconds = static_cast<double> (std::clock() - begun) / CLOCKS_PER_SEC;
        rusage usage{};
        ::getrusage (RUSAGE_SELF, &usage);
        row.megabytes = static_cast<double> (usage.ru_maxrss) / 1024.0;
        auto scoring = incrementalSpec (spec);
        scoring.updates = scoringUpdates;
        row.heldOut = divergencePerBin (heldOut, dictionary.atoms, scoring);
        std::cout << name << ": " << row.cpuSeconds << " s, held out " << row.heldOut << std::endl;
        return row;
    }

    TrainingSpec spec;

private:
    std::vector<fs::path> files;
    Eigen::MatrixXf heldOut;
    double hours = 0.0; // of all files
};

std::string tableOf (const std::string& title, const std::vector<Row>& rows, const Row& reference)
{
    Table table ({ title, "sound", "processor time", "most memory", "held out", "against the reference" });
    for (const Row& row : rows)
        table.add ({ row.name, printed ("%.1f h", row.hoursProcessed), printed ("%.0f s", row.cpuSeconds),
                     printed ("%.0f MB", row.megabytes), printed ("%.4f", row.heldOut),
                     printed ("%+.1f %%", 100.0 * (row.heldOut / reference.heldOut - 1.0)) });
    return table.markdown();
}

/** The hours come first: memory is counted from the program's start. */
std::string studyOf (const fs::path& data, const std::string& title, float beta)
{
    const Material material (data, beta);
    auto incremental = material.spec;
    incremental.incremental = true;
    auto passes = incremental;
    passes.passes = 5;
    auto longer = material.spec;
    longer.iterations = 400;
    const Row tenHours = material.learn ("incremental, one pass", incremental, hoursProcessed);
    const Row fivePasses = material.learn ("incremental, five passes", passes, 0.0);
    const Row reference = material.learn ("in memory, 100 iterations: the reference", material.spec, 0.0);
    const Row converged = material.learn ("in memory, 400 iterations", longer, 0.0);
    return tableOf (title, { tenHours, fivePasses, reference, converged }, reference);
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 3)
    {
        std::cerr << "use: training_study DATA PAGE\n";
        return 2;
    }
    std::string text = studyOf (argv[1], "IS on power", 0.0f);
    text += "\n" + studyOf (argv[1], "KL on magnitudes", 1.0f);
    const auto written = replaceSection (argv[2], "Measured", text);
    if (written.ok())
        return 0;
    std::cerr << written.error().message() << '\n';
    return 1;
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section "Measured" of Docs/Synthesis.md: the experiment of Malagnoux & Kowalski 2024, models of components at
// overlaps of 50 and 80 % and windows of 93 ms, on four notes of a piano and on two kinds of chirps.
//     synthesis_study RESOURCES PAGE [MODEL...]
#include "Evaluation/SiSdr.h"
#include "Offline/Synthesis/ComponentMethod.h"
#include "Quality/Estimators.h"
#include "Quality/Recordings.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <numbers>
#include <set>

using namespace unbraid;
using namespace unbraid::quality;
namespace fs = std::filesystem;
using Eigen::Index;

namespace
{
constexpr double rateHz = 11025.0;
constexpr double foundDb = 10.0; // a component like the source
constexpr int iterations = 100;
constexpr unsigned int numSeeds = 3;
constexpr double windowSeconds = 0.093;
constexpr std::array overlaps{ Index{ 2 }, Index{ 5 } };
constexpr std::array overlapNames{ "50 %", "80 %" };

Mixture fourNotes (const fs::path& resources)
{
    Mixture notes{ "four notes", rateHz, 0.0, {}, { "note-61", "note-65", "note-68", "note-72" }, {} };
    for (const auto& name : notes.sourceNames)
        notes.stems.push_back (orExit (readMono (resources / "Audio/four-notes" / (name + ".flac"), rateHz)));
    notes.mixture = notes.stems.front();
    for (size_t i = 1; i < notes.stems.size(); ++i)
        notes.mixture += notes.stems[i];
    return notes;
}

/** Sines whose frequency moves from one value to another in half a second, with a soft beginning and end. */
Eigen::VectorXf chirps (double fromHz, double toHz, const std::vector<double>& beginSeconds)
{
    constexpr double length = 0.5, all = 6.0;
    Eigen::VectorXf samples = Eigen::VectorXf::Zero (static_cast<Index> (all * rateHz));
    for (const double begin : beginSeconds)
        for (Index n = 0; n < static_cast<Index> (length * rateHz); ++n)
        {
            const double t = static_cast<double> (n) / rateHz;
            const double turns = fromHz * t + 0.5 * (toHz - fromHz) / length * t * t;
            const double swell = std::sin (std::numbers::pi * t / length);
            samples[static_cast<Index> (begin * rateHz) + n] +=
                static_cast<float> (0.3 * swell * std::sin (2.0 * std::numbers::pi * turns));
        }
    return samples;
}

Mixture twoKinds()
{
    Mixture found{ "two kinds of chirps", rateHz, 0.0, {}, { "up", "down" }, {} };
    found.stems = { chirps (300.0, 2000.0, { 0.1, 1.3, 2.15, 3.9, 5.1 }),
                    chirps (2200.0, 400.0, { 0.7, 1.5, 2.9, 4.1 }) };
    found.mixture = found.stems[0] + found.stems[1];
    return found;
}

struct Outcome
{
    double found = 0.0;   // sources, mean over the seeds
    double siSdrDb = 0.0; // of the best component of each source
};

void addScores (const Mixture& mixture, const Eigen::MatrixXf& sounds, Outcome& sums)
{
    for (const auto& stem : mixture.stems)
    {
        double best = -evaluation::siSdrLimitDb;
        for (Index k = 0; k < sounds.cols(); ++k)
            if (const auto score = evaluation::siSdrDb (stem, sounds.col (k)); score.ok())
                best = std::max (best, score.value());
        sums.found += best >= foundDb ? 1.0 : 0.0;
        sums.siSdrDb += best / static_cast<double> (mixture.stems.size());
    }
}

std::string cellOf (const Mixture& mixture, offline::ComponentSpec spec)
{
    Outcome sums;
    for (unsigned int seed = 1; seed <= numSeeds; ++seed)
    {
        spec.factors.seed = seed;
        auto sounds = offline::componentSounds (mixture.mixture, rateHz, spec,
                                                [] (const training::DecompositionProgress&) { return true; });
        if (! sounds.ok())
            return "-";
        addScores (mixture, sounds.value(), sums);
    }
    constexpr double count = numSeeds;
    return printed ("%.3g", sums.found / count) + " (" + decibels (sums.siSdrDb / count) + ")";
}

offline::ComponentSpec specOf (const offline::ComponentMethod& method, const Mixture& mixture)
{
    auto spec = offline::usualSpec (method, static_cast<Index> (mixture.stems.size()));
    spec.factors.iterations = iterations;
    spec.factors.numThreads = training::defaultThreads();
    spec.windowSeconds = windowSeconds;
    return spec;
}

std::string tableOf (const Mixture& mixture, const std::set<std::string>& wanted)
{
    std::vector<std::string> head{ mixture.name };
    for (const auto* overlap : overlapNames)
        head.push_back (overlap);
    Table table (head);
    for (const std::string name :
         { "is-nmf", "lrtfs", "semi-nmf", "cdl", "nmfd", "complex-nmf", "orthogonal", "deep" })
    {
        if (! wanted.empty() && wanted.count (name) == 0)
            continue;
        std::vector<std::string> row{ name };
        for (const Index overlap : overlaps)
        {
            auto spec = specOf (*offline::componentMethod (name), mixture);
            spec.overlap = overlap;
            const bool isSame = name == "cdl" && overlap != overlaps.front();
            row.push_back (isSame ? "" : cellOf (mixture, spec));
            std::cout << mixture.name << ", " << name << ", " << overlap << ": " << row.back() << std::endl;
        }
        table.add (row);
    }
    return table.markdown() + "\n";
}
} // namespace

int main (int argc, char** argv)
{
    if (argc < 3)
        return std::cerr << "use: synthesis_study RESOURCES PAGE [MODEL...]\n", 2;
    const std::set<std::string> wanted (argv + 3, argv + argc);
    const std::string text =
        "Target `synthesis-study`; 11.025 kHz, windows of 93 ms that overlap by so much, " +
        std::to_string (iterations) +
        " iterations, as many components as sources. Sources that have a component with an SI-SDR of " +
        printed ("%g", foundDb) +
        " dB or more, and in parentheses the mean SI-SDR of each source's best component, dB. Means of " +
        std::to_string (numSeeds) + " seeds. `cdl` has no frames.\n\n" +
        tableOf (fourNotes (argv[1]), wanted);
    const std::string chirpTable = tableOf (twoKinds(), wanted);
    if (! wanted.empty())
        return 0;
    const auto written = replaceSection (argv[2], "Measured", text + chirpTable);
    return written.ok() ? 0 : (std::cerr << written.error().message() << '\n', 1);
}

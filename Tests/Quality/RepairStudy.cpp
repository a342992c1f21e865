// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Scores `unbraid repair` on clipped recordings and on gaps, for Docs/Repair.md:
//     repair_study FOLDER PAGE SECONDS [gaps]
// FOLDER  the ten recordings of github.com/rajmic/declipping2020_codes, Sounds/
// SECONDS from the middle of each; the clipping level is that of the whole
// gaps    prints their table alone
#include "Files/AudioReader.h"
#include "Quality/StudyPage.h"
#include "Restoration/LinearPrediction.h"
#include "Restoration/RecordingRepair.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <sstream>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXd;

namespace
{
using restoration::SampleState;
using restoration::SampleStates;

constexpr std::array inputSdrDb{ 1, 3, 5, 7, 10, 15, 20 };
constexpr std::array publishedNmf{ 5.1, 12.2, 14.3, 16.2, 18.0, 20.6, 22.0 };
constexpr std::array publishedSocial{ 12.2, 15.0, 16.6, 17.7, 19.0, 21.2, 22.2 };
constexpr std::array gapMs{ 5, 10, 20, 40, 80 };
constexpr double gapEverySeconds = 0.5;
constexpr Index predictionOrder = 512;    // of the method that is compared
constexpr Index predictionContext = 4096; // samples on each side
constexpr int predictionIterations = 5;

struct Material
{
    std::string name;
    double rateHz = 0.0;
    VectorXd whole; // peak 1
};

std::vector<Material> materialIn (const std::filesystem::path& folder)
{
    std::vector<Material> all;
    for (const auto& entry : std::filesystem::directory_iterator (folder))
        if (auto read = files::readRecording (entry.path(), 1 << 24);
            entry.path().extension() == ".wav" && read.ok())
        {
            VectorXd whole = read.value().samples.col (0).cast<double>();
            whole /= whole.cwiseAbs().maxCoeff();
            all.push_back ({ entry.path().stem().string(), read.value().sampleRateHz, std::move (whole) });
        }
    std::sort (all.begin(), all.end(),
               [] (const auto& one, const auto& other) { return one.name < other.name; });
    return all;
}

double sdrDb (const VectorXd& reference, const VectorXd& estimate)
{
    return 10.0 * std::log10 (reference.squaredNorm() / (reference - estimate).squaredNorm());
}

VectorXd clippedAt (const VectorXd& whole, double level)
{
    return whole.cwiseMin (level).cwiseMax (-level);
}

/** The level at which a recording is clipped to a given SDR, by bisection. */
double levelFor (const VectorXd& whole, double wantedDb)
{
    double low = 0.0, high = 1.0;
    for (int step = 0; step < 50; ++step)
    {
        const double middle = 0.5 * (low + high);
        (sdrDb (whole, clippedAt (whole, middle)) < wantedDb ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

VectorXd middleOf (const Material& material, double seconds)
{
    const Index length = std::min (material.whole.size(), static_cast<Index> (seconds * material.rateHz));
    return material.whole.segment ((material.whole.size() - length) / 2, length);
}

VectorXd repaired (const VectorXd& damaged, const SampleStates& states, double rateHz)
{
    Eigen::MatrixXf samples = damaged.cast<float>();
    restoration::RepairSettings settings;
    settings.frameLength = restoration::repairFrameLength (rateHz);
    const auto done =
        restoration::repairRecording (samples, { states }, settings, [] (double) { return true; });
    if (! done.ok())
        std::fprintf (stderr, "%s\n", done.error().message().c_str());
    return samples.col (0).cast<double>();
}

/** Gain of SDR on the damaged samples. */
double gainDb (const VectorXd& whole, const VectorXd& before, const VectorXd& after,
               const SampleStates& states)
{
    VectorXd mask (whole.size());
    for (Index n = 0; n < mask.size(); ++n)
        mask[n] = states[static_cast<size_t> (n)] == SampleState::intact ? 0.0 : 1.0;
    return 10.0 * std::log10 ((whole - before).cwiseProduct (mask).squaredNorm() /
                              (whole - after).cwiseProduct (mask).squaredNorm());
}

double declippingGainDb (const Material& material, double inputDb, double seconds)
{
    const double level = levelFor (material.whole, inputDb);
    const VectorXd whole = middleOf (material, seconds);
    const VectorXd clipped = clippedAt (whole, level);
    SampleStates states (static_cast<size_t> (whole.size()), SampleState::intact);
    for (Index n = 0; n < whole.size(); ++n)
        if (std::abs (whole[n]) > level)
            states[static_cast<size_t> (n)] =
                whole[n] > 0.0 ? SampleState::clippedHigh : SampleState::clippedLow;
    return gainDb (whole, clipped, repaired (clipped, states, material.rateHz), states);
}

/** SDR in gaps, one every half second: ours, and by linear prediction. */
std::array<double, 2> gapScoresDb (const Material& material, double milliseconds, double seconds)
{
    const VectorXd whole = middleOf (material, seconds);
    const auto length = static_cast<Index> (0.001 * milliseconds * material.rateHz);
    const auto every = static_cast<Index> (gapEverySeconds * material.rateHz);
    VectorXd damaged = whole, predicted = whole;
    SampleStates states (static_cast<size_t> (whole.size()), SampleState::intact);
    for (Index begin = every / 2; begin + length + predictionContext < whole.size(); begin += every)
    {
        damaged.segment (begin, length).setZero();
        std::fill_n (states.begin() + begin, length, SampleState::lost);
        const Index from = std::max<Index> (0, begin - predictionContext);
        VectorXd around = whole.segment (from, begin + length + predictionContext - from);
        restoration::fillByPrediction (around, begin - from, length, predictionOrder, predictionIterations);
        predicted.segment (begin, length) = around.segment (begin - from, length);
    }
    return { gainDb (whole, damaged, repaired (damaged, states, material.rateHz), states),
             gainDb (whole, damaged, predicted, states) };
}

template <class Values>
std::string row (const std::string& name, const Values& values)
{
    std::ostringstream line;
    line.setf (std::ios::fixed);
    line.precision (1);
    line << "| " << name << " |";
    double sum = 0.0;
    for (const double value : values)
    {
        line << " " << value << " |";
        sum += value;
    }
    line << " " << sum / static_cast<double> (values.size()) << " |\n";
    return line.str();
}

std::string clippingTable (const std::vector<Material>& all, double seconds)
{
    std::array<double, inputSdrDb.size()> means{};
    std::string rows;
    for (const auto& material : all)
    {
        std::array<double, inputSdrDb.size()> gains{};
        for (size_t at = 0; at < gains.size(); ++at)
        {
            gains[at] = declippingGainDb (material, inputSdrDb[at], seconds);
            means[at] += gains[at] / static_cast<double> (all.size());
            std::fprintf (stderr, "%s %d dB: %.2f\n", material.name.c_str(), inputSdrDb[at], gains[at]);
        }
        rows += row (material.name, gains);
    }
    return "| input SDR, dB | 1 | 3 | 5 | 7 | 10 | 15 | 20 | mean "
           "|\n|---|---|---|---|---|---|---|---|---|\n" +
           rows + row ("**mean**", means) + row ("NMF, published", publishedNmf) +
           row ("social sparsity (PEW), published", publishedSocial);
}

std::string gapTable (const std::vector<Material>& all, double seconds)
{
    std::array<double, gapMs.size()> ours{}, predicted{};
    for (size_t at = 0; at < gapMs.size(); ++at)
        for (const auto& material : all)
        {
            const auto scores = gapScoresDb (material, gapMs[at], seconds);
            ours[at] += scores[0] / static_cast<double> (all.size());
            predicted[at] += scores[1] / static_cast<double> (all.size());
            std::fprintf (stderr, "%s %d ms: %.2f %.2f\n", material.name.c_str(), gapMs[at], scores[0],
                          scores[1]);
        }
    return "| gap, ms | 5 | 10 | 20 | 40 | 80 | mean |\n|---|---|---|---|---|---|---|\n" +
           row ("`repair`", ours) + row ("linear prediction (Janssen), order 512", predicted);
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 4 && argc != 5)
        return std::fprintf (stderr, "repair_study FOLDER PAGE SECONDS [gaps]\n"), 2;
    const auto all = materialIn (argv[1]);
    const double seconds = std::atof (argv[3]);
    if (argc == 5)
        return std::printf ("%s", gapTable (all, seconds).c_str()), 0;
    const std::clock_t begun = std::clock();
    std::string text = clippingTable (all, seconds);
    const double cpuSeconds = static_cast<double> (std::clock() - begun) / CLOCKS_PER_SEC;
    double played = 0.0;
    for (const auto& material : all)
        played += static_cast<double> (inputSdrDb.size()) *
                  static_cast<double> (middleOf (material, seconds).size()) / material.rateHz;
    char speed[80];
    std::snprintf (speed, sizeof (speed), "\nCPU time: %.0f times the recordings' length.\n\n",
                   cpuSeconds / played);
    text += speed + gapTable (all, seconds);
    const auto written = quality::replaceSection (argv[2], "Scores", text);
    return written.ok() ? 0 : (std::fprintf (stderr, "%s\n", written.error().message().c_str()), 1);
}

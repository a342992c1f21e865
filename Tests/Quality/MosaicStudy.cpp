// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section "Measured" of Docs/Mosaic.md: what each constraint does to mosaics of the shipped recordings.
//     mosaic_study RESOURCES PAGE
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Files/Resampler.h"
#include "Mosaic/MosaicSound.h"
#include "Mosaic/PhaseRetrieval.h"
#include "Quality/Estimators.h"
#include "Quality/Recordings.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"
#include "Training/WorkQueue.h"

#include <array>
#include <cmath>
#include <ctime>
#include <iostream>
#include <limits>

using namespace unbraid;
using namespace unbraid::quality;
namespace fs = std::filesystem;
using Eigen::Index;
using Eigen::MatrixXf;
using mosaic::MosaicSettings;

namespace
{
constexpr double windowSeconds = 0.093;
constexpr float divergenceFloor = 1e-6f; // of V and of the model, relative to the mean of V
constexpr int phaseIterations = 30;
constexpr float smallShare = 0.01f; // of a frame of the mosaic; what adds less is not counted

struct Pair
{
    const char* title;
    const char* target;
    const char* source;
    int transpose; // semitones up and down
};

constexpr std::array pairs{
    Pair{ "`song` from `duo/saxophone`", "song.flac", "duo/saxophone.flac", 0 },
    Pair{ "the same, 6 semitones up and down", "song.flac", "duo/saxophone.flac", 6 },
    Pair{ "`drums` from `noisy-voice/speech`", "drums.flac", "noisy-voice/speech.flac", 0 },
    Pair{ "`duo` from `noisy-voice/noise`, 6 semitones", "duo.flac", "noisy-voice/noise.flac", 6 }
};

struct Constraints
{
    const char* name;
    Index repetition, polyphony, continuity;
};

constexpr std::array constraints{ Constraints{ "none: plain NMF", 0, 0, 0 },
                                  Constraints{ "repetition 3", 3, 0, 0 },
                                  Constraints{ "polyphony 10", 0, 10, 0 },
                                  Constraints{ "continuity 3", 0, 0, 3 },
                                  Constraints{ "all three", 3, 10, 3 } };

/** The source as `--transpose` offers it. */
std::vector<MatrixXf> sourceOf (const Pair& pair, const fs::path& audio)
{
    const MatrixXf samples = orExit (readMono (audio / pair.source, musicRateHz));
    std::vector<MatrixXf> all;
    for (int semitones = -pair.transpose; semitones <= pair.transpose; ++semitones)
        all.push_back (
            orExit (files::resample (samples, musicRateHz, musicRateHz / std::exp2 (semitones / 12.0))));
    return all;
}

/** What each source frame adds to each frame of the mosaic, of 1. */
MatrixXf sharesOf (const MatrixXf& atoms, const MatrixXf& activations)
{
    MatrixXf shares = atoms.colwise().sum().transpose().asDiagonal() * activations;
    shares.array().rowwise() /= shares.colwise().sum().array().max (1e-30f).eval();
    return shares;
}

/** Frames that a source frame and those before it sound together, in the mean, weighed by what they add. */
double runLength (const MatrixXf& shares, const std::vector<Index>& lengths)
{
    std::vector<bool> isFirst (static_cast<size_t> (shares.rows()), false);
    Index begin = 0;
    for (const Index length : lengths)
    {
        isFirst[static_cast<size_t> (begin)] = true;
        begin += length;
    }
    MatrixXf runs = MatrixXf::Zero (shares.rows(), shares.cols());
    double sum = 0.0, weight = 0.0;
    for (Index column = 0; column < shares.cols(); ++column)
        for (Index row = 0; row < shares.rows(); ++row)
        {
            if (shares (row, column) <= smallShare)
                continue;
            const bool continues = column > 0 && ! isFirst[static_cast<size_t> (row)];
            runs (row, column) = 1.0f + (continues ? runs (row - 1, column - 1) : 0.0f);
            sum += static_cast<double> (shares (row, column) * runs (row, column));
            weight += static_cast<double> (shares (row, column));
        }
    return sum / weight;
}

/** The distance of the sound's magnitudes from those asked for, before and after the phases are fitted. */
std::array<double, 2> phaseDistances (const std::vector<MatrixXf>& source, const MatrixXf& activations,
                                      Index numSamples, core::Frames& frames)
{
    const auto spectra = mosaic::sourceSpectra (source, 0, frames);
    const MatrixXf lengths = (spectra.real.cwiseAbs2() + spectra.imaginary.cwiseAbs2()).cwiseSqrt();
    Eigen::MatrixXcf start (spectra.real.rows(), activations.cols());
    start.real() = spectra.real * activations;
    start.imag() = spectra.imaginary * activations;
    double first = std::numeric_limits<double>::quiet_NaN(), last = first;
    orExit (mosaic::retrievePhase (lengths * activations, start, numSamples, phaseIterations, frames,
                                   [&] (int, double distance)
                                   {
                                       first = std::isfinite (first) ? first : distance;
                                       last = distance;
                                       return true;
                                   }));
    return { first, last };
}

std::vector<std::string> rowOf (const Constraints& wanted, const MatrixXf& target, Index numSamples,
                                const std::vector<MatrixXf>& source, core::Frames& frames)
{
    const auto dictionary = mosaic::sourceFrames (source, frames);
    const MosaicSettings settings{ 20, wanted.repetition, wanted.polyphony, wanted.continuity,
                                   training::defaultThreads() };
    const std::clock_t begun = std::clock();
    const MatrixXf activations =
        orExit (mosaic::mosaicActivations (target, dictionary, settings, [] (double) { return true; }));
    const double cpuSeconds = static_cast<double> (std::clock() - begun) / CLOCKS_PER_SEC;
    const float scale = 1.0f / target.mean();
    const Eigen::ArrayXXf model = scale * (dictionary.atoms * activations).array() + divergenceFloor;
    const double divergence = core::betaDivergence (scale * target.array() + divergenceFloor, model, 1.0) /
                              static_cast<double> (target.size());
    const MatrixXf shares = sharesOf (dictionary.atoms, activations);
    const double atOnce =
        static_cast<double> ((shares.array() > smallShare).count()) / static_cast<double> (shares.cols());
    const auto distances = phaseDistances (source, activations, numSamples, frames);
    return { wanted.name,
             threeDigits (divergence),
             decibels (atOnce),
             decibels (runLength (shares, dictionary.lengths)),
             threeDigits (distances[0]),
             threeDigits (distances[1]),
             decibels (static_cast<double> (numSamples) / musicRateHz / cpuSeconds) };
}

std::string tableOf (const Pair& pair, const fs::path& audio)
{
    core::Frames frames;
    orExit (frames.prepare (musicRateHz, windowSeconds));
    const MatrixXf samples = orExit (readMono (audio / pair.target, musicRateHz));
    const MatrixXf target = mosaic::magnitudesOf (samples, frames);
    const auto source = sourceOf (pair, audio);
    Table table ({ pair.title, "KL per bin", "frames at once", "frames in a row", "phase distance", "fitted",
                   "times real time, one core" });
    for (const auto& wanted : constraints)
    {
        table.add (rowOf (wanted, target, samples.rows(), source, frames));
        std::cout << pair.title << ": " << wanted.name << std::endl;
    }
    return table.markdown();
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 3)
        return std::cerr << "use: mosaic_study RESOURCES PAGE\n", 2;
    std::string text =
        "Target `mosaic-study`: recordings of `Resources/Audio` at 44.1 kHz, windows of 93 ms, 20 "
        "iterations.\n\n";
    for (const auto& pair : pairs)
        text += tableOf (pair, fs::path (argv[1]) / "Audio") + "\n";
    const auto written = replaceSection (argv[2], "Measured", text);
    return written.ok() ? 0 : (std::cerr << written.error().message() << '\n', 1);
}

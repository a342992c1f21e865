// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the section "Measured" of Docs/TrainingTerms.md: what the penalties of `train` and `decompose` do to the
// shipped recordings.
//     terms_study RESOURCES PAGE
#include "Core/SeparatorSettings.h"
#include "Core/Spectral/Frames.h"
#include "Files/AudioWriter.h"
#include "Quality/Estimators.h"
#include "Quality/Recordings.h"
#include "Quality/StudyPage.h"
#include "Quality/Table.h"
#include "Training/Factorisation/Decomposition.h"
#include "Training/Trainer.h"
#include "Training/WorkQueue.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>

using namespace unbraid;
using namespace unbraid::quality;
namespace fs = std::filesystem;
using Eigen::Index;
using training::PenaltyWeights;

namespace
{
constexpr std::array weights{ 0.01f, 0.1f, 1.0f };
constexpr Index atomsPerSource = 16;
constexpr int trainingIterations = 100;
constexpr double frameSeconds = 0.093; // of what is taken apart
constexpr float decompositionFloorDb = -30.0f;

struct Sounds
{
    std::string name;
    std::vector<std::string> sources;
    Index components; // of a decomposition
};

const std::vector<Sounds>& shipped()
{
    static const std::vector<Sounds> all{ { "four-notes", { "note-61", "note-65", "note-68", "note-72" }, 4 },
                                          { "duo", { "piano", "saxophone" }, 16 },
                                          { "drums", { "kick", "snare", "hi-hat" }, 8 },
                                          { "band", { "piano", "bass", "drums" }, 16 },
                                          { "song", { "voice", "guitar" }, 16 },
                                          { "noisy-voice", { "speech", "noise" }, 16 } };
    return all;
}

struct Divergence
{
    const char* name;
    float beta;
    core::Spectrum spectrum;
};

constexpr std::array divergences{ Divergence{ "IS on power", 0.0f, core::Spectrum::power },
                                  Divergence{ "KL on magnitudes", 1.0f, core::Spectrum::magnitude } };

Mixture mixtureOf (const Sounds& sounds, const fs::path& resources)
{
    std::vector<fs::path> paths;
    for (const auto& source : sounds.sources)
        paths.push_back (resources / "Audio" / sounds.name / (source + ".flac"));
    return orExit (readStems (sounds.name, sounds.sources, paths));
}

/** One of the two halves. */
Mixture half (const Mixture& whole, bool isSecond)
{
    const Index length = whole.mixture.size() / 2;
    const auto part = [&] (const Eigen::VectorXf& samples) -> Eigen::VectorXf
    { return isSecond ? samples.tail (length) : samples.head (length); };
    Mixture found{ whole.name, whole.sampleRateHz, 0.0, part (whole.mixture), whole.sourceNames, {} };
    for (const auto& stem : whole.stems)
        found.stems.push_back (part (stem));
    return found;
}

/** Mean gain of SI-SDR over the mixture; no number where a stem got nothing. */
double gainDb (const Mixture& mixture, const std::vector<Eigen::VectorXf>& estimates)
{
    double sum = 0.0;
    for (size_t stem = 0; stem < mixture.stems.size(); ++stem)
    {
        if (estimates[stem].isZero())
            return std::numeric_limits<double>::quiet_NaN();
        sum += score (mixture.stems[stem], estimates[stem], mixture.sampleRateHz, false).siSdrDb -
               score (mixture.stems[stem], mixture.mixture, mixture.sampleRateHz, false).siSdrDb;
    }
    return sum / static_cast<double> (mixture.stems.size());
}

void writeMono (const fs::path& path, const Eigen::VectorXf& samples, double rateHz)
{
    auto writer = orExit (files::AudioWriter::create (path, rateHz, 1));
    orExit (writer.write (samples));
    orExit (writer.finish());
}

/** Learns from the first half of each source, separates the second. */
double trainedGainDb (const Mixture& mixture, const Divergence& divergence, const PenaltyWeights& penalties,
                      const fs::path& scratch)
{
    const Mixture learned = half (mixture, false), tested = half (mixture, true);
    training::TrainingSpec spec;
    spec.sampleRateHz = mixture.sampleRateHz;
    spec.windowSeconds = 0.046;
    spec.divergenceBeta = divergence.beta;
    spec.spectrum = divergence.spectrum;
    spec.iterations = trainingIterations;
    spec.heldOutShare = 0.0;
    spec.penalties = penalties;
    std::vector<training::SourceMaterial> sources;
    for (size_t stem = 0; stem < learned.stems.size(); ++stem)
    {
        const fs::path file = scratch / (learned.sourceNames[stem] + ".wav");
        writeMono (file, learned.stems[stem], learned.sampleRateHz);
        sources.push_back ({ learned.sourceNames[stem], { file }, atomsPerSource });
    }
    const auto dictionary =
        orExit (training::train (spec, sources, [] (const training::TrainingProgress&) { return true; }));
    return gainDb (tested, engine (dictionary, core::settingsFromMixer (dictionary)) (tested));
}

/** The sound of every component by the masks W_k h_k / W h. */
std::vector<Eigen::VectorXf> componentSounds (const Eigen::VectorXf& mixture,
                                              const training::Factors& factors, core::Frames& frames)
{
    std::vector<Eigen::VectorXf> sounds (static_cast<size_t> (factors.atoms.cols()),
                                         Eigen::VectorXf::Zero (mixture.size()));
    std::vector<Eigen::VectorXf> leftOver (sounds.size(), Eigen::VectorXf::Zero (frames.hop()));
    Eigen::VectorXcf spectrum (frames.numBins());
    for (Index frame = 0; frame < factors.activations.cols(); ++frame)
    {
        frames.analyse (mixture, frame, spectrum);
        const Eigen::ArrayXf model = (factors.atoms * factors.activations.col (frame)).array() + 1e-30f;
        for (Index k = 0; k < factors.atoms.cols(); ++k)
        {
            const auto at = static_cast<size_t> (k);
            const Eigen::ArrayXf mask =
                factors.atoms.col (k).array() * factors.activations (k, frame) / model;
            const Eigen::VectorXf hop = frames.synthesise (
                spectrum.cwiseProduct (mask.cast<std::complex<float>>().matrix()), leftOver[at]);
            const Index first = (frame - 1) * frames.hop();
            if (frame > 0)
                sounds[at].segment (first, std::min (frames.hop(), mixture.size() - first)) =
                    hop.head (std::min (frames.hop(), mixture.size() - first));
        }
    }
    return sounds;
}

/** Each component goes to the stem that it correlates with most. */
std::vector<Eigen::VectorXf> grouped (const std::vector<Eigen::VectorXf>& components, const Mixture& mixture)
{
    std::vector<Eigen::VectorXf> groups (mixture.stems.size(),
                                         Eigen::VectorXf::Zero (mixture.mixture.size()));
    for (const auto& component : components)
    {
        Eigen::VectorXf likeness (static_cast<Index> (groups.size()));
        for (size_t stem = 0; stem < groups.size(); ++stem)
            likeness[static_cast<Index> (stem)] =
                component.dot (mixture.stems[stem]) / (mixture.stems[stem].norm() + 1e-9f);
        Index best = 0;
        likeness.maxCoeff (&best);
        groups[static_cast<size_t> (best)] += component;
    }
    return groups;
}

double decomposedGainDb (const Mixture& mixture, Index numComponents, const Divergence& divergence,
                         const PenaltyWeights& penalties, float smoothness)
{
    core::Frames frames;
    orExit (frames.prepare (mixture.sampleRateHz, frameSeconds));
    Eigen::MatrixXf spectra = frames.powerSpectra (mixture.mixture);
    const bool isPower = divergence.spectrum == core::Spectrum::power;
    if (! isPower)
        spectra = spectra.cwiseSqrt().eval();
    spectra /= spectra.mean();
    training::DecompositionSpec spec;
    spec.beta = divergence.beta;
    spec.numAtoms = numComponents;
    spec.terms = penalties;
    spec.smoothness = smoothness;
    spec.floor = std::pow (10.0f, decompositionFloorDb / (isPower ? 10.0f : 20.0f));
    spec.numThreads = training::defaultThreads();
    const auto factors = orExit (
        training::decompose (spectra, spec, [] (const training::DecompositionProgress&) { return true; }));
    return gainDb (mixture, grouped (componentSounds (mixture.mixture, factors, frames), mixture));
}

std::vector<std::string> headOf (const std::string& first, const std::vector<std::string>& terms)
{
    std::vector<std::string> head{ first, "none" };
    for (const auto& term : terms)
        for (const float weight : weights)
            head.push_back (term + printed (" %g", static_cast<double> (weight)));
    return head;
}

/** Says a row as soon as it is measured. */
void tell (const char* command, const Divergence& divergence, const std::vector<std::string>& row)
{
    std::cout << command << ", " << divergence.name << ":";
    for (const auto& cell : row)
        std::cout << " " << cell;
    std::cout << std::endl;
}

std::string trainingTable (const fs::path& resources, const Divergence& divergence, const fs::path& scratch)
{
    Table table (headOf (divergence.name, { "continuity", "orthogonality", "between" }));
    for (const auto& sounds : shipped())
    {
        const Mixture mixture = mixtureOf (sounds, resources);
        std::vector<std::string> row{ sounds.name,
                                      decibels (trainedGainDb (mixture, divergence, {}, scratch)) };
        for (const auto member :
             { &PenaltyWeights::continuity, &PenaltyWeights::orthogonality, &PenaltyWeights::separation })
            for (const float weight : weights)
            {
                PenaltyWeights penalties;
                penalties.*member = weight;
                row.push_back (decibels (trainedGainDb (mixture, divergence, penalties, scratch)));
            }
        tell ("train", divergence, row);
        table.add (row);
    }
    return table.markdown();
}

std::string decompositionTable (const fs::path& resources, const Divergence& divergence)
{
    auto head = headOf (divergence.name, { "continuity", "orthogonality" });
    const bool canBeSmooth = divergence.beta == 0.0f;
    if (canBeSmooth)
        head.emplace_back ("smoothness 30");
    Table table (head);
    for (const auto& sounds : shipped())
    {
        const Mixture mixture = mixtureOf (sounds, resources);
        const auto gain = [&] (const PenaltyWeights& penalties, float smoothness) {
            return decibels (
                decomposedGainDb (mixture, sounds.components, divergence, penalties, smoothness));
        };
        std::vector<std::string> row{ sounds.name, gain ({}, 0.0f) };
        for (const auto member : { &PenaltyWeights::continuity, &PenaltyWeights::orthogonality })
            for (const float weight : weights)
            {
                PenaltyWeights penalties;
                penalties.*member = weight;
                row.push_back (gain (penalties, 0.0f));
            }
        if (canBeSmooth)
            row.push_back (gain ({}, 30.0f));
        tell ("decompose", divergence, row);
        table.add (row);
    }
    return table.markdown();
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 3)
        return std::cerr << "use: terms_study RESOURCES PAGE\n", 2;
    const fs::path scratch = fs::temp_directory_path() / "unbraid-terms-study";
    fs::create_directories (scratch);
    std::string text =
        "Target `terms-study`. Mean gain of SI-SDR over the mixture in dB, all sources of a recording of "
        "`Resources/Audio`, 44.1 kHz.\n\n`train`: " +
        std::to_string (atomsPerSource) + " atoms a source, windows of 46 ms, " +
        std::to_string (trainingIterations) +
        " iterations on the first half of each stem; the second half of the mixture is separated.\n\n";
    for (const auto& divergence : divergences)
        text += trainingTable (argv[1], divergence, scratch) + "\n";
    text += "`decompose`, the whole mixture, windows of 93 ms; 4 components of the notes, 8 of the drums, 16 "
            "of the others, each given to the stem that it correlates with most; no figure where a stem got "
            "none.\n\n";
    for (const auto& divergence : divergences)
        text += decompositionTable (argv[1], divergence) + "\n";
    fs::remove_all (scratch);
    const auto written = replaceSection (argv[2], "Measured", text);
    return written.ok() ? 0 : (std::cerr << written.error().message() << '\n', 1);
}

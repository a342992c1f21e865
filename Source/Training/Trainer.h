// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"
#include "Core/Support/Progress.h"
#include "Training/Factorisation/PenaltyTerms.h"
#include "Training/Ranks.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace unbraid::training
{

/** The recordings of one source, and how they are used. */
struct SourceMaterial
{
    std::string name;
    std::vector<std::filesystem::path> files; // read in this order
    Eigen::Index numAtoms = 64;               // per note if the source is pitched
    bool pitched = false; // files are single notes, named after their pitch: see NoteName.h
    int noteOffset = 0;   // semitones added to the names: 12 where C3 is middle C
    bool isTarget = true;
    bool findRank = false;       // numAtoms is the maximum: see RankSelection.h
    bool isHarmonic = false;     // pitched atoms are zero outside the partials of their note
    bool hasPatterns = false;    // and sums of narrow-band harmonic patterns; needs isHarmonic
    Eigen::Index onsetAtoms = 0; // free atoms per note, active around its onset only
};

/** Settings of a training. */
struct TrainingSpec
{
    double sampleRateHz = 16000.0;
    double windowSeconds = 0.032;
    core::Spectrum spectrum = core::Spectrum::power;
    float divergenceBeta = 0.0f;
    float maskExponent = 1.0f;
    float sparsity = 0.0f;        // mu, L1 weight on the activations of unit-mean frames
    PenaltyWeights penalties{};   // of trainings in memory, without notes
    float dynamicRangeDb = 45.0f; // frames further below a file's loudest are dropped
    bool learnDynamics = false;   // transition matrix A, Itakura-Saito only
    double heldOutShare = 0.05;   // of the recordings of a source; none of single notes
    double segmentSeconds =
        60.0; // longer recordings are read, and held out, in segments of this length; above 0
    unsigned int seed = 1;
    int numThreads = 1; // changes the time it takes, not one byte of the result
    std::shared_ptr<Ranks> ranks =
        std::make_shared<Ranks>(); // the same; more than one for incremental trainings

    // In memory, all at once:
    int iterations = 100;
    Eigen::Index maxFrames = 60000; // per source; more material is thinned out evenly
    std::stop_token enough{};       // asked after each iteration; ends with the current result

    // Or batch by batch, for corpora of any length:
    bool incremental = false;
    int passes = 1;
    Eigen::Index batchFrames = 256;
    int updates = 10; // of the activations of a batch

    std::filesystem::path checkpoint; // file for the state of an interrupted training; empty: none
    double checkpointSeconds = 30.0;  // between two writes
    bool resume = false;              // continue from the checkpoint, if there is one

    /** Called with each recording that is cut short or otherwise odd and a clause on that, perhaps several times. [any] */
    std::function<void (const std::filesystem::path& file, const std::string& oddity)> onOddFile{};

    /** Asked about a recording that cannot be used, where a source has others: true learns from those, false ends the training
        with the error, as without it. Not of single notes. [worker] */
    std::function<bool (const std::filesystem::path& file, const core::Error& error)> mayLeaveOut{};

    std::map<std::string, double> mixer;
    std::string licence;
    std::string trainedOn;
    std::string command;
};

/** Figures of the training of one source. */
struct SourceReport
{
    Eigen::Index numAtoms = 0;
    Eigen::Index numFrames = 0;    // used for training
    double frameSeconds = 0.0;     // from one frame to the next
    double divergence = 0.0;       // D_beta (V | W H) per bin on the training frames
    std::optional<double> heldOut; // the same on held-out recordings
    Eigen::Index numHeldOut = 0;   // frames
};

/** Progress of a training. */
struct TrainingProgress
{
    std::string source{};
    double share = 0.0;                   // finished share of the source, 0 to 1
    int iteration = 0;                    // or batches; 0 while reading
    int numIterations = 0;                // 0: unknown
    double divergence = 0.0;              // D_beta (V | W H) per bin, without penalties
    Eigen::Index framesProcessed = 0;     // of this source so far; repeated frames count again
    std::optional<SourceReport> report{}; // when the source is done
    std::optional<double> heldOut{};      // divergence on some held-out frames; in-memory trainings only
};

/** A dictionary with the settings' metadata, without atoms and sources. [worker] */
core::Dictionary emptyDictionary (const TrainingSpec& spec, const core::FrameGeometry& geometry);

/** Learns a dictionary, source by source, by NMF with unit atoms and sparse activations: in memory, or
    incrementally in one pass over corpora of any length.
    With a checkpoint, resuming a cancelled or killed training gives the same bytes as an uninterrupted one: finished
    sources are kept, and an incremental one continues where it was.
    With several ranks all of them call this with the same settings; the progress, checkpoints and the result are the
    first one's.
    onProgress  called after each iteration on this thread
    [worker] Errors: files that cannot be read and may not be left out, a source without sound, settings outside their ranges, a checkpoint
    of another training, cancelled (`Error::cancelled`).
    The result passes `core::validate`; two runs with one seed give the same bytes. */
core::Result<core::Dictionary> train (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources,
                                      const core::ProgressOf<TrainingProgress>& onProgress);

} // namespace unbraid::training

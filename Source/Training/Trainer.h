// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary.h"
#include "Core/Spectral/Window.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace unbraid::training
{

/** What one source is learned from. */
struct SourceMaterial
{
    std::string name;
    std::vector<std::filesystem::path> files; // read in this order
    Eigen::Index numAtoms = 64;               // per note where the source is pitched
    bool pitched = false; // files are single notes, named after their pitch: see NoteName.h
    int noteOffset = 0;   // semitones added to the names: 12 where C3 is middle C
    bool isTarget = true;
    bool findRank = false;       // numAtoms is the most there may be: see RankSelection.h
    bool isHarmonic = false;     // pitched atoms are zero outside the partials of their note
    Eigen::Index onsetAtoms = 0; // free atoms per note that sound around its beginning only
};

/** How a dictionary is learned. */
struct TrainingSpec
{
    double sampleRateHz = 16000.0;
    double windowSeconds = 0.032;
    core::Spectrum spectrum = core::Spectrum::power;
    float divergenceBeta = 0.0f;
    float maskExponent = 1.0f;
    float sparsity = 0.0f;        // mu, L1 weight on the activations of frames of mean one
    float dynamicRangeDb = 45.0f; // frames this far below a file's loudest are left out
    bool learnDynamics = false;   // transition matrix A, Itakura-Saito only
    double heldOutShare = 0.05; // of the recordings of a source, kept back to be scored; not of single notes
    double stretchSeconds =
        60.0; // longer recordings are read, and kept back, in pieces of this length; above 0
    unsigned int seed = 1;
    int numThreads = 1; // changes the time it takes, not one byte of the result

    // In memory, all at once:
    int iterations = 100;
    Eigen::Index maxFrames = 60000;   // per source; more material than that is thinned out evenly
    std::function<bool()> isEnough{}; // asked after each iteration; true: what is learned so far is kept

    // Or one batch of frames after another, of corpora of any length:
    bool incremental = false;
    int passes = 1;
    Eigen::Index batchFrames = 256;
    int updates = 10; // of the activations of a batch

    std::filesystem::path checkpoint; // where an interrupted training is kept; empty: nowhere
    double checkpointSeconds = 30.0;  // between two writes
    bool resume = false;              // go on from the checkpoint, if there is one

    std::map<std::string, double> mixer;
    std::string licence;
    std::string trainedOn;
    std::string command;
};

/** What was learned of one source, in figures. */
struct SourceReport
{
    Eigen::Index numAtoms = 0;
    Eigen::Index numFrames = 0;    // it was learned from
    double frameSeconds = 0.0;     // from one frame to the next
    double divergence = 0.0;       // D_beta (V | W H) a bin where it was learned from
    std::optional<double> heldOut; // the same of the recordings kept back
    Eigen::Index numHeldOut = 0;   // frames
};

/** Where the training stands. */
struct TrainingProgress
{
    std::string source;
    double share = 0.0;                 // of the source that is done, 0 to 1
    int iteration = 0;                  // or batches; 0 while reading
    int numIterations = 0;              // 0: not known
    double divergence = 0.0;            // D_beta (V | W H) a bin, without penalties
    Eigen::Index framesHeard = 0;       // since the source was begun, one heard twice counts twice
    std::optional<SourceReport> report; // when the source is done
    std::optional<double> heldOut{}; // the divergence of some of what was kept back; of trainings in memory
};

/** Called after each iteration on the calling thread; false cancels. */
using TrainingCallback = std::function<bool (const TrainingProgress&)>;

/** What the settings say of a dictionary, without atoms and sources. [worker] */
core::Dictionary emptyDictionary (const TrainingSpec& spec, const core::FrameGeometry& geometry);

/** Learns a dictionary, source by source, by NMF with unit atoms and sparse activations: in memory, or
    incrementally in one pass over corpora of any length.
    With a checkpoint, a training that was cancelled or killed and is resumed gives the bytes of one that was
    not: sources that are done are kept, and an incremental one goes on where it was.
    [worker] Errors: files that cannot be read, a source without sound, settings outside their ranges, a checkpoint
    of another training, cancelled (`Error::cancelled`).
    The result passes `core::validate`; two runs with one seed give the same bytes. */
core::Result<core::Dictionary> train (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources,
                                      const TrainingCallback& onProgress);

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary.h"
#include "Core/Spectral/Window.h"

#include <filesystem>
#include <functional>
#include <map>
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
};

/** How a dictionary is learned. */
struct TrainingSpec
{
    double sampleRateHz = 16000.0;
    double windowSeconds = 0.032;
    core::Spectrum spectrum = core::Spectrum::power;
    float divergenceBeta = 0.0f;
    float maskExponent = 1.0f;
    float sparsity = 0.0f; // mu, L1 weight on the activations of frames of mean one
    int iterations = 100;
    Eigen::Index maxFrames = 60000; // per source; more material than that is thinned out evenly
    float dynamicRangeDb = 45.0f;   // frames this far below a file's loudest are left out
    bool learnDynamics = false;     // transition matrix A, Itakura-Saito only
    unsigned int seed = 1;
    int numThreads = 1; // changes the time it takes, not one byte of the result
    std::map<std::string, double> mixer;
    std::string licence;
    std::string trainedOn;
    std::string command;
};

/** Where the training stands. */
struct TrainingProgress
{
    std::string source;
    int iteration = 0;
    int numIterations = 0;
    double divergence = 0.0; // D_beta (V | W H) a bin, without penalties
};

/** Called after each iteration on the calling thread; false cancels. */
using TrainingCallback = std::function<bool (const TrainingProgress&)>;

/** Learns a dictionary, source by source, by batch NMF with unit atoms and sparse activations.
    [worker] Errors: files that cannot be read, a source without sound, settings outside their ranges,
    cancelled
    (`Error::cancelled`). The result passes `core::validate`; two runs with one seed give the same bytes. */
core::Result<core::Dictionary> train (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources,
                                      const TrainingCallback& onProgress);

} // namespace unbraid::training

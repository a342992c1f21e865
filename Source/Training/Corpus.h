// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

#include <cstdint>

namespace unbraid::training
{

/** Frames a source is learned from. */
struct Corpus
{
    Eigen::MatrixXf spectra; // [bins x frames] v, each of mean one, above the model's floor
    std::vector<std::uint8_t>
        continues; // [frames] 1 where a frame follows the one before it in the same file
};

/** One recording to read, and how far its pitch is to be moved. */
struct CorpusFile
{
    std::filesystem::path path;
    int transposeSemitones = 0; // by resampling: time and formants move with it
};

/** The bins and windows of a training. [worker] errors: rate or window outside their ranges */
core::Result<core::FrameGeometry> trainingGeometry (const TrainingSpec& spec);

/** The hop of training frames: a quarter of the window. [any] */
Eigen::Index trainingHop (const core::FrameGeometry& geometry);

/** Reads recordings into spectra: channels averaged, resampled to the dictionary's rate, windowed, frames far
    below the file's loudest left out, each frame divided by its mean. Of more than spec.maxFrames frames a
    uniform random sample of short runs is kept, in bounded memory (Vitter 1985, algorithm R).
    [worker] errors:
    files that cannot be read, a rate below the dictionary's, no sound at all */
core::Result<Corpus> readCorpus (const TrainingSpec& spec, const std::vector<CorpusFile>& files);

} // namespace unbraid::training

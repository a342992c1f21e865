// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Core/Spectral/Window.h"
#include "Files/AudioReader.h"
#include "Training/Trainer.h"

#include <cstdint>

namespace unbraid::training
{

/** Frames that a source is learned from. */
struct Frames
{
    Eigen::MatrixXf spectra;             // [bins x frames] v, each of mean one, above the model's floor
    std::vector<std::uint8_t> continues; // [frames] 1 where a frame follows the one before it in its file
    std::vector<std::uint8_t> onsets;    // [frames] 1 where a frame hears the beginning of its file

    [[nodiscard]] Eigen::Index count() const { return static_cast<Eigen::Index> (continues.size()); }
};

/** Appends the columns of `added` to those of `frames`. [worker] */
void append (const Frames& added, Frames& frames);

/** The frames from `first` on. [worker] */
Frames part (const Frames& frames, Eigen::Index first, Eigen::Index count);

/** One recording to read, and how far its pitch is to be moved. */
struct CorpusFile
{
    std::filesystem::path path;
    int transposeSemitones = 0; // by resampling: time and formants move with it
};

/** What is read at once: a recording, or a piece of a longer one (a minute, where the spec does not say otherwise), so
    that memory does not grow with its length. */
struct Stretch
{
    CorpusFile file;
    double rateHz = 0.0;         // of the file
    Eigen::Index firstFrame = 0; // samples of the file
    Eigen::Index numFrames = 0;
    float loudest = 0.0f; // level of the file's loudest frame; 0: the stretch is the whole file
};

/** The bins and windows of a training. [worker] errors: rate or window outside their ranges */
core::Result<core::FrameGeometry> trainingGeometry (const TrainingSpec& spec);

/** The hop of training frames: a quarter of the window. [any] */
Eigen::Index trainingHop (const core::FrameGeometry& geometry);

/** Cuts recordings into stretches. Recordings of more than one are heard once for their loudest frame.
    [worker] errors: files that cannot be read, a rate below the dictionary's, cancelled by `goesOn` */
core::Result<std::vector<Stretch>> listStretches (const TrainingSpec& spec,
                                                  const std::vector<CorpusFile>& files,
                                                  const std::function<bool()>& goesOn);

/** Channels averaged, resampled. [worker] errors: those of resampling */
core::Result<Eigen::VectorXf> monoOf (const files::Recording& recording, double playedHz, double wantedHz);

/** Spectra of all frames of a recording as they are, `hop` samples apart.
    [bins x frames] [worker] */
Eigen::MatrixXf spectraOf (const Eigen::VectorXf& samples, const core::FrameGeometry& geometry,
                           Eigen::Index hop, core::Spectrum kind, core::RealFft& fft);

/** Reads the frames of a stretch: channels averaged, resampled to the dictionary's rate, windowed, frames far
    below the file's loudest left out, each frame divided by its mean.
    [worker] errors: files that cannot be read */
core::Result<Frames> readStretch (const TrainingSpec& spec, const Stretch& stretch);

} // namespace unbraid::training

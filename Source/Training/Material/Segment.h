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

/** Training frames of a source. */
struct Frames
{
    Eigen::MatrixXf spectra;             // [bins x frames] v, unit mean each, above the model's floor
    std::vector<std::uint8_t> continues; // [frames] 1 if a frame follows the previous one in its file
    std::vector<std::uint8_t> onsets;    // [frames] 1 if a frame covers the beginning of its file

    [[nodiscard]] Eigen::Index count() const { return static_cast<Eigen::Index> (continues.size()); }
};

/** Appends the columns of `added` to those of `frames`. [worker] */
void append (const Frames& added, Frames& frames);

/** The frames from `first` on. [worker] */
Frames part (const Frames& frames, Eigen::Index first, Eigen::Index count);

/** A recording to read, and its transposition. */
struct CorpusFile
{
    std::filesystem::path path;
    int transposeSemitones = 0; // by resampling: time and formants move with it
};

/** A segment: the unit of reading, a whole recording or a part of a longer one (a minute by default), so that memory
    does not grow with its length. */
struct Segment
{
    CorpusFile file;
    double rateHz = 0.0;         // of the file
    Eigen::Index firstFrame = 0; // samples of the file
    Eigen::Index numFrames = 0;
    float loudest = 0.0f; // level of the file's loudest frame, linear; 0: the segment is the whole file
};

/** The bins and windows of a training. [worker] errors: rate or window outside their ranges */
core::Result<core::FrameGeometry> trainingGeometry (const TrainingSpec& spec);

/** The hop of training frames: a quarter of the window. [any] */
Eigen::Index trainingHop (const core::FrameGeometry& geometry);

/** The segments of one recording. [worker] errors: as `listSegments` */
core::Result<std::vector<Segment>> segmentsOf (const TrainingSpec& spec, const CorpusFile& file,
                                               const std::function<bool()>& shouldContinue);

/** Whether a training may go on without a recording, which failed with this error; says so where it is noted. [worker] */
bool mayLeaveOut (const TrainingSpec& spec, const std::filesystem::path& file, const core::Error& error);

/** Splits recordings into segments. Recordings with more than one are read once for their loudest frame.
    [worker] errors: files that cannot be read, a rate below the dictionary's, cancelled by `shouldContinue`; of
    several files these are left out where the spec allows it, unless none is left */
core::Result<std::vector<Segment>> listSegments (const TrainingSpec& spec,
                                                 const std::vector<CorpusFile>& files,
                                                 const std::function<bool()>& shouldContinue);

/** The average of the channels without its offset, resampled; samples that are not finite are silence. [worker] errors: those of resampling */
core::Result<Eigen::VectorXf> monoOf (const files::Recording& recording, double playedHz, double wantedHz);

/** Unnormalised spectra of all frames of a recording, `hop` samples apart.
    [bins x frames] [worker] */
Eigen::MatrixXf spectraOf (const Eigen::VectorXf& samples, const core::FrameGeometry& geometry,
                           Eigen::Index hop, core::Spectrum kind, core::RealFft& fft);

/** Reads the frames of a segment: channels averaged, resampled to the dictionary's rate, windowed; frames far below
    the file's loudest are dropped, the others normalised to unit mean.
    [worker] errors: files that cannot be read */
core::Result<Frames> readSegment (const TrainingSpec& spec, const Segment& segment);

} // namespace unbraid::training

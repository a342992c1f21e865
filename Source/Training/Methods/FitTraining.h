// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

namespace unbraid::training
{

/** A user's constraint on a time span of a recording. */
struct Mark
{
    enum class Kind
    {
        silent, // the source is silent
        alone   // all other sources are silent
    };

    Kind kind = Kind::silent;
    size_t source = 0; // of the dictionary
    double beginSeconds = 0.0;
    double endSeconds = 0.0;
};

/** Settings for fitting a dictionary to a recording. */
struct FitSpec
{
    int iterations = 10; // from a trained dictionary; a blank one needs more
    int numThreads = 1;
    std::string command;
    std::stop_token enough{}; // asked after each iteration; ends with the current fit
};

/** An untrained dictionary, to be fitted to a recording by marks alone: the atoms of every source are means of random
    frames of the recording.
    spec     rate, window, spectrum, divergence, mask exponent and seed
    sources  names, atoms, targets; no files
    [worker] errors: settings out of range, a recording that cannot be read */
core::Result<core::Dictionary> blankDictionary (const TrainingSpec& spec,
                                                const std::vector<SourceMaterial>& sources,
                                                const std::filesystem::path& recording);

/** Fits a dictionary to one recording of all its sources. The factorisation of the recording starts from its atoms;
    the activations of a source are zero wherever a mark says that it is silent. Spans in which a source is alone shape
    its atoms; without marks the atoms drift towards each other's sound.
    base   plain, whose rows are the bins of its window; without dynamics afterwards
    [worker] errors: those of `specToExtend`, a recording that cannot be read or is too long, marks out of range, marks
    that leave a sounding frame without any source, cancelled. The result passes `core::validate`.
    Sources: Ozerov, Fevotte, Blouet & Durrieu 2011 (user-guided NMF); Lefevre, Bach & Fevotte 2012. */
core::Result<core::Dictionary> fitDictionary (const FitSpec& spec, const core::Dictionary& base,
                                              const std::filesystem::path& recording,
                                              const std::vector<Mark>& marks,
                                              const core::ProgressOf<TrainingProgress>& onProgress);

} // namespace unbraid::training

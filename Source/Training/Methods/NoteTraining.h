// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Methods/LearnedSource.h"
#include "Training/Trainer.h"

namespace unbraid::training
{

/** Learns the atoms of a pitched source from recordings of single notes, note by note; missing notes between the
    lowest and the highest are transposed from their nearest neighbours.

    Plain: `numAtoms` free atoms per note. Harmonic: `numAtoms` atoms that are zero outside the note's partials, and
    `onsetAtoms` free atoms that are active only at the beginning of a recording. During training one more free atom
    models the rest (breath, sympathetic strings, hiss) and is then discarded.
    [worker] errors: names without a note, a note above the spectrum, recordings that cannot be read, cancelled
    Sources: Ewert & Mueller 2012; Bertin, Badeau & Vincent 2010. */
core::Result<LearnedSource> learnNotes (const TrainingSpec& spec, const SourceMaterial& source,
                                        const core::ProgressOf<TrainingProgress>& onProgress);

} // namespace unbraid::training

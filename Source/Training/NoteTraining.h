// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/LearnedSource.h"
#include "Training/Trainer.h"

namespace unbraid::training
{

/** Learns the atoms of a pitched source from recordings of single notes, note by note; a note between the lowest
    and the highest that nobody played is transposed from its nearest neighbour.

    Plain: `numAtoms` free atoms a note. Harmonic: `numAtoms` atoms that are zero outside the note's partials, and
    `onsetAtoms` free ones that are silent but at the beginning of a recording. While they are learned one more
    free atom stands for what is neither (breath, strings that ring along, hiss), and is then left out.
    [worker] errors: names without a note, a note above the spectrum, recordings that cannot be read, cancelled
    Sources: Ewert & Mueller 2012; Bertin, Badeau & Vincent 2010. */
core::Result<LearnedSource> learnNotes (const TrainingSpec& spec, const SourceMaterial& source,
                                        const TrainingCallback& onProgress);

} // namespace unbraid::training

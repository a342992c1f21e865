// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Material/Corpus.h"

namespace unbraid::training
{

/** As `listStretches`, with the recordings shared out among the ranks of the spec; the same list at each.
    [worker] errors: as `listStretches`, at every rank */
core::Result<std::vector<Stretch>> listStretchesTogether (const TrainingSpec& spec,
                                                          const std::vector<CorpusFile>& files,
                                                          const std::function<bool()>& goesOn);

/** As `readStretches`, with the segments shared out among the ranks of the spec; all frames at each. With more ranks than
    one the frames do not say which of them follow each other.
    [worker] errors: as `readStretch`, at every rank */
core::Result<std::vector<Frames>> readStretchesTogether (const TrainingSpec& spec,
                                                         std::span<const Stretch> stretches);

} // namespace unbraid::training

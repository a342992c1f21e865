// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Material/Corpus.h"

namespace unbraid::training
{

/** As `listSegments`, with the recordings shared out among the ranks of the spec; the same list at each.
    [worker] errors: as `listSegments`, at every rank */
core::Result<std::vector<Segment>> listSegmentsTogether (const TrainingSpec& spec,
                                                         const std::vector<CorpusFile>& files,
                                                         const std::function<bool()>& shouldContinue);

/** As `readSegments`, with the segments shared out among the ranks of the spec; all frames at each. With more ranks than
    one the frames do not record which of them follow each other.
    [worker] errors: as `readSegment`, at every rank */
core::Result<std::vector<Frames>> readSegmentsTogether (const TrainingSpec& spec,
                                                        std::span<const Segment> segments);

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Mixture.h"

#include <torch/types.h>

#include <cstddef>
#include <span>

namespace unbraid::unfolding
{

/** Pitches of a source with notes. Its first atoms are one for the onset of each of them, then one for each while it
    sounds. */
constexpr int64_t numNotePitches = highestPianoPitch - lowestPianoPitch + 1;
constexpr int64_t numNoteAtoms = 2 * numNotePitches;

/** Which notes begin and which sound in the frames of a batch, as ones and zeros; undefined where no notes are learned. */
struct NoteTargets
{
    torch::Tensor onsets;   // [batch x frames x pitches]
    torch::Tensor sounding; // [batch x frames x pitches]
};

/** Fills in one mixture of targets that are zero. A frame tells of the moment core::TrainedNotes::delaySeconds before its
    end; of an onset all frames tell for onsetSpanSeconds.
    hopSeconds  between two frames, the first of which ends that long after the beginning
    [worker] */
void fillNotes (std::span<const PlayedNote> notes, double hopSeconds, int64_t mixture, NoteTargets& targets);

/** Binary cross-entropy of p = h / (h + even), for the onset atom and for the sounding atom of every pitch, summed over the
    pitches, mean over the frames. As log (p / (1 - p)) = log h - log even, what updates multiply is added to the evidence.
    activations  [batch x frames x atoms] h, those of the source with notes first
    Source: Hawthorne et al. 2018, section 3 (onsets and frames); Cheng et al. 2016 (attack and decay as atoms of their own). */
torch::Tensor noteLoss (const NoteTargets& targets, const torch::Tensor& activations);

/** Onsets of a batch that were found. */
struct OnsetCounts
{
    size_t numPlayed = 0;
    size_t numFound = 0;
    size_t numMatched = 0; // in pitch, and within 50 ms
};

/** An onset is found in the frame in which p passes one half. [worker] */
OnsetCounts countOnsets (const NoteTargets& targets, const torch::Tensor& activations, double hopSeconds);

} // namespace unbraid::unfolding

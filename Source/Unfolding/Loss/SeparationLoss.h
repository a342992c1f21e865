// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Loss/NoteLoss.h"
#include "Unfolding/Loss/PerceptualLoss.h"
#include "Unfolding/Loss/WaveformLoss.h"
#include "Unfolding/UnfoldingSpec.h"

#include <Eigen/Core>

#include <torch/types.h>

#include <vector>

namespace unbraid::unfolding
{

/** The target of the masks of one source, at the bins of a batch; of several channels |S|^2, |X|^2 and Re (X S*)
    are means. */
struct SourceTargets
{
    size_t index = 0;         // of the source
    torch::Tensor compressed; // [batch x frames x bins] |S|^c
    torch::Tensor aligned;    // [batch x frames x bins] |S|^c cos (angle between S and the mixture)
    torch::Tensor cross;      // [batch x frames x bins] Re (X S*)
    torch::Tensor energy;     // [batch] sum of |S|^2 over the weighted bins
    torch::Tensor weight;     // [batch] makes quiet mixtures count as loud ones
    torch::Tensor
        envelopes; // [batch x frames x octave bands] sqrt of the energy; where intelligibility counts
    torch::Tensor spectrum; // [channels * batch x frames x bins] complex; where the waveform counts
};

/** The targets of a batch: its mixtures and sources. */
struct LossTargets
{
    torch::Tensor power;         // [batch x frames x bins] |X|^2 of the mixture
    torch::Tensor compressed;    // [batch x frames x bins] |X|^c
    torch::Tensor energy;        // [batch] sum of |X|^2 over the weighted bins
    torch::Tensor energyWeights; // [bins] 1; less below 80 Hz, where rumble would decide
    torch::Tensor octaves;       // [bins x octave bands] which bins a third of an octave holds
    torch::Tensor regions;       // [bins x regions] which bins a region of the spectrum holds
    std::vector<int64_t> known;  // bins of each mixture that all its recordings reach: above them all is zero
    Eigen::Index segmentFrames = 0; // over which envelopes are compared
    WaveformFrames waveform;
    BarkBands barkBands;
    std::vector<SourceTargets> sources; // those that are learned
    NoteTargets notes{};
};

/** Thirds of an octave from 150 Hz up to 4.3 kHz as ones and zeros.
    returns  [bins x 15]
    Source: Taal et al. 2011, section II. */
torch::Tensor thirdOctaves (const core::FrameGeometry& geometry);

/** The regions of the spectrum whose errors count alike, as ones and zeros: up to 500 Hz, 2 kHz, 8 kHz, and above.
    returns  [bins x 4] */
torch::Tensor spectralRegions (const core::FrameGeometry& geometry);

/** The loss of one source whose mask is m, mean over the batch:

        w ( a mean (|mX|^c - |S|^c)^2  +  b mean |(mX)^c - S^c|^2  +  e mean max (0, |S|^c - |mX|^c)^2 )
          + d log10 (share of the energy that is error)
          + i mean (1 - correlation of the third-octave envelopes over 384 ms)
          + o log10 (share of the overlap-added output's energy that is error)
          + r log10 (share of the energy that is error), mean over the regions of the spectrum in which the source is active
          + p difference in loudness, see PerceptualLoss.h, where the source is active
          + q log10 (share of the mixture's energy that is left), 0 to 3, mean over the frames in which the source pauses

    where z^c = |z|^c e^(i arg z), and S is the source, or with a floor the source and the rest of the mixture at that
    gain: S + g (X - S). The first two terms weigh quiet partials nearly as an ear does, the third
    penalises over-suppression, the fourth is SDR as it is scored, the fifth what ESTOI compares.
    mask  [batch x frames x bins]
    Sources: compressed spectra: Ephrat et al. 2018, Braun & Tashev 2021; asymmetric penalty: Wang et al. 2020;
    correlation of envelopes, rows normalised, then columns: Jensen & Taal 2016, equations 3 to 6. */
torch::Tensor sourceLoss (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                          const torch::Tensor& mask);

/** The first four terms, made of libtorch's operations: in more passes over memory, on any device.
    returns  [batch] */
torch::Tensor plainBinLoss (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                            const torch::Tensor& mask);

/** The error's share of the energy in each region of the spectrum, the mean of its logarithms: the treble, and what lies
    below 500 Hz, count as much as the middle, which holds most of a voice's energy. An error 20 dB down is as good as none;
    regions 50 dB below the rest of the source, or 20 dB below the mixture, do not count.
    returns  [batch] */
torch::Tensor regionError (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                           const torch::Tensor& mask);

/** The last term: attenuation where nothing of the source is heard, up to 30 dB; of each frame, so that the weak background
    between words counts as much as loud noise does. 0 where the source never pauses.
    returns  [batch] */
torch::Tensor pauseError (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                          const torch::Tensor& mask);

/** By how much a mask raises a source's share of the energy over its error's, dB: mean over the mixtures in
    which the source is active, above -30 dB, and not nearly alone, below 20 dB over the rest. [worker] */
double sdrGain (const LossTargets& targets, const SourceTargets& source, const torch::Tensor& mask);

} // namespace unbraid::unfolding

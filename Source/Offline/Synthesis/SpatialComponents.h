// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Bleed/MultichannelNmf.h"
#include "Offline/Synthesis/ComponentFrames.h"

namespace unbraid::offline
{

/** Where the sources of two channels lie, told from the bins that one of them has almost alone. */
struct Directions
{
    Eigen::MatrixXcf
        centres; // [2 x sources] of unit length: levels, and a delay as the phase of the second channel

    /** How much a bin belongs to each source. Above the frequencies at which a phase tells a delay, levels alone decide.
        sound  [frames x 2] the spectra of a bin at this frequency
        returns [frames x sources] rows sum to one */
    [[nodiscard]] Eigen::MatrixXf shares (const Eigen::MatrixXcf& sound, double hz) const;
};

/** Directions as the peaks of the density of the loudest bins' levels and delays, each without the bins around those before it.
    spectra    per bin [frames x 2]
    binWidthHz from one bin to the next
    [worker] Sources: Yilmaz & Rickard 2004, for peaks of levels and delays; Araki, Sawada, Mukai & Makino 2007, eq. (9), for the normalised
    observation vectors. */
Directions findDirections (const ChannelSpectra& spectra, double binWidthHz, Eigen::Index numSources);

/** Sources of two channels, more of them than channels if need be, from the recording alone, as `ComponentMethod::run`: each of several
    spectra and their levels, with a spatial covariance of full rank for each bin (MultichannelNmf.h), from where `findDirections` begins.
    [worker] errors: a window that is not supported, too many coefficients, cancelled
    Sources: Ozerov & Fevotte 2010, for the model of convolutive mixtures; Sawada, Kameoka, Araki & Ueda 2013, for its updates. */
core::Result<Eigen::MatrixXf> spatialComponents (const Eigen::MatrixXf& samples, double sampleRateHz,
                                                 const ComponentSpec& spec,
                                                 const ComponentProgress& onProgress);

} // namespace unbraid::offline

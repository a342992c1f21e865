// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"

namespace unbraid::core
{

/** The state of a separator's adaptive atoms, learned while playing, over Hz, so that a session keeps it and
    continues at another rate or in another mode. It is in the spectrum of the dictionary that it belongs to. The
    tracked amplitude is the RMS of the noise within these frequencies in each channel, full scale 1. */
struct AdaptedAtoms
{
    Eigen::VectorXf frequenciesHz; // [bins] rising
    Eigen::MatrixXf atoms;         // [bins x adaptive atoms] columns sum to one
    float trackedAmplitude = 0.0f; // of the noise that the first atom tracks; 0: none was tracked
};

/** Checks what came from outside; atoms need not sum to one.
    numAtoms  adaptive atoms of the separator that it is meant for
    [worker] errors: another number of atoms, or none that adapt; frequencies that do not rise, leave 0 to
    96000 Hz or are not one per row; weights that are negative or not finite; atoms of nothing but zeros; an
    amplitude that is negative, not finite or above 140 dB over full scale */
Status validate (const AdaptedAtoms& adapted, Eigen::Index numAtoms);

/** Makes the columns sum to one that do not; those that do keep every bit, those without energy are left.
    [worker] */
void makeUnitAtoms (Eigen::MatrixXf& atoms);

/** Valid atoms at the first bins of a geometry, by straight lines over Hz: the same values where the
    frequencies are the same, those of the ends beyond them. Not normalised.
    returns  [bins x adaptive atoms]
    [worker] */
Eigen::MatrixXf atomsAtBins (const AdaptedAtoms& adapted, const FrameGeometry& geometry,
                             Eigen::Index numBins);

/** RMS amplitude, in each channel, of noise whose frames have this spectrum at the first bins.
    noise  [bins] |x|^2 summed over the channels, or its root
    [worker] */
double noiseAmplitude (const Eigen::VectorXf& noise, const FrameGeometry& geometry, Eigen::Index numChannels,
                       Spectrum kind);

/** The spectrum that frames of the tracked noise have at the first bins of a geometry: the inverse of
    `noiseAmplitude`, at any rate and window.
    returns  [bins] |x|^2 summed over the channels, or its root
    [worker] errors: more noise than can be, where the ends are extrapolated far beyond the frequencies */
Result<Eigen::VectorXf> trackedNoiseAtBins (const AdaptedAtoms& adapted, const FrameGeometry& geometry,
                                            Eigen::Index numBins, Eigen::Index numChannels, Spectrum kind);

} // namespace unbraid::core

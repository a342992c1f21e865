// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

namespace unbraid::training
{

/** Support of a note's partials: 1 for a bin that one of them can reach, 0 elsewhere.

        k f0 - reach ... k f0 sqrt (1 + B k^2) + reach,   f0 = 440 Hz * 2^((note - 69) / 12)

    reach: half the window's main lobe and 30 cents, for tuning and vibrato; B up to 0.0006, the inharmonicity
    of a stiff string. Partials that touch leave no zeros between them: low notes and short windows have few zeros.
    note     MIDI
    returns  [bins]; all zero if the note lies above the spectrum
    [worker]
    Sources: Fletcher 1964 (stiff strings); Ewert & Mueller 2012 (zeros that remain zero). */
Eigen::VectorXf partialsOf (int note, const core::FrameGeometry& geometry);

/** Narrow-band harmonic patterns P_m of a note: the partials in one band each, from the fundamental on in steps of one ERB, with
    triangular weights that sum to one and lobes as wide as `partialsOf`. An atom w = sum_m e_m P_m is harmonic, and its envelope smooth.
    returns  [bins x patterns]; none if the note lies above the spectrum
    [worker]
    Sources: Vincent, Bertin & Badeau 2010; Bertin, Badeau & Vincent 2010 (there gammatone bands and the window's own lobe). */
Eigen::MatrixXf harmonicPatternsOf (int note, const core::FrameGeometry& geometry);

} // namespace unbraid::training

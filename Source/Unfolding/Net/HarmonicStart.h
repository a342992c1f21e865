// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <torch/types.h>

namespace unbraid::unfolding
{

/** Logarithms of the atoms that a source with notes begins with: partials of each pitch that fall as 1 / k, twice over, for
    onsets and for what sounds. They stay where they are among the atoms, so that an atom with a pitch begins as one of that
    pitch; training moves them.
    rowsHz   [rows] centres
    returns  [rows x numNoteAtoms]
    [worker] Source: Raczynski, Ono & Sagayama 2007 (harmonic start of NMF). */
torch::Tensor harmonicLogs (const Eigen::VectorXf& rowsHz);

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/PreparedDictionary.h"

namespace unbraid::core
{

/** The part of `prepareDictionary` for convolutive dictionaries: bands and columns of W; the tails are the solver's. No
    residual.
    [worker] */
Result<PreparedDictionary> prepareConvolutive (const Dictionary& dictionary, const FrameGeometry& geometry,
                                               Eigen::Index residualAtoms);

} // namespace unbraid::core

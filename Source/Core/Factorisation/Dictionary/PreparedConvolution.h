// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::core
{

/** Bands and columns of W of a convolutive dictionary, whose rows stay as they are; the tails are the solver's.
    [worker] errors: fewer than 8 bins in common with the dictionary; another hop; a residual, which it does not take */
Result<PreparedDictionary> prepareConvolutive (const Dictionary& dictionary, const FrameGeometry& geometry,
                                               Eigen::Index residualAtoms);

} // namespace unbraid::core

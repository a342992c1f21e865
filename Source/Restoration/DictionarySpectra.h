// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

namespace unbraid::restoration
{

/** The atoms of a plain dictionary as power spectra of frames of another length, columns of unit sum: zero above the
    dictionary's last row; those of no energy below it are left out.
    returns  [frameLength / 2 + 1 x atoms]
    [worker] errors: rows that are bands; as core::prepareDictionary */
core::Result<Eigen::MatrixXf> dictionarySpectra (const core::Dictionary& dictionary, double sampleRateHz,
                                                 Eigen::Index frameLength);

} // namespace unbraid::restoration

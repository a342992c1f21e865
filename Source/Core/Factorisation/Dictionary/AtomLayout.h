// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::core
{

/** Layout of a dictionary's atoms for the kernels: sources one after the other, each
    padded to a whole number of registers. All [worker]. */

/** A count and what pads it to a whole number of registers. */
Eigen::Index paddedCount (Eigen::Index count);

std::vector<AtomRange> layOutSources (const Dictionary& dictionary);

/** Columns in all, padding included. */
Eigen::Index numPackedColumns (const std::vector<AtomRange>& ranges);

/** The packed column of each of the dictionary's atoms. */
std::vector<Eigen::Index> packedColumns (const Dictionary& dictionary);

/** True for a convolutive atom, which has a tail. */
bool hasTail (const Dictionary& dictionary, Eigen::Index atom);

/** A between packed columns. */
Transitions packedDynamics (const Dictionary& dictionary);

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** Atoms of a dictionary that notes guide: each part of the score has all of them. The dictionary is shown with each atom once.
    All functions: [message]; without parts they return what they are given. */

/** The atoms of the first part, for those of all. */
plugin::AtomCurves oncePerPart (const plugin::AtomCurves& curves);

/** The dictionary with its own name on the first part. */
plugin::DictionaryInfo oncePerPart (const plugin::DictionaryInfo& dictionary,
                                    const plugin::AtomCurves& curves);

/** [atoms] a number for each atom -> [atoms once] the sum over the parts */
std::vector<float> summedOverParts (const std::vector<float>& values, const plugin::AtomCurves& curves);

} // namespace unbraid::editor
